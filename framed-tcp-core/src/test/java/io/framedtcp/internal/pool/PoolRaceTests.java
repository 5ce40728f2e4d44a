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
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.pool.PoolCounts;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectFailedException;
import io.framedtcp.spi.PoolListener;
import io.framedtcp.support.Callers;
import io.framedtcp.support.ConnectionCount;
import io.framedtcp.support.Ports;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Acquiring, returning, retiring, evicting, refilling and faults race with each other: no
 * permit is lost and there is never a connection too many.
 */
class PoolRaceTests {

	private static final int MAX_TOTAL = 4;

	private static final int CALLERS = 8;

	private static final int ROUNDS = 300;

	@RepeatedTest(5)
	void permitsAreConservedAndConnectionsBounded() {
		ConnectionCount connections = new ConnectionCount();
		try (FramedTcpServer server = FramedTcpServer.echo();
				ExclusivePool pool = pool(server, connections);
				Callers callers = new Callers()) {
			callers.callAll(CALLERS, (caller) -> {
				for (int i = 0; i < ROUNDS; i++) {
					useOnce(pool, server);
				}
				return null;
			});
			assertThat(connections.max()).isBetween(1, MAX_TOTAL);
			Awaitility.await().untilAsserted(() -> {
				PoolCounts counts = pool.counts();
				assertThat(counts.active()).isZero();
				assertThat(counts.waiting()).isZero();
				assertThat(counts.idle()).isEqualTo(connections.open()).isEqualTo(server.open());
			});
			List<Lease> all = callers.callAll(MAX_TOTAL, (caller) -> pool.acquire(inTenSeconds()));
			assertThat(pool.counts().active()).isEqualTo(MAX_TOTAL);
			all.forEach(Lease::close);
		}
	}

	@Test
	void lastFailureOfAllOutlivesTheConnectionsThatAreOpenedMeanwhile() {
		PoolEvents events = new PoolEvents("race", List.of());
		ConnectFailedException failure = failure();
		AtomicBoolean over = new AtomicBoolean();
		int forgotten = 0;
		try (Callers callers = new Callers()) {
			Future<?> opening = callers.call(() -> {
				while (!over.get()) {
					events.connectionOpened(null, Duration.ZERO);
				}
				return null;
			});
			for (int i = 0; i < 500_000; i++) {
				events.connectFailed("race", failure);
				forgotten += (events.lastConnectFailureEver() == null) ? 1 : 0;
			}
			over.set(true);
			Callers.get(opening);
		}
		assertThat(forgotten).isZero();
	}

	private static ConnectFailedException failure() {
		ConnectionSettings nobody = ConnectionSettings.builder().address("127.0.0.1", Ports.unused()).build();
		try (ExclusivePool pool = new ExclusivePool("race", nobody, PoolSettings.builder().build(), List.of())) {
			return catchThrowableOfType(ConnectFailedException.class, () -> pool.acquire(inTenSeconds()));
		}
	}

	private static void useOnce(ExclusivePool pool, FramedTcpServer server) throws Exception {
		Lease lease;
		try {
			lease = pool.acquire(inTenSeconds());
		}
		catch (ConnectFailedException ex) {
			// A connection may be reset as soon as it is open.
			return;
		}
		switch (ThreadLocalRandom.current().nextInt(20)) {
			case 0 -> lease.retire(CloseReason.BROKEN);
			case 1 -> pool.evictAll();
			case 2 -> server.resetConnections();
			default -> {
			}
		}
		lease.close();
	}

	private static ExclusivePool pool(FramedTcpServer server, PoolListener listener) {
		return new ExclusivePool("race", ConnectionSettings.builder().address(server.host(), server.port()).build(),
				PoolSettings.builder()
					.maxTotal(MAX_TOTAL)
					.minIdle(2)
					.acquireTimeout(Duration.ofSeconds(10))
					.maxLifetime(Duration.ofMillis(20))
					.idleTimeout(Duration.ofMillis(5))
					.housekeepingInterval(Duration.ofNanos(100_000))
					.build(),
				List.of(listener));
	}

	private static Deadline inTenSeconds() {
		return Deadline.after(Duration.ofSeconds(10));
	}

}
