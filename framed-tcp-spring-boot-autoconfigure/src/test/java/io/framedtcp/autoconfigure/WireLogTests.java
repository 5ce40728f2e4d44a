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

package io.framedtcp.autoconfigure;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.framedtcp.FramedTcpConnectionLostException;
import io.framedtcp.FramedTcpException;
import io.framedtcp.FramedTcpMalformedReplyException;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.FramedTcpTemplateBuilder;
import io.framedtcp.FramedTcpTimeoutException;
import io.framedtcp.config.UnexpectedBytesPolicy;
import io.framedtcp.spi.ConnectionInitializer;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.PayloadRedactor;
import io.framedtcp.test.ConnectionHandler;
import io.framedtcp.test.Fault;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.Point;
import io.framedtcp.test.ServerConnection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the wire log, switched on for one client.
 */
class WireLogTests extends AbstractWireLogTests {

	@Test
	void framesAreLoggedWholeWithTheConnectionTheirDirectionAndSize() {
		try (FramedTcpTemplate template = builder().build()) {
			template.sendAndReceive(new byte[] { 0, 1, 'A', (byte) 0xff });
		}
		assertThat(lines()).hasSize(2);
		assertThat(line(0)).startsWith("payments#1 [")
			.contains(" -> 127.0.0.1:" + this.server.port() + "] sent 8 bytes\n")
			.endsWith("\n  0000  00 00 00 04 00 01 41 ff                          ......A.");
		assertThat(line(1)).startsWith("payments#1 [")
			.contains(
					"] received 30 bytes\n  0000  00 00 00 1a 74 68 65 20 72 65 70 6c 79 2c 20 6f  ....the reply, o\n")
			.endsWith("\n  0010  66 20 32 36 20 62 79 74 65 73 20 2e 2e 2e        f 26 bytes ...");
	}

	@Test
	void onlyTheBeginningOfALargeFrameIsShown() {
		try (FramedTcpTemplate template = builder().build()) {
			template.sendAndReceive(new byte[10_000]);
		}
		assertThat(line(0)).contains("sent 10004 bytes").contains("\n  0ff0  ").endsWith("\n  and 5908 more");
	}

	@Test
	void whatAnInitializerSaysIsNotLogged() {
		try (FramedTcpTemplate template = builder()
			.initializer(ConnectionInitializer.login("password".getBytes(), (answer) -> true))
			.build()) {
			template.sendAndReceive("request".getBytes());
		}
		assertThat(lines()).hasSize(2).noneMatch((line) -> line.contains("password"));
	}

	@Test
	void framesThatAreDrainedAreLogged() {
		this.server.inject(Fault.unsolicitedFrame("notice".getBytes())).at(Point.WHILE_IDLE);
		try (FramedTcpTemplate template = builder()
			.connection((settings) -> settings.unexpectedBytes(UnexpectedBytesPolicy.drain()))
			.build()) {
			template.sendAndReceive("1".getBytes());
			Awaitility.await().until(() -> {
				template.sendAndReceive("2".getBytes());
				return template.getPool().statistics().unsolicited() == 1;
			});
		}
		assertThat(lines()).anyMatch((line) -> line.contains("received 10 bytes") && line.endsWith("  ....notice"));
	}

	@Test
	void replyThatCannotBeReadIsLoggedWithWhatIsWrongWithIt() {
		this.server.inject(Fault.negativeLength()).at(Point.BEFORE_REPLY);
		try (FramedTcpTemplate template = builder().build()) {
			assertThatExceptionOfType(FramedTcpMalformedReplyException.class)
				.isThrownBy(() -> template.sendAndReceive("1".getBytes()));
		}
		assertThat(lines()).hasSize(4);
		assertThat(line(1)).startsWith("payments#1 [").contains("] read failed: malformed frame: ", "begins with ff");
		assertThat(line(2)).startsWith("payments#1 [").contains(" bytes of a frame\n  0000  ff ");
		assertThat(line(3)).startsWith("payments#1 [").endsWith("] closed: malformed frame");
	}

