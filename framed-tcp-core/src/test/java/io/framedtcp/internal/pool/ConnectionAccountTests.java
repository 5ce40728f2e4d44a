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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.connection.ClientConnections;
import io.framedtcp.internal.exchange.ExchangeFailedException;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.pool.ClosedConnection;
import io.framedtcp.pool.ConnectionState;
import io.framedtcp.pool.ConnectionStatus;
import io.framedtcp.pool.PoolCounts;
import io.framedtcp.pool.PoolFailure;
import io.framedtcp.pool.Traffic;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectionInfo;
import io.framedtcp.spi.PoolListener;
import io.framedtcp.spi.SynchronousPoolListener;
import io.framedtcp.support.Callers;
import io.framedtcp.support.Ports;
import io.framedtcp.test.Fault;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.Point;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ClientConnections}, as a pool keeps it.
 */
@SuppressWarnings("try")
class ConnectionAccountTests {

	private final Deadline inAMinute = Deadline.after(Duration.ofMinutes(1));

	private final FramedTcpServer server = FramedTcpServer.echo();

	private final Callers callers = new Callers();

	private final List<ConnectionInfo> acquired = new CopyOnWriteArrayList<>();

	private ExclusivePool pool = pool(this.server.port());

	@AfterEach
	void close() {
		this.callers.close();
		this.pool.close();
		this.server.close();
	}

	@Test
	void eachOpenConnectionIsAccountedFor() throws Exception {
		Lease used = this.pool.acquire(this.inAMinute);
		Lease idle = this.pool.acquire(this.inAMinute);
		exchange(idle);
		exchange(idle);
		idle.close();
		List<ConnectionStatus> open = this.pool.connections().openConnections();
		assertThat(open).extracting(ConnectionStatus::info).containsExactly(used.info(), idle.info());
		assertThat(open).extracting(ConnectionStatus::state)
			.containsExactly(ConnectionState.LEASED, ConnectionState.IDLE);
		assertThat(open).extracting(ConnectionStatus::traffic)
			.containsExactly(new Traffic(0, 0, 0), new Traffic(2, 14, 14));
		assertThat(open.get(1).age()).isGreaterThanOrEqualTo(open.get(1).silent());
		assertThat(open.get(1).silent()).isPositive();
		assertThat(open.get(1).tls()).isNull();
		used.close();
	}

	@Test
	void trafficIsKeptWhenConnectionsAreRetiredAndThePoolIsReopened() throws Exception {
		Lease first = this.pool.acquire(this.inAMinute);
		exchange(first);
		first.retire(CloseReason.EVICTED);
		Lease second = this.pool.acquire(this.inAMinute);
		exchange(second);
		second.close();
		assertThat(this.pool.connections().traffic()).isEqualTo(new Traffic(2, 14, 14));
		this.pool.close();
		assertThat(this.pool.connections().openConnections()).isEmpty();
		this.pool.open();
		Lease third = this.pool.acquire(this.inAMinute);
		exchange(third);
		assertThat(this.pool.connections().traffic()).isEqualTo(new Traffic(3, 21, 21));
		assertThat(third.info().id()).isEqualTo(3);
		third.close();
	}

	@Test
	void accountCanBeReadWhileConnectionsComeAndGo() {
		Future<?> reader = this.callers.call(() -> {
			while (!Thread.currentThread().isInterrupted()) {
				assertThat(this.pool.connections().openConnections()).hasSizeLessThanOrEqualTo(8);
			}
			return null;
		});
		this.callers.callAll(4, (caller) -> {
			for (int round = 0; round < 60; round++) {
				this.pool.acquire(this.inAMinute).retire(CloseReason.EVICTED);
			}
			return null;
		});
		assertThat(reader.isDone()).isFalse();
		reader.cancel(true);
	}

	@Test
	void trafficNeverDecreases() throws Exception {
		List<Traffic> seen = new ArrayList<>();
		this.callers.callAll(4, (caller) -> {
			for (int round = 0; round < 200; round++) {
				Lease lease = this.pool.acquire(this.inAMinute);
				exchange(lease);
				lease.retire(CloseReason.EVICTED);
				synchronized (seen) {
					seen.add(this.pool.connections().traffic());
				}
			}
			return null;
		});
		assertThat(seen).extracting(Traffic::bytesReceived).isSorted();
		assertThat(this.pool.connections().traffic()).isEqualTo(new Traffic(800, 5600, 5600));
	}

