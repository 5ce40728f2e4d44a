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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.framedtcp.config.ConnectionSettingsBuilder;
import io.framedtcp.config.UnexpectedBytesPolicy;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.UnsolicitedFrameHandler;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.RequestHandler;
import io.framedtcp.test.ServerConnection;

import static io.framedtcp.support.Bytes.bytes;
import static io.framedtcp.support.Bytes.exchange;
import static io.framedtcp.support.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Frames that answer no request: during an exchange they go to the handler and the
 * exchange goes on; on an idle connection they retire it, or are drained. Payloads that
 * begin with {@code !} are unsolicited, those that begin with {@code ok} answer such.
 */
class UnsolicitedFrameTests {

	private final ClosedConnections closedConnections = new ClosedConnections();

	private final List<String> handled = new CopyOnWriteArrayList<>();

	/** What the server has received. */
	private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

	private final BlockingQueue<ServerConnection> connections = new LinkedBlockingQueue<>();

	@Test
	void exchangeGoesOnAfterAHeartbeatThatTheHandlerAnswers() throws Exception {
		RequestHandler handler = (request, connection) -> {
			this.received.add(text(request));
			connection.writeFrame(bytes("!heartbeat"));
			this.received.add(text(connection.readFrame()));
			connection.writeFrame(request);
		};
		try (FramedTcpServer server = FramedTcpServer.handling(handler);
				FramedTcpTemplate template = template(server, settings(this::answer))) {
			assertThat(exchange(template, "one")).isEqualTo("one");
			assertThat(exchange(template, "two")).isEqualTo("two");
			assertThat(this.handled).containsExactly("!heartbeat", "!heartbeat");
			assertThat(this.received).containsExactly("one", "ok!heartbeat", "two", "ok!heartbeat");
			assertThat(template.getPool().statistics().unsolicited()).isEqualTo(2);
			assertThat(template.getPool().statistics().opened()).isOne();
		}
	}

	@Test
	void heartbeatsDoNotPutOffTheDeadline() {
		RequestHandler handler = (request, connection) -> {
			while (true) {
				connection.writeFrame(bytes("!heartbeat"));
			}
		};
		try (FramedTcpServer server = FramedTcpServer.handling(handler);
				FramedTcpTemplate template = template(server, settings(this::record))) {
			assertThatExceptionOfType(FramedTcpTimeoutException.class)
				.isThrownBy(() -> template.sendAndReceive(bytes("one"), Duration.ofMillis(200)))
				.satisfies(
						(ex) -> assertThat(ex.getElapsed()).isBetween(Duration.ofMillis(200), Duration.ofSeconds(5)));
			assertThat(this.handled).isNotEmpty();
		}
	}

	@Test
	void handlerThatThrowsHarmsNoExchange() {
		assertHarmless((connection, payload) -> {
			throw new IllegalStateException("broken handler");
		});
	}

	@Test
	void handlerThatThrowsAnErrorHarmsNoExchange() {
		assertHarmless((connection, payload) -> {
			throw new StackOverflowError();
		});
	}

	@Test
	void answerThatCannotBeSentHarmsNoExchange() {
		assertHarmless((connection, payload) -> new byte[2 * 1024 * 1024]);
	}

	@Test
	void unsolicitedFrameNeedsNoHandler() {
		assertHarmless(null);
	}

	@Test
	void sessionGoesOnAfterAHeartbeat() {
		try (FramedTcpServer server = heartbeatFirst();
				FramedTcpTemplate template = template(server, settings(this::record))) {
			template.execute((session) -> {
				session.send(bytes("one"));
				assertThat(text(session.receive())).isEqualTo("one");
				assertThat(text(session.sendAndReceive(bytes("two")))).isEqualTo("two");
				return null;
			});
			assertThat(this.handled).containsExactly("!heartbeat", "!heartbeat");
			assertThat(template.getPool().counts().idle()).isOne();
		}
	}

