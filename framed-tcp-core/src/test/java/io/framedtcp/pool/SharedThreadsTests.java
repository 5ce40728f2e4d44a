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

package io.framedtcp.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.connection.ConnectionSettings;
import io.framedtcp.connection.Deadline;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients share their threads, and have none while they are not used.
 */
class SharedThreadsTests {

	private final FramedTcpServer server = FramedTcpServer.echo();

	private final List<FramedConnectionPool> pools = new ArrayList<>();

	private Set<Thread> before;

	@BeforeEach
	void lookAtThreads() {
		this.before = threads();
	}

	@AfterEach
	void close() {
		this.pools.forEach(FramedConnectionPool::close);
		this.server.close();
	}

	@Test
	void clientsThatAreNotUsedHaveNoThreads() {
		open(500, PoolSettings.builder().build());
		assertThat(newThreads()).isEmpty();
	}

	@Test
	void clientsThatAreIdleShareTwoThreadsThatEndWithTheLastOfThem() throws Exception {
		open(100, PoolSettings.builder().build());
		for (FramedConnectionPool pool : this.pools) {
			pool.borrow(Deadline.after(Duration.ofSeconds(10))).giveBack();
		}
		Awaitility.await().until(() -> newThreads().size() <= 2);
		Set<Thread> shared = newThreads();
		assertThat(shared).allSatisfy((thread) -> {
			assertThat(thread.isDaemon()).isTrue();
			assertThat(thread.getContextClassLoader()).isNull();
		});
		this.pools.subList(1, 100).forEach(FramedConnectionPool::close);
		assertThat(shared).allMatch(Thread::isAlive);
		this.pools.get(0).borrow(Deadline.after(Duration.ofSeconds(10))).giveBack();
		this.pools.get(0).close();
		Awaitility.await().until(() -> newThreads().isEmpty());
	}

	@Test
	void roundsOfManyClientsLeaveNoThreadsBehind() {
		open(100, PoolSettings.builder().minIdle(1).housekeepingInterval(Duration.ofMillis(100)).build());
		Awaitility.await().until(() -> this.server.open() == 100);
		this.pools.forEach(FramedConnectionPool::close);
		Awaitility.await().until(() -> newThreads().isEmpty());
	}

	@Test
	void clientWithoutConnectionsHasNoRounds() throws Exception {
		open(1, PoolSettings.builder()
			.idleTimeout(Duration.ofMillis(50))
			.housekeepingInterval(Duration.ofMillis(20))
			.build());
		FramedConnectionPool pool = this.pools.get(0);
		for (int i = 1; i <= 2; i++) {
			pool.borrow(Deadline.after(Duration.ofSeconds(10))).giveBack();
			Awaitility.await().until(() -> pool.counts().idle() == 0 && this.server.open() == 0);
			Awaitility.await()
				.atMost(Duration.ofSeconds(20))
				.until(() -> newThreads().stream()
					.noneMatch((thread) -> thread.getName().contains("worker")
							|| thread.getName().contains("shared-threads")));
		}
	}

	private void open(int count, PoolSettings settings) {
		for (int i = 0; i < count; i++) {
			this.pools.add(new FramedConnectionPool("shared-threads-" + i,
					ConnectionSettings.builder().address(this.server.host(), this.server.port()).build(), settings,
					List.of()));
		}
	}

	private Set<Thread> newThreads() {
		Set<Thread> threads = threads();
		threads.removeAll(this.before);
		return threads;
	}

	private static Set<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("framed-tcp-"))
			.filter((thread) -> !thread.getName().startsWith("framed-tcp-server"))
			.collect(Collectors.toSet());
	}

}
