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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import io.framedtcp.internal.transport.WrongReplyException;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.ExchangeMatcher.Verdict;
import io.framedtcp.support.Callers;
import io.framedtcp.test.ConnectionHandler;
import io.framedtcp.test.Fault;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.InjectedFault;
import io.framedtcp.test.Point;
import io.framedtcp.test.RequestHandler;

import static io.framedtcp.support.Bytes.bytes;
import static io.framedtcp.support.Bytes.exchange;
import static io.framedtcp.support.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * With a matcher, a frame that is not the reply reaches nobody. Payloads here begin with
 * an id of one character.
 */
class WrongReplyTests {

	private final ClosedConnections closedConnections = new ClosedConnections();

	@Test
	void duplicateThatComesAfterTheAcquisitionIsNotTheReply() {
		AtomicInteger requests = new AtomicInteger();
		RequestHandler handler = (request, connection) -> {
			if (requests.incrementAndGet() == 2) {
				connection.writeFrame(bytes("1 again"));
			}
			connection.writeFrame(request);
		};
		try (FramedTcpServer server = FramedTcpServer.handling(handler);
				FramedTcpTemplate template = template(server)) {
			assertThat(exchange(template, "1 one")).isEqualTo("1 one");
			assertThatExceptionOfType(FramedTcpWrongReplyException.class).isThrownBy(() -> exchange(template, "2 two"))
				.withMessageContaining("the id of the request is 32, that of the frame is 31")
				.withCauseInstanceOf(WrongReplyException.class)
				.satisfies((ex) -> {
					assertThat(ex.isRequestMaybeSent()).isTrue();
					assertThat(ex.getPhase()).isEqualTo(Phase.READ);
				});
			assertThat(exchange(template, "3 three")).isEqualTo("3 three");
			assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.WRONG_REPLY);
		}
	}

	@RepeatedTest(20)
	void repliesThatAServerSwapsReachNeitherCaller() throws Exception {
		try (FramedTcpServer server = FramedTcpServer.echo();
				FramedTcpTemplate template = FramedTcpTemplate.builder(server.host(), server.port())
					.matcher(ExchangeMatcher.equalBytes(0, 0, 1))
					.listener(this.closedConnections)
					.build();
				Callers callers = new Callers()) {
			InjectedFault swap = server.inject(Fault.swapReplies()).at(Point.BEFORE_REPLY);
			Future<String> first = callers.call(() -> exchange(template, "1 of two"));
			swap.awaitFired(Duration.ofSeconds(10));
			assertThatExceptionOfType(FramedTcpWrongReplyException.class)
				.isThrownBy(() -> exchange(template, "2 of two"))
				.withMessageContaining("the id of the request is 32, that of the frame is 31");
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> Callers.get(first))
				.withCauseInstanceOf(FramedTcpWrongReplyException.class);
			assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.WRONG_REPLY,
					CloseReason.WRONG_REPLY);
			assertThat(exchange(template, "3")).isEqualTo("3");
		}
	}

	@Test
	void matcherThatThrowsRetiresTheConnectionAndIsTheCause() {
		RuntimeException failure = new IllegalStateException("broken matcher");
		assertFails((request, frame) -> {
			throw failure;
		}, failure);
	}

	@Test
	void matcherThatCannotDescribeTheMismatchIsTheCause() {
		RuntimeException failure = new IllegalStateException("broken matcher");
		assertFails(new ExchangeMatcher() {

			@Override
			public Verdict match(byte[] request, byte[] frame) {
				return Verdict.MISMATCH;
			}

			@Override
			public String describeMismatch(byte[] request, byte[] frame) {
				throw failure;
			}

		}, failure);
	}

	@Test
	void matcherWithoutAVerdictRetiresTheConnection() {
		try (FramedTcpServer server = FramedTcpServer.echo();
				FramedTcpTemplate template = template(server, (request, frame) -> null)) {
			assertThatExceptionOfType(FramedTcpWrongReplyException.class).isThrownBy(() -> exchange(template, "1"))
				.withMessageContaining("no verdict");
			assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.WRONG_REPLY);
		}
	}

	@Test
	void requestWithoutAnIdIsRefusedBeforeAPermitIsTaken() {
		try (FramedTcpServer server = FramedTcpServer.echo(); FramedTcpTemplate template = template(server)) {
			assertThatIllegalArgumentException().isThrownBy(() -> template.sendAndReceive(new byte[0]))
				.withMessageContaining("no id");
			assertThatIllegalArgumentException()
				.isThrownBy(() -> template.execute((session) -> session.sendAndReceive(new byte[0])))
				.withMessageContaining("no id");
			template.send(new byte[0]);
			assertThat(template.getPool().statistics().opened()).isOne();
		}
	}

	@Test
	void sessionTakesRepliesInAnyOrderButNoOthers() {
		RequestHandler handler = (request, connection) -> {
			byte[] second = connection.readFrame();
			connection.writeFrame(second);
			connection.writeFrame(request);
		};
		try (FramedTcpServer server = FramedTcpServer.handling(handler);
				FramedTcpTemplate template = template(server)) {
			template.execute((session) -> {
				session.send(bytes("1"));
				session.send(bytes("2"));
				assertThat(text(session.receive())).isEqualTo("2");
				assertThat(text(session.receive())).isEqualTo("1");
				return null;
			});
			assertThat(template.getPool().counts().idle()).isOne();
		}
	}

	@Test
	void sessionRefusesAReplyToNoneOfItsRequests() {
		RequestHandler handler = (request, connection) -> {
			connection.writeFrame(bytes("9"));
			connection.writeFrame(request);
		};
		try (FramedTcpServer server = FramedTcpServer.handling(handler);
				FramedTcpTemplate template = template(server)) {
			assertThatExceptionOfType(FramedTcpWrongReplyException.class)
				.isThrownBy(() -> template.execute((session) -> {
					session.send(bytes("1"));
					return session.receive();
				}))
				.withMessageContaining("none of the 1 requests");
			assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.WRONG_REPLY);
		}
	}

	@Test
	void exchangeInASessionTakesItsOwnReplyOnly() {
		try (FramedTcpServer server = FramedTcpServer.echo(); FramedTcpTemplate template = template(server)) {
			assertThatExceptionOfType(FramedTcpWrongReplyException.class)
				.isThrownBy(() -> template.execute((session) -> {
					session.send(bytes("1"));
					return session.sendAndReceive(bytes("2"));
				}));
			assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.WRONG_REPLY);
		}
	}

	@Test
	void sessionReceivesFurtherPartsOfTheLastReply() {
		try (FramedTcpServer server = answeringAnd("1 more"); FramedTcpTemplate template = template(server)) {
			template.execute((session) -> {
				assertThat(text(session.sendAndReceive(bytes("1")))).isEqualTo("1");
				assertThat(text(session.receive())).isEqualTo("1 more");
				return null;
			});
			assertThat(template.getPool().counts().idle()).isOne();
		}
	}

	@Test
	void sessionRefusesWhatIsNoPartOfTheLastReply() {
		try (FramedTcpServer server = answeringAnd("2 other"); FramedTcpTemplate template = template(server)) {
			assertThatExceptionOfType(FramedTcpWrongReplyException.class)
				.isThrownBy(() -> template.execute((session) -> {
					session.send(bytes("1"));
					session.receive();
					return session.receive();
				}))
				.withMessageContaining("the id of the request is 31, that of the frame is 32");
		}
	}

	@Test
	void sessionReadsWhatComesBeforeItHasSentAnything() {
		CountDownLatch acquired = new CountDownLatch(1);
		ConnectionHandler handler = (connection) -> {
			acquired.await();
			connection.writeFrame(bytes("welcome"));
			connection.awaitClose();
		};
		try (FramedTcpServer server = FramedTcpServer.serving(handler); FramedTcpTemplate template = template(server)) {
			String welcome = template.execute((session) -> {
				acquired.countDown();
				return text(session.receive());
			});
			assertThat(welcome).isEqualTo("welcome");
		}
	}

	@Test
	void requestInABufferThatIsUsedAgainIsStillMatched() {
		try (FramedTcpServer server = FramedTcpServer.echo(); FramedTcpTemplate template = template(server)) {
			template.execute((session) -> {
				byte[] buffer = bytes("1");
				session.send(buffer);
				buffer[0] = '2';
				session.send(buffer);
				assertThat(text(session.receive())).isEqualTo("1");
				assertThat(text(session.receive())).isEqualTo("2");
				return null;
			});
		}
	}

	private static FramedTcpServer answeringAnd(String more) {
		return FramedTcpServer.handling((request, connection) -> {
			connection.writeFrame(request);
			connection.writeFrame(bytes(more));
		});
	}

	private void assertFails(ExchangeMatcher matcher, RuntimeException failure) {
		try (FramedTcpServer server = FramedTcpServer.echo(); FramedTcpTemplate template = template(server, matcher)) {
			assertThatExceptionOfType(FramedTcpWrongReplyException.class).isThrownBy(() -> exchange(template, "1"))
				.withMessageContaining("broken matcher")
				.havingCause()
				.isSameAs(failure);
			assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.WRONG_REPLY);
			assertThat(template.getPool().counts().active()).isZero();
		}
	}

	private FramedTcpTemplate template(FramedTcpServer server) {
		return template(server, ExchangeMatcher.equalBytes(0, 0, 1));
	}

	private FramedTcpTemplate template(FramedTcpServer server, ExchangeMatcher matcher) {
		return FramedTcpTemplate.builder(server.host(), server.port())
			.matcher(matcher)
			.responseTimeout(Duration.ofSeconds(10))
			.pool((pool) -> pool.maxTotal(1))
			.listener(this.closedConnections)
			.build();
	}

}