	@Test
	void framesOnAnIdleConnectionRetireItByDefault() throws Exception {
		try (FramedTcpServer server = recording();
				FramedTcpTemplate template = template(server, settings(this::record))) {
			exchange(template, "one");
			this.connections.take().writeFrame(bytes("!notice"));
			assertThat(exchange(template, "two")).isEqualTo("two");
			assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.UNEXPECTED_BYTES);
			assertThat(this.handled).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 3, 16 })
	void framesOnAnIdleConnectionAreDrainedIfSaidSo(int count) throws Exception {
		try (FramedTcpServer server = recording();
				FramedTcpTemplate template = template(server, draining(this::answer, UnexpectedBytesPolicy.drain()))) {
			exchange(template, "one");
			ServerConnection connection = this.connections.take();
			for (int i = 0; i < count; i++) {
				connection.writeFrame(bytes("!notice " + i));
			}
			assertThat(exchange(template, "two")).isEqualTo("two");
			assertThat(this.handled).hasSize(count).startsWith("!notice 0");
			assertThat(this.received.poll(10, TimeUnit.SECONDS)).isEqualTo("one");
			assertThat(this.received.poll(10, TimeUnit.SECONDS)).isEqualTo("ok!notice 0");
			assertThat(template.getPool().statistics().opened()).isOne();
			assertThat(template.getPool().statistics().unsolicited()).isEqualTo(count);
			assertThat(this.closedConnections.reasons()).isEmpty();
		}
	}

	@Test
	void tooManyFramesRetireTheConnectionThoughThoseReadAreHandled() throws Exception {
		assertClosed((connection) -> {
			connection.writeFrame(bytes("!1"));
			connection.writeFrame(bytes("!2"));
			connection.writeFrame(bytes("!3"));
		}, CloseReason.UNEXPECTED_BYTES, "!1", "!2", "!3");
	}

	@Test
	void tooManyBytesRetireTheConnection() throws Exception {
		assertClosed((connection) -> {
			connection.writeFrame(bytes("!1"));
			connection.writeFrame(bytes("!too long!"));
		}, CloseReason.UNEXPECTED_BYTES, "!1", "!too long!");
	}

	@Test
	void partOfAFrameRetiresTheConnection() throws Exception {
		assertClosed((connection) -> {
			connection.writeFrame(bytes("!1"));
			connection.writeBytes(ServerConnection.frame(bytes("!2"))[0]);
		}, CloseReason.UNEXPECTED_BYTES, "!1");
	}

	@Test
	void bytesThatAreNoFrameRetireTheConnection() throws Exception {
		assertClosed((connection) -> connection.writeBytes(new byte[] { -1, -1, -1, -1 }),
				CloseReason.UNEXPECTED_BYTES);
	}

	@Test
	void endOfStreamBehindAFrameRetiresTheConnection() throws Exception {
		assertClosed((connection) -> {
			connection.writeFrame(bytes("!goodbye"));
			connection.close();
		}, CloseReason.PEER_CLOSED, "!goodbye");
	}

	@Test
	void frameInTheSegmentOfTheReplyIsDrainedBeforeTheNextAcquisition() {
		try (FramedTcpServer server = noticeBehindTheReply();
				FramedTcpTemplate template = template(server, draining(this::record, UnexpectedBytesPolicy.drain()))) {
			assertThat(exchange(template, "one")).isEqualTo("one");
			assertThat(exchange(template, "two")).isEqualTo("two");
			assertThat(this.handled).startsWith("!notice");
			assertThat(template.getPool().statistics().opened()).isOne();
		}
	}

	@Test
	void callerWhoHasItsReplyDoesNotWaitForTheHandler() {
		AtomicReference<String> inProgress = new AtomicReference<>("one");
		UnsolicitedFrameHandler handler = (connection, payload) -> {
			this.handled.add(inProgress.get());
			return null;
		};
		try (FramedTcpServer server = noticeBehindTheReply();
				FramedTcpTemplate template = template(server, draining(handler, UnexpectedBytesPolicy.drain()),
						Duration.ofHours(1))) {
			exchange(template, "one");
			inProgress.set("two");
			exchange(template, "two");
			assertThat(this.handled).containsOnly("two");
		}
	}

	@Test
	void housekeeperDrainsWhatNobodyAcquires() throws Exception {
		try (FramedTcpServer server = recording();
				FramedTcpTemplate template = template(server, draining(this::answer, UnexpectedBytesPolicy.drain()))) {
			exchange(template, "one");
			this.connections.take().writeFrame(bytes("!heartbeat"));
			Awaitility.await().until(() -> this.received.contains("ok!heartbeat"));
			assertThat(template.getPool().counts().idle()).isOne();
		}
	}

	@Test
	void handlerThatThrowsHarmsNoAcquisition() throws Exception {
		try (FramedTcpServer server = recording();
				FramedTcpTemplate template = template(server, draining((connection, payload) -> {
					throw new IllegalStateException("broken handler");
				}, UnexpectedBytesPolicy.drain()))) {
			exchange(template, "one");
			this.connections.take().writeFrame(bytes("!notice"));
			assertThat(exchange(template, "two")).isEqualTo("two");
			assertThat(template.getPool().statistics().opened()).isOne();
		}
	}

	private void assertHarmless(UnsolicitedFrameHandler handler) {
		try (FramedTcpServer server = heartbeatFirst();
				FramedTcpTemplate template = template(server, settings(handler))) {
			assertThat(exchange(template, "one")).isEqualTo("one");
			assertThat(exchange(template, "two")).isEqualTo("two");
			assertThat(template.getPool().statistics().opened()).isOne();
			assertThat(template.getPool().statistics().unsolicited()).isEqualTo(2);
		}
	}

	private void assertClosed(Fault fault, CloseReason reason, String... handled) throws Exception {
		try (FramedTcpServer server = recording();
				FramedTcpTemplate template = template(server, draining(this::answer, new UnexpectedBytesPolicy(2, 10))
					.andThen((settings) -> settings.maxFrameSize(50)))) {
			exchange(template, "one");
			ServerConnection connection = this.connections.take();
			fault.apply(connection);
			assertThat(exchange(template, "two")).isEqualTo("two");
			assertThat(this.closedConnections.reasons()).containsExactly(reason);
			assertThat(this.handled).containsExactly(handled);
			assertThat(this.received).noneMatch((text) -> text.startsWith("ok"));
		}
	}

	private FramedTcpServer heartbeatFirst() {
		return FramedTcpServer.handling((request, connection) -> {
			connection.writeFrame(bytes("!heartbeat"));
			connection.writeFrame(request);
		});
	}

	private FramedTcpServer noticeBehindTheReply() {
		return FramedTcpServer.handling((request, connection) -> {
			byte[] reply = ServerConnection.frame(request);
			byte[] notice = ServerConnection.frame(bytes("!notice"));
			byte[] both = new byte[reply.length + notice.length];
			System.arraycopy(reply, 0, both, 0, reply.length);
			System.arraycopy(notice, 0, both, reply.length, notice.length);
			connection.writeBytes(both);
		});
	}

	private FramedTcpServer recording() {
		return FramedTcpServer.handling((request, connection) -> {
			String text = text(request);
			this.received.add(text);
			if (!text.startsWith("ok")) {
				connection.writeFrame(request);
				this.connections.add(connection);
			}
		});
	}

	private byte[] answer(Object connection, byte[] payload) {
		this.handled.add(text(payload));
		return bytes("ok" + text(payload));
	}

	private byte[] record(Object connection, byte[] payload) {
		this.handled.add(text(payload));
		return null;
	}

	private static Consumer<ConnectionSettingsBuilder> settings(UnsolicitedFrameHandler handler) {
		ExchangeMatcher matcher = ExchangeMatcher.equalBytes(0, 0, 3)
			.orUnsolicited((frame) -> frame.length > 0 && frame[0] == '!');
		return (settings) -> settings.unsolicitedFrameHandler(handler).matcher(matcher);
	}

	private static Consumer<ConnectionSettingsBuilder> draining(UnsolicitedFrameHandler handler,
			UnexpectedBytesPolicy bounds) {
		return settings(handler).andThen((settings) -> settings.unexpectedBytes(bounds));
	}

	private FramedTcpTemplate template(FramedTcpServer server, Consumer<ConnectionSettingsBuilder> settings) {
		return template(server, settings, Duration.ofMillis(500));
	}

	private FramedTcpTemplate template(FramedTcpServer server, Consumer<ConnectionSettingsBuilder> settings,
			Duration housekeepingInterval) {
		return FramedTcpTemplate.builder(server.host(), server.port())
			.connection(settings)
			.responseTimeout(Duration.ofSeconds(10))
			.pool((pool) -> pool.maxTotal(1).housekeepingInterval(housekeepingInterval))
			.listener(this.closedConnections)
			.build();
	}

	/**
	 * What a server does to an idle connection.
	 */
	private interface Fault {

		void apply(ServerConnection connection) throws Exception;

	}

}
