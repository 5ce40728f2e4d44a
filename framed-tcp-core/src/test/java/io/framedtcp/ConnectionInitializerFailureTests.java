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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.assertj.core.api.ThrowableAssertAlternative;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.framedtcp.framing.EndOfStreamException;
import io.framedtcp.framing.MalformedFrameException;
import io.framedtcp.pool.PoolFailure;
import io.framedtcp.spi.ConnectFailedException;
import io.framedtcp.spi.ConnectionInitializer;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.ServerConnection;

import static io.framedtcp.support.Bytes.bytes;
import static io.framedtcp.support.Bytes.exchange;
import static io.framedtcp.support.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What the caller is told, and what anybody else, if a new connection cannot be
 * initialized.
 */
class ConnectionInitializerFailureTests {

	private static final ConnectionInitializer LOGIN = ConnectionInitializer.login(bytes("login"),
			(answer) -> text(answer).equals("welcome"));

	@Test
	void otherBytesThanThoseExpectedAreToldButNotShown() {
		String told = "the server did not send the 4 bytes that were expected: the first that differs is at index 2";
		try (FramedTcpServer server = FramedTcpServer.serving((connection) -> {
			connection.writeBytes(bytes("JDBC-4"));
			connection.awaitClose();
		}); FramedTcpTemplate template = template(server, ConnectionInitializer.expectBytes(bytes("JDWP")))) {
			assertFails(template).withMessageContaining(told).withMessageNotContaining("4a 44");
			assertThat(summary(template)).endsWith(told);
		}
	}

	@Test
	void refusedLoginIsToldWithItsPhaseAndTheAnswer() {
		try (FramedTcpServer server = FramedTcpServer.answering((request) -> bytes("no"));
				FramedTcpTemplate template = template(server, LOGIN)) {
			assertFails(template)
				.withMessageContaining("127.0.0.1:" + server.port() + ": connected, but the connection could not be "
						+ "initialized: the server refused the login with an answer of 2 bytes")
				.withMessageContaining("Check what the server expects of a new connection")
				.withMessageContaining("phase=INITIALIZE");
			assertThat(summary(template)).endsWith("the server refused the login with an answer of 2 bytes");
			Awaitility.await().until(() -> server.open() == 0);
			assertThat(template.getPool().statistics().opened()).isZero();
			assertThat(template.getPool().counts().active()).isZero();
		}
	}

	@Test
	void answerThatBeginsWithOtherBytesIsToldAndShownToTheCallerOnly() {
		String refused = "the server refused the login with an answer of 5 bytes";
		String differs = ": the first that differs from framed-tcp.initializer.login-reply is at index 1";
		try (FramedTcpServer server = FramedTcpServer.answering((request) -> bytes("ONs3c"));
				FramedTcpTemplate template = template(server,
						ConnectionInitializer.login(bytes("login"), bytes("OK")))) {
			assertFails(template).withMessageContaining(refused + ", which begins with 4f 4e …" + differs);
			assertThat(summary(template)).endsWith(refused + differs);
		}
	}

