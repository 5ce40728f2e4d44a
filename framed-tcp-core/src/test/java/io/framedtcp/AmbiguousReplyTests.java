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

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.framing.LengthFieldFraming;
import io.framedtcp.internal.connection.Batch;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.ExchangeMatcher.Verdict;
import io.framedtcp.test.FramedTcpServer;

import static io.framedtcp.support.Bytes.bytes;
import static io.framedtcp.support.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * No reply is given to one of two requests by chance. Payloads here begin with an id of
 * one character.
 */
class AmbiguousReplyTests {

	private static final ExchangeMatcher BY_ID = ExchangeMatcher.equalBytes(0, 0, 1);

	/** The same as {@link #BY_ID}, but of unknown kind. */
	private static final ExchangeMatcher BY_ID_OF_ITS_OWN = (request, frame) -> (request[0] == frame[0]) ? Verdict.MATCH
			: Verdict.MISMATCH;

	private final List<String> received = new CopyOnWriteArrayList<>();

	private final ClosedConnections closedConnections = new ClosedConnections();

	/** Answers two requests at a time, the second first. */
	private final FramedTcpServer reversing = FramedTcpServer.handling((request, connection) -> {
		byte[] second = connection.readFrame();
		this.received.add(text(request));
		this.received.add(text(second));
		connection.writeFrame(second);
		connection.writeFrame(request);
	});

	private final FramedTcpServer echo = FramedTcpServer.answering((request) -> {
		this.received.add(text(request));
		return request;
	});

	@AfterEach
	void close() {
		this.reversing.close();
		this.echo.close();
	}