	@Test
	void theLastClosedConnectionsAreKeptTheLatestFirst() throws Exception {
		for (int round = 0; round < 20; round++) {
			Lease lease = this.pool.acquire(this.inAMinute);
			exchange(lease);
			lease.retire(CloseReason.EVICTED);
		}
		List<ClosedConnection> last = this.pool.connections().lastClosed();
		assertThat(last).hasSize(16);
		assertThat(last).extracting((closed) -> closed.connection().info().id()).startsWith(20L, 19L).endsWith(5L);
		assertThat(last).allSatisfy((closed) -> {
			assertThat(closed.reason()).isEqualTo(CloseReason.EVICTED);
			assertThat(closed.duringExchange()).isFalse();
			assertThat(closed.isFailure()).isFalse();
			assertThat(closed.connection().state()).isEqualTo(ConnectionState.CLOSED);
			assertThat(closed.connection().traffic()).isEqualTo(new Traffic(1, 7, 7));
		});
		assertThat(this.pool.lastFailure()).isNull();
	}

	@Test
	void theLastFailureIsToldHoweverMuchHasGoneWellSince() throws Exception {
		this.server.inject(Fault.fin()).onExchange(1).at(Point.BEFORE_REPLY);
		Instant start = Instant.now();
		Lease lease = this.pool.acquire(this.inAMinute);
		assertThatExceptionOfType(ExchangeFailedException.class).isThrownBy(() -> exchange(lease));
		lease.close();
		Lease next = this.pool.acquire(this.inAMinute);
		exchange(next);
		next.close();
		PoolFailure failure = this.pool.lastFailure();
		assertThat(failure).isNotNull();
		assertThat(failure.addresses()).isEqualTo(lease.info().address());
		assertThat(failure.time()).isBetween(start, Instant.now());
		assertThat(failure.description()).isEqualTo("peer closed during an exchange");
	}

	@Test
	void failureToConnectIsTheLastFailureIfItCameLast() {
		this.pool.close();
		this.pool = pool(Ports.unused());
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> this.pool.acquire(this.inAMinute));
		assertThat(this.pool.lastFailure()).isNotNull();
		assertThat(this.pool.lastFailure().addresses()).startsWith("127.0.0.1:");
		assertThat(this.pool.lastFailure().description()).contains("refused");
	}

	@Test
	void peerThatClosesAnIdleConnectionIsNoFailure() throws Exception {
		this.pool.acquire(this.inAMinute).close();
		Awaitility.await().until(() -> this.server.open() == 1);
		this.server.closeConnections();
		Awaitility.await().until(() -> {
			this.pool.acquire(this.inAMinute).close();
			return this.server.accepted() == 2;
		});
		assertThat(this.pool.connections().lastClosed()).extracting(ClosedConnection::reason)
			.containsExactly(CloseReason.PEER_CLOSED);
		assertThat(this.pool.lastFailure()).isNull();
	}

	@Test
	void listenersHearOfEachAcquisition() throws Exception {
		Lease lease = this.pool.acquire(this.inAMinute);
		lease.close();
		this.pool.acquire(this.inAMinute).close();
		Awaitility.await().untilAsserted(() -> assertThat(this.acquired).containsExactly(lease.info(), lease.info()));
	}

	@Test
	void listenerThatCannotEvenBeNamedCostsNoPermit() {
		PoolListener listener = new SynchronousPoolListener() {

			@Override
			public void connectionAcquired(ConnectionInfo connection, Duration elapsed) {
				throw new IllegalStateException();
			}

			@Override
			public String toString() {
				throw new IllegalStateException();
			}

		};
		this.pool.close();
		this.pool = pool(this.server.port(), listener);
		try {
			this.pool.acquire(this.inAMinute).close();
		}
		catch (Exception ex) {
			assertThat(ex).isInstanceOf(IllegalStateException.class);
		}
		assertThat(this.pool.counts()).isEqualTo(new PoolCounts(8, 0, 1, 0));
	}

	private ExclusivePool pool(int port) {
		PoolListener listener = new PoolListener() {

			@Override
			public void connectionAcquired(ConnectionInfo connection, Duration elapsed) {
				assertThat(elapsed).isPositive();
				ConnectionAccountTests.this.acquired.add(connection);
			}

		};
		return pool(port, listener);
	}

	private static ExclusivePool pool(int port, PoolListener listener) {
		return new ExclusivePool("test", ConnectionSettings.builder()
			.address("127.0.0.1", port)
			// As many are opened as the server accepts, and more: the kernel drops some
			// SYNs.
			.connectTimeout(Duration.ofSeconds(30))
			.build(), PoolSettings.builder().build(), List.of(listener));
	}

	private void exchange(Lease lease) throws ExchangeFailedException {
		lease.exchange(EncodedFrame.of(new byte[3], this.pool.connectionSettings().framing(), 100), this.inAMinute);
	}

}