	@Test
	void loginWithoutAnExpectedReplyIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> ConnectionInitializer.login(bytes("login"), new byte[0]));
	}

	@Test
	void serverThatAcceptsAndClosesIsTold() {
		try (FramedTcpServer server = FramedTcpServer.serving((connection) -> {
		}); FramedTcpTemplate template = template(server, ConnectionInitializer.greeting())) {
			assertFails(template).withMessageContaining("could not be initialized");
		}
	}

	@Test
	void bytesThatAreNoGreetingAreTold() {
		try (FramedTcpServer server = FramedTcpServer.serving((connection) -> {
			connection.writeBytes(bytes("HTTP/1.1 400"));
			connection.awaitClose();
		}); FramedTcpTemplate template = template(server, ConnectionInitializer.greeting())) {
			assertFails(template).withMessageContaining("48 54 54 50")
				.withRootCauseInstanceOf(MalformedFrameException.class);
			assertThat(summary(template)).isEqualTo("cannot connect: 127.0.0.1:" + server.port()
					+ ": connected, but the connection could not be initialized: "
					+ MalformedFrameException.class.getName());
		}
	}

	@Test
	void bytesOfAGreetingThatIsCutOffAreForTheCallerOnly() {
		try (FramedTcpServer server = FramedTcpServer.serving((connection) -> connection.writeBytes(bytes("sec")));
				FramedTcpTemplate template = template(server, ConnectionInitializer.greeting())) {
			assertFails(template).withMessageContaining("73 65 63");
			assertThat(summary(template)).endsWith("initialized: " + EndOfStreamException.class.getName());
		}
	}

	@Test
	void whatAnInitializerSaysOfItsFailureIsForTheCallerOnly() {
		try (FramedTcpServer server = FramedTcpServer.echo();
				FramedTcpTemplate template = FramedTcpTemplate.builder(server.host(), server.port())
					.initializer((connection) -> {
						throw new IllegalStateException("token s3cr3t has expired");
					})
					.connection((connection) -> connection.failFastAfter(1))
					.build()) {
			assertFails(template).withMessageContaining("s3cr3t");
			assertFails(template).withMessageContaining("s3cr3t")
				.havingCause()
				.isInstanceOfSatisfying(ConnectFailedException.class, (ex) -> {
					assertThat(ex.isRefused()).isTrue();
					assertThat(ex.getSummary()).contains("callers are refused", "java.lang.IllegalStateException")
						.doesNotContain("s3cr3t");
				});
			assertThat(summary(template)).endsWith("initialized: java.lang.IllegalStateException");
			assertThat(template.getPool().lastConnectFailure()).asString()
				.contains("IllegalStateException")
				.doesNotContain("s3cr3t");
		}
	}

	@Test
	void silentServerIsLeftAfterTheConnectTimeout() {
		try (FramedTcpServer server = FramedTcpServer.serving(ServerConnection::awaitClose);
				FramedTcpTemplate template = FramedTcpTemplate.builder(server.host(), server.port())
					.initializer(ConnectionInitializer.greeting())
					.connection((connection) -> connection.connectTimeout(Duration.ofMillis(200)))
					.build()) {
			assertFails(template).withMessageMatching("(?s).*could not be initialized: timed out after \\d{3,} ms.*");
			assertThat(summary(template)).matches(".*could not be initialized: timed out after \\d{3,} ms");
		}
	}

	@Test
	void timeoutOfALoginTellsItsStepItsFramesAndTheProperty() {
		try (FramedTcpServer server = FramedTcpServer.serving((connection) -> {
			connection.writeFrame(bytes("hello"));
			connection.readFrame();
			connection.writeBytes((byte) 0, (byte) 0, (byte) 5, (byte) 57, (byte) 's');
			connection.awaitClose();
		});
				FramedTcpTemplate template = FramedTcpTemplate.builder(server.host(), server.port())
					.initializer(ConnectionInitializer.greeting().andThen(LOGIN))
					.connection((connection) -> connection.connectTimeout(Duration.ofMillis(500)))
					.build()) {
			assertFails(template).withMessageMatching("(?s)Cannot connect: 127\\.0\\.0\\.1:\\d+: connected, but the "
					+ "connection could not be initialized: timed out after \\d+ ms in its step 2, waiting for the "
					+ "answer to a frame \\(frames sent: 1, received: 1; 5 bytes had come of a frame whose header "
					+ "announces 1337 bytes \\[frame begins with 00 00 05 39 …]\\)\\. The bound was "
					+ "framed-tcp\\.connect-timeout=500ms\\. Check what the server expects of a new connection\\. "
					+ "\\[client=.*");
		}
	}

	@Test
	void timeoutInsideAPreambleReplyTellsHowMuchHadCome() {
		try (FramedTcpServer server = FramedTcpServer.serving((connection) -> {
			connection.writeBytes(bytes("JD"));
			connection.awaitClose();
		});
				FramedTcpTemplate template = FramedTcpTemplate.builder(server.host(), server.port())
					.initializer(ConnectionInitializer.preamble(bytes("JDWP"))
						.andThen(ConnectionInitializer.expectBytes(bytes("JDWP"))))
					.connection((connection) -> connection.connectTimeout(Duration.ofMillis(500)))
					.build()) {
			assertFails(template).withMessageContaining(" ms in its step 2, waiting for bytes (frames sent: 0, "
					+ "received: 0; 2 bytes had come of a frame [frame begins with …]). The bound was framed-tcp.connect-timeout=500ms.");
		}
	}

	@Test
	void whatComesInsteadOfAGreetingIsRecognized() {
		try (FramedTcpServer server = FramedTcpServer.serving((connection) -> {
			connection.writeBytes(bytes("220 ready\r\n"));
			connection.awaitClose();
		}); FramedTcpTemplate template = template(server, ConnectionInitializer.greeting())) {
			assertFails(template).withMessageContaining(
					"What came is text that ends with 0d 0a. Set framed-tcp.framing.type: crlf-lines.");
		}
	}

	@Test
	void deadlineOfTheCallBoundsTheLogin() {
		try (FramedTcpServer server = FramedTcpServer.serving(ServerConnection::awaitClose);
				FramedTcpTemplate template = FramedTcpTemplate.builder(server.host(), server.port())
					.initializer(LOGIN)
					.connection((connection) -> connection.connectTimeout(Duration.ofMinutes(1)))
					.build()) {
			long start = System.nanoTime();
			assertThatExceptionOfType(FramedTcpConnectException.class)
				.isThrownBy(() -> template.sendAndReceive(bytes("1"), Duration.ofMillis(300)))
				.withMessageContaining(". The bound was the time-out of 300ms passed to this call. [");
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(300),
					Duration.ofSeconds(20));
		}
	}

	@Test
	void numberOfBytesMustBePositive() {
		try (FramedTcpServer server = FramedTcpServer.echo();
				FramedTcpTemplate template = template(server, (connection) -> connection.readBytes(0))) {
			assertFails(template).withMessageContaining("IllegalArgumentException");
		}
	}

	@Test
	void interruptedCallerIsToldSo() throws Exception {
		CountDownLatch waiting = new CountDownLatch(1);
		try (FramedTcpServer server = FramedTcpServer.serving(ServerConnection::awaitClose);
				FramedTcpTemplate template = template(server, (connection) -> {
					waiting.countDown();
					connection.receive();
				})) {
			AtomicReference<Throwable> failure = new AtomicReference<>();
			Thread caller = new Thread(() -> {
				try {
					exchange(template, "1");
				}
				catch (FramedTcpException ex) {
					failure.set(ex);
				}
			});
			caller.start();
			assertThat(waiting.await(10, TimeUnit.SECONDS)).isTrue();
			caller.interrupt();
			caller.join(TimeUnit.SECONDS.toMillis(10));
			assertThat(failure.get()).isInstanceOf(FramedTcpInterruptedException.class);
			Awaitility.await().until(() -> server.open() == 0);
		}
	}

	private static FramedTcpTemplate template(FramedTcpServer server, ConnectionInitializer initializer) {
		return FramedTcpTemplate.builder(server.host(), server.port())
			.initializer(initializer)
			.pool((pool) -> pool.maxTotal(1))
			.build();
	}

	private static ThrowableAssertAlternative<FramedTcpConnectException> assertFails(FramedTcpTemplate template) {
		return assertThatExceptionOfType(FramedTcpConnectException.class).isThrownBy(() -> exchange(template, "1"))
			.satisfies((ex) -> {
				assertThat(ex.getPhase()).isEqualTo(Phase.INITIALIZE);
				assertThat(ex.isRequestMaybeSent()).isFalse();
			});
	}

	private static String summary(FramedTcpTemplate template) {
		PoolFailure failure = template.getPool().lastFailure();
		assertThat(failure).isNotNull();
		return failure.description();
	}

}
