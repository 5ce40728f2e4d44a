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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import org.assertj.core.api.ThrowableAssertAlternative;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.framedtcp.config.TlsSettings;
import io.framedtcp.framing.UntilCloseFraming;
import io.framedtcp.pool.ConnectionStatus;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.support.Bytes;
import io.framedtcp.support.Callers;
import io.framedtcp.support.LocalhostTls;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.ServerConnection;
import io.framedtcp.test.TlsIdentity;
import io.framedtcp.test.TlsTerminator;

import static io.framedtcp.support.Bytes.bytes;
import static io.framedtcp.support.Bytes.exchange;
import static io.framedtcp.support.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Exchanges over TLS, and what keeps them from happening.
 */
class TlsTests {

	private static LocalhostTls tls;

	private final LinkedBlockingQueue<ServerConnection> connections = new LinkedBlockingQueue<>();

	private final FramedTcpServer server = FramedTcpServer.handling((request, connection) -> {
		byte[] reply = ServerConnection.frame(request);
		// In one segment.
		connection.writeBytes(text(request).endsWith("twice") ? Bytes.join(reply, reply) : reply);
		this.connections.add(connection);
	});

	private final ClosedConnections closedConnections = new ClosedConnections();

	private TlsTerminator terminator;

	@BeforeAll
	static void makeCertificate() {
		tls = LocalhostTls.create();
	}

