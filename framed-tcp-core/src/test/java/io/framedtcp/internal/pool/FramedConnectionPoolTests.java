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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.function.Consumer;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.PingSettings;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.framing.UntilCloseFraming;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.pool.PoolBusyException;
import io.framedtcp.pool.PoolCounts;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectFailedException;
import io.framedtcp.spi.ConnectionInfo;
import io.framedtcp.spi.Ping;
import io.framedtcp.spi.PoolListener;
import io.framedtcp.support.Callers;
import io.framedtcp.support.Ports;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

/**
 * Tests for {@link ExclusivePool}: leases, limits and the life of idle connections.
 */
@SuppressWarnings("try")
class FramedConnectionPoolTests {

	private final FramedTcpServer server = FramedTcpServer.echo();

	private final List<ExclusivePool> pools = new ArrayList<>();

	private final Callers callers = new Callers();

	@AfterEach
	void close() {
		this.callers.close();
		this.pools.forEach(ExclusivePool::close);
		this.server.close();
	}

	@Test
	void threadGoesOnWithOneConnectionAndLeavesTheOthersIdle() throws Exception {
		ExclusivePool pool = pool((settings) -> {
		});
		Lease first = acquire(pool);
		Lease second = acquire(pool);
		first.close();
		second.close();
		Set<ConnectionInfo> used = new HashSet<>();
		for (int i = 0; i < 10; i++) {
			Lease lease = acquire(pool);
			used.add(lease.info());
			lease.close();
		}
		assertThat(used).hasSize(1).isSubsetOf(first.info(), second.info());
		assertThat(pool.counts().idle()).isEqualTo(2);
		assertThat(pool.statistics().opened()).isEqualTo(2);
	}

	@Test
	void endingALeaseTwiceDoesNothing() throws Exception {
		ExclusivePool pool = pool((settings) -> settings.maxTotal(2));
		Lease lease = acquire(pool);
		lease.close();
		Lease other = acquire(pool);
		assertThat(other.info()).isEqualTo(lease.info());
		lease.retire(CloseReason.BROKEN);
		lease.close();
		assertThat(pool.counts()).isEqualTo(new PoolCounts(2, 1, 0, 0));
		assertThat(exchange(other)).isEqualTo((byte) 7);
		other.close();
		assertThat(pool.counts()).isEqualTo(new PoolCounts(2, 0, 1, 0));
	}

	@Test
	void retiredConnectionsAreClosedOnceAndCounted() throws Exception {
		ExclusivePool pool = pool((settings) -> settings.maxTotal(2));
		Lease lease = acquire(pool);
		this.callers.callAll(2, (caller) -> {
			lease.retire(CloseReason.SESSION_INCOMPLETE);
			return null;
		});
		Awaitility.await().until(() -> this.server.open() == 0);
		assertThat(pool.counts()).isEqualTo(new PoolCounts(2, 0, 0, 0));
		assertThat(pool.statistics().closed()).containsExactly(entry(CloseReason.SESSION_INCOMPLETE, 1L));
	}

	@Test
	void tooManyWaitingCallersAreRefusedAtOnce() throws Exception {
		ExclusivePool pool = pool((settings) -> settings.maxTotal(1).maxWaiting(1));
		Lease lease = acquire(pool);
		Future<Lease> waiter = this.callers.call(() -> acquire(pool));
		Awaitility.await().until(() -> pool.counts().waiting() == 1);
		assertThatExceptionOfType(PoolBusyException.class).isThrownBy(() -> acquire(pool))
			.withMessageContaining("too many callers are waiting")
			.satisfies((ex) -> assertThat(ex.getCounts()).isEqualTo(new PoolCounts(1, 1, 0, 1)));
		lease.close();
		Callers.get(waiter).close();
		assertThat(pool.statistics().refused()).isEqualTo(1);
	}

