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
import java.util.concurrent.atomic.AtomicBoolean;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectFailedException;
import io.framedtcp.support.Callers;
import io.framedtcp.support.Ports;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What goes on in the background, housekeeping and checks, costs no caller its connection
 * and keeps no connection alive.
 */
class PoolBackgroundTests {

	private static final int BORROWS = 3000;

	@Test
	void callerThatWillNotWaitIsNotRefusedForACheck() throws Exception {
		AtomicBoolean done = new AtomicBoolean();
		try (FramedTcpServer server = FramedTcpServer.echo();
				ExclusivePool pool = pool(server.port(), PoolSettings.builder().maxTotal(2).maxWaiting(0));
				Callers callers = new Callers()) {
			Future<?> checks = callers.call(() -> {
				while (!done.get()) {
					Lease check = pool.tryAcquireLeavingOne(inTenSeconds());
					if (check != null) {
						check.close();
					}
				}
				return null;
			});
			acquireOften(pool);
			done.set(true);
			Callers.get(checks);
			assertThat(pool.statistics().refused()).isZero();
		}
	}

	@Test
	void callerThatWillNotWaitIsNotRefusedForHousekeeping() throws Exception {
		PoolSettings.Builder settings = PoolSettings.builder()
			.maxTotal(1)
			.acquireTimeout(Duration.ZERO)
			.housekeepingInterval(Duration.ofNanos(50_000));
		try (FramedTcpServer server = FramedTcpServer.echo(); ExclusivePool pool = pool(server.port(), settings)) {
			acquireOften(pool);
			assertThat(pool.statistics().refused()).isZero();
			assertThat(pool.statistics().opened()).isEqualTo(1);
		}
	}

	@Test
	void checksKeepNoIdleConnectionAlive() {
		PoolSettings.Builder settings = PoolSettings.builder()
			.idleTimeout(Duration.ofMillis(200))
			.housekeepingInterval(Duration.ofMillis(20));
		try (FramedTcpServer server = FramedTcpServer.echo(); ExclusivePool pool = pool(server.port(), settings)) {
			Awaitility.await().pollInterval(Duration.ofMillis(10)).untilAsserted(() -> {
				pool.acquire(inTenSeconds()).close();
				assertThat(pool.statistics().closed()).containsKey(CloseReason.IDLE_TIMEOUT);
			});
		}
	}

	@Test
	void returnOfTheServerIsNoticedWithoutACaller() {
		int port = Ports.unused();
		PoolSettings.Builder settings = PoolSettings.builder().maxTotal(1).housekeepingInterval(Duration.ofMillis(20));
		try (ExclusivePool pool = pool(port, settings)) {
			assertThatExceptionOfType(ConnectFailedException.class).isThrownBy(() -> pool.acquire(inTenSeconds()));
			assertThat(pool.lastConnectFailure()).isNotNull();
			try (FramedTcpServer back = FramedTcpServer.handling(port, (request, connection) -> {
			})) {
				Awaitility.await().until(() -> pool.lastConnectFailure() == null && back.open() == 1);
				assertThat(pool.counts().idle()).isEqualTo(1);
			}
		}
	}

	private static void acquireOften(ExclusivePool pool) throws Exception {
		for (int i = 0; i < BORROWS; i++) {
			pool.acquire(inTenSeconds()).close();
		}
	}

	private static ExclusivePool pool(int port, PoolSettings.Builder settings) {
		return new ExclusivePool("background", ConnectionSettings.builder().address("127.0.0.1", port).build(),
				settings.build(), List.of());
	}

	private static Deadline inTenSeconds() {
		return Deadline.after(Duration.ofSeconds(10));
	}

}