	@AfterEach
	void close() {
		if (this.terminator != null) {
			this.terminator.close();
		}
		this.server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.3", "TLSv1.2" })
	void manyExchangesUseOneConnection(String protocol) throws IOException {
		start(tls.server(), (socket) -> socket.setEnabledProtocols(new String[] { protocol }));
		// One that the housekeeper is just looking at must not make the caller open
		// another.
		try (FramedTcpTemplate template = template(TlsSettings.of(tls.client()), 1)) {
			for (int i = 0; i < 100; i++) {
				assertThat(exchange(template, "request " + i)).isEqualTo("request " + i);
			}
			assertThat(this.server.accepted()).isOne();
			assertThat(this.closedConnections.reasons()).isEmpty();
			assertThat(template.getPool().connections().openConnections()).singleElement()
				.extracting(ConnectionStatus::tls)
				.satisfies((tls) -> {
					assertThat(tls.protocol()).isEqualTo(protocol);
					assertThat(tls.cipherSuite()).startsWith("TLS_");
					assertThat(tls.certificateExpiry()).isAfter(Instant.now());
				});
		}
	}

	@Test
	void callersAtOnceGetTheirOwnRepliesOfAnySize() throws IOException {
		start(tls.server());
		try (FramedTcpTemplate template = template(TlsSettings.of(tls.client())); Callers callers = new Callers()) {
			callers.callAll(8, (number) -> {
				Random random = new Random(number);
				for (int i = 0; i < 20; i++) {
					byte[] request = new byte[random.nextInt(400_000)];
					random.nextBytes(request);
					assertThat(template.sendAndReceive(request)).isEqualTo(request);
				}
				return null;
			});
		}
	}

	@Test
	void sessionTicketsAreNoReasonToRetireAConnectionThatWasKeptReady() throws IOException {
		start(tls.server());
		try (FramedTcpTemplate template = FramedTcpTemplate.builder("localhost", this.terminator.port())
			.tls(TlsSettings.of(tls.client()))
			.listener(this.closedConnections)
			.pool((pool) -> pool.minIdle(2).housekeepingInterval(Duration.ofMillis(20)))
			.build()) {
			Awaitility.await().until(() -> template.getPool().counts().idle() == 2);
			Awaitility.await().pollDelay(Duration.ofMillis(200)).until(() -> template.getPool().counts().idle() == 2);
			assertThat(exchange(template, "1")).isEqualTo("1");
			assertThat(template.getPool().statistics().opened()).isEqualTo(2);
			assertThat(this.closedConnections.reasons()).isEmpty();
		}
	}

	@Test
	void bothSidesShowACertificate() throws IOException {
		TlsIdentity own = TlsIdentity.of("dns:client");
		start(tls.identity().contextTrusting(own), (socket) -> socket.setNeedClientAuth(true));
		try (FramedTcpTemplate template = template(TlsSettings.of(own.contextTrusting(tls.identity())))) {
			assertThat(exchange(template, "1")).isEqualTo("1");
		}
	}

	@Test
	void addressMayStandInTheCertificate() throws IOException {
		start(tls.server());
		try (FramedTcpTemplate template = FramedTcpTemplate.builder("127.0.0.1", this.terminator.port())
			.tls(TlsSettings.of(tls.client()))
			.build()) {
			assertThat(exchange(template, "1")).isEqualTo("1");
		}
	}

	@Test
	void certificateForAnotherHostIsRefusedUnlessSaidOtherwise() throws IOException {
		TlsIdentity other = TlsIdentity.of("dns:other.example");
		start(other.contextTrusting());
		SSLContext trusting = TlsIdentity.anonymousTrusting(other);
		try (FramedTcpTemplate template = template(TlsSettings.of(trusting))) {
			assertHandshakeFails(template).withMessageContaining("localhost");
		}
		try (FramedTcpTemplate template = template(TlsSettings.builder(() -> trusting).verifyHostname(false).build())) {
			assertThat(exchange(template, "1")).isEqualTo("1");
		}
	}

	@Test
	void expiredCertificateIsRefused() throws IOException {
		TlsIdentity expired = tls.identity().issue("dns:localhost", "-startdate", "-10d", "-validity", "5");
		start(expired.contextTrusting());
		try (FramedTcpTemplate template = template(TlsSettings.of(tls.client()))) {
			assertHandshakeFails(template).withMessageContaining("validity check failed");
		}
	}

	@Test
	void certificateThatNobodyKnowsIsRefused() throws IOException {
		start(tls.server());
		TlsIdentity stranger = TlsIdentity.of("dns:localhost");
		try (FramedTcpTemplate template = template(TlsSettings.of(TlsIdentity.anonymousTrusting(stranger)))) {
			assertHandshakeFails(template).withMessageContaining("PKIX");
		}
	}

	@Test
	void serverWithoutTlsIsToldSo() {
		try (FramedTcpServer plain = FramedTcpServer.serving((connection) -> {
			connection.writeBytes("220 welcome, say what you want\r\n".getBytes(StandardCharsets.US_ASCII));
			connection.awaitClose();
		});
				FramedTcpTemplate template = FramedTcpTemplate.builder("localhost", plain.port())
					.tls(TlsSettings.of(tls.client()))
					.build()) {
			assertHandshakeFails(template).withMessageContaining("SSL");
			Awaitility.await().until(() -> plain.open() == 0);
		}
	}

	@Test
	void serverThatClosesInsteadOfShakingHandsIsToldSo() {
		try (FramedTcpServer plain = FramedTcpServer.serving((connection) -> connection.readBytes(5));
				FramedTcpTemplate template = FramedTcpTemplate.builder("localhost", plain.port())
					.tls(TlsSettings.of(tls.client()))
					.build()) {
			assertHandshakeFails(template);
		}
	}

	@Test
	void handshakeThatStallsIsLeftAfterTheConnectTimeout() throws IOException {
		try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
				FramedTcpTemplate template = FramedTcpTemplate.builder("localhost", silent.getLocalPort())
					.tls(TlsSettings.of(tls.client()))
					.connection((connection) -> connection.connectTimeout(Duration.ofMillis(300)))
					.build()) {
			assertHandshakeFails(template).withMessageMatching(
					"(?s).* timed out after \\d+ ms\\. The bound was framed-tcp\\.connect-timeout=300ms\\. "
							+ "Check that the server speaks TLS there .*");
		}
	}

