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

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.pool.PoolCounts;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectFailedException;
import io.framedtcp.support.Callers;
import io.framedtcp.support.Ports;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Ways in which a pool of Commons Pool2 alone lets callers down, none of which may happen
 * here.
 */
@SuppressWarnings("try")
class PoolPitfallTests {

	private static final Duration PROMPT = Duration.ofSeconds(5);

	@Test
	void waiterGoesOnAtOnceWhenTheHolderFailsToConnect() {
		int port = Ports.unused();
		try (ExclusivePool pool = pool(port, PoolSettings.builder().maxTotal(1)); Callers callers = new Callers()) {
			long start = System.nanoTime();
			callers.callAll(8, (caller) -> {
				for (int i = 0; i < 20; i++) {
					assertThatExceptionOfType(ConnectFailedException.class).isThrownBy(() -> acquire(pool));
				}
				return null;
			});
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PROMPT);
			assertThat(pool.counts()).isEqualTo(new PoolCounts(1, 0, 0, 0));
		}
	}

	@Test
	void waiterGetsAConnectionAsSoonAsTheServerIsBack() throws Exception {
		int port = Ports.unused();
		try (ExclusivePool pool = pool(port, PoolSettings.builder().maxTotal(1)); Callers callers = new Callers()) {
			assertThatExceptionOfType(ConnectFailedException.class).isThrownBy(() -> acquire(pool));
			try (FramedTcpServer server = FramedTcpServer.handling(port,
					(request, connection) -> connection.writeFrame(request))) {
				Lease lease = acquire(pool);
				Future<Lease> waiter = callers.call(() -> acquire(pool));
				Awaitility.await().until(() -> pool.counts().waiting() == 1);
				long start = System.nanoTime();
				lease.retire(CloseReason.BROKEN);
				Callers.get(waiter).close();
				assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PROMPT);
				assertThat(pool.statistics().opened()).isEqualTo(2);
			}
		}
	}

	@Test
	void waiterGoesOnWhenHousekeepingClosesTheLastIdleConnection() throws Exception {
		PoolSettings.Builder settings = PoolSettings.builder()
			.maxTotal(1)
			.idleTimeout(Duration.ofNanos(1))
			.housekeepingInterval(Duration.ofNanos(1000));
		try (FramedTcpServer server = FramedTcpServer.echo();
				ExclusivePool pool = pool(server.port(), settings);
				Callers callers = new Callers()) {
			long start = System.nanoTime();
			callers.callAll(4, (caller) -> {
				for (int i = 0; i < 200; i++) {
					acquire(pool).close();
				}
				return null;
			});
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
			Awaitility.await().until(() -> pool.statistics().retired().containsKey(CloseReason.IDLE_TIMEOUT));
			acquire(pool).close();
		}
	}

	@Test
	void retiringNeverConnectsInTheCallersThread() throws Exception {
		try (FramedTcpServer server = FramedTcpServer.echo();
				ExclusivePool pool = pool(server.port(), PoolSettings.builder().maxTotal(2))) {
			Lease first = acquire(pool);
			Lease second = acquire(pool);
			server.close();
			first.retire(CloseReason.BROKEN);
			second.retire(CloseReason.BROKEN);
			assertThat(pool.statistics().connectFailures()).isZero();
			assertThat(pool.counts()).isEqualTo(new PoolCounts(2, 0, 0, 0));
		}
	}

	private static ExclusivePool pool(int port, PoolSettings.Builder settings) {
		return new ExclusivePool("pitfalls", ConnectionSettings.builder().address("127.0.0.1", port).build(),
				settings.acquireTimeout(Duration.ofSeconds(30)).build(), List.of());
	}

	private static Lease acquire(ExclusivePool pool) throws Exception {
		return pool.acquire(Deadline.after(Duration.ofSeconds(30)));
	}

}
