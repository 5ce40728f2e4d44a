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

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.security.ProtectionDomain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.PingSettings;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.spi.Ping;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients share their threads, and have none while they are not used.
 */
class SharedThreadsTests {

	private final FramedTcpServer server = FramedTcpServer.echo();

	private final List<ExclusivePool> pools = new ArrayList<>();

	private Set<Thread> before;

	@BeforeEach
	void lookAtThreads() {
		this.before = threads();
	}

	@AfterEach
	void close() {
		this.pools.forEach(ExclusivePool::close);
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
		for (ExclusivePool pool : this.pools) {
			pool.acquire(Deadline.after(Duration.ofSeconds(10))).close();
		}
		Awaitility.await().until(() -> newThreads().size() <= 2);
		Set<Thread> shared = newThreads();
		assertThat(shared).allSatisfy((thread) -> {
			assertThat(thread.isDaemon()).isTrue();
			assertThat(thread.getContextClassLoader()).isNull();
		});
		this.pools.subList(1, 100).forEach(ExclusivePool::close);
		assertThat(shared).allMatch(Thread::isAlive);
		this.pools.get(0).acquire(Deadline.after(Duration.ofSeconds(10))).close();
		this.pools.get(0).close();
		Awaitility.await().until(() -> newThreads().isEmpty());
	}

	@Test
	void roundsOfManyClientsLeaveNoThreadsBehind() {
		open(100, PoolSettings.builder().minIdle(1).housekeepingInterval(Duration.ofMillis(100)).build());
		Awaitility.await().until(() -> this.server.open() == 100);
		this.pools.forEach(ExclusivePool::close);
		Awaitility.await().until(() -> newThreads().isEmpty());
	}

	@Test
	void clientWithoutConnectionsHasNoRounds() throws Exception {
		open(1, PoolSettings.builder()
			.idleTimeout(Duration.ofMillis(50))
			.housekeepingInterval(Duration.ofMillis(20))
			.build());
		ExclusivePool pool = this.pools.get(0);
		for (int i = 1; i <= 2; i++) {
			pool.acquire(Deadline.after(Duration.ofSeconds(10))).close();
			Awaitility.await().until(() -> pool.counts().idle() == 0 && this.server.open() == 0);
			Awaitility.await()
				.atMost(Duration.ofSeconds(20))
				.until(() -> newThreads().stream()
					.noneMatch((thread) -> thread.getName().contains("worker")
							|| thread.getName().contains("shared-threads")));
		}
	}

	@Test
	void threadsThatOneApplicationHasCausedDoNotKeepItWhileAnotherUsesThem() throws Exception {
		WeakReference<ClassLoader> application = useInAnApplicationOfItsOwn();
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
			System.gc();
			return application.get() == null;
		});
		assertThat(this.pools.get(0).counts().idle()).isOne();
	}

	/**
	 * Uses a client in code of another class loader, which so starts the shared threads,
	 * and another client after it, which keeps them busy.
	 * @return the class loader, of which nothing is left but the threads
	 * @throws Exception if that fails
	 */
	private WeakReference<ClassLoader> useInAnApplicationOfItsOwn() throws Exception {
		ClassLoader loader = new ApplicationLoader(Application.class);
		Class<?> type = loader.loadClass(Application.class.getName());
		assertThat(type.getClassLoader()).isSameAs(loader);
		ClassLoader before = Thread.currentThread().getContextClassLoader();
		Thread.currentThread().setContextClassLoader(loader);
		ExclusivePool pool;
		try {
			pool = (ExclusivePool) ((IntFunction<?>) type.getDeclaredConstructor().newInstance())
				.apply(this.server.port());
		}
		finally {
			Thread.currentThread().setContextClassLoader(before);
		}
		Awaitility.await().until(() -> this.server.requestCount() > 2);
		open(1, PoolSettings.builder().minIdle(1).housekeepingInterval(Duration.ofMillis(5)).build());
		Awaitility.await().until(() -> this.server.open() == 2);
		pool.close();
		return new WeakReference<>(loader);
	}

	private void open(int count, PoolSettings settings) {
		for (int i = 0; i < count; i++) {
			this.pools.add(new ExclusivePool("shared-threads-" + i,
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

	/**
	 * An application with a client and user code.
	 */
	public static final class Application implements IntFunction<ExclusivePool>, Ping {

		private static final ThreadLocal<Application> LEFT_BEHIND = new ThreadLocal<>();

		@Override
		public ExclusivePool apply(int port) {
			return new ExclusivePool("application", ConnectionSettings.builder().address("127.0.0.1", port).build(),
					PoolSettings.builder()
						.minIdle(1)
						.housekeepingInterval(Duration.ofMillis(5))
						.ping(new PingSettings(this, Duration.ofMillis(5), Duration.ofSeconds(5)))
						.build(),
					List.of());
		}

		@Override
		public byte[] request() {
			LEFT_BEHIND.set(this);
			return new byte[1];
		}

	}

	/**
	 * Loads a class anew, and all others as they are.
	 */
	private static final class ApplicationLoader extends ClassLoader {

		private final Class<?> own;

		ApplicationLoader(Class<?> own) {
			super(own.getClassLoader());
			this.own = own;
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (!name.equals(this.own.getName())) {
				return super.loadClass(name, resolve);
			}
			try (InputStream bytes = this.own.getResourceAsStream("SharedThreadsTests$Application.class")) {
				byte[] code = bytes.readAllBytes();
				return defineClass(name, code, 0, code.length, new ProtectionDomain(null, null, this, null));
			}
			catch (IOException ex) {
				throw new ClassNotFoundException(name, ex);
			}
		}

	}

}
