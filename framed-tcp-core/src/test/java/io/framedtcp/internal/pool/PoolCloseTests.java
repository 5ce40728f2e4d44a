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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.framedtcp.FramedTcpClosedException;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.FramedTcpTemplateBuilder;
import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.pool.PoolClosedException;
import io.framedtcp.pool.PoolCounts;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectionInfo;
import io.framedtcp.spi.PoolListener;
import io.framedtcp.spi.SynchronousPoolListener;
import io.framedtcp.support.BlackHole;
import io.framedtcp.support.Callers;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Closing is bounded, leaves nothing behind, and can be undone.
 */
@SuppressWarnings("try")
class PoolCloseTests {

	private static final byte[] PAYLOAD = { 1, 2, 3 };

	@Test
	void closeSendsWaitersAwayUninterrupted() throws Exception {
		try (FramedTcpServer server = FramedTcpServer.echo();
				ExclusivePool pool = pool("close-waiters", server.port(), Duration.ZERO);
				Callers callers = new Callers()) {
			Lease lease = pool.acquire(inAMinute());
			List<Future<Throwable>> waiters = List.of(waiter(callers, pool), waiter(callers, pool),
					waiter(callers, pool));
			Awaitility.await().until(() -> pool.counts().waiting() == 3);
			pool.close();
			for (Future<Throwable> waiter : waiters) {
				assertThat(Callers.get(waiter)).isInstanceOf(PoolClosedException.class)
					.hasMessageContaining("close-waiters");
			}
			assertThatExceptionOfType(PoolClosedException.class).isThrownBy(() -> pool.acquire(inAMinute()));
			lease.close();
			lease.close();
			assertThatNothingIsLeft("close-waiters", server);
		}
	}

	@Test
	void closeWaitsForExchangesInFlight() {
		CountDownLatch release = new CountDownLatch(1);
		try (FramedTcpServer server = FramedTcpServer.handling((request, connection) -> {
			release.await();
			connection.writeFrame(request);
		});
				ExclusivePool pool = pool("close-drain", server.port(), Duration.ofSeconds(60));
				Callers callers = new Callers()) {
			Future<byte[]> exchange = callers.call(() -> template(pool).sendAndReceive(PAYLOAD));
			Awaitility.await().until(() -> server.open() == 1);
			Future<?> closing = callers.call(() -> {
				pool.close();
				return null;
			});
			Awaitility.await().until(() -> !pool.isOpen());
			release.countDown();
			assertThat(Callers.get(exchange)).isEqualTo(PAYLOAD);
			Callers.get(closing);
			assertThat(pool.statistics().closed()).containsOnlyKeys(CloseReason.POOL_CLOSED);
			assertThatNothingIsLeft("close-drain", server);
		}
	}

	@Test
	void secondThreadThatClosesWaitsUntilTheFirstHasDoneSo() throws Exception {
		try (FramedTcpServer server = FramedTcpServer.echo();
				ExclusivePool pool = pool("close-twice", server.port(), Duration.ofMillis(300));
				Callers holder = new Callers();
				Callers closer = new Callers()) {
			// A thread that closes the pool does not wait for its own leases.
			Lease lease = Callers.get(holder.call(() -> pool.acquire(inAMinute())));
			long start = System.nanoTime();
			closer.call(() -> {
				pool.close();
				return null;
			});
			Awaitility.await().until(() -> !pool.isOpen());
			pool.close();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
			lease.close();
		}
	}

	@Test
	void closeAbortsExchangesThatDoNotEnd() {
		CountDownLatch never = new CountDownLatch(1);
		try (FramedTcpServer server = FramedTcpServer.handling((request, connection) -> never.await());
				ExclusivePool pool = pool("close-abort", server.port(), Duration.ofMillis(100));
				Callers callers = new Callers()) {
			Future<Throwable> exchange = callers
				.call(() -> catchThrowable(() -> template(pool).sendAndReceive(PAYLOAD)));
			Awaitility.await().until(() -> server.open() == 1);
			long start = System.nanoTime();
			pool.close();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
			assertThat(Callers.get(exchange)).isInstanceOf(FramedTcpClosedException.class);
			never.countDown();
			assertThatNothingIsLeft("close-abort", server);
		}
	}

