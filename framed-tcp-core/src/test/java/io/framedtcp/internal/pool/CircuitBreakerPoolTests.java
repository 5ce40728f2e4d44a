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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.pool.PoolCounts;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectFailedException;
import io.framedtcp.support.BlackHole;
import io.framedtcp.support.Callers;
import io.framedtcp.support.Ports;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What callers and the pool do while the server cannot be reached, and when it is back.
 */
class CircuitBreakerPoolTests {

	private static final int THRESHOLD = 3;

	private final List<AutoCloseable> resources = new ArrayList<>();

	@AfterEach
	void close() throws Exception {
		for (int i = this.resources.size() - 1; i >= 0; i--) {
			this.resources.get(i).close();
		}
	}

	@Test
	void callersAreRefusedAfterSoManyFailuresInARow() throws Exception {
		ExclusivePool pool = pool(Ports.unused(), PoolSettings.builder());
		long start = System.nanoTime();
		for (int i = 0; i < THRESHOLD; i++) {
			assertThat(failure(pool).isRefused()).isFalse();
		}
		failUntilRefused(pool);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).as("a stall is no outage")
			.isGreaterThan(Duration.ofSeconds(1));
		ConnectFailedException refusal = failure(pool);
		assertThat(refusal.isRefused()).isTrue();
		assertThat(refusal).hasMessageContaining("attempts in a row have failed")
			.hasMessageContaining("Connection refused");
		assertThat(refusal.getCause()).isInstanceOf(ConnectFailedException.class)
			.hasMessageContaining("Connection refused");
		assertThat(pool.statistics().refused()).isEqualTo(2);
		assertThat(pool.counts()).isEqualTo(new PoolCounts(8, 0, 0, 0));
	}

	@Test
	void attemptsAreMadeInTheBackgroundAboutOnceASecondHoweverManyCallersThereAre() throws Exception {
		ExclusivePool pool = pool(Ports.unused(), PoolSettings.builder());
		failUntilRefused(pool);
		long before = pool.statistics().connectFailures();
		long end = System.nanoTime() + Duration.ofMillis(2500).toNanos();
		while (System.nanoTime() < end) {
			assertThat(failure(pool).isRefused()).isTrue();
		}
		assertThat(pool.statistics().connectFailures() - before).isBetween(1L, 4L);
		assertThat(pool.statistics().refused()).isGreaterThan(10);
	}

	@ParameterizedTest
	@CsvSource({ "8, 8, 0", "8, 0, 0", "1, 1, 0", "1, 0, 0", "2, 1, 1" })
	void callersAreServedSoonAfterTheServerIsBack(int maxTotal, int maxIdle, int minIdle) throws Exception {
		int port = Ports.unused();
		ExclusivePool pool = pool(port, PoolSettings.builder().maxTotal(maxTotal).maxIdle(maxIdle).minIdle(minIdle));
		failUntilRefused(pool);
		assertThat(failure(pool).isRefused()).isTrue();
		server(port);
		assertServedSoon(pool, 1);
	}

	@Test
	void secondOutageIsProbedAsTheFirst() throws Exception {
		int port = Ports.unused();
		ExclusivePool pool = pool(port, PoolSettings.builder());
		for (int i = 0; i < 2; i++) {
			failUntilRefused(pool);
			FramedTcpServer server = server(port);
			assertServedSoon(pool, 1);
			server.close();
		}
	}

	@Test
	void idleConnectionsAreUsedDuringAnOutageAndDoNotProlongIt() throws Exception {
		ServerSocket listening = listen();
		int port = listening.getLocalPort();
		ExclusivePool pool = pool(port, PoolSettings.builder().maxTotal(3).maxIdle(1));
		Lease kept = pool.acquire(inTenSeconds());
		add(listening.accept());
		kept.close();
		// That connection stays open although nobody listens any more.
		listening.close();
		Lease used = pool.acquire(inTenSeconds());
		assertThat(used.info()).isEqualTo(kept.info());
		failUntilRefused(pool);
		assertThat(failure(pool).isRefused()).isTrue();
		used.close();
		Lease again = pool.acquire(inTenSeconds());
		assertThat(again.info()).isEqualTo(kept.info());
		// That it looked healthy says nothing of those who would have to connect.
		assertThat(failure(pool).isRefused()).isTrue();
		again.close();
		server(port);
		assertServedSoon(pool, 2);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 8 })
	void attemptsThatDeadlinesCutShortLeadToAnOutageOnceOneInTheBackgroundHasFailed(int maxTotal) throws Exception {
		BlackHole hole = add(new BlackHole());
		ExclusivePool pool = pool(hole.port(), PoolSettings.builder().maxTotal(maxTotal));
		for (int i = 0; i < THRESHOLD; i++) {
			assertThat(failure(pool, Duration.ofMillis(20)).isCutShort()).isTrue();
		}
		// One may find the only connection that is allowed taken by the attempt.
		Awaitility.await()
			.atMost(Duration.ofSeconds(8))
			.until(() -> catchThrowable(
					() -> pool.acquire(Deadline.after(Duration.ofMillis(20)))) instanceof ConnectFailedException ex
					&& ex.isRefused());
		assertThat(pool.lastConnectFailure()).isNotNull();
	}

	@Test
	void callersAreRefusedWhileTheOnlyConnectionThatIsAllowedIsTried() throws Exception {
		BlackHole hole = add(new BlackHole());
		ExclusivePool pool = pool(hole.port(), PoolSettings.builder().maxTotal(1));
		failUntilRefused(pool);
		Awaitility.await()
			.pollInterval(Duration.ofMillis(10))
			.until(() -> isProbing("outage") && failure(pool).isRefused() && isProbing("outage"));
	}

	@Test
	void serverThatIsBackIsNoticedWhileOtherConnectionsAreInUse() throws Exception {
		ServerSocket listening = listen();
		int port = listening.getLocalPort();
		ExclusivePool pool = pool(port, PoolSettings.builder().maxTotal(2).acquireTimeout(Duration.ofMillis(300)));
		Lease first = pool.acquire(inTenSeconds());
		Lease second = pool.acquire(inTenSeconds());
		add(listening.accept());
		add(listening.accept());
		listening.close();
		second.retire(CloseReason.BROKEN);
		failUntilRefused(pool);
		server(port);
		assertServedSoon(pool, 1);
		first.close();
		assertThat(pool.counts().active()).isZero();
	}

	@Test
	void successResetsTheCount() throws Exception {
		int port = Ports.unused();
		ExclusivePool pool = pool(port, PoolSettings.builder().maxIdle(0));
		for (int round = 0; round < 3; round++) {
			for (int i = 0; i < THRESHOLD - 1; i++) {
				assertThat(failure(pool).isRefused()).isFalse();
			}
			FramedTcpServer server = server(port);
			pool.acquire(inTenSeconds()).close();
			server.close();
		}
	}

	@Test
	void callersThatFailTogetherAreOneFailure() throws Exception {
		BlackHole hole = add(new BlackHole());
		ExclusivePool pool = pool(hole.port(), PoolSettings.builder());
		try (Callers callers = new Callers()) {
			assertThat(callers.callAll(8, (caller) -> failure(pool).isRefused())).containsOnly(false);
		}
		// More than the threshold have failed by now.
		assertThat(failure(pool).isRefused()).isFalse();
	}

	@Test
	void callersWhoLeaveTooLittleTimeAreNotRefusedWhileTheServerIsUp() throws Exception {
		FramedTcpServer server = add(FramedTcpServer.handling(Ports.unused(), (request, connection) -> {
			LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
			connection.writeFrame(request);
		}));
		ExclusivePool pool = add(new ExclusivePool("hurried",
				ConnectionSettings.builder()
					.address("127.0.0.1", server.port())
					.initializer((connection) -> connection.exchange(new byte[1]))
					.failFastAfter(THRESHOLD)
					.build(),
				PoolSettings.builder().maxIdle(0).build(), List.of()));
		long end = System.nanoTime() + Duration.ofMillis(1500).toNanos();
		while (System.nanoTime() < end) {
			Throwable failure = catchThrowable(() -> pool.acquire(Deadline.after(Duration.ofMillis(5))));
			assertThat(failure).isInstanceOf(IOException.class)
				.matches((ex) -> !(ex instanceof ConnectFailedException) || ((ConnectFailedException) ex).isCutShort());
		}
		pool.acquire(inTenSeconds()).close();
	}

	@Test
	void callersAreNeverRefusedIfThatIsNotWanted() {
		ExclusivePool pool = add(new ExclusivePool("never",
				ConnectionSettings.builder().address("127.0.0.1", Ports.unused()).failFastAfter(0).build(),
				PoolSettings.builder().build(), List.of()));
		for (int i = 0; i < 20; i++) {
			assertThat(failure(pool).isRefused()).isFalse();
		}
		// The client may have tried by itself.
		assertThat(pool.statistics().connectFailures()).isBetween(20L, 22L);
	}

	@Test
	void poolIsClosedAtOnceWhileItProbes() throws Exception {
		BlackHole hole = add(new BlackHole());
		ExclusivePool pool = new ExclusivePool("probing",
				ConnectionSettings.builder()
					.address(hole.host(), hole.port())
					.connectTimeout(Duration.ofSeconds(30))
					.failFastAfter(1)
					.build(),
				PoolSettings.builder().build(), List.of());
		failure(pool, Duration.ofMillis(20));
		Awaitility.await().until(() -> isProbing("probing"));
		long start = System.nanoTime();
		pool.close();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
	}

	private static boolean isProbing(String client) {
		return Thread.getAllStackTraces()
			.entrySet()
			.stream()
			.filter((thread) -> thread.getKey().getName().equals("framed-tcp-" + client + "-housekeeper"))
			.flatMap((thread) -> Stream.of(thread.getValue()))
			.anyMatch((frame) -> frame.getMethodName().equals("connect"));
	}

	private static void failUntilRefused(ExclusivePool pool) {
		Awaitility.await()
			.pollInterval(Duration.ofMillis(20))
			.until(() -> catchThrowable(() -> pool.acquire(inTenSeconds())) instanceof ConnectFailedException ex
					&& ex.isRefused());
	}

	private static ConnectFailedException failure(ExclusivePool pool) {
		return failure(pool, Duration.ofSeconds(10));
	}

	private static ConnectFailedException failure(ExclusivePool pool, Duration timeout) {
		ConnectFailedException failure = catchThrowableOfType(ConnectFailedException.class,
				() -> pool.acquire(Deadline.after(timeout)));
		assertThat(failure).isNotNull();
		return failure;
	}

	private static void assertServedSoon(ExclusivePool pool, int connections) {
		Awaitility.await().atMost(Duration.ofSeconds(5)).pollInterval(Duration.ofMillis(20)).until(() -> {
			List<Lease> leases = new ArrayList<>();
			try {
				for (int i = 0; i < connections; i++) {
					leases.add(pool.acquire(inTenSeconds()));
				}
				return true;
			}
			catch (IOException ex) {
				return false;
			}
			finally {
				leases.forEach(Lease::close);
			}
		});
	}

	private FramedTcpServer server(int port) {
		return add(FramedTcpServer.handling(port, (request, connection) -> connection.writeFrame(request)));
	}

	private ServerSocket listen() throws IOException {
		return add(new ServerSocket(0, 10, InetAddress.getLoopbackAddress()));
	}

	private ExclusivePool pool(int port, PoolSettings.Builder settings) {
		return add(new ExclusivePool("outage",
				ConnectionSettings.builder()
					.address("127.0.0.1", port)
					.connectTimeout(Duration.ofMillis(500))
					.failFastAfter(THRESHOLD)
					.build(),
				settings.closeTimeout(Duration.ZERO).build(), List.of()));
	}

	private <T extends AutoCloseable> T add(T resource) {
		this.resources.add(resource);
		return resource;
	}

	private static Deadline inTenSeconds() {
		return Deadline.after(Duration.ofSeconds(10));
	}

}
