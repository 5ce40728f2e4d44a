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
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.ConnectionSettingsBuilder;
import io.framedtcp.config.PingSettings;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.config.UnexpectedBytesPolicy;
import io.framedtcp.framing.LengthFieldFraming;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.pool.PingFailedException;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectionInfo;
import io.framedtcp.spi.Ping;
import io.framedtcp.spi.PoolListener;
import io.framedtcp.spi.SynchronousPoolListener;
import io.framedtcp.support.Hang;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * User code that hangs in the background holds up nothing but itself.
 */
@SuppressWarnings("try")
class HeldUpUserCodeTests {

	private static final byte[] PAYLOAD = { 1, 2, 3 };

	private static final Duration PING_TIMEOUT = Duration.ofMillis(200);

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final FramedTcpServer server = FramedTcpServer.handling((request, connection) -> {
		connection.writeFrame(request);
		if (request.length == 4) {
			connection.writeFrame(new byte[] { 9 });
		}
	});

	private final Hang hang = Hang.stubborn();

	private final ConnectionSettingsBuilder connection = ConnectionSettings.builder()
		.address(this.server.host(), this.server.port());

	private final PoolSettings.Builder settings = PoolSettings.builder()
		.housekeepingInterval(Duration.ofMillis(20))
		.acquireTimeout(PATIENCE)
		.closeTimeout(Duration.ZERO);

	private final List<PoolListener> listeners = new ArrayList<>();

	private ExclusivePool pool;

	@AfterEach
	void close() {
		this.hang.close();
		this.pool.close();
		this.server.close();
	}

	@Test
	void pingThatHangsGivesItsPermitBackAndIsTheOnlyOne() throws Exception {
		this.settings.maxTotal(1).ping(hangingPing(true));
		open();
		exchange(PAYLOAD);
		this.hang.awaitBegun();
		long start = System.nanoTime();
		exchange(PAYLOAD);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
		Awaitility.await().during(PING_TIMEOUT.multipliedBy(3)).until(() -> this.hang.entered() == 1);
		exchange(PAYLOAD);
		assertThat(this.hang.interrupts()).isPositive();
		assertThat(this.pool.statistics().closed()).containsEntry(CloseReason.TIMED_OUT, 1L);
		this.hang.close();
		Awaitility.await("pings go on").until(() -> this.hang.entered() >= 3);
	}

	@Test
	void judgementOfAPingThatHangsGivesItsPermitBack() throws Exception {
		this.settings.maxTotal(1).ping(hangingPing(false));
		open();
		exchange(PAYLOAD);
		this.hang.awaitBegun();
		exchange(PAYLOAD);
		assertThat(this.hang.left()).isZero();
	}

	@Test
	void housekeepingGoesOnWhileAPingHangs() throws Exception {
		this.settings.minIdle(2).idleTimeout(Duration.ofMillis(600)).ping(hangingPing(true));
		open();
		this.hang.awaitBegun();
		Awaitility.await("refill").until(() -> this.pool.counts().idle() == 2);
		makeIdle(4);
		Awaitility.await("eviction")
			.until(() -> this.pool.statistics().closed().getOrDefault(CloseReason.IDLE_TIMEOUT, 0L) >= 2);
		this.server.closeConnections();
		Awaitility.await("test of what is idle").until(() -> this.server.open() == 2 && this.pool.counts().idle() == 2);
		assertThat(this.hang.left()).isZero();
	}

	@Test
	void checkOfTheServerIsBoundedByThePingTimeout() throws Exception {
		this.settings.ping(new PingSettings(hangingPing(true).ping(), Duration.ofHours(1), PING_TIMEOUT));
		open();
		makeIdle(2);
		long start = System.nanoTime();
		assertThatExceptionOfType(PingFailedException.class).isThrownBy(() -> this.pool.tryPing());
		assertThatExceptionOfType(PingFailedException.class).isThrownBy(() -> this.pool.tryPing())
			.withMessageContaining("earlier ping");
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
		assertThat(this.pool.counts().active()).isZero();
		this.hang.close();
		Awaitility.await().until(() -> this.hang.left() == 1);
		Awaitility.await().ignoreExceptions().until(() -> this.pool.tryPing());
	}

