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

package io.framedtcp;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.spi.CloseReason;
import io.framedtcp.test.FramedTcpServer;

import static io.framedtcp.support.Bytes.bytes;
import static io.framedtcp.support.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link FramedTcpOperations#execute} and its sessions.
 */
class SessionTests {

	private static final String SILENT = "silent";

	private final ClosedConnections closedConnections = new ClosedConnections();

	private final FramedTcpServer server = FramedTcpServer.handling((request, connection) -> {
		if (!text(request).equals(SILENT)) {
			connection.writeFrame(bytes(text(request) + "@" + connection.clientPort()));
		}
		if (text(request).equals("twice")) {
			connection.writeFrame(request);
		}
	});

	private final FramedTcpTemplate template = FramedTcpTemplate.builder(this.server.host(), this.server.port())
		.responseTimeout(Duration.ofMillis(300))
		.listener(this.closedConnections)
		.build();

	@AfterEach
	void close() {
		this.template.close();
		this.server.close();
	}

	@Test
	void framesOfASessionShareOneConnection() {
		String replies = this.template.execute((session) -> {
			session.send(bytes("a"));
			session.send(bytes("b"));
			return text(session.receive()) + " " + text(session.receive()) + " "
					+ text(session.sendAndReceive(bytes("c")));
		});
		String port = replies.substring(replies.lastIndexOf('@'));
		assertThat(replies).isEqualTo("a" + port + " b" + port + " c" + port);
		assertThat(text(this.template.sendAndReceive(bytes("d")))).isEqualTo("d" + port);
		assertThat(this.closedConnections.reasons()).isEmpty();
	}

	@Test
	void sessionWithARequestUnansweredCostsItsConnection() {
		this.template.execute((session) -> {
			session.send(bytes("a"));
			return null;
		});
		assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.SESSION_INCOMPLETE);
		assertThat(text(this.template.sendAndReceive(bytes("b")))).startsWith("b@");
	}

	@Test
	void frameReadBeforehandDoesNotAnswerALaterRequest() {
		this.template.execute((session) -> {
			session.send(bytes("twice"));
			session.receive();
			session.receive();
			session.send(bytes(SILENT));
			return null;
		});
		assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.SESSION_INCOMPLETE);
	}

	@Test
	void exceptionOfTheCallbackIsThrownAndCostsTheConnection() {
		IllegalStateException broken = new IllegalStateException("of the callback");
		assertThatIllegalStateException().isThrownBy(() -> this.template.execute((session) -> {
			session.sendAndReceive(bytes("a"));
			throw broken;
		})).isSameAs(broken);
		assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.SESSION_INCOMPLETE);
	}

	@Test
	void exceptionBeforeTheFirstFrameCostsNothing() {
		assertThatIllegalStateException().isThrownBy(() -> this.template.execute((session) -> {
			throw new IllegalStateException();
		}));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.template.execute((session) -> session.sendAndReceive(null)));
		assertThat(this.closedConnections.reasons()).isEmpty();
	}

	@Test
	void eachFrameHasTheResponseTimeout() {
		assertThatExceptionOfType(FramedTcpTimeoutException.class).isThrownBy(() -> this.template.execute((session) -> {
			session.sendAndReceive(bytes("a"));
			return session.sendAndReceive(bytes(SILENT));
		}));
		assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.TIMED_OUT);
	}

	@Test
	void durationBoundsTheWholeSession() {
		long start = System.nanoTime();
		assertThatExceptionOfType(FramedTcpTimeoutException.class).isThrownBy(() -> this.template.execute((session) -> {
			while (true) {
				session.sendAndReceive(bytes("a"));
			}
		}, Duration.ofMillis(200)));
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(200),
				Duration.ofMillis(1200));
	}

	@Test
	void sessionThatFailedRefusesToGoOn() {
		this.template.execute((session) -> {
			assertThatExceptionOfType(FramedTcpTimeoutException.class)
				.isThrownBy(() -> session.sendAndReceive(bytes(SILENT)));
			assertThatIllegalStateException().isThrownBy(session::receive)
				.withCauseInstanceOf(FramedTcpTimeoutException.class);
			assertThatIllegalStateException().isThrownBy(() -> session.send(bytes("a")));
			return null;
		});
		assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.TIMED_OUT);
	}

	@Test
	void sessionThatHasEndedRefusesToGoOn() {
		AtomicReference<FramedTcpSession> kept = new AtomicReference<>();
		this.template.execute((session) -> {
			kept.set(session);
			return null;
		});
		assertThatIllegalStateException().isThrownBy(() -> kept.get().send(bytes("a")));
		assertThatIllegalStateException().isThrownBy(() -> kept.get().receive());
	}

}
