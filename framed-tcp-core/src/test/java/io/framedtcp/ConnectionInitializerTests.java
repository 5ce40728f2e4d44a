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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.framedtcp.config.UnexpectedBytesPolicy;
import io.framedtcp.framing.DelimiterFraming;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectionInitializer;
import io.framedtcp.spi.InitializerContext;
import io.framedtcp.test.ConnectionHandler;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.ServerConnection;

import static io.framedtcp.support.Bytes.bytes;
import static io.framedtcp.support.Bytes.exchange;
import static io.framedtcp.support.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What is said on a new connection before its first exchange.
 */
class ConnectionInitializerTests {

	private static final ConnectionInitializer LOGIN = ConnectionInitializer.login(bytes("login"),
			(answer) -> text(answer).equals("welcome"));

	private final ClosedConnections closedConnections = new ClosedConnections();

	@Test
	void connectionLogsInOnceAndNotForEachExchange() {
		try (FramedTcpServer server = FramedTcpServer.scripted();
				FramedTcpTemplate template = template(server, LOGIN)) {
			server.enqueue("welcome");
			server.enqueue("one");
			server.enqueue("two");
			assertThat(exchange(template, "1")).isEqualTo("one");
			assertThat(exchange(template, "2")).isEqualTo("two");
			assertThat(server.requests()).extracting((request) -> text(request.payload()))
				.containsExactly("login", "1", "2");
			assertThat(server.accepted()).isOne();
		}
	}

	@Test
	void callThatIsRepeatedLogsInAgain() {
		ConnectionHandler handler = (connection) -> {
			assertThat(text(connection.readFrame())).isEqualTo("login");
			connection.writeFrame(bytes("welcome"));
			byte[] request = connection.readFrame();
			while (request != null && !(connection.number() == 1 && text(request).equals("2"))) {
				connection.writeFrame(request);
				request = connection.readFrame();
			}
		};
		try (FramedTcpServer server = FramedTcpServer.serving(handler);
				FramedTcpTemplate template = template(server, LOGIN)) {
			assertThat(exchange(template, "1")).isEqualTo("1");
			assertThat(text(template.idempotent().sendAndReceive(bytes("2")))).isEqualTo("2");
			assertThat(server.accepted()).isEqualTo(2);
		}
	}

	@Test
	void longPreambleIsSentWhole() {
		byte[] preamble = new byte[100_000];
		Arrays.fill(preamble, (byte) 7);
		ConnectionHandler handler = (connection) -> {
			assertThat(connection.readBytes(preamble.length)).isEqualTo(preamble);
			echo(connection);
		};
		try (FramedTcpServer server = FramedTcpServer.serving(handler);
				FramedTcpTemplate template = template(server, ConnectionInitializer.preamble(preamble))) {
			assertThat(exchange(template, "1")).isEqualTo("1");
		}
	}

	@Test
	void frameMayBeSentInAnotherFraming() {
		ConnectionHandler handler = (connection) -> {
			assertThat(text(connection.readBytes(7))).isEqualTo("HELLO\r\n");
			echo(connection);
		};
		try (FramedTcpServer server = FramedTcpServer.serving(handler);
				FramedTcpTemplate template = template(server,
						(connection) -> connection.send(bytes("HELLO"), DelimiterFraming.crlfLines()))) {
			assertThat(exchange(template, "1")).isEqualTo("1");
		}
	}

	@Test
	void idleConnectionsThatAreKeptReadyAreLoggedIn() {
		try (FramedTcpServer server = FramedTcpServer.answering((request) -> bytes("welcome"));
				FramedTcpTemplate template = FramedTcpTemplate.builder(server.host(), server.port())
					.initializer(LOGIN)
					.pool((pool) -> pool.minIdle(2).housekeepingInterval(Duration.ofMillis(20)))
					.build()) {
			Awaitility.await().until(() -> template.getPool().counts().idle() == 2);
			assertThat(server.executions(bytes("login"))).isEqualTo(2);
		}
	}

	@Test
	void preambleGoesBothWays() {
		byte[] preamble = bytes("JDWP-Handshake");
		ConnectionHandler handler = (connection) -> {
			assertThat(connection.readBytes(preamble.length)).isEqualTo(preamble);
			connection.writeBytes(preamble);
			echo(connection);
		};
		try (FramedTcpServer server = FramedTcpServer.serving(handler);
				FramedTcpTemplate template = template(server, ConnectionInitializer.preamble(preamble)
					.andThen(ConnectionInitializer.expectBytes(preamble)))) {
			assertThat(exchange(template, "1")).isEqualTo("1");
		}
	}

	@Test
	void greetingOfAServerThatSpeaksFirstIsNotTheReply() {
		ConnectionHandler handler = (connection) -> {
			connection.writeFrame(bytes("hello, I am the server"));
			echo(connection);
		};
		try (FramedTcpServer server = FramedTcpServer.serving(handler);
				FramedTcpTemplate template = template(server, ConnectionInitializer.greeting())) {
			assertThat(exchange(template, "1")).isEqualTo("1");
			assertThat(exchange(template, "2")).isEqualTo("2");
		}
	}

	@Test
	void greetingMayBeFramedInAnotherWay() {
		AtomicReference<String> greeting = new AtomicReference<>();
		ConnectionHandler handler = (connection) -> {
			connection.writeBytes(bytes("220 ready\r\n"));
			echo(connection);
		};
		try (FramedTcpServer server = FramedTcpServer.serving(handler);
				FramedTcpTemplate template = template(server,
						(connection) -> greeting.set(text(connection.receive(DelimiterFraming.crlfLines()))))) {
			assertThat(exchange(template, "1")).isEqualTo("1");
			assertThat(greeting).hasValue("220 ready");
		}
	}

