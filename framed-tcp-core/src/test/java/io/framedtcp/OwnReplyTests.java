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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.framedtcp.spi.CloseReason;
import io.framedtcp.support.Bytes;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.RequestHandler;
import io.framedtcp.test.ServerConnection;

import static io.framedtcp.support.Bytes.bytes;
import static io.framedtcp.support.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The question that this project began with: does a caller ever read the reply to a
 * previous call? One connection at most, so that each call would meet what the one before
 * has left.
 */
class OwnReplyTests {

	private final CountDownLatch clientIsDone = new CountDownLatch(1);

	@Test
	void lateReplyIsNotTheNextCallersReply() throws Exception {
		CountDownLatch lateReplyIsSent = new CountDownLatch(1);
		RequestHandler handler = (request, connection) -> {
			if (text(request).equals("slow")) {
				this.clientIsDone.await();
				writeLate(connection, request);
				lateReplyIsSent.countDown();
				return;
			}
			connection.writeFrame(request);
		};
		try (FramedTcpServer server = FramedTcpServer.handling(handler);
				FramedTcpTemplate template = template(server)) {
			assertThatExceptionOfType(FramedTcpTimeoutException.class)
				.isThrownBy(() -> template.sendAndReceive(bytes("slow"), Duration.ofMillis(100)))
				.satisfies((ex) -> assertThat(ex.isRequestMaybeSent()).isTrue());
			this.clientIsDone.countDown();
			lateReplyIsSent.await();
			assertThat(text(template.sendAndReceive(bytes("next")))).isEqualTo("next");
			assertThat(server.accepted()).isEqualTo(2);
		}
	}

	@Test
	void duplicatedReplyInTheSameSegmentIsNotTheNextCallersReply() {
		RequestHandler handler = (request, connection) -> {
			byte[] frame = ServerConnection.frame(request);
			connection.writeBytes(Bytes.join(frame, frame));
		};
		assertThatNextCallGetsItsOwnReply(handler, CloseReason.UNEXPECTED_BYTES);
	}

	@Test
	void extraByteInTheSameSegmentIsNotPartOfTheNextReply() {
		RequestHandler handler = (request, connection) -> connection
			.writeBytes(Bytes.join(ServerConnection.frame(request), new byte[1]));
		assertThatNextCallGetsItsOwnReply(handler, CloseReason.UNEXPECTED_BYTES);
	}

	@Test
	void duplicatedReplyThatComesLaterIsNotTheNextCallersReply() throws Exception {
		assertThatWhatComesLaterIsNotRead(ServerConnection.frame(bytes("first")));
	}

	@Test
	void extraByteThatComesLaterIsNotPartOfTheNextReply() throws Exception {
		assertThatWhatComesLaterIsNotRead(new byte[1]);
	}

	@Test
	void connectionThatTheServerClosedWhileIdleIsNotUsed() {
		assertThatConnectionIsReplaced(FramedTcpServer::closeConnections, CloseReason.PEER_CLOSED);
	}

	@Test
	void connectionThatTheServerResetWhileIdleIsNotUsed() {
		assertThatConnectionIsReplaced(FramedTcpServer::resetConnections, CloseReason.BROKEN);
	}

	@Test
	void serverThatClosesAfterEachReplyIsNoFault() {
		RequestHandler handler = (request, connection) -> {
			connection.writeFrame(request);
			connection.close();
		};
		// A close on its way may cross with a request, which is an error then, never
		// another's reply.
		try (FramedTcpServer server = FramedTcpServer.handling(handler);
				FramedTcpTemplate template = template(server)) {
			for (int i = 0; i < 50; i++) {
				assertThat(text(template.sendAndReceive(bytes("call " + i)))).isEqualTo("call " + i);
				int closed = i + 1;
				Awaitility.await()
					.pollInterval(Duration.ofMillis(2))
					.until(() -> server.accepted() == closed && server.open() == 0);
			}
		}
	}

	private void assertThatNextCallGetsItsOwnReply(RequestHandler handler, CloseReason reason) {
		ClosedConnections closedConnections = new ClosedConnections();
		try (FramedTcpServer server = FramedTcpServer.handling(handler);
				FramedTcpTemplate template = template(server, closedConnections)) {
			assertThat(text(template.sendAndReceive(bytes("first")))).isEqualTo("first");
			assertThat(text(template.sendAndReceive(bytes("second")))).isEqualTo("second");
			assertThat(server.accepted()).isEqualTo(2);
			assertThat(closedConnections.reasons()).containsOnly(reason);
		}
	}

	private void assertThatWhatComesLaterIsNotRead(byte[] extra) throws Exception {
		CountDownLatch extraIsSent = new CountDownLatch(1);
		AtomicInteger requests = new AtomicInteger();
		RequestHandler handler = (request, connection) -> {
			connection.writeFrame(request);
			if (requests.incrementAndGet() == 1) {
				this.clientIsDone.await();
				connection.writeBytes(extra);
				extraIsSent.countDown();
			}
		};
		ClosedConnections closedConnections = new ClosedConnections();
		try (FramedTcpServer server = FramedTcpServer.handling(handler);
				FramedTcpTemplate template = template(server, closedConnections)) {
			assertThat(text(template.sendAndReceive(bytes("first")))).isEqualTo("first");
			this.clientIsDone.countDown();
			extraIsSent.await();
			assertThat(text(template.sendAndReceive(bytes("second")))).isEqualTo("second");
			assertThat(closedConnections.reasons()).containsExactly(CloseReason.UNEXPECTED_BYTES);
		}
	}

	private void assertThatConnectionIsReplaced(Consumer<FramedTcpServer> fault, CloseReason reason) {
		ClosedConnections closedConnections = new ClosedConnections();
		try (FramedTcpServer server = FramedTcpServer.echo();
				FramedTcpTemplate template = template(server, closedConnections)) {
			assertThat(text(template.sendAndReceive(bytes("first")))).isEqualTo("first");
			fault.accept(server);
			Awaitility.await().until(() -> server.open() == 0);
			assertThat(text(template.sendAndReceive(bytes("second")))).isEqualTo("second");
			assertThat(server.accepted()).isEqualTo(2);
			assertThat(closedConnections.reasons()).containsExactly(reason);
		}
	}

	private static void writeLate(ServerConnection connection, byte[] reply) {
		try {
			connection.writeFrame(reply);
		}
		catch (IOException ex) {
			// The client has closed this connection, as it should.
		}
	}

	private static FramedTcpTemplate template(FramedTcpServer server, ClosedConnections... closedConnections) {
		FramedTcpTemplateBuilder builder = FramedTcpTemplate.builder(server.host(), server.port())
			.pool((pool) -> pool.maxTotal(1));
		for (ClosedConnections listener : closedConnections) {
			builder.listener(listener);
		}
		return builder.build();
	}

}
