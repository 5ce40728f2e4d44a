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

package io.framedtcp.connection;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.framing.EncodedFrame;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ConnectionOpener}.
 */
class ConnectionOpenerTests {

	private final List<RetireReason> retired = new ArrayList<>();

	private final FramedTcpServer server = FramedTcpServer.echo();

	private final ConnectionSettings settings = ConnectionSettings.builder()
		.address("127.0.0.1", this.server.port())
		.build();

	private final ConnectionOpener opener = new ConnectionOpener("opener", this.settings, Duration.ZERO,
			new ConnectionListener() {

				@Override
				public void connectionRetired(ConnectionInfo connection, RetireReason reason) {
					ConnectionOpenerTests.this.retired.add(reason);
				}

			}, new ConnectionRegister(), (thread) -> {
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
		assertThat(this.retired).containsExactly(RetireReason.SURPLUS);
	}

	@Test
	void connectionOnWhichAReplyIsNotWaitedForIsNotUsedAgain() throws Exception {
		FramedConnection connection = open();
		EncodedFrame request = EncodedFrame.of(new byte[10], this.settings.framing(), 1000);
		connection.startLease();
		connection.send(request, Deadline.never());
		PendingRequests requests = new PendingRequests(null);
		requests.add(request.payload());
		assertThatExceptionOfType(ExchangeFailedException.class)
			.isThrownBy(() -> connection.receive(requests, Deadline.after(Duration.ZERO)));
		assertThat(connection.retireReason()).isEqualTo(RetireReason.TIMED_OUT);
		assertThat(this.opener.isReusable(connection)).isFalse();
	}

	@Test
	void exchangeOnAConnectionThatIsEvictedMeanwhileFailsForItsOwnReason() throws Exception {
		FramedConnection connection = open();
		EncodedFrame request = EncodedFrame.of(new byte[10], this.settings.framing(), 1000);
		connection.startLease();
		connection.retireBecause(RetireReason.EVICTED);
		this.server.close();
		assertThatExceptionOfType(ExchangeFailedException.class)
			.isThrownBy(() -> connection.exchange(request, Deadline.never()))
			.satisfies((ex) -> assertThat(ex.isConnectionLost()).isTrue());
		assertThat(connection.retireReason()).isEqualTo(RetireReason.EVICTED);
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