	@Test
	void bytesBehindTheGreetingAreUnexpected() {
		ConnectionHandler handler = (connection) -> {
			byte[] greeting = ServerConnection.frame(bytes("hello"));
			byte[] both = new byte[2 * greeting.length];
			System.arraycopy(greeting, 0, both, 0, greeting.length);
			System.arraycopy(greeting, 0, both, greeting.length, greeting.length);
			connection.writeBytes(both);
			echo(connection);
		};
		try (FramedTcpServer server = FramedTcpServer.serving(handler)) {
			try (FramedTcpTemplate template = template(server, ConnectionInitializer.greeting())) {
				assertThatExceptionOfType(FramedTcpConnectException.class).isThrownBy(() -> exchange(template, "1"));
				assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.UNEXPECTED_BYTES);
			}
			try (FramedTcpTemplate template = FramedTcpTemplate.builder(server.host(), server.port())
				.initializer(ConnectionInitializer.greeting())
				.connection((connection) -> connection.unexpectedBytes(UnexpectedBytesPolicy.drain()))
				.build()) {
				assertThat(exchange(template, "1")).isEqualTo("1");
			}
		}
	}

	@Test
	void whatFollowsWhatTheInitializerHasReadGoesToTheHandlerAndIsNoReply() {
		List<String> handled = new CopyOnWriteArrayList<>();
		ConnectionHandler handler = (connection) -> {
			byte[] greeting = ServerConnection.frame(bytes("hello"));
			byte[] both = Arrays.copyOf(greeting, 2 * greeting.length);
			System.arraycopy(greeting, 0, both, greeting.length, greeting.length);
			connection.writeBytes(both);
			echo(connection);
		};
		try (FramedTcpServer server = FramedTcpServer.serving(handler);
				FramedTcpTemplate template = FramedTcpTemplate.builder(server.host(), server.port())
					.initializer(ConnectionInitializer.greeting())
					.connection((connection) -> connection.unexpectedBytes(UnexpectedBytesPolicy.drain())
						.unsolicitedFrameHandler((info, payload) -> {
							handled.add(text(payload));
							return null;
						}))
					.pool((pool) -> pool.maxTotal(1))
					.build()) {
			assertThat(exchange(template, "1")).isEqualTo("1");
			assertThat(template.<String>execute((session) -> text(session.sendAndReceive(bytes("2"))))).isEqualTo("2");
			assertThat(handled).containsExactly("hello");
			assertThat(server.accepted()).isOne();
		}
	}

	@Test
	void whatIsPendingWhenTheInitializerReturnsIsNoReply() {
		CountDownLatch read = new CountDownLatch(1);
		CountDownLatch pending = new CountDownLatch(1);
		ConnectionHandler handler = (connection) -> {
			connection.writeFrame(bytes("hello"));
			await(read);
			connection.writeFrame(bytes("and more"));
			pending.countDown();
			echo(connection);
		};
		ConnectionInitializer initializer = (connection) -> {
			assertThat(text(connection.receive())).isEqualTo("hello");
			read.countDown();
			await(pending);
		};
		try (FramedTcpServer server = FramedTcpServer.serving(handler);
				FramedTcpTemplate template = template(server, initializer)) {
			assertThatExceptionOfType(FramedTcpConnectException.class).isThrownBy(() -> exchange(template, "1"))
				.withMessageContaining("behind what the initializer has read")
				.satisfies((ex) -> assertThat(ex.isRequestMaybeSent()).isFalse());
			assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.UNEXPECTED_BYTES);
		}
	}

	@Test
	void nextAddressIsTriedIfTheFirstRefusesTheLogin() {
		try (FramedTcpServer standby = FramedTcpServer.answering((request) -> bytes("not the leader"));
				FramedTcpServer leader = FramedTcpServer.answering((request) -> bytes("welcome"));
				FramedTcpTemplate template = FramedTcpTemplate.builder(standby.host(), standby.port())
					.address(leader.host(), leader.port())
					.initializer(LOGIN)
					.build()) {
			assertThat(exchange(template, "1")).isEqualTo("welcome");
			assertThat(leader.requestCount()).isEqualTo(2);
			assertThat(standby.requestCount()).isOne();
		}
	}

	@Test
	void connectionIsOfNoUseToTheInitializerAfterwards() {
		AtomicReference<InitializerContext> kept = new AtomicReference<>();
		try (FramedTcpServer server = FramedTcpServer.echo();
				FramedTcpTemplate template = template(server, kept::set)) {
			assertThat(exchange(template, "1")).isEqualTo("1");
			assertThatIllegalStateException().isThrownBy(() -> kept.get().send(bytes("2")));
			assertThatIllegalStateException().isThrownBy(() -> kept.get().receive());
			assertThat(exchange(template, "3")).isEqualTo("3");
			assertThat(server.executions(bytes("2"))).isZero();
		}
	}

	@Test
	void initializerKnowsTheServer() {
		AtomicReference<Object> port = new AtomicReference<>();
		try (FramedTcpServer server = FramedTcpServer.echo();
				FramedTcpTemplate template = template(server,
						(connection) -> port.set(connection.remoteAddress().getPort()))) {
			assertThat(exchange(template, "1")).isEqualTo("1");
			assertThat(port).hasValue(server.port());
		}
	}

	private FramedTcpTemplate template(FramedTcpServer server, ConnectionInitializer initializer) {
		return FramedTcpTemplate.builder(server.host(), server.port())
			.initializer(initializer)
			.pool((pool) -> pool.maxTotal(1))
			.listener(this.closedConnections)
			.build();
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void echo(ServerConnection connection) throws IOException {
		for (byte[] request = connection.readFrame(); request != null; request = connection.readFrame()) {
			connection.writeFrame(request);
		}
	}

}
