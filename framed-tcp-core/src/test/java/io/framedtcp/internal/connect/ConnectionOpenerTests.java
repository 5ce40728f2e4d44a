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

package io.framedtcp.internal.connect;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.internal.ConnectCancellation;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.connection.ClientConnections;
import io.framedtcp.internal.connection.ConnectionStateMachine;
import io.framedtcp.internal.connection.FramedConnection;
import io.framedtcp.internal.connection.Lifespan;
import io.framedtcp.internal.exchange.ExchangeFailedException;
import io.framedtcp.internal.exchange.PendingRequests;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectionInfo;
import io.framedtcp.spi.ConnectionListener;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.ServerConnection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link ConnectionOpener}.
 */
class ConnectionOpenerTests {

	private final List<CloseReason> retired = new ArrayList<>();

	private final FramedTcpServer server = FramedTcpServer.serving(ConnectionOpenerTests::echo);

	private final ConnectionSettings settings = ConnectionSettings.builder()
		.address("127.0.0.1", this.server.port())
		.build();

	private final ClientConnections connections = new ClientConnections();

	private final ConnectionOpener opener = new ConnectionOpener("opener", this.settings,
			new Lifespan(Duration.ZERO, 0), new ConnectionListener() {

				@Override
				public void connectionClosed(ConnectionInfo connection, CloseReason reason) {
					ConnectionOpenerTests.this.retired.add(reason);
				}

			}, this.connections, (thread) -> {
			});

	@AfterEach
	void close() {
		this.opener.close();
		this.server.close();
	}

	@Test
	void connectionThatIsClosedTwiceCountsOnce() throws Exception {
		FramedConnection connection = open();
		this.opener.close(connection);
		this.opener.close(connection);
		assertThat(this.retired).containsExactly(CloseReason.SURPLUS);
	}

	@Test
	void connectionOnWhichAReplyIsNotWaitedForIsNotUsedAgain() throws Exception {
		FramedConnection connection = open();
		EncodedFrame request = request(10);
		assertThat(this.opener.livenessCheck().mayBeLent(connection, Deadline.never())).isTrue();
		connection.exchange().send(true, Deadline.never(), request);
		PendingRequests requests = new PendingRequests(null);
		requests.add(request.payload());
		assertThatExceptionOfType(ExchangeFailedException.class).isThrownBy(
				() -> connection.exchange().receive(requests::isReplyToAny, null, Deadline.after(Duration.ZERO)));
		assertThat(connection.closeReason()).isEqualTo(CloseReason.TIMED_OUT);
		assertThat(this.opener.livenessCheck().mayBeKept(connection)).isFalse();
	}

	@Test
	void exchangeOnAConnectionThatIsEvictedMeanwhileFailsForItsOwnReason() throws Exception {
		FramedConnection connection = open();
		EncodedFrame request = request(10);
		assertThat(this.opener.livenessCheck().mayBeLent(connection, Deadline.never())).isTrue();
		connection.retire(CloseReason.EVICTED);
		this.server.close();
		assertThatExceptionOfType(ExchangeFailedException.class)
			.isThrownBy(() -> connection.exchange().exchange(request, Deadline.never()))
			.satisfies((ex) -> assertThat(ex.isConnectionLost()).isTrue());
		assertThat(connection.closeReason()).isEqualTo(CloseReason.EVICTED);
	}

	@Test
	void connectionThatWasOpenBeforeAnEvictionIsNotUsedAgain() throws Exception {
		FramedConnection connection = open();
		assertThat(this.opener.livenessCheck().mayBeKept(connection)).isTrue();
		this.opener.livenessCheck().evictAll();
		assertThat(this.opener.livenessCheck().mayBeKept(connection)).isFalse();
		assertThat(connection.closeReason()).isEqualTo(CloseReason.EVICTED);
		assertThat(this.opener.livenessCheck().mayBeKept(open())).isTrue();
	}

	@Test
	void idleConnectionIsTestedWithoutUserCode() throws Exception {
		FramedConnection connection = open();
		assertThat(this.opener.livenessCheck().mayBeKeptUndrained(connection)).isTrue();
		connection.exchange().send(true, Deadline.never(), request(1));
		Awaitility.await().until(() -> !this.opener.livenessCheck().mayBeKeptUndrained(connection));
		assertThat(connection.closeReason()).isEqualTo(CloseReason.UNEXPECTED_BYTES);
		assertThat(this.opener.livenessCheck().mayBeKeptUndrained(connection)).isFalse();
	}

	@Test
	void exchangeIsCountedAndEndsTheSilence() throws Exception {
		FramedConnection connection = open();
		long opened = System.nanoTime();
		assertThat(this.opener.livenessCheck().mayBeLent(connection, Deadline.never())).isTrue();
		assertThat(connection.exchange().isAnswered()).isFalse();
		connection.exchange().exchange(request(1), Deadline.never());
		assertThat(connection.exchange().isAnswered()).isTrue();
		assertThat(this.connections.traffic().exchanges()).isOne();
		assertThat(this.opener.livenessCheck().mayBeKept(connection)).isTrue();
		assertThat(connection.idleNanos()).isLessThanOrEqualTo(System.nanoTime() - opened);
		assertThat(this.opener.livenessCheck().mayBeLent(connection, Deadline.never())).isTrue();
		assertThat(connection.exchange().isAnswered()).isFalse();
	}

	@Test
	void onlyAConnectionThatWasIdleMayHaveBeenClosedMeanwhile() throws Exception {
		FramedConnection fresh = open();
		assertThat(failure(fresh).isMaybeClosedWhileIdle()).isFalse();
		FramedConnection idle = open();
		idle.exchange().exchange(request(1), Deadline.never());
		assertThat(this.opener.livenessCheck().mayBeKept(idle)).isTrue();
		assertThat(this.opener.livenessCheck().mayBeLent(idle, Deadline.never())).isTrue();
		assertThat(failure(idle)).matches(ExchangeFailedException::isMaybeClosedWhileIdle)
			.matches(ExchangeFailedException::isMaybeSent);
		FramedConnection answered = open();
		assertThat(this.opener.livenessCheck().mayBeKept(answered)).isTrue();
		assertThat(this.opener.livenessCheck().mayBeLent(answered, Deadline.never())).isTrue();
		answered.exchange().exchange(request(1), Deadline.never());
		assertThat(failure(answered).isMaybeClosedWhileIdle()).isFalse();
	}

	/** The server closes the connection instead of a reply. */
	private ExchangeFailedException failure(FramedConnection connection) {
		return catchThrowableOfType(ExchangeFailedException.class,
				() -> connection.exchange().exchange(request(0), Deadline.never()));
	}

	private EncodedFrame request(int size) {
		return EncodedFrame.of(new byte[size], this.settings.framing(), 1000);
	}

	private static void echo(ServerConnection connection) throws IOException {
		byte[] frame = connection.readFrame();
		while (frame != null && frame.length > 0) {
			connection.writeFrame(frame);
			frame = connection.readFrame();
		}
	}

	private FramedConnection open() throws IOException {
		ConnectionStateMachine state = new ConnectionStateMachine(1);
		state.open();
		FramedConnection connection = this.opener.open(state, Deadline.never(), new ConnectCancellation(), (thread) -> {
		});
		state.opened();
		return connection;
	}

}
