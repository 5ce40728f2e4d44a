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

package io.framedtcp.internal.connection;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.UnexpectedBytesPolicy;
import io.framedtcp.internal.ConnectCancellation;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.connect.ConnectionOpener;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectionListener;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A connection that is marked while it is drained is not lent, whoever has marked it.
 */
class MarkedConnectionTests {

	private final CountDownLatch opened = new CountDownLatch(1);

	private final CountDownLatch pushed = new CountDownLatch(1);

	private final AtomicReference<CloseReason> mark = new AtomicReference<>();

	private final AtomicReference<byte[]> answer = new AtomicReference<>();

	private final AtomicReference<FramedConnection> connection = new AtomicReference<>();

	private final FramedTcpServer server = FramedTcpServer.serving((connection) -> {
		this.opened.await();
		connection.writeFrame("notice".getBytes(StandardCharsets.UTF_8));
		this.pushed.countDown();
		connection.awaitClose();
	});

	private final ConnectionSettings settings = ConnectionSettings.builder()
		.address("127.0.0.1", this.server.port())
		.unexpectedBytes(new UnexpectedBytesPolicy(1, "notice".length()))
		.unsolicitedFrameHandler((connection, payload) -> mark())
		.build();

	private final ConnectionOpener opener = new ConnectionOpener("marked", this.settings,
			new Lifespan(Duration.ZERO, 0), new ConnectionListener() {
			}, new ClientConnections(), (thread) -> {
			});

	@BeforeEach
	void open() throws Exception {
		ConnectionStateMachine state = new ConnectionStateMachine(1);
		state.open();
		this.connection.set(this.opener.open(state, Deadline.never(), new ConnectCancellation(), (thread) -> {
		}));
		state.opened();
		this.opened.countDown();
		this.pushed.await();
	}

	@AfterEach
	void close() {
		this.opener.close();
		this.server.close();
	}

	@Test
	void connectionThatIsMarkedWhileItIsDrainedIsNotLent() {
		this.mark.set(CloseReason.TIMED_OUT);
		assertThat(test()).isFalse();
		assertThat(this.connection.get().closeReason()).isEqualTo(CloseReason.TIMED_OUT);
	}

	@Test
	void connectionThatIsMarkedWhileItIsDrainedIsNotPinged() {
		this.mark.set(CloseReason.TIMED_OUT);
		assertThat(this.connection.get().exchange().drainAndTest(Deadline.never())).isFalse();
	}

	@Test
	void connectionThatIsDrainedIsLent() {
		assertThat(test()).isTrue();
	}

	@Test
	void answerToWhatIsDrainedIsNotTakenForARequest() {
		this.answer.set(new byte[1]);
		assertThat(test()).isTrue();
		assertThat(this.connection.get().traffic().bytesSent()).isPositive();
		assertThat(this.connection.get().exchange().isMaybeSent()).isFalse();
		assertThat(this.connection.get().exchange().isAnswered()).isFalse();
	}

	@Test
	void connectionInsideAFrameIsNotUsedAgain() throws Exception {
		FramedConnection connection = this.connection.get();
		connection.exchange().start();
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> connection.exchange().receive((frame) -> {
			throw new OutOfMemoryError("on purpose");
		}, null, Deadline.never()));
		assertThat(connection.exchange().isInside()).isTrue();
		assertThat(this.opener.livenessCheck().mayBeKept(connection)).isFalse();
		assertThat(connection.closeReason()).isEqualTo(CloseReason.BROKEN);
	}

	private boolean test() {
		return this.opener.livenessCheck().mayBeLent(this.connection.get(), Deadline.never());
	}

	private byte[] mark() {
		CloseReason reason = this.mark.get();
		if (reason != null) {
			this.connection.get().retire(reason);
		}
		return this.answer.get();
	}

}
