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
import java.util.concurrent.Future;

import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.config.UnexpectedBytesPolicy;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.connect.ConnectionOpener;
import io.framedtcp.internal.connection.ClientConnections;
import io.framedtcp.internal.connection.Lifespan;
import io.framedtcp.pool.PoolCounts;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectFailedException;
import io.framedtcp.support.Callers;
import io.framedtcp.support.Ports;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.ServerConnection;

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
			Awaitility.await().until(() -> pool.statistics().closed().containsKey(CloseReason.IDLE_TIMEOUT));
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

	@Test
	void housekeeperDoesNotFloodAServerThatSpoilsWhateverIsOpened() throws Exception {
		try (FramedTcpServer server = FramedTcpServer.serving((connection) -> {
			connection.writeFrame(new byte[] { 1 });
			connection.writeFrame(new byte[] { 2 });
			connection.awaitClose();
		});
				ExclusivePool pool = new ExclusivePool("flood",
						ConnectionSettings.builder().address("127.0.0.1", server.port()).initializer((connection) -> {
							connection.receive();
							// Until the other is there, too.
							Awaitility.await().pollDelay(Duration.ofMillis(10)).until(() -> true);
						}).build(), PoolSettings.builder().maxTotal(4).minIdle(1).closeTimeout(Duration.ZERO).build(),
						List.of())) {
			Awaitility.await().until(() -> pool.statistics().opened() > 0);
			Awaitility.await().pollDelay(Duration.ofMillis(800)).until(() -> true);
			assertThat(pool.statistics().opened()).isLessThan(10);
			assertThat(pool.statistics().connectFailures()).isPositive();
		}
	}

	@Test
	void callerThatIsInterruptedClosesNoIdleConnections() throws Exception {
		List<ServerConnection> connections = new CopyOnWriteArrayList<>();
		try (FramedTcpServer server = FramedTcpServer.serving((connection) -> {
			connections.add(connection);
			connection.awaitClose();
		})) {
			ConnectionSettings settings = ConnectionSettings.builder()
				.address("127.0.0.1", server.port())
				.unexpectedBytes(new UnexpectedBytesPolicy(1, 100))
				.unsolicitedFrameHandler((info, payload) -> {
					Thread.currentThread().interrupt();
					return null;
				})
				.build();
			try (ExclusivePool pool = new ExclusivePool("interrupts", settings,
					PoolSettings.builder().maxTotal(3).closeTimeout(Duration.ZERO).build(), List.of())) {
				List<Lease> leases = List.of(acquire(pool), acquire(pool), acquire(pool));
				Awaitility.await().until(() -> connections.size() == 3);
				leases.forEach(Lease::close);
				for (ServerConnection connection : connections) {
					connection.writeFrame(new byte[] { 1 });
					connection.writeFrame(new byte[] { 2 });
					connection.writeFrame(new byte[] { 3 });
				}
				Awaitility.await().pollDelay(Duration.ofMillis(100)).until(() -> true);
				assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> acquire(pool));
				assertThat(pool.counts()).isEqualTo(new PoolCounts(3, 0, 2, 0));
			}
		}
	}

	@Test
	void callerTakesAnIdleConnectionThoughANewPlaceIsInFrontOfIt() throws Exception {
		PoolSettings settings = PoolSettings.builder().maxTotal(3).build();
		ConnectionSettings connection = ConnectionSettings.builder().address("127.0.0.1", 1).build();
		SlotFactory factory = new SlotFactory(new ConnectionOpener("front", connection, new Lifespan(Duration.ZERO, 0),
				new PoolEvents("front", List.of()), new ClientConnections(), (thread) -> {
				}), connection, new UserCode("front", "test", Workers.shared()));
		GenericObjectPoolConfig<Slot> config = new GenericObjectPoolConfig<>();
		config.setMaxTotal(3);
		try (GenericObjectPool<Slot> commons = new GenericObjectPool<>(factory, config)) {
			IdleSlots idle = new IdleSlots(commons, settings, new Permits(3, 3));
			Slot open = commons.borrowObject();
			open.state().open();
			open.state().opened();
			open.state().pass();
			commons.returnObject(open);
			commons.addObject();
			assertThat(idle.take()).isSameAs(open);
			assertThat(commons.getNumIdle()).isZero();
			assertThat(idle.take()).matches(Slot::isNew);
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
