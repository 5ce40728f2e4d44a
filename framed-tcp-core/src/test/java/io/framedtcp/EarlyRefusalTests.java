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

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

import io.framedtcp.config.TlsSettings;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ExchangeMatcher.Verdict;
import io.framedtcp.support.Bytes;
import io.framedtcp.support.Callers;
import io.framedtcp.support.Hang;
import io.framedtcp.support.LocalhostTls;
import io.framedtcp.support.RawServer;
import io.framedtcp.test.ServerConnection;

import static io.framedtcp.support.Bytes.bytes;
import static io.framedtcp.support.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * A server looks at the header of a large request, answers and closes: what it has
 * answered is the reply, though the request could not be written.
 */
@ParameterizedClass
@CsvSource({ "TCP, false", "TCP, true", "TLSv1.2, false", "TLSv1.2, true", "TLSv1.3, false", "TLSv1.3, true" })
class EarlyRefusalTests {

	private static final byte[] LARGE = new byte[16 * 1024 * 1024];

	private static final String REFUSAL = "too large";

	private static LocalhostTls tls;

	private final ClosedConnections closedConnections = new ClosedConnections();

	private final List<String> handled = new CopyOnWriteArrayList<>();

	private final CountDownLatch end = new CountDownLatch(1);

	@Parameter(0)
	private String protocol;

	/** Whether the server ends the stream, and closes a moment later. */
	@Parameter(1)
	private boolean lingering;

	private RawServer server;

	private FramedTcpTemplate template;

	@BeforeAll
	static void makeCertificate() {
		tls = LocalhostTls.create();
	}

	@AfterEach
	void close() throws IOException {
		this.end.countDown();
		if (this.template != null) {
			this.template.close();
		}
		this.server.close();
	}

	@Test
	void exchangeReturnsTheRefusalAndItsConnectionIsClosed() throws IOException {
		start(this::refuse);
		for (int i = 1; i <= 3; i++) {
			assertThat(text(this.template.sendAndReceive(LARGE))).isEqualTo(REFUSAL);
		}
		assertThat(text(this.template.sendAndReceive(bytes("small")))).isEqualTo("small");
		assertThat(this.server.accepted()).isEqualTo(4);
		assertClosed(3);
	}

	@Test
	void exchangeOnAReusedConnectionReturnsTheRefusal() throws IOException {
		start(this::refuse);
		for (int i = 0; i < 3; i++) {
			assertThat(text(this.template.sendAndReceive(bytes("small")))).isEqualTo("small");
			assertThat(text(this.template.sendAndReceive(LARGE))).isEqualTo(REFUSAL);
		}
		assertThat(this.server.accepted()).isEqualTo(3);
	}

	@Test
	void noticesInFrontOfTheRefusalGoToTheHandler() throws IOException {
		start((socket, in, out) -> {
			in.readInt();
			put(out, "!one");
			put(out, "!two");
			put(out, REFUSAL);
			closeIn(socket);
		}, (builder) -> builder.matcher((request, frame) -> (frame[0] == '!') ? Verdict.UNSOLICITED : Verdict.MATCH)
			.unsolicitedFrameHandler((connection, payload) -> {
				this.handled.add(text(payload));
				return payload;
			}));
		assertThat(text(this.template.sendAndReceive(LARGE))).isEqualTo(REFUSAL);
		assertThat(this.handled).containsExactly("!one", "!two");
	}

	@Test
	void frameThatTheMatcherRefusesIsNoReply() throws IOException {
		start(this::refuse, (builder) -> builder.matcher((request, frame) -> Verdict.MISMATCH));
		assertLost(() -> this.template.sendAndReceive(LARGE));
	}

	@Test
	@SuppressWarnings("try")
	void matcherThatHangsOnTheRefusalIsInterruptedAndItsPlaceGivenToOthers() throws Exception {
		try (Hang hang = Hang.stubborn(); Callers callers = new Callers()) {
			start(this::refuse,
					(builder) -> builder.responseTimeout(Duration.ofMillis(500))
						.pool((pool) -> pool.maxTotal(1).acquireTimeout(Duration.ofSeconds(20)))
						.matcher((request, frame) -> {
							if (request.length == LARGE.length) {
								hang.here();
							}
							return Verdict.MATCH;
						}));
			Future<FramedTcpTimeoutException> call = callers
				.call(() -> catchThrowableOfType(FramedTcpTimeoutException.class,
						() -> this.template.sendAndReceive(LARGE)));
			hang.awaitBegun();
			assertThat(text(this.template.sendAndReceive(bytes("small")))).isEqualTo("small");
			assertThat(hang.left()).isZero();
			assertThat(hang.interrupts()).isPositive();
			hang.close();
			assertThat(Callers.get(call)).isNotNull();
		}
	}

	@Test
	void partOfAFrameIsNoReply() throws IOException {
		start((socket, in, out) -> {
			in.readInt();
			out.writeInt(100);
			out.write(new byte[99]);
			out.flush();
			closeIn(socket);
		});
		assertLost(() -> this.template.sendAndReceive(LARGE));
	}

