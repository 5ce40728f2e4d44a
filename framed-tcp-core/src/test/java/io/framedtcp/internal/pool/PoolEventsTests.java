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
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;

import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.connect.Connector;
import io.framedtcp.internal.route.AttemptFailedException;
import io.framedtcp.internal.route.Routes;
import io.framedtcp.pool.PoolStatistics;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectFailedException;
import io.framedtcp.spi.ConnectStep;
import io.framedtcp.spi.ConnectionInfo;
import io.framedtcp.spi.PoolListener;
import io.framedtcp.spi.SynchronousPoolListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PoolEvents}.
 */
class PoolEventsTests {

	private static final ConnectionInfo CONNECTION = new ConnectionInfo("events", 1,
			new InetSocketAddress("192.0.2.1", 9000), 50000);

	private final Heard heard = new HeardAtOnce(false);

	private final Heard heardLater = new Heard(false);

	private final PoolEvents events = new PoolEvents("events",
			List.of(new HeardAtOnce(true), this.heard, new Heard(true), this.heardLater));

	@Test
	void listenersHearOfEachEventOnceThoughOthersFail() throws InterruptedException {
		this.events.connectionOpened(CONNECTION, Duration.ofMillis(1));
		this.events.connectFailed("events", failure(false));
		this.events.unsolicitedFrame(CONNECTION, 4);
		this.events.connectionAcquired(CONNECTION, Duration.ofMillis(2));
		this.events.callerRefused("events", new IOException("busy"));
		this.events.exchangeRetried("events");
		this.events.lateReply(CONNECTION, Duration.ofMillis(3));
		this.events.leakSuspected(CONNECTION, Duration.ofMillis(5), new Exception("acquired here"));
		this.events.connectionClosed(CONNECTION, CloseReason.EVICTED);
		List<String> heard = List.copyOf(this.heard.events);
		this.events.dispatcher().awaitIdle(Deadline.after(Duration.ofSeconds(10)));
		assertThat(this.heardLater.events).isEqualTo(heard);
		assertThat(this.heard.events).isEqualTo(heard)
			.containsExactly("opened 1", "connect failed", "unsolicited 4", "acquired 2", "refused busy", "retried",
					"late 3", "leak 5", "closed EVICTED");
		assertThat(this.events.statistics())
			.isEqualTo(new PoolStatistics(1, 1, 1, 1, 1, 1, Map.of(CloseReason.EVICTED, 1L)));
		assertThat(this.events.hasListeners()).isTrue();
		assertThat(new PoolEvents("none", List.of()).hasListeners()).isFalse();
	}

	@Test
	void failureToConnectIsTheLastUntilAConnectionIsOpened() {
		this.events.connectFailed("events", failure(true));
		assertThat(this.events.lastConnectFailureEver()).as("a caller's own deadline").isNull();
		ConnectFailedException failure = failure(false);
		this.events.connectFailed("events", failure);
		assertThat(this.events.lastConnectFailure()).isNotNull()
			.isSameAs(this.events.lastConnectFailureEver())
			.matches((last) -> last.exception() == failure);
		this.events.connectionOpened(CONNECTION, Duration.ZERO);
		assertThat(this.events.lastConnectFailure()).isNull();
		assertThat(this.events.lastConnectFailureEver()).isNotNull();
	}

	private static ConnectFailedException failure(boolean cutShort) {
		return Connector.failure(List.of(AttemptFailedException.failed(Routes.of("192.0.2.1", 9000),
				ConnectStep.CONNECT, new IOException("refused"), false)), cutShort, "framed-tcp.");
	}

	/**
	 * Notes what it hears, in the thread in which it happens.
	 */
	private static final class HeardAtOnce extends Heard implements SynchronousPoolListener {

		HeardAtOnce(boolean failing) {
			super(failing);
		}

	}

	/**
	 * Notes what it hears.
	 */
	private static class Heard implements PoolListener {

		private final List<String> events = new CopyOnWriteArrayList<>();

		private final boolean failing;

		Heard(boolean failing) {
			this.failing = failing;
		}

		@Override
		public void connectionOpened(ConnectionInfo connection, Duration elapsed) {
			hear("opened " + elapsed.toMillis());
		}

		@Override
		public void connectFailed(String client, ConnectFailedException failure) {
			hear("connect failed");
		}

		@Override
		public void unsolicitedFrame(ConnectionInfo connection, int size) {
			hear("unsolicited " + size);
		}

		@Override
		public void connectionAcquired(ConnectionInfo connection, Duration elapsed) {
			hear("acquired " + elapsed.toMillis());
		}

		@Override
		public void callerRefused(String client, IOException failure) {
			hear("refused " + failure.getMessage());
		}

		@Override
		public void exchangeRetried(String client) {
			hear("retried");
		}

		@Override
		public void lateReply(ConnectionInfo connection, Duration late) {
			hear("late " + late.toMillis());
		}

		@Override
		public void leakSuspected(ConnectionInfo connection, Duration held, Exception acquisition) {
			hear("leak " + held.toMillis());
		}

		@Override
		public void connectionClosed(ConnectionInfo connection, CloseReason reason) {
			hear("closed " + reason);
		}

		private void hear(String event) {
			if (this.failing) {
				throw new IllegalStateException("A listener of the test fails");
			}
			this.events.add(event);
		}

	}

}