	@Test
	void closeAbortsConnectionsBeingOpened() throws Exception {
		try (BlackHole blackHole = new BlackHole();
				ExclusivePool pool = pool("close-connect", blackHole.port(), Duration.ofMillis(100));
				Callers callers = new Callers()) {
			Future<Throwable> exchange = callers.call(() -> catchThrowable(() -> pool.acquire(inAMinute())));
			Awaitility.await().until(() -> pool.counts().active() == 1);
			long start = System.nanoTime();
			pool.close();
			assertThat(Callers.get(exchange)).isInstanceOf(PoolClosedException.class);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
			assertThat(threads("close-connect")).isEmpty();
		}
	}

	@Test
	void closeEndsAHousekeeperThatIsConnecting() throws Exception {
		try (BlackHole blackHole = new BlackHole();
				ExclusivePool pool = new ExclusivePool("close-refill",
						ConnectionSettings.builder()
							.address("127.0.0.1", blackHole.port())
							.connectTimeout(Duration.ofSeconds(60))
							.build(),
						PoolSettings.builder().minIdle(1).housekeepingInterval(Duration.ofHours(1)).build(),
						List.of())) {
			Awaitility.await().until(() -> pool.counts().active() == 1);
			pool.close();
			assertThat(threads("close-refill")).isEmpty();
		}
	}

	@Test
	void closedPoolCanBeOpenedAgain() {
		try (FramedTcpServer server = FramedTcpServer.echo();
				ExclusivePool pool = pool("reopen", server.port(), Duration.ZERO)) {
			FramedTcpTemplate template = template(pool);
			for (int i = 1; i <= 3; i++) {
				assertThat(template.sendAndReceive(PAYLOAD)).isEqualTo(PAYLOAD);
				pool.close();
				assertThat(pool.counts()).isEqualTo(new PoolCounts(0, 0, 0, 0));
				assertThatNothingIsLeft("reopen", server);
				pool.open();
			}
			assertThat(pool.statistics().opened()).isEqualTo(3);
		}
	}

	@Test
	void listenerCannotOpenThePoolThatIsBeingClosed() throws Exception {
		AtomicReference<ExclusivePool> opened = new AtomicReference<>();
		PoolListener opening = new PoolListener() {

			@Override
			public void connectionClosed(ConnectionInfo connection, CloseReason reason) {
				opened.get().open();
			}

		};
		try (FramedTcpServer server = FramedTcpServer.echo();
				ExclusivePool pool = new ExclusivePool("listener-opens",
						ConnectionSettings.builder().address("127.0.0.1", server.port()).build(),
						PoolSettings.builder().build(), List.of(opening))) {
			opened.set(pool);
			pool.acquire(inAMinute()).close();
			pool.close();
			assertThat(pool.isOpen()).isFalse();
			assertThat(threads("listener-opens")).isEmpty();
		}
	}

	@Test
	void openingWaitsForTheEndOfAClosing() throws Exception {
		try (FramedTcpServer server = FramedTcpServer.echo();
				ExclusivePool pool = pool("reopen-early", server.port(), Duration.ofSeconds(60));
				Callers callers = new Callers()) {
			Lease lease = pool.acquire(inAMinute());
			Future<?> closing = callers.call(() -> {
				pool.close();
				return null;
			});
			Awaitility.await().until(() -> !pool.isOpen());
			Future<?> opening = callers.call(() -> {
				pool.open();
				return null;
			});
			assertThat(pool.isOpen()).isFalse();
			lease.close();
			Callers.get(closing);
			Callers.get(opening);
			pool.acquire(inAMinute()).close();
			assertThat(pool.counts().idle()).isEqualTo(1);
		}
	}