	@Test
	void replyThatIsLateIsNotWaitedFor() throws IOException {
		start(tls.server());
		try (FramedTcpServer mute = FramedTcpServer.serving(ServerConnection::awaitClose);
				TlsTerminator stalling = new TlsTerminator(tls.server(), mute.port(), (socket) -> {
				});
				FramedTcpTemplate template = FramedTcpTemplate.builder("localhost", stalling.port())
					.tls(TlsSettings.of(tls.client()))
					.responseTimeout(Duration.ofMillis(200))
					.listener(this.closedConnections)
					.build()) {
			assertThatExceptionOfType(FramedTcpTimeoutException.class).isThrownBy(() -> exchange(template, "1"));
			assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.TIMED_OUT);
		}
	}

	@Test
	void connectionThatWasClosedInOrderWhileIdleIsReplaced() throws Exception {
		assertThatIdleConnectionIsReplaced(() -> this.connections.take().close(), CloseReason.PEER_CLOSED);
	}

	@Test
	void connectionThatWasCutOffWhileIdleIsReplaced() throws Exception {
		assertThatIdleConnectionIsReplaced(() -> this.terminator.cutOff(), CloseReason.PEER_CLOSED);
	}

	@Test
	void strayFrameOnAnIdleConnectionIsNotTheNextReply() throws Exception {
		assertThatIdleConnectionIsReplaced(() -> this.connections.take().writeFrame(bytes("1 again")),
				CloseReason.UNEXPECTED_BYTES);
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.3", "TLSv1.2" })
	void strayFrameInASessionIsNotTheNextReply(String protocol) throws Exception {
		start(tls.server(), (socket) -> socket.setEnabledProtocols(new String[] { protocol }));
		try (FramedTcpTemplate template = template(TlsSettings.of(tls.client()), 1)) {
			assertThat(template.<String>execute((session) -> {
				assertThat(text(session.sendAndReceive(bytes("1")))).isEqualTo("1");
				return text(session.sendAndReceive(bytes("2")));
			})).isEqualTo("2");
			assertThatExceptionOfType(FramedTcpWrongReplyException.class)
				.isThrownBy(() -> template.execute((session) -> {
					assertThat(text(session.sendAndReceive(bytes("1 twice")))).isEqualTo("1 twice");
					return text(session.sendAndReceive(bytes("2")));
				}))
				.withMessageContaining("11 bytes had come before it");
			assertThat(exchange(template, "3")).isEqualTo("3");
			assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.UNEXPECTED_BYTES);
		}
	}

	@Test
	void replyThatEndsWithTheConnectionMustEndInOrder() throws Exception {
		start(tls.server());
		try (FramedTcpTemplate template = untilClose(this.terminator); Callers callers = new Callers()) {
			callers.call(() -> {
				this.connections.take().close();
				return null;
			});
			assertThat(template.sendAndReceive(ServerConnection.frame(bytes("1"))))
				.isEqualTo(ServerConnection.frame(bytes("1")));
		}
		try (FramedTcpTemplate template = untilClose(this.terminator); Callers callers = new Callers()) {
			callers.call(() -> {
				this.connections.take();
				this.terminator.cutOff();
				return null;
			});
			assertThatExceptionOfType(FramedTcpConnectionLostException.class)
				.isThrownBy(() -> template.sendAndReceive(ServerConnection.frame(bytes("2"))));
		}
	}

	private static FramedTcpTemplate untilClose(TlsTerminator terminator) {
		return FramedTcpTemplate.builder("localhost", terminator.port())
			.tls(TlsSettings.of(tls.client()))
			.framing(UntilCloseFraming.untilClose())
			.build();
	}

	private void assertThatIdleConnectionIsReplaced(Fault fault, CloseReason reason) throws Exception {
		start(tls.server());
		try (FramedTcpTemplate template = template(TlsSettings.of(tls.client()))) {
			assertThat(exchange(template, "1")).isEqualTo("1");
			fault.occur();
			Awaitility.await().until(() -> template.getPool().counts().idle() == 0);
			assertThat(exchange(template, "2")).isEqualTo("2");
			assertThat(this.closedConnections.reasons()).containsExactly(reason);
		}
	}

	private void start(SSLContext context) throws IOException {
		start(context, (socket) -> {
		});
	}

	private void start(SSLContext context, Consumer<SSLSocket> options) throws IOException {
		this.terminator = new TlsTerminator(context, this.server.port(), options);
	}

	private FramedTcpTemplate template(TlsSettings tls) {
		return template(tls, 8);
	}

	private FramedTcpTemplate template(TlsSettings tls, int maxTotal) {
		return FramedTcpTemplate.builder("localhost", this.terminator.port())
			.tls(tls)
			.listener(this.closedConnections)
			.pool((pool) -> pool.maxTotal(maxTotal).housekeepingInterval(Duration.ofMillis(20)))
			.build();
	}

	private static ThrowableAssertAlternative<FramedTcpConnectException> assertHandshakeFails(
			FramedTcpTemplate template) {
		return assertThatExceptionOfType(FramedTcpConnectException.class).isThrownBy(() -> exchange(template, "1"))
			.withMessageContaining("the TLS handshake failed: ")
			.satisfies((ex) -> {
				assertThat(ex.getPhase()).isEqualTo(Phase.HANDSHAKE);
				assertThat(ex.isRequestMaybeSent()).isFalse();
			});
	}

	/**
	 * What happens to an idle connection.
	 */
	@FunctionalInterface
	private interface Fault {

		void occur() throws Exception;

	}

}
