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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.config.UnexpectedBytesPolicy;
import io.framedtcp.framing.LengthFieldFraming;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.exchange.ExchangeFailedException;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.internal.pool.Lease;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.support.Bytes;
import io.framedtcp.support.Leases;
import io.framedtcp.test.ConnectionHandler;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.ServerConnection;

import static io.framedtcp.support.Bytes.bytes;
import static io.framedtcp.support.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What comes on an acquired connection before a request is written, while none is
 * unanswered, belongs to nobody. On loopback, what the server has written lies in the
 * client's kernel.
 */
class BytesBeforeRequestTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private final LinkedBlockingQueue<ServerConnection> connections = new LinkedBlockingQueue<>();

	/** By the server. */
	private final List<String> received = new CopyOnWriteArrayList<>();

	private final List<String> handled = new CopyOnWriteArrayList<>();

	private final ClosedConnections closedConnections = new ClosedConnections();

	/** Echoes; {@code twice} twice in one segment. */
	private final FramedTcpServer server = FramedTcpServer.serving((connection) -> {
		this.connections.add(connection);
		for (byte[] request = connection.readFrame(); request != null; request = connection.readFrame()) {
			this.received.add(text(request));
			byte[] reply = ServerConnection.frame(request);
			connection.writeBytes(text(request).equals("twice") ? Bytes.join(reply, reply) : reply);
		}
	});

	private final FramedTcpTemplate template = builder().build();

	private final FramedTcpTemplate draining = builder()
		.connection((connection) -> connection.unexpectedBytes(new UnexpectedBytesPolicy(2, 100))
			.unsolicitedFrameHandler((info, payload) -> handle(payload)))
		.build();

	@AfterEach
	void close() {
		assertThat(this.template.getPool().counts().active()).isZero();
		assertThat(this.draining.getPool().counts().active()).isZero();
		this.template.close();
		this.draining.close();
		this.server.close();
	}

	@Test
	void duplicateThatWasReadWithAReplyIsNotTheNextReplyOfTheSession() {
		assertThatExceptionOfType(FramedTcpWrongReplyException.class)
			.isThrownBy(() -> this.template.execute((session) -> {
				assertThat(exchange(session, "twice")).isEqualTo("twice");
				return exchange(session, "2");
			}))
			.withMessageContaining(
					"The request was not written, unlike earlier ones: 9 bytes had come before it, and belong to no request")
			.satisfies((ex) -> {
				assertThat(ex.getPhase()).isEqualTo(Phase.WRITE);
				// By the session.
				assertThat(ex.isRequestMaybeSent()).isTrue();
			});
		assertThatNextCallerGetsItsOwnReply(CloseReason.UNEXPECTED_BYTES);
		assertThat(this.received).containsExactly("twice", "other");
	}

	@Test
	void duplicateThatComesBetweenTwoRequestsOfASessionIsNotTheReply() {
		assertThatExceptionOfType(FramedTcpWrongReplyException.class)
			.isThrownBy(() -> this.template.execute((session) -> {
				assertThat(exchange(session, "1")).isEqualTo("1");
				push("1");
				session.send(bytes("2"));
				return text(session.receive());
			}))
			.withMessageContaining("5 bytes had come before it");
		assertThatNextCallerGetsItsOwnReply(CloseReason.UNEXPECTED_BYTES);
	}

	@Test
	void bytesWithoutEndAreNotCounted() {
		assertThatExceptionOfType(FramedTcpWrongReplyException.class)
			.isThrownBy(() -> this.template.execute((session) -> {
				assertThat(exchange(session, "1")).isEqualTo("1");
				push("much".repeat(10_000));
				return exchange(session, "2");
			}))
			.withMessageContaining("8192 or more bytes had come before it");
	}

	@Test
	void frameThatComesBetweenTheAcquisitionAndTheFirstRequestOfASessionIsNotTheReply() {
		assertThatExceptionOfType(FramedTcpWrongReplyException.class)
			.isThrownBy(() -> this.template.execute((session) -> {
				push("stray");
				return exchange(session, "1");
			}))
			.satisfies((ex) -> assertThat(ex.isRequestMaybeSent()).isFalse());
		assertThatNextCallerGetsItsOwnReply(CloseReason.UNEXPECTED_BYTES);
		assertThat(this.received).containsExactly("other");
	}

	@Test
	void frameThatComesBeforeAFrameThatIsOnlySentIsNotIgnored() {
		assertThatExceptionOfType(FramedTcpWrongReplyException.class)
			.isThrownBy(() -> this.template.execute((session) -> {
				push("stray");
				session.send(bytes("1"));
				return null;
			}));
		assertThatNextCallerGetsItsOwnReply(CloseReason.UNEXPECTED_BYTES);
	}

	@Test
	void sessionThatHasFailedGoesOnWithNothing() {
		this.template.execute((session) -> {
			push("stray");
			assertThatExceptionOfType(FramedTcpWrongReplyException.class).isThrownBy(() -> exchange(session, "1"));
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> exchange(session, "2"));
			return null;
		});
		assertThatNextCallerGetsItsOwnReply(CloseReason.UNEXPECTED_BYTES);
	}

	@Test
	void whileARequestIsUnansweredItIsNotKnownWhatBelongsToNobody() {
		this.template.execute((session) -> {
			session.send(bytes("1"));
			session.send(bytes("2"));
			assertThat(text(session.receive())).isEqualTo("1");
			session.send(bytes("3"));
			assertThat(text(session.receive())).isEqualTo("2");
			assertThat(text(session.receive())).isEqualTo("3");
			return exchange(session, "4");
		});
		assertThat(this.closedConnections.reasons()).isEmpty();
	}

	@Test
	void serverMaySpeakFirstAndReplyInSeveralFrames() {
		this.template.execute((session) -> {
			push("welcome");
			assertThat(text(session.receive())).isEqualTo("welcome");
			assertThat(exchange(session, "twice")).isEqualTo("twice");
			assertThat(text(session.receive())).isEqualTo("twice");
			return exchange(session, "1");
		});
		assertThat(this.closedConnections.reasons()).isEmpty();
	}

	@Test
	void framesGoToTheHandlerWhereDrainingIsOn() {
		String replies = this.draining.execute((session) -> {
			push("note");
			String first = exchange(session, "twice");
			push("note");
			return first + ", " + exchange(session, "2");
		});
		assertThat(replies).isEqualTo("twice, 2");
		assertThat(this.handled).containsExactly("note", "twice", "note");
		assertThat(this.closedConnections.reasons()).isEmpty();
	}

	@Test
	void whatIsNoWholeFrameIsNotDrained() {
		assertThatExceptionOfType(FramedTcpWrongReplyException.class)
			.isThrownBy(() -> this.draining.execute((session) -> {
				push("note");
				pushBytes(0, 0);
				return exchange(session, "1");
			}))
			.withMessageContaining("10 bytes had come before it, and are no whole frames or too many to be drained");
		assertThat(this.handled).containsExactly("note");
		assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.UNEXPECTED_BYTES);
	}

	@Test
	void notMoreIsDrainedThanMayBe() {
		assertThatExceptionOfType(FramedTcpWrongReplyException.class)
			.isThrownBy(() -> this.draining.execute((session) -> {
				pushBytes(Bytes.join(ServerConnection.frame(bytes("a")), ServerConnection.frame(bytes("b")),
						ServerConnection.frame(bytes("c"))));
				return exchange(session, "1");
			}))
			.satisfies((ex) -> assertThat(ex.isRequestMaybeSent()).isFalse());
		assertThat(this.handled).containsExactly("a", "b", "c");
	}

	@Test
	void handlerMayAnswerWhatIsDrainedBeforeTheRequest() {
		this.draining.execute((session) -> {
			push("ask");
			session.send(bytes("1"));
			// The server echoes whatever comes.
			assertThat(text(session.receive())).isEqualTo("answer");
			assertThat(text(session.receive())).isEqualTo("1");
			return null;
		});
		assertThat(this.handled).containsExactly("ask");
		assertThat(this.closedConnections.reasons()).isEmpty();
	}

	@Test
	void whatWasAnsweredBeforeIsNotTheRequest() {
		assertThatExceptionOfType(FramedTcpWrongReplyException.class)
			.isThrownBy(() -> this.draining.execute((session) -> {
				push("ask");
				pushBytes(0, 0);
				return exchange(session, "1");
			}))
			.satisfies((ex) -> assertThat(ex.isRequestMaybeSent()).isFalse());
	}

	@Test
	void requestIsNotWrittenToAConnectionThatTheServerHasClosed() {
		assertThatExceptionOfType(FramedTcpConnectionLostException.class)
			.isThrownBy(() -> this.template.execute((session) -> {
				endAtServer(ServerConnection::close);
				return exchange(session, "1");
			}))
			.withMessageContaining("the peer closed the connection before the request was written")
			.satisfies((ex) -> assertThat(ex.isRequestMaybeSent()).isFalse());
		assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.PEER_CLOSED);
	}

	@Test
	void requestIsNotWrittenToAConnectionThatTheServerHasReset() {
		assertThatExceptionOfType(FramedTcpConnectionLostException.class)
			.isThrownBy(() -> this.template.execute((session) -> {
				endAtServer(ServerConnection::reset);
				return exchange(session, "1");
			}))
			.satisfies((ex) -> assertThat(ex.isRequestMaybeSent()).isFalse());
		assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.BROKEN);
	}

	@Test
	void interruptIsNoFaultOfTheConnection() {
		assertThatExceptionOfType(FramedTcpInterruptedException.class)
			.isThrownBy(() -> this.template.execute((session) -> {
				assertThat(exchange(session, "1")).isEqualTo("1");
				Thread.currentThread().interrupt();
				return exchange(session, "2");
			}));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.INTERRUPTED);
	}

	@Test
	void sessionOfAFutureIsNoExceptionToThat() {
		assertThat(this.template.async().execute((session) -> {
			assertThat(exchange(session, "twice")).isEqualTo("twice");
			return exchange(session, "2");
		})).failsWithin(TIMEOUT).withThrowableThat().withCauseInstanceOf(FramedTcpWrongReplyException.class);
	}

	@Test
	void whatComesBetweenTwoExchangesOfALeaseIsNotTheReply() throws Exception {
		Lease lease = Leases.acquire(this.template, Deadline.after(TIMEOUT));
		assertThat(text(lease.exchange(frame("twice"), Deadline.after(TIMEOUT)))).isEqualTo("twice");
		assertThatExceptionOfType(ExchangeFailedException.class)
			.isThrownBy(() -> lease.exchange(frame("2"), Deadline.after(TIMEOUT)))
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(CloseReason.UNEXPECTED_BYTES));
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> lease.exchange(frame("3"), Deadline.after(TIMEOUT)));
		lease.close();
		assertThatNextCallerGetsItsOwnReply(CloseReason.UNEXPECTED_BYTES);
	}

	@Test
	void whatComesBetweenTheAcquisitionAndTheFirstExchangeOfALeaseIsNotTheReply() throws Exception {
		Lease lease = Leases.acquire(this.template, Deadline.after(TIMEOUT));
		push("stray");
		assertThatExceptionOfType(ExchangeFailedException.class)
			.isThrownBy(() -> lease.exchange(frame("1"), Deadline.after(TIMEOUT)))
			.satisfies((ex) -> assertThat(ex.isMaybeSent()).isFalse());
		lease.close();
		assertThatNextCallerGetsItsOwnReply(CloseReason.UNEXPECTED_BYTES);
	}

	private byte[] handle(byte[] payload) {
		this.handled.add(text(payload));
		return text(payload).equals("ask") ? bytes("answer") : null;
	}

	private void push(String payload) {
		pushBytes(ServerConnection.frame(bytes(payload)));
	}

	private void pushBytes(int... values) {
		byte[] bytes = new byte[values.length];
		for (int i = 0; i < values.length; i++) {
			bytes[i] = (byte) values[i];
		}
		pushBytes(bytes);
	}

	private void pushBytes(byte[] bytes) {
		atServer((connection) -> connection.writeBytes(bytes));
	}

	/**
	 * The socket is closed only when the server's thread has left it.
	 * @param action ends a connection
	 */
	private void endAtServer(ConnectionHandler action) {
		atServer(action);
		Awaitility.await().pollDelay(Duration.ZERO).until(() -> this.server.open() == 0);
	}

	private void atServer(ConnectionHandler action) {
		try {
			ServerConnection connection = this.connections.poll(20, TimeUnit.SECONDS);
			this.connections.add(connection);
			action.serve(connection);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void assertThatNextCallerGetsItsOwnReply(CloseReason reason) {
		assertThat(text(this.template.sendAndReceive(bytes("other")))).isEqualTo("other");
		assertThat(this.closedConnections.reasons()).containsExactly(reason);
	}

	private FramedTcpTemplateBuilder builder() {
		return FramedTcpTemplate.builder(this.server.host(), this.server.port())
			.pool((pool) -> pool.maxTotal(1))
			.responseTimeout(TIMEOUT)
			.listener(this.closedConnections);
	}

	private static EncodedFrame frame(String payload) {
		return EncodedFrame.of(bytes(payload), LengthFieldFraming.builder().build(), 1000);
	}

	private static String exchange(FramedTcpSession session, String request) {
		return text(session.sendAndReceive(bytes(request)));
	}

}