	@Test
	void unexpectedBytesOfAnIdleConnectionAreLogged() {
		PayloadRedactor redactor = (connection, sent, payload) -> {
			payload[5] = '*';
			return payload;
		};
		CountDownLatch replied = new CountDownLatch(1);
		ConnectionHandler pushing = (connection) -> {
			connection.readFrame();
			connection.writeFrame("the reply".getBytes());
			replied.await();
			connection.writeFrame("notice".getBytes());
			connection.awaitClose();
		};
		try (FramedTcpServer pusher = FramedTcpServer.serving(pushing);
				FramedTcpTemplate template = FramedTcpTemplate.builder(pusher.host(), pusher.port())
					.client("payments")
					.connection((settings) -> settings.payloadRedactor(redactor))
					.pool((pool) -> pool.housekeepingInterval(Duration.ofMillis(10)))
					.build()) {
			template.sendAndReceive("first request".getBytes());
			// With the reply, it would not be the test of an idle connection that finds
			// it.
			replied.countDown();
			Awaitility.await()
				.until(() -> lines().stream().anyMatch((line) -> line.endsWith("] closed: unexpected bytes")));
		}
		assertThat(lines()).anyMatch((line) -> line.startsWith("payments#1 [")
				&& line.contains("] received 10 unexpected bytes\n  0000  00 00 00 06 6e 2a 74 69 63 65  ")
				&& line.endsWith("  ....n*tice"));
		assertThat(lines()).anyMatch((line) -> line.endsWith("] closed: unexpected bytes"));
	}

	@Test
	void closeOfAnIdleConnectionIsLogged() {
		this.server.inject(Fault.fin()).onExchange(1).at(Point.WHILE_IDLE);
		try (FramedTcpTemplate template = builder().build()) {
			template.sendAndReceive("first request".getBytes());
			awaitNextConnection(template);
		}
		assertThat(lines())
			.anyMatch((line) -> line.startsWith("payments#1 [") && line.endsWith("] closed: peer closed"));
	}

	@Test
	void closeDuringAnExchangeIsLogged() {
		this.server.inject(Fault.fin()).at(Point.MID_PAYLOAD);
		try (FramedTcpTemplate template = builder().build()) {
			assertThatExceptionOfType(FramedTcpConnectionLostException.class)
				.isThrownBy(() -> template.sendAndReceive("1".getBytes()));
		}
		assertThat(line(1)).contains("] read failed: the peer closed the connection inside a frame");
		assertThat(line(2)).contains(" bytes of a frame\n  0000  00 00 00 1a 74 68 65 ");
		assertThat(line(3)).endsWith("] closed: peer closed");
	}

	@Test
	void partOfAReplyThatIsLateIsLogged() {
		logPartOfAReply(UnaryOperator.identity());
		assertThat(line(2)).startsWith("payments#1 [")
			.endsWith("] received 7 bytes of a frame\n"
					+ "  0000  00 00 05 39 68 65 6c                             ...9hel");
		assertThat(line(3)).endsWith("] closed: timed out");
	}

	@Test
	void onlyTheHeaderOfAPartIsShownIfPayloadsAreRedacted() {
		logPartOfAReply((builder) -> builder
			.connection((settings) -> settings.payloadRedactor((connection, sent, payload) -> payload)));
		assertThat(line(2)).contains("] received 7 bytes of a frame\n  0000  00 00 05 39  ").endsWith("\n  and 3 more");
	}

	@Test
	void partOfAReplyOnASharedConnectionIsLogged() {
		logPartOfAReply(
				(builder) -> builder.matcher(ExchangeMatcher.equalBytes(0, 0, 1))
					.shared((shared) -> shared.connections(1)),
				ServerConnection::close, FramedTcpConnectionLostException.class);
		assertThat(lines()).anyMatch((line) -> line.endsWith("...9hel"));
	}

