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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.SharedThreads;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EventDispatcher}.
 */
@Timeout(60)
class EventDispatcherTests {

	private static final int ROUNDS = 5_000;

	private final EventDispatcher dispatcher = new EventDispatcher("events", new Workers(SharedThreads::create));

	@Test
	void eventThatComesJustAsTheDeliveryEndsIsDelivered() throws InterruptedException {
		for (int i = 0; i < ROUNDS; i++) {
			CountDownLatch delivered = new CountDownLatch(1);
			this.dispatcher.dispatch(delivered::countDown);
			assertThat(delivered.await(10, TimeUnit.SECONDS)).as("event %s is delivered", i).isTrue();
		}
	}

	@Test
	void eventsAreDeliveredOneAfterTheOtherInTheirOrder() throws InterruptedException {
		List<Integer> delivered = new CopyOnWriteArrayList<>();
		for (int i = 0; i < 100; i++) {
			int number = i;
			this.dispatcher.dispatch(() -> delivered.add(number));
		}
		this.dispatcher.awaitIdle(inTenSeconds());
		assertThat(delivered).hasSize(100).isSorted();
	}

	@Test
	void eventsBeyondTheCapacityAreDroppedAndLaterOnesAreNot() throws InterruptedException {
		AtomicInteger delivered = new AtomicInteger();
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		this.dispatcher.dispatch(() -> {
			begun.countDown();
			awaitQuietly(release);
		});
		assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
		for (int i = 0; i < EventDispatcher.CAPACITY + 10; i++) {
			this.dispatcher.dispatch(delivered::incrementAndGet);
		}
		release.countDown();
		this.dispatcher.awaitIdle(inTenSeconds());
		assertThat(delivered).hasValue(EventDispatcher.CAPACITY);
		this.dispatcher.dispatch(delivered::incrementAndGet);
		this.dispatcher.awaitIdle(inTenSeconds());
		assertThat(delivered).hasValue(EventDispatcher.CAPACITY + 1);
	}

	@Test
	void listenerDoesNotWaitForItself() throws InterruptedException {
		CountDownLatch waited = new CountDownLatch(1);
		AtomicInteger mine = new AtomicInteger();
		this.dispatcher.dispatch(() -> {
			try {
				this.dispatcher.awaitIdle(Deadline.after(Duration.ofMinutes(1)));
				mine.set(this.dispatcher.isMine() ? 1 : 0);
				waited.countDown();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		});
		assertThat(waited.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(mine).hasValue(1);
		assertThat(this.dispatcher.isMine()).isFalse();
	}

	@Test
	void interruptEndsTheListenerThatRunsAndNotTheNext() throws InterruptedException {
		CountDownLatch begun = new CountDownLatch(1);
		List<String> heard = new CopyOnWriteArrayList<>();
		this.dispatcher.dispatch(() -> {
			begun.countDown();
			awaitQuietly(new CountDownLatch(1));
			heard.add("interrupted: " + Thread.currentThread().isInterrupted());
		});
		this.dispatcher.dispatch(() -> heard.add("interrupted: " + Thread.currentThread().isInterrupted()));
		assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
		this.dispatcher.interrupt();
		this.dispatcher.awaitIdle(inTenSeconds());
		assertThat(heard).containsExactly("interrupted: true", "interrupted: false");
	}

	@Test
	void waitEndsAtItsDeadline() throws InterruptedException {
		CountDownLatch release = new CountDownLatch(1);
		this.dispatcher.dispatch(() -> awaitQuietly(release));
		this.dispatcher.awaitIdle(Deadline.after(Duration.ofMillis(1)));
		assertThat(release.getCount()).isOne();
		release.countDown();
	}

	private static Deadline inTenSeconds() {
		return Deadline.after(Duration.ofSeconds(10));
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await(30, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
