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

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.framedtcp.config.UnexpectedBytesPolicy;
import io.framedtcp.framing.DelimiterFraming;
import io.framedtcp.framing.Framing;
import io.framedtcp.framing.UntilCloseFraming;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.support.Callers;
import io.framedtcp.test.ConnectionHandler;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.ServerConnection;

import static io.framedtcp.support.Bytes.bytes;
import static io.framedtcp.support.Bytes.exchange;
import static io.framedtcp.support.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Replies that end with the connection: each call has one of its own, which nobody gets
 * again.
 */
class UntilCloseTests {

	private static final Framing FRAMING = DelimiterFraming.crlfLines().withReplies(UntilCloseFraming.untilClose());

	private final ClosedConnections closedConnections = new ClosedConnections();

	private final List<String> received = new CopyOnWriteArrayList<>();

	@Test
	void eachCallHasAConnectionOfItsOwn() {
		try (FramedTcpServer server = FramedTcpServer.serving(this::answerAndClose);
				FramedTcpTemplate template = template(server)) {
			for (int i = 0; i < 20; i++) {
				assertThat(exchange(template, "call " + i)).isEqualTo("reply to call " + i);
			}
			assertThat(server.accepted()).isEqualTo(20);
			assertThat(this.closedConnections.reasons()).isEqualTo(Collections.nCopies(20, CloseReason.PEER_CLOSED));
			assertThat(template.getPool().counts().idle()).isZero();
		}
	}

	@Test
	void manyCallersGetTheirOwnReplies() {
		try (FramedTcpServer server = FramedTcpServer.serving(this::answerAndClose);
				FramedTcpTemplate template = template(server);
				Callers callers = new Callers()) {
			callers.callAll(20, (number) -> {
				for (int i = 0; i < 20; i++) {
					String request = number + "/" + i;
					assertThat(exchange(template, request)).isEqualTo("reply to " + request);
				}
				return number;
			});
			assertThat(server.accepted()).isEqualTo(400);
			assertThat(this.closedConnections.reasons()).hasSize(400).containsOnly(CloseReason.PEER_CLOSED);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 8192, 300_000 })
	void replyOfAnySizeIsWhole(int size) {
		try (FramedTcpServer server = FramedTcpServer.serving((connection) -> {
			readLine(connection);
			connection.writeBytes(new byte[size / 2]);
			connection.writeBytes(new byte[size - size / 2]);
			connection.close();
		}); FramedTcpTemplate template = template(server)) {
			assertThat(template.sendAndReceive(bytes("size"))).isEqualTo(new byte[size]);
		}
	}

	@Test
	void resetInTheMidstIsALostConnection() {
		assertLost((connection) -> {
			readLine(connection);
			connection.writeBytes(bytes("half a re"));
			connection.reset();
		}, CloseReason.BROKEN);
	}

	@Test
	void closeWithoutAByteIsALostConnection() {
		assertLost((connection) -> {
			readLine(connection);
			connection.close();
		}, CloseReason.PEER_CLOSED);
	}

	@Test
	void replyThatDoesNotEndInTimeTimesOut() {
		try (FramedTcpServer server = FramedTcpServer.serving((connection) -> {
			readLine(connection);
			connection.writeBytes(bytes("half a re"));
			connection.awaitClose();
		}); FramedTcpTemplate template = template(server)) {
			assertThatExceptionOfType(FramedTcpTimeoutException.class)
				.isThrownBy(() -> template.sendAndReceive(bytes("call"), Duration.ofMillis(300)));
			assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.TIMED_OUT);
		}
	}

	@Test
	void sessionEndsWithItsReply() {
		try (FramedTcpServer server = FramedTcpServer.serving(this::answerAndClose);
				FramedTcpTemplate template = template(server)) {
			assertThatExceptionOfType(FramedTcpConnectionLostException.class)
				.isThrownBy(() -> template.execute((session) -> {
					assertThat(text(session.sendAndReceive(bytes("one")))).isEqualTo("reply to one");
					session.send(bytes("two"));
					return null;
				}))
				.withMessageContaining("the peer closed the connection behind its last frame")
				.satisfies((ex) -> assertThat(ex.getPhase()).isEqualTo(Phase.WRITE));
			assertThat(exchange(template, "three")).isEqualTo("reply to three");
			assertThat(this.received).containsExactly("one", "three");
		}
	}

	@Test
	void clientThatDrainsRetiresItsConnectionsToo() {
		try (FramedTcpServer server = FramedTcpServer.serving(this::answerAndClose);
				FramedTcpTemplate template = FramedTcpTemplate.builder(server.host(), server.port())
					.framing(FRAMING)
					.connection((connection) -> connection.unexpectedBytes(UnexpectedBytesPolicy.drain()))
					.listener(this.closedConnections)
					.build()) {
			assertThat(exchange(template, "one")).isEqualTo("reply to one");
			assertThat(exchange(template, "two")).isEqualTo("reply to two");
			assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.PEER_CLOSED,
					CloseReason.PEER_CLOSED);
		}
	}

	private void assertLost(ConnectionHandler handler, CloseReason reason) {
		try (FramedTcpServer server = FramedTcpServer.serving(handler); FramedTcpTemplate template = template(server)) {
			assertThatExceptionOfType(FramedTcpConnectionLostException.class)
				.isThrownBy(() -> template.sendAndReceive(bytes("call")))
				.satisfies((ex) -> assertThat(ex.getPhase()).isEqualTo(Phase.READ))
				.satisfies((ex) -> assertThat(ex.isRequestMaybeSent()).isTrue());
			assertThat(this.closedConnections.reasons()).containsExactly(reason);
		}
	}

	private void answerAndClose(ServerConnection connection) throws IOException {
		String request = readLine(connection);
		this.received.add(request);
		connection.writeBytes(bytes("reply to "));
		connection.writeBytes(bytes(request));
		connection.close();
	}

	private static String readLine(ServerConnection connection) throws IOException {
		StringBuilder line = new StringBuilder();
		while (line.indexOf("\r\n") < 0) {
			line.append(text(connection.readBytes(1)));
		}
		return line.toString().strip();
	}

	private FramedTcpTemplate template(FramedTcpServer server) {
		return FramedTcpTemplate.builder(server.host(), server.port())
			.framing(FRAMING)
			.pool((pool) -> pool.acquireTimeout(Duration.ofSeconds(30)))
			.listener(this.closedConnections)
			.build();
	}

}