	@Test
	void batchWithTheSameIdTwiceIsRefusedBeforeAConnectionIsOpened() {
		try (FramedTcpTemplate template = template(this.reversing, BY_ID)) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> template.sendAndReceiveAll(List.of(bytes("1a"), bytes("2b"), bytes("1c"))))
				.withMessageContaining("Requests 0 and 2 of the batch have the same id (31)")
				.withMessageContaining("Give each an id of its own");
			assertThat(template.async().sendAndReceiveAll(List.of(bytes("1a"), bytes("1b"))))
				.failsWithin(Duration.ofSeconds(20))
				.withThrowableThat()
				.withCauseInstanceOf(IllegalArgumentException.class);
			assertThat(template.getPool().statistics().opened()).isZero();
		}
	}

	@Test
	void idsAreComparedBehindUnsolicitedFrames() {
		ExchangeMatcher matcher = BY_ID.orUnsolicited((frame) -> frame[0] == '!').orUnsolicited((frame) -> false);
		try (FramedTcpTemplate template = template(this.reversing, matcher)) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> template.sendAndReceiveAll(List.of(bytes("1a"), bytes("1b"))))
				.withMessageContaining("Requests 0 and 1");
		}
	}

	@Test
	void poolRefusesItAsWell() {
		List<EncodedFrame> requests = List.of(frame("1a"), frame("1b"));
		assertThatIllegalArgumentException().isThrownBy(() -> new Batch(requests, BY_ID));
		assertThat(new Batch(requests, null)).isNotNull();
	}

	@Test
	void batchMayUseTheIdsOfTheLastOne() {
		try (FramedTcpTemplate template = template(this.reversing, BY_ID)) {
			for (int i = 0; i < 3; i++) {
				assertThat(template.sendAndReceiveAll(List.of(bytes("1a"), bytes("2b")))).containsExactly(bytes("1a"),
						bytes("2b"));
			}
		}
		assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.POOL_CLOSED);
	}

	@Test
	void sessionRefusesTheIdOfARequestThatIsUnansweredAndGoesOn() {
		try (FramedTcpTemplate template = template(this.echo, BY_ID)) {
			template.execute((session) -> {
				session.send(bytes("1a"));
				session.send(bytes("2b"));
				assertSameId(() -> session.send(bytes("1c")));
				assertSameId(() -> session.sendAndReceive(bytes("2d")));
				assertThat(text(session.receive())).isEqualTo("1a");
				session.send(bytes("1e"));
				assertThat(text(session.receive())).isEqualTo("2b");
				assertThat(text(session.receive())).isEqualTo("1e");
				assertThat(text(session.sendAndReceive(bytes("1f")))).isEqualTo("1f");
				return session.sendAndReceive(bytes("1g"));
			});
			assertThat(this.received).containsExactly("1a", "2b", "1e", "1f", "1g");
			assertThat(this.closedConnections.reasons()).isEmpty();
		}
	}

	@Test
	void framesWithoutAnIdAreNotCompared() {
		try (FramedTcpTemplate template = template(this.echo, BY_ID)) {
			template.execute((session) -> {
				session.send(new byte[0]);
				session.send(new byte[0]);
				return null;
			});
			assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.SESSION_INCOMPLETE);
		}
	}

	@Test
	void replyToMoreThanOneRequestOfABatchIsAWrongOne() {
		try (FramedTcpTemplate template = template(this.reversing, BY_ID_OF_ITS_OWN)) {
			assertThat(template.sendAndReceiveAll(List.of(bytes("1a"), bytes("2b")))).containsExactly(bytes("1a"),
					bytes("2b"));
			assertIsAmbiguous(() -> template.sendAndReceiveAll(List.of(bytes("1a"), bytes("1b"))));
		}
	}

	@Test
	void replyToMoreThanOneRequestOfASessionIsAWrongOne() {
		try (FramedTcpTemplate template = template(this.reversing, BY_ID_OF_ITS_OWN)) {
			assertIsAmbiguous(() -> template.execute((session) -> {
				session.send(bytes("1a"));
				session.send(bytes("1b"));
				return session.receive();
			}));
		}
	}

	@Test
	void replyToTheLastRequestOfASessionMustNotBeThatToAnEarlierOne() {
		try (FramedTcpTemplate template = template(this.reversing, BY_ID_OF_ITS_OWN)) {
			assertIsAmbiguous(() -> template.execute((session) -> {
				session.send(bytes("1a"));
				return session.sendAndReceive(bytes("1b"));
			}));
		}
	}

	@Test
	void replyToTheLastRequestOfASessionMayOvertakeAnother() {
		for (ExchangeMatcher matcher : List.of(BY_ID, BY_ID_OF_ITS_OWN)) {
			try (FramedTcpTemplate template = template(this.reversing, matcher)) {
				template.execute((session) -> {
					session.send(bytes("1a"));
					assertThat(text(session.sendAndReceive(bytes("2b")))).isEqualTo("2b");
					assertThat(text(session.receive())).isEqualTo("1a");
					return null;
				});
				assertThat(template.getPool().counts().idle()).isOne();
			}
		}
	}

	@Test
	void frameThatIsUnsolicitedToOneRequestMayBeTheReplyToAnother() {
		ExchangeMatcher matcher = (request, frame) -> (request[0] == frame[0]) ? Verdict.MATCH : Verdict.UNSOLICITED;
		try (FramedTcpTemplate template = template(this.reversing, matcher)) {
			assertThat(template.sendAndReceiveAll(List.of(bytes("1a"), bytes("2b")))).containsExactly(bytes("1a"),
					bytes("2b"));
			assertThat(template.getPool().statistics().unsolicited()).isZero();
		}
	}

	private void assertIsAmbiguous(ThrowingCallable call) {
		assertThatExceptionOfType(FramedTcpWrongReplyException.class).isThrownBy(call)
			.withMessageContaining("answers more than one of the requests");
		assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.WRONG_REPLY);
	}

	private static void assertSameId(ThrowingCallable call) {
		assertThatIllegalArgumentException().isThrownBy(call)
			.withMessageContaining("A request with the same id (3")
			.withMessageContaining("Receive its reply first");
	}

	private FramedTcpTemplate template(FramedTcpServer server, ExchangeMatcher matcher) {
		return FramedTcpTemplate.builder(server.host(), server.port())
			.matcher(matcher)
			.responseTimeout(Duration.ofSeconds(20))
			.pool((pool) -> pool.maxTotal(1))
			.listener(this.closedConnections)
			.build();
	}

	private static EncodedFrame frame(String payload) {
		return EncodedFrame.of(bytes(payload), LengthFieldFraming.builder().build(), 1000);
	}

}