	@Test
	void bytesThatAreLeftBehindTheLastFrameAreLogged() {
		ConnectionHandler handler = (connection) -> {
			connection.readFrame();
			connection.writeBytes(new byte[] { 0, 0, 0, 2, 'o', 'k', 'x', 'y' });
			connection.awaitClose();
		};
		try (FramedTcpServer other = FramedTcpServer.serving(handler);
				FramedTcpTemplate template = FramedTcpTemplate.builder(other.host(), other.port())
					.client("payments")
					.build()) {
			assertThat(template.sendAndReceive("1".getBytes())).isEqualTo("ok".getBytes());
		}
		assertThat(line(1)).endsWith("  ....ok");
		assertThat(line(2))
			.endsWith("] left 2 bytes unread\n  0000  78 79                                            xy");
		assertThat(line(3)).endsWith("] closed: unexpected bytes");
	}

	@Test
	void framesOfASharedConnectionAreLoggedWhole() {
		try (FramedTcpServer echo = FramedTcpServer.echo();
				FramedTcpTemplate template = FramedTcpTemplate.builder(echo.host(), echo.port())
					.client("payments")
					.matcher(ExchangeMatcher.equalBytes(0, 0, 1))
					.shared((shared) -> shared.connections(1))
					.build()) {
			template.sendAndReceive("hello".getBytes());
		}
		assertThat(lines()).hasSize(2)
			.allSatisfy((line) -> assertThat(line).contains(" 9 bytes\n  0000  00 00 00 05 68 65 6c 6c 6f  ")
				.endsWith("  ....hello"));
	}

	@Test
	void writeThatFailsIsLogged() {
		try (FramedTcpServer closing = FramedTcpServer.serving(ServerConnection::awaitClose);
				FramedTcpTemplate template = FramedTcpTemplate.builder(closing.host(), closing.port())
					.client("payments")
					.build()) {
			assertThatExceptionOfType(FramedTcpException.class).isThrownBy(() -> template.execute((session) -> {
				Awaitility.await().until(() -> closing.open() == 1);
				closing.resetConnections();
				while (true) {
					session.send(new byte[100_000]);
				}
			}));
		}
		assertThat(lines()).anyMatch((line) -> line.contains("] write failed: "));
		assertThat(lines()).anyMatch((line) -> line.endsWith("] closed: broken"));
	}

	@Test
	void whatThePoolDecidesIsNoEventOnTheWire() {
		try (FramedTcpTemplate template = builder().build()) {
			template.sendAndReceive("1".getBytes());
			template.getPool().evictAll();
		}
		assertThat(lines()).hasSize(2);
	}

	private void logPartOfAReply(UnaryOperator<FramedTcpTemplateBuilder> settings) {
		logPartOfAReply(settings, ServerConnection::awaitClose, FramedTcpTimeoutException.class);
	}

	private void logPartOfAReply(UnaryOperator<FramedTcpTemplateBuilder> settings, ConnectionHandler end,
			Class<? extends FramedTcpException> failure) {
		ConnectionHandler handler = (connection) -> {
			connection.readFrame();
			connection.writeBytes(new byte[] { 0, 0, 5, 57, 'h', 'e', 'l' });
			end.serve(connection);
		};
		try (FramedTcpServer other = FramedTcpServer.serving(handler);
				FramedTcpTemplate template = settings
					.apply(FramedTcpTemplate.builder(other.host(), other.port()).client("payments"))
					.responseTimeout(Duration.ofMillis(500))
					.build()) {
			assertThatExceptionOfType(failure).isThrownBy(() -> template.sendAndReceive("1".getBytes()));
		}
	}

	private void awaitNextConnection(FramedTcpTemplate template) {
		Awaitility.await().until(() -> {
			template.sendAndReceive("next request".getBytes());
			return this.server.accepted() == 2;
		});
	}

}