	@Test
	void handlerOfWhatIsDrainedInTheBackgroundHoldsUpNoRound() throws Exception {
		this.connection.connectTimeout(Duration.ofMillis(300))
			.unexpectedBytes(UnexpectedBytesPolicy.drain())
			.unsolicitedFrameHandler((info, payload) -> {
				this.hang.here();
				return null;
			});
		this.settings.minIdle(1);
		open();
		exchange(new byte[] { 1, 2, 3, 4 });
		this.hang.awaitBegun();
		this.server.closeConnections();
		Awaitility.await("refill").until(() -> this.pool.counts().idle() == 1 && this.server.open() == 1);
		exchange(PAYLOAD);
		assertThat(this.hang.left()).isZero();
	}

	@Test
	void listenerThatHangsHoldsUpNobodyAndOthersHearInOrder() throws Exception {
		List<Long> synchronous = new CopyOnWriteArrayList<>();
		List<Long> opened = new CopyOnWriteArrayList<>();
		this.listeners.add(new SynchronousPoolListener() {

			@Override
			public void connectionOpened(ConnectionInfo connection, Duration elapsed) {
				synchronous.add(connection.id());
			}

		});
		this.listeners.add(new PoolListener() {

			@Override
			public void connectionOpened(ConnectionInfo connection, Duration elapsed) {
				opened.add(connection.id());
				HeldUpUserCodeTests.this.hang.here();
			}

		});
		open();
		for (int i = 0; i < EventDispatcher.CAPACITY + 50; i++) {
			this.pool.acquire(soon()).retire(CloseReason.BROKEN);
		}
		assertThat(synchronous).hasSize(EventDispatcher.CAPACITY + 50);
		assertThat(opened).hasSize(1);
		this.hang.close();
		// Half of the events are of the ends of connections.
		Awaitility.await().until(() -> opened.size() >= EventDispatcher.CAPACITY / 2);
		assertThat(opened).isEqualTo(synchronous.subList(0, opened.size()));
		assertThat(opened).hasSizeLessThan(EventDispatcher.CAPACITY);
	}

	@Test
	void listenersHearOfTheEndOfAllConnectionsBeforeClosingEnds() throws Exception {
		List<CloseReason> heard = new CopyOnWriteArrayList<>();
		this.listeners.add(new PoolListener() {

			@Override
			public void connectionClosed(ConnectionInfo connection, CloseReason reason) {
				heard.add(reason);
			}

		});
		open();
		makeIdle(5);
		this.pool.close();
		assertThat(heard).hasSize(5).containsOnly(CloseReason.POOL_CLOSED);
	}

	private PingSettings hangingPing(boolean inRequest) {
		return new PingSettings(new Ping() {

			@Override
			public byte[] request() {
				if (inRequest) {
					HeldUpUserCodeTests.this.hang.here();
				}
				return PAYLOAD;
			}

			@Override
			public boolean accepts(byte[] reply) {
				if (!inRequest) {
					HeldUpUserCodeTests.this.hang.here();
				}
				return true;
			}

		}, Duration.ofMillis(20), PING_TIMEOUT);
	}

	private void open() {
		this.pool = new ExclusivePool("held-up", this.connection.build(), this.settings.build(), this.listeners);
	}

	private void makeIdle(int count) throws Exception {
		List<Lease> leases = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			leases.add(this.pool.acquire(soon()));
		}
		leases.forEach(Lease::close);
	}

	private void exchange(byte[] payload) throws Exception {
		Lease lease = this.pool.acquire(soon());
		try {
			EncodedFrame frame = EncodedFrame.of(payload, LengthFieldFraming.builder().build(), 100);
			assertThat(lease.exchange(frame, soon())).isEqualTo(payload);
		}
		finally {
			lease.close();
		}
	}

	private static Deadline soon() {
		return Deadline.after(PATIENCE);
	}

}