	@Test
	void callerThatTimesOutIsToldTheLastConnectFailure() throws Exception {
		int port = Ports.unused();
		ExclusivePool pool = pool(port, (settings) -> settings.maxTotal(1).acquireTimeout(Duration.ZERO));
		assertThatExceptionOfType(ConnectFailedException.class).isThrownBy(() -> acquire(pool));
		assertThat(pool.counts()).isEqualTo(new PoolCounts(1, 0, 0, 0));
		try (FramedTcpServer late = FramedTcpServer.handling(port, (request, connection) -> {
		})) {
			Lease lease = acquire(pool);
			assertThatExceptionOfType(PoolBusyException.class).isThrownBy(() -> acquire(pool))
				.withMessageNotContaining("refused");
			late.close();
			lease.retire(CloseReason.BROKEN);
		}
		assertThatExceptionOfType(ConnectFailedException.class).isThrownBy(() -> acquire(pool));
		assertThat(pool.lastConnectFailure()).isNotNull();
		assertThat(pool.statistics().connectFailures()).isEqualTo(2);
	}

	@Test
	void connectionPastItsLifetimeIsReplacedAtAcquisition() throws Exception {
		ExclusivePool pool = pool((settings) -> settings.maxLifetime(Duration.ofMillis(50)));
		Lease lease = acquire(pool);
		lease.close();
		Awaitility.await().pollInterval(Duration.ofMillis(10)).untilAsserted(() -> {
			acquire(pool).close();
			assertThat(pool.statistics().closed()).containsKey(CloseReason.MAX_LIFETIME);
		});
	}