	@Test
	void idempotentExchangeIsNotRepeatedIfItIsRefused() throws IOException {
		start(this::refuse, (builder) -> builder.idempotent(true));
		assertThat(text(this.template.sendAndReceive(bytes("small")))).isEqualTo("small");
		assertThat(text(this.template.sendAndReceive(LARGE))).isEqualTo(REFUSAL);
		assertThat(this.template.getPool().statistics().retried()).isZero();
	}

	@Test
	void sessionGetsTheRefusalAndCanDoNoMore() throws IOException {
		start(this::refuse);
		this.template.execute((session) -> {
			assertThat(text(session.sendAndReceive(LARGE))).isEqualTo(REFUSAL);
			assertThatExceptionOfType(FramedTcpConnectionLostException.class)
				.isThrownBy(() -> session.sendAndReceive(bytes("small")));
			return null;
		});
		assertClosed(1);
	}

	@Test
	void sessionThatOnlySendsIsToldThatTheConnectionIsLost() throws IOException {
		start(this::refuse);
		this.template.execute((session) -> {
			assertLost(() -> session.send(LARGE));
			assertThatIllegalStateException().isThrownBy(session::receive);
			return null;
		});
		assertClosed(1);
	}

	@Test
	void batchThatIsRefusedAtItsEndIsComplete() throws IOException {
		start(this::refuse);
		assertThat(this.template.sendAndReceiveAll(List.of(bytes("one"), bytes("two"), LARGE))).extracting(Bytes::text)
			.containsExactly("one", "two", REFUSAL);
		assertClosed(1);
	}

	@Test
	void batchThatIsRefusedBeforeItsEndTellsHowFarItHasCome() throws IOException {
		start(this::refuse);
		assertThatExceptionOfType(FramedTcpConnectionLostException.class)
			.isThrownBy(() -> this.template.sendAndReceiveAll(List.of(bytes("one"), LARGE, bytes("three"))))
			.withMessageContaining("2 of 3 replies had come");
		assertThat(this.template.getPool().counts().idle()).isZero();
	}

	@Test
	void initializerGetsTheRefusal() throws IOException {
		start(this::refuse, (builder) -> builder.initializer((connection) -> {
			throw new IOException("login refused: " + text(connection.exchange(LARGE)));
		}));
		assertThatExceptionOfType(FramedTcpConnectException.class)
			.isThrownBy(() -> this.template.sendAndReceive(bytes("small")))
			.withMessageContaining("login refused: " + REFUSAL);
	}

	@Test
	void initializerThatIsContentWithARefusalHasFailed() throws IOException {
		start(this::refuse, (builder) -> builder.initializer((connection) -> connection.exchange(LARGE)));
		assertThatExceptionOfType(FramedTcpConnectException.class)
			.isThrownBy(() -> this.template.sendAndReceive(bytes("small")));
	}

	private void assertClosed(int count) {
		assertThat(this.closedConnections.reasons()).hasSize(count).containsOnly(CloseReason.BROKEN);
	}

	private void assertLost(ThrowingCallable call) {
		assertThatExceptionOfType(FramedTcpConnectionLostException.class).isThrownBy(call).satisfies((ex) -> {
			assertThat(ex.isRequestMaybeSent()).isTrue();
			assertThat(ex.getPhase()).isEqualTo(Phase.WRITE);
		});
	}

	private void start(Talk talk) throws IOException {
		start(talk, (builder) -> {
		});
	}

	private void start(Talk talk, Consumer<FramedTcpTemplateBuilder> settings) throws IOException {
		boolean secured = this.protocol.startsWith("TLS");
		this.server = new RawServer(secured ? tls.server() : null, this.protocol, 0, (socket) -> talk.with(socket,
				new DataInputStream(socket.getInputStream()), new DataOutputStream(socket.getOutputStream())));
		FramedTcpTemplateBuilder builder = FramedTcpTemplate.builder(this.server.host(), this.server.port())
			.responseTimeout(Duration.ofSeconds(20))
			.connection((connection) -> connection.maxFrameSize(2 * LARGE.length))
			.listener(this.closedConnections);
		if (secured) {
			builder.tls(TlsSettings.of(tls.client()));
		}
		settings.accept(builder);
		this.template = builder.build();
	}

	/** Echo what is small. */
	private void refuse(Socket socket, DataInputStream in, DataOutputStream out) throws Exception {
		while (true) {
			int length = in.readInt();
			if (length > 1000) {
				put(out, REFUSAL);
				closeIn(socket);
				return;
			}
			put(out, text(in.readNBytes(length)));
		}
	}

	private void closeIn(Socket socket) throws Exception {
		if (this.lingering) {
			socket.shutdownOutput();
			this.end.await(300, TimeUnit.MILLISECONDS);
		}
	}

	private static void put(DataOutputStream out, String payload) throws IOException {
		out.write(ServerConnection.frame(bytes(payload)));
	}

	@FunctionalInterface
	private interface Talk {

		void with(Socket socket, DataInputStream in, DataOutputStream out) throws Exception;

	}

}
