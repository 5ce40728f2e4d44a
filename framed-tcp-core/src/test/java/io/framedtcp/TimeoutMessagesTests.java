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
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;

import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.spi.ConnectionInitializer;
import io.framedtcp.support.BlackHole;
import io.framedtcp.support.Ports;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.ServerConnection;

import static io.framedtcp.support.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * The message of a call that ran out of time names the bound that ended it as the user
 * has set it, with its value, and no other.
 */
class TimeoutMessagesTests {

	private static final String PREFIX = "framed-tcp.clients.payments.";

	private static final Duration SHORT = Duration.ofMillis(100);

	private static final Duration LONG = Duration.ofSeconds(30);

	private static final String OF_CALL = "the time-out of 100ms passed to this call";

	private static final byte[] PAYLOAD = { 1, 2, 3 };

	private final CountDownLatch release = new CountDownLatch(1);

	/** Answers the requests that have one byte. */
	private final FramedTcpServer server = FramedTcpServer.handling((request, connection) -> {
		if (request.length > 1) {
			this.release.await();
		}
		connection.writeFrame(request);
	});

	@AfterEach
	void close() {
		this.release.countDown();
		this.server.close();
	}

	@Test
	void replyAfterTheResponseTimeout() {
		try (FramedTcpTemplate template = builder().responseTimeout(SHORT).build()) {
			assertMessage(() -> template.sendAndReceive(PAYLOAD))
				.startsWith("No complete reply arrived within " + PREFIX + "response-timeout=100ms: nothing had come.");
			assertMessage(() -> template.execute((session) -> session.sendAndReceive(PAYLOAD)))
				.startsWith("No complete reply arrived within " + PREFIX + "response-timeout=100ms: nothing had come.");
			assertMessage(() -> template.sendAndReceiveAll(List.of(new byte[1], PAYLOAD)))
				.startsWith("No complete reply arrived within " + PREFIX
						+ "response-timeout=100ms: nothing had come (1 " + "of 2 replies had come)");
		}
	}

	@Test
	void replyAfterTheTimeoutOfTheCall() {
		try (FramedTcpTemplate template = builder().responseTimeout(LONG).build()) {
			assertMessage(() -> template.sendAndReceive(PAYLOAD, SHORT))
				.startsWith("No complete reply arrived within " + OF_CALL + ": nothing had come.")
				.doesNotContain(PREFIX + "response-timeout");
		}
	}

	@Test
	void requestThatIsNotReadInTime() {
		try (FramedTcpServer deaf = FramedTcpServer.serving((connection) -> this.release.await());
				FramedTcpTemplate template = FramedTcpTemplate.builder(deaf.host(), deaf.port())
					.responseTimeout(SHORT)
					.connection((connection) -> connection.maxFrameSize(64 << 20))
					.build()) {
			byte[] large = new byte[32 << 20];
			assertMessage(() -> template.send(large))
				.startsWith("The request could not be written within framed-tcp.response-timeout=100ms [");
			assertMessage(() -> template.send(large, SHORT))
				.startsWith("The request could not be written within " + OF_CALL + " [");
			this.release.countDown();
		}
	}

	@Test
	void connectionThatDoesNotBecomeFree() {
		try (FramedTcpTemplate template = builder().pool((pool) -> pool.maxTotal(1).acquireTimeout(SHORT)).build()) {
			template.execute((session) -> {
				assertMessage(() -> template.sendAndReceive(PAYLOAD)).startsWith("No connection became free within "
						+ PREFIX + "pool.acquire-timeout=100ms (1 of 1 in use, 0 idle, 0 waiting). Raise " + PREFIX
						+ "pool.max-total, or find out why the server is slow. [");
				return null;
			});
		}
	}

	@Test
	void connectionThatDoesNotBecomeFreeBeforeTheTimeoutOfTheCall() {
		try (FramedTcpTemplate template = builder().pool((pool) -> pool.maxTotal(1).acquireTimeout(LONG)).build()) {
			template.execute((session) -> {
				assertMessage(() -> template.sendAndReceive(PAYLOAD, SHORT))
					.startsWith("No connection became free within " + OF_CALL + " (1 of 1 in use, 0 idle, 0 waiting).")
					.doesNotContain("acquire-timeout");
				return null;
			});
		}
	}

	@Test
	void callOfAPausedClient() {
		try (FramedTcpTemplate template = builder().pool((pool) -> pool.acquireTimeout(SHORT)).build()) {
			template.getPool().pause();
			assertMessage(() -> template.sendAndReceive(PAYLOAD)).startsWith("No connection became free within "
					+ PREFIX
					+ "pool.acquire-timeout=100ms, as the client is paused (0 of 8 in use, 0 idle, 0 waiting). Resume "
					+ "it, or raise that time-out. [");
		}
	}