	@Test
	void connectionThatWasOpenWhenThePoolWasClosedIsNotKept() {
		CountDownLatch opened = new CountDownLatch(1);
		CountDownLatch closed = new CountDownLatch(1);
		PoolListener slow = new SynchronousPoolListener() {

			@Override
			public void connectionOpened(ConnectionInfo connection, Duration duration) {
				opened.countDown();
				await(closed);
			}

		};
		try (FramedTcpServer server = FramedTcpServer.echo();
				ExclusivePool pool = pool("close-opened", server.port(), Duration.ofMillis(50), slow);
				Callers callers = new Callers()) {
			Future<Throwable> caller = callers.call(() -> catchThrowable(() -> pool.acquireFresh(inAMinute())));
			await(opened);
			pool.close();
			closed.countDown();
			assertThat(Callers.get(caller)).isInstanceOf(PoolClosedException.class);
			assertThat(pool.connections().openConnections()).isEmpty();
			assertThat(pool.statistics().closed()).containsOnlyKeys(CloseReason.POOL_CLOSED);
			assertThatNothingIsLeft("close-opened", server);
		}
	}

	@Test
	void closingUnderLoadEndsEveryCallWithAReplyOrATypedException() {
		for (int round = 0; round < 20; round++) {
			try (FramedTcpServer server = FramedTcpServer.echo();
					ExclusivePool pool = pool("close-load", server.port(), Duration.ofMillis(20));
					Callers callers = new Callers()) {
				FramedTcpTemplate template = template(pool);
				CountDownLatch started = new CountDownLatch(16);
				List<Future<Throwable>> calls = IntStream.range(0, 16)
					.mapToObj((caller) -> callers.call(() -> callUntilFailure(template, started)))
					.toList();
				Awaitility.await().until(() -> started.getCount() == 0);
				pool.close();
				for (Future<Throwable> call : calls) {
					assertThat(Callers.get(call)).isInstanceOf(FramedTcpClosedException.class);
				}
				assertThatNothingIsLeft("close-load", server);
			}
		}
	}

	private static void await(CountDownLatch latch) {
		Awaitility.await().until(() -> latch.getCount() == 0);
	}

	private static Throwable callUntilFailure(FramedTcpTemplate template, CountDownLatch started) {
		started.countDown();
		return catchThrowable(() -> {
			while (true) {
				assertThat(template.sendAndReceive(PAYLOAD)).isEqualTo(PAYLOAD);
			}
		});
	}

	private static Future<Throwable> waiter(Callers callers, ExclusivePool pool) {
		return callers.call(() -> {
			Throwable failure = catchThrowable(() -> pool.acquire(inAMinute()));
			return Thread.currentThread().isInterrupted() ? new IllegalStateException("interrupted") : failure;
		});
	}

	private static void assertThatNothingIsLeft(String client, FramedTcpServer server) {
		assertThat(threads(client)).isEmpty();
		Awaitility.await().until(() -> server.open() == 0);
	}

	private static List<String> threads(String client) {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("framed-tcp-" + client))
			.toList();
	}

	private static ExclusivePool pool(String client, int port, Duration closeTimeout, PoolListener... listeners) {
		return new ExclusivePool(client,
				ConnectionSettings.builder().address("127.0.0.1", port).connectTimeout(Duration.ofSeconds(60)).build(),
				PoolSettings.builder()
					.maxTotal(1)
					.acquireTimeout(Duration.ofSeconds(60))
					.closeTimeout(closeTimeout)
					.build(),
				List.of(listeners));
	}

	private static FramedTcpTemplate template(ExclusivePool pool) {
		return new FramedTcpTemplate(pool, Duration.ofSeconds(60), FramedTcpTemplateBuilder.defaultMessageConverter(),
				false, null);
	}

	private static Deadline inAMinute() {
		return Deadline.after(Duration.ofSeconds(60));
	}

}