	@Test
	void lifetimesDiffer() throws Exception {
		ExclusivePool pool = pool((settings) -> settings.maxTotal(8)
			.maxLifetime(Duration.ofSeconds(2))
			.housekeepingInterval(Duration.ofMillis(2)));
		List<Lease> leases = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			leases.add(acquire(pool));
		}
		leases.forEach(Lease::close);
		Awaitility.await()
			.pollInterval(Duration.ofMillis(1))
			.until(() -> pool.counts().idle() > 0 && pool.counts().idle() < 8);
	}

	@Test
	void connectionIdleForTooLongIsClosedButTheMinimumIsKept() throws Exception {
		ExclusivePool pool = pool((settings) -> settings.minIdle(1)
			.idleTimeout(Duration.ofMillis(100))
			.housekeepingInterval(Duration.ofMillis(10)));
		Lease first = acquire(pool);
		Lease second = acquire(pool);
		Lease third = acquire(pool);
		first.close();
		second.close();
		third.close();
		Awaitility.await().until(() -> pool.statistics().closed().getOrDefault(CloseReason.IDLE_TIMEOUT, 0L) >= 2);
		Awaitility.await().until(() -> pool.counts().idle() == 1 && this.server.open() == 1);
	}

	@Test
	void surplusConnectionIsClosedAtReturn() throws Exception {
		ExclusivePool pool = pool((settings) -> settings.maxIdle(1));
		Lease first = acquire(pool);
		Lease second = acquire(pool);
		first.close();
		second.close();
		assertThat(pool.statistics().closed()).containsExactly(entry(CloseReason.SURPLUS, 1L));
		assertThat(pool.counts().idle()).isEqualTo(1);
	}

	@Test
	void minimumIsOpenedInTheBackgroundAndRestoredAfterAFault() {
		ExclusivePool pool = pool((settings) -> settings.minIdle(3).housekeepingInterval(Duration.ofMillis(50)));
		Awaitility.await().until(() -> pool.counts().idle() == 3 && this.server.open() == 3);
		this.server.resetConnections();
		Awaitility.await().until(() -> this.server.accepted() == 6 && pool.counts().idle() == 3);
		assertThat(pool.statistics().closed()).containsOnlyKeys(CloseReason.BROKEN);
	}

	@Test
	void minimumIsRestoredAtOnceWhenAConnectionIsRetired() throws Exception {
		ExclusivePool pool = pool((settings) -> settings.minIdle(3).housekeepingInterval(Duration.ofHours(1)));
		Awaitility.await().until(() -> pool.counts().idle() == 3);
		acquire(pool).retire(CloseReason.BROKEN);
		Awaitility.await().until(() -> pool.counts().idle() == 3 && this.server.accepted() == 4);
	}

	@Test
	void connectionsWithOneReplyEachCannotBePinged() {
		ConnectionSettings oneReplyEach = ConnectionSettings.builder()
			.address("127.0.0.1", this.server.port())
			.framing(UntilCloseFraming.untilClose())
			.build();
		PoolSettings pinging = PoolSettings.builder().ping(new PingSettings(Ping.of(new byte[1]))).build();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ExclusivePool("test", oneReplyEach, pinging, List.of()))
			.withMessageContaining("cannot be pinged");
	}

	@Test
	void evictionReplacesIdleConnectionsNowAndTheOthersAtReturn() throws Exception {
		ExclusivePool pool = pool((settings) -> {
		});
		Lease used = acquire(pool);
		acquire(pool).close();
		pool.evictAll();
		Awaitility.await().until(() -> pool.counts().idle() == 0);
		assertThat(exchange(used)).isEqualTo((byte) 7);
		used.close();
		assertThat(pool.counts().idle()).isZero();
		assertThat(pool.statistics().closed()).containsExactly(entry(CloseReason.EVICTED, 2L));
	}

	@Test
	void checkNeverTakesTheLastPermit() throws Exception {
		ExclusivePool pool = pool((settings) -> settings.maxTotal(2));
		Lease check = pool.tryAcquireLeavingOne(inTenSeconds());
		assertThat(check).isNotNull();
		assertThat(pool.tryAcquireLeavingOne(inTenSeconds())).isNull();
		check.close();
		Lease lease = acquire(pool);
		assertThat(pool.tryAcquireLeavingOne(inTenSeconds())).isNull();
		lease.close();
	}

	@Test
	void interruptedCallerTakesNothingWithItAndKeepsTheConnectionWhole() throws Exception {
		ExclusivePool pool = pool((settings) -> settings.maxTotal(2));
		acquire(pool).close();
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> acquire(pool));
		assertThat(Thread.interrupted()).isFalse();
		assertThat(pool.counts()).isEqualTo(new PoolCounts(2, 0, 1, 0));
		assertThat(exchange(acquire(pool))).isEqualTo((byte) 7);
		assertThat(this.server.accepted()).isEqualTo(1);
	}

	@Test
	void interruptedWaiterLeavesAtOnce() throws Exception {
		ExclusivePool pool = pool((settings) -> settings.maxTotal(1).acquireTimeout(Duration.ofSeconds(60)));
		Lease lease = acquire(pool);
		CountDownLatch interrupted = new CountDownLatch(1);
		Future<?> waiter = this.callers.call(() -> {
			assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> acquire(pool));
			interrupted.countDown();
			return null;
		});
		Awaitility.await().until(() -> pool.counts().waiting() == 1);
		waiter.cancel(true);
		interrupted.await();
		lease.close();
		assertThat(pool.counts()).isEqualTo(new PoolCounts(1, 0, 1, 0));
	}

	@Test
	void listenerThatThrowsDoesNoHarm() throws Exception {
		PoolListener broken = new PoolListener() {

			@Override
			public void connectionOpened(ConnectionInfo connection, Duration elapsed) {
				throw new IllegalStateException("of the listener");
			}

			@Override
			public void connectionClosed(ConnectionInfo connection, CloseReason reason) {
				throw new IllegalStateException("of the listener");
			}

		};
		ExclusivePool pool = new ExclusivePool("broken-listener", connectionSettings(this.server.port()),
				PoolSettings.builder().maxTotal(1).closeTimeout(Duration.ZERO).build(), List.of(broken));
		this.pools.add(pool);
		acquire(pool).retire(CloseReason.BROKEN);
		assertThat(exchange(acquire(pool))).isEqualTo((byte) 7);
	}

	private ExclusivePool pool(Consumer<PoolSettings.Builder> change) {
		return pool(this.server.port(), change);
	}

	private ExclusivePool pool(int port, Consumer<PoolSettings.Builder> change) {
		PoolSettings.Builder settings = PoolSettings.builder().closeTimeout(Duration.ZERO);
		change.accept(settings);
		ExclusivePool pool = new ExclusivePool("test", connectionSettings(port), settings.build(), List.of());
		this.pools.add(pool);
		return pool;
	}

	private static ConnectionSettings connectionSettings(int port) {
		return ConnectionSettings.builder().address("127.0.0.1", port).build();
	}

	private static Lease acquire(ExclusivePool pool) throws Exception {
		return pool.acquire(inTenSeconds());
	}

	private static byte exchange(Lease lease) throws Exception {
		EncodedFrame frame = EncodedFrame.of(new byte[] { 7 },
				ConnectionSettings.builder().address("127.0.0.1", 1).build().framing(), 100);
		return lease.exchange(frame, inTenSeconds())[0];
	}

	private static Deadline inTenSeconds() {
		return Deadline.after(Duration.ofSeconds(10));
	}

}