	@Test
	void connectAfterTheConnectTimeout() throws IOException {
		try (BlackHole blackHole = new BlackHole();
				FramedTcpTemplate template = FramedTcpTemplate.builder(blackHole.host(), blackHole.port())
					.connection((connection) -> connection.connectTimeout(SHORT))
					.build()) {
			assertMessage(() -> template.sendAndReceive(PAYLOAD))
				.matches("(?s)Cannot connect: \\S+: timed out after \\d+ ms\\. The bound was framed-tcp\\."
						+ "connect-timeout=100ms\\. Check that the server runs and can be reached\\. \\[.*");
		}
	}

	@Test
	void connectToSeveralServersAfterTheConnectTimeout() throws IOException {
		try (BlackHole blackHole = new BlackHole();
				BlackHole other = new BlackHole();
				FramedTcpTemplate template = FramedTcpTemplate.builder(blackHole.host(), blackHole.port())
					.address(other.host(), other.port())
					.connection((connection) -> connection.connectTimeout(SHORT))
					.build()) {
			assertMessage(() -> template.sendAndReceive(PAYLOAD))
				.contains(". The bound for all was framed-tcp.connect-timeout=100ms. Check");
		}
	}

	@Test
	void connectAfterTheTimeoutOfTheCall() throws IOException {
		try (BlackHole blackHole = new BlackHole();
				FramedTcpTemplate template = FramedTcpTemplate.builder(blackHole.host(), blackHole.port())
					.connection((connection) -> connection.connectTimeout(LONG))
					.build()) {
			assertMessage(() -> template.sendAndReceive(PAYLOAD, SHORT))
				.matches("(?s)Cannot connect: \\S+: timed out after \\d+ ms\\. The bound was " + OF_CALL + "\\. \\[.*");
		}
	}

	@Test
	void connectThatFailsForAnotherReasonThanTime() {
		try (FramedTcpTemplate template = FramedTcpTemplate.builder("127.0.0.1", Ports.unused()).build()) {
			assertMessage(() -> template.sendAndReceive(PAYLOAD, LONG)).doesNotContain("bound");
		}
	}

	@Test
	void initializerAfterTheConnectTimeout() {
		try (FramedTcpServer silent = FramedTcpServer.serving(ServerConnection::awaitClose);
				FramedTcpTemplate template = FramedTcpTemplate.builder(silent.host(), silent.port())
					.initializer(ConnectionInitializer.greeting())
					.connection((connection) -> connection.connectTimeout(SHORT).propertyPrefix(PREFIX))
					.build()) {
			assertMessage(() -> template.sendAndReceive(PAYLOAD)).contains(
					" in its step 1, waiting for a frame (frames sent: 0, received: 0; nothing had come). The bound was "
							+ PREFIX + "connect-timeout=100ms. Check what the server expects of a new connection. [");
		}
	}

	@Test
	void connectOfARepeatedExchangeAfterTheResponseTimeout() {
		try (FramedTcpServer closing = FramedTcpServer.serving((connection) -> {
			if (connection.number() > 1) {
				connection.awaitClose();
				return;
			}
			connection.writeFrame(bytes("hello"));
			connection.writeFrame(connection.readFrame());
			connection.readFrame();
		});
				FramedTcpTemplate template = FramedTcpTemplate.builder(closing.host(), closing.port())
					.initializer(ConnectionInitializer.greeting())
					.idempotent(true)
					.responseTimeout(SHORT)
					.connection((connection) -> connection.connectTimeout(LONG).propertyPrefix(PREFIX))
					.build()) {
			template.sendAndReceive(PAYLOAD, LONG);
			assertThat(catchThrowable(() -> template.sendAndReceive(PAYLOAD)))
				.isInstanceOf(FramedTcpConnectionLostException.class)
				.satisfies((failure) -> assertThat(failure.getSuppressed()).singleElement()
					.asString()
					.contains(". The bound was " + PREFIX + "response-timeout=100ms. ["));
		}
	}

	@Test
	void asynchronousCallThatNoThreadTakesUp() {
		try (FramedTcpTemplate template = builder().executor((task) -> {
		}).build()) {
			assertThat(catchThrowable(() -> template.async().sendAndReceive(PAYLOAD, SHORT).join()))
				.isInstanceOf(CompletionException.class)
				.cause()
				.hasMessageStartingWith(
						"The call was not taken up within " + OF_CALL + ": no thread of its executor was free [");
		}
	}

	private FramedTcpTemplateBuilder builder() {
		return FramedTcpTemplate.builder(this.server.host(), this.server.port())
			.connection((connection) -> connection.propertyPrefix(PREFIX));
	}

	private static AbstractStringAssert<?> assertMessage(ThrowingCallable call) {
		Throwable failure = catchThrowable(call);
		assertThat(failure).isInstanceOf(FramedTcpException.class);
		return assertThat(failure.getMessage());
	}

}
