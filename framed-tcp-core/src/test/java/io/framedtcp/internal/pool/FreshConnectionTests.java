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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectFailedException;
import io.framedtcp.spi.ConnectionInfo;
import io.framedtcp.spi.PoolListener;
import io.framedtcp.spi.SynchronousPoolListener;
import io.framedtcp.support.Callers;
import io.framedtcp.support.ConnectionCount;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ExclusivePool#acquireFresh(Deadline)}.
 */
class FreshConnectionTests {

	private static final int CALLERS = 8;

	private static final int ROUNDS = 150;

	private static final int CONNECTIONS = 4;

	@ParameterizedTest
	@CsvSource({ "1, 1, 1", "1, 1, 0", "2, 2, 2", "2, 2, 1", "4, 2, 2", "4, 1, 1", "4, 4, 3", "2, 0, 0" })
	void connectionIsOpenedAtOnceHoweverManyAreIdle(int maxTotal, int maxIdle, int idle) throws Exception {
		ConnectionCount connections = new ConnectionCount();
		PoolSettings.Builder settings = PoolSettings.builder().maxTotal(maxTotal).maxIdle(maxIdle);
		try (FramedTcpServer server = FramedTcpServer.echo();
				ExclusivePool pool = pool(server, settings, connections)) {
			makeIdle(pool, idle);
			long opened = pool.statistics().opened();
			long start = System.nanoTime();
			Lease lease = pool.acquireFresh(inTenSeconds());
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
			assertThat(lease.info().id()).isGreaterThan(opened);
			assertThat(pool.statistics().opened()).isEqualTo(opened + 1);
			assertThat(pool.counts().idle()).isBetween(Math.max(0, idle - 1), Math.min(idle, maxTotal - 1));
			lease.close();
			assertThat(pool.counts().active()).isZero();
			assertThat(pool.counts().idle()).isLessThanOrEqualTo(maxIdle);
			assertThat(connections.max()).isLessThanOrEqualTo(maxTotal);
		}
	}

	@RepeatedTest(3)
	void everyCallerGetsOneThatIsFreshAndNoneIsOneTooMany() {
		ConnectionCount connections = new ConnectionCount();
		PoolSettings.Builder settings = PoolSettings.builder()
			.maxTotal(CONNECTIONS)
			.maxIdle(CONNECTIONS - 1)
			.acquireTimeout(Duration.ofSeconds(60))
			.housekeepingInterval(Duration.ofNanos(200_000));
		try (FramedTcpServer server = FramedTcpServer.echo();
				ExclusivePool pool = pool(server, settings, connections);
				Callers callers = new Callers()) {
			callers.callAll(CALLERS, (caller) -> {
				for (int i = 0; i < ROUNDS; i++) {
					useOnce(pool);
				}
				return null;
			});
			assertThat(connections.max()).isLessThanOrEqualTo(CONNECTIONS);
			assertThat(pool.counts().active()).isZero();
			Awaitility.await().until(() -> pool.counts().idle() == connections.open());
			assertThat(pool.counts().idle()).isBetween(1, CONNECTIONS);
			assertThat(pool.statistics().refused()).isZero();
		}
	}

	@Test
	void serverThatClosesWhateverIsOpenedIsNotFloodedWithConnections() throws Exception {
		AtomicInteger accepted = new AtomicInteger();
		try (FramedTcpServer server = FramedTcpServer.serving((connection) -> {
			if (accepted.incrementAndGet() <= 2) {
				connection.awaitClose();
			}
		}); ExclusivePool pool = pool(server, PoolSettings.builder().maxTotal(4), new ClosedByServer(server))) {
			makeIdle(pool, 2);
			assertThatExceptionOfType(ConnectFailedException.class).isThrownBy(() -> pool.acquireFresh(inTenSeconds()));
			assertThat(accepted).hasValueLessThan(10);
			assertThat(pool.counts().active()).isZero();
		}
	}

	private static void useOnce(ExclusivePool pool) throws Exception {
		if (ThreadLocalRandom.current().nextBoolean()) {
			pool.acquire(inTenSeconds()).close();
			return;
		}
		long opened = pool.statistics().opened();
		Lease lease = pool.acquireFresh(inTenSeconds());
		assertThat(lease.info().id()).isGreaterThan(opened);
		if (ThreadLocalRandom.current().nextInt(4) == 0) {
			lease.retire(CloseReason.BROKEN);
		}
		lease.close();
	}

	private static void makeIdle(ExclusivePool pool, int count) throws Exception {
		List<Lease> leases = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			leases.add(pool.acquire(inTenSeconds()));
		}
		leases.forEach(Lease::close);
		assertThat(pool.counts().idle()).isEqualTo(count);
	}

	private static ExclusivePool pool(FramedTcpServer server, PoolSettings.Builder settings, PoolListener listener) {
		return new ExclusivePool("fresh", ConnectionSettings.builder()
			.address(server.host(), server.port())
			// The server may be slow to accept.
			.connectTimeout(Duration.ofSeconds(30))
			.build(), settings.closeTimeout(Duration.ZERO).build(), List.of(listener));
	}

	private static Deadline inTenSeconds() {
		return Deadline.after(Duration.ofSeconds(10));
	}

	/**
	 * Goes on, once a connection is open, only when the server has closed it.
	 */
	private record ClosedByServer(FramedTcpServer server) implements SynchronousPoolListener {

		@Override
		public void connectionOpened(ConnectionInfo connection, Duration elapsed) {
			Awaitility.await()
				.pollInterval(Duration.ofMillis(1))
				.until(() -> this.server.accepted() >= connection.id()
						&& this.server.open() <= Math.min(2, connection.id()));
		}

	}

}
