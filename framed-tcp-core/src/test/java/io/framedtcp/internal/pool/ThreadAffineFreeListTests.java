/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.framedtcp.internal.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;

import io.framedtcp.internal.pool.IdleSlots.ThreadAffineFreeList;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ThreadAffineFreeList}.
 */
class ThreadAffineFreeListTests {

	private static final int CONNECTIONS = 8;

	private static final int ROUNDS = 50_000;

	private final ThreadAffineFreeList<String> freeList = new ThreadAffineFreeList<>(CONNECTIONS);

	@Test
	void threadGetsItsOwnConnectionAgain() throws Exception {
		ExecutorService first = threadWithId(1);
		ExecutorService second = threadWithId(2);
		try {
			for (int i = 0; i < 10; i++) {
				assertThat(first.submit(() -> this.freeList.keep("first")).get()).isTrue();
				assertThat(second.submit(() -> this.freeList.keep("second")).get()).isTrue();
				assertThat(second.submit(this.freeList::take).get()).isEqualTo("second");
				assertThat(first.submit(this.freeList::take).get()).isEqualTo("first");
			}
		}
		finally {
			first.shutdown();
			second.shutdown();
		}
	}

	@Test
	void whatOneThreadHasReturnedAnotherGets() throws Exception {
		this.freeList.keep("connection");
		ExecutorService other = Executors.newSingleThreadExecutor();
		try {
			assertThat(other.submit(this.freeList::take).get()).isEqualTo("connection");
		}
		finally {
			other.shutdown();
		}
		assertThat(this.freeList.take()).isNull();
	}

	@Test
	void allConnectionsThatThereMayBeHaveAPlace() {
		for (int total = 1; total <= 32; total++) {
			ThreadAffineFreeList<String> places = new ThreadAffineFreeList<>(total);
			for (int i = 0; i < total; i++) {
				assertThat(places.keep("connection " + i)).isTrue();
			}
			assertThat(places.size()).isEqualTo(total);
		}
	}

	@Test
	void ofVeryManyConnectionsSomeHaveNone() {
		ThreadAffineFreeList<String> places = new ThreadAffineFreeList<>(10_000);
		int kept = 0;
		while (places.keep("connection")) {
			kept++;
		}
		assertThat(kept).isEqualTo(places.size()).isEqualTo(64);
	}

	@Test
	void everyPlaceIsLookedAt() {
		ThreadAffineFreeList<Integer> places = new ThreadAffineFreeList<>(64);
		List<Integer> removed = new ArrayList<>();
		fill(places);
		places.removeAll(removed::add);
		assertThat(removed).hasSize(64);
		fill(places);
		for (int i = 0; i < 64; i++) {
			assertThat(places.take()).isNotNull();
		}
		assertThat(places.take()).isNull();
	}

	@Test
	void nothingIsKeptWithoutPlaces() {
		ThreadAffineFreeList<String> none = new ThreadAffineFreeList<>(0);
		assertThat(none.keep("connection")).isFalse();
		assertThat(none.take()).isNull();
		assertThat(none.size()).isZero();
	}

	@Test
	void allAreRemoved() {
		this.freeList.keep("a");
		this.freeList.keep("b");
		List<String> removed = new ArrayList<>();
		this.freeList.removeAll(removed::add);
		assertThat(removed).containsExactlyInAnyOrder("a", "b");
		assertThat(this.freeList.size()).isZero();
	}

	@Test
	void nobodyGetsWhatSomebodyElseHas() throws InterruptedException, ExecutionException {
		for (int i = 0; i < CONNECTIONS; i++) {
			this.freeList.keep("connection " + i);
		}
		ConcurrentHashMap<String, Thread> held = new ConcurrentHashMap<>();
		ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
		try {
			List<Future<?>> callers = new ArrayList<>();
			for (int i = 0; i < CONNECTIONS; i++) {
				callers.add(threads.submit(() -> acquireOften(held)));
			}
			callers.add(threads.submit(() -> removeOften(held)));
			for (Future<?> caller : callers) {
				caller.get();
			}
		}
		finally {
			threads.shutdown();
		}
		assertThat(held).isEmpty();
		assertThat(this.freeList.size()).isEqualTo(CONNECTIONS);
	}

	private static void fill(ThreadAffineFreeList<Integer> places) {
		for (Integer i = 0; i < 64; i++) {
			assertThat(places.keep(i)).isTrue();
		}
	}

	private static ExecutorService threadWithId(long id) {
		return Executors.newSingleThreadExecutor((task) -> new Thread(task) {

			@Override
			public long getId() {
				return id;
			}

		});
	}

	private void acquireOften(ConcurrentHashMap<String, Thread> held) {
		for (int round = 0; round < ROUNDS; round++) {
			String connection = this.freeList.take();
			if (connection != null) {
				release(connection, held);
			}
		}
	}

	private void removeOften(ConcurrentHashMap<String, Thread> held) {
		for (int round = 0; round < ROUNDS / 100; round++) {
			this.freeList.removeAll((connection) -> release(connection, held));
		}
	}

	private void release(String connection, ConcurrentHashMap<String, Thread> held) {
		assertThat(held.put(connection, Thread.currentThread())).isNull();
		assertThat(held.remove(connection)).isSameAs(Thread.currentThread());
		assertThat(this.freeList.keep(connection)).isTrue();
	}

}
