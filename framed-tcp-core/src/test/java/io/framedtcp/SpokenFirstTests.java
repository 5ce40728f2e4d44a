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
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;

import io.framedtcp.config.UnexpectedBytesPolicy;
import io.framedtcp.pool.PoolFailure;
import io.framedtcp.spi.ConnectionInfo;
import io.framedtcp.spi.ConnectionInitializer;
import io.framedtcp.spi.PayloadRedactor;
import io.framedtcp.spi.SynchronousPoolListener;
import io.framedtcp.test.ConnectionHandler;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.ServerConnection;

import static io.framedtcp.support.Bytes.bytes;
import static io.framedtcp.support.Bytes.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What the caller is told of a server that speaks, or closes the connection, before it
 * was sent any request. What it has written lies in the client's kernel when the
 * connection is tested.
 */
class SpokenFirstTests {

	private static final ConnectionHandler HELLO = (connection) -> connection.writeFrame(bytes("hello"));

	private final CountDownLatch spoken = new CountDownLatch(1);

	private String health = "";

	@Test
	void greetingIsToldWithItsBytesAndTheProperty() {
		assertThat(failure(HELLO)).hasMessageStartingWith("Cannot connect: 127.0.0.1:")
			.hasMessageContaining(": the server sent 9 bytes with a whole frame before it was sent any request "
					+ "[00 00 00 05 68 65 6c 6c 6f]. If it greets each client so, "
					+ "set framed-tcp.initializer.greeting: true. [client=");
		assertThat(this.health).contains("the server sent 9 bytes with a whole frame").doesNotContain("68 65");
	}

	@Test
	void greetingThatIsNoFrameIsRecognized() {
		assertThat(failure((connection) -> connection.writeBytes(bytes("220 ready\r\n"))))
			.hasMessageContaining(": the server sent 11 bytes before it was sent any request "
					+ "[32 32 30 20 72 65 61 64 79 0d 0a]. What came is text that ends with 0d 0a. "
					+ "Set framed-tcp.framing.type: crlf-lines. Only a whole frame can be read by "
					+ "framed-tcp.initializer.greeting; a number of bytes can by framed-tcp.initializer.steps, and any "
					+ "by an initializer of your own. [client=");
	}

	@Test
	void onlyTheHeaderOfAGreetingIsShownWherePayloadsAreSecrets() {
		PayloadRedactor redactor = PayloadRedactor.nothingShown();
		assertThat(
				failure(HELLO, (builder) -> builder.connection((connection) -> connection.payloadRedactor(redactor))))
			.hasMessageContaining("before it was sent any request [00 00 00 05 …]. ");
	}

	@Test
	void bytesBehindALoginAreToldWithTheirHeaderAndThePolicy() {
		assertThat(failure((connection) -> {
			connection.readFrame();
			connection
				.writeBytes(join(ServerConnection.frame(bytes("welcome")), ServerConnection.frame(bytes("news"))));
		}, (builder) -> builder.initializer(ConnectionInitializer.login(bytes("login"), (answer) -> true))))
			.hasMessageContaining(": the server sent 8 bytes with a whole frame behind what the initializer has read "
					+ "[00 00 00 04 …]. Let the initializer read all that the server says, "
					+ "or set framed-tcp.unexpected-bytes.policy: drain. [client=");
	}

	@Test
	void policyThatIsSetIsNotAdvised() {
		assertThat(failure((connection) -> {
			connection.readFrame();
			connection.writeBytes(join(ServerConnection.frame(bytes("welcome")), bytes("ne")));
		}, (builder) -> builder.initializer(ConnectionInitializer.login(bytes("login"), (answer) -> true))
			.connection((connection) -> connection.unexpectedBytes(UnexpectedBytesPolicy.drain()))))
			.hasMessageContaining(
					"Let the initializer read all that the server says: only whole frames are drained, as "
							+ "many as framed-tcp.unexpected-bytes.max-frames allows. [client=");
	}

	@Test
	void closeIsToldAsSuch() {
		assertThat(failure(ServerConnection::close))
			.hasMessageContaining(": the server closed the connection before it was sent any request. "
					+ "Check that the server runs and can be reached. [client=");
	}

	@Test
	void bytesThatAreNoticedBeforeASecondRequestAreToldWithThePolicy() {
		try (FramedTcpServer server = FramedTcpServer.serving((connection) -> {
			byte[] reply = ServerConnection.frame(connection.readFrame());
			connection.writeBytes(join(reply, reply));
			connection.awaitClose();
		}); FramedTcpTemplate template = FramedTcpTemplate.builder(server.host(), server.port()).build()) {
			assertThat(catchThrowableOfType(FramedTcpWrongReplyException.class, () -> template.execute((session) -> {
				session.sendAndReceive(bytes("1"));
				return session.sendAndReceive(bytes("2"));
			}))).hasMessageContaining("5 bytes had come before it, and belong to no request. "
					+ "If the server sends frames unasked, set framed-tcp.unexpected-bytes.policy: drain. [client=");
		}
	}

	@Test
	void greetingThatComesWithinASessionIsToldWithTheProperty() {
		CountDownLatch begun = new CountDownLatch(1);
		try (FramedTcpServer server = FramedTcpServer.serving((connection) -> {
			begun.await();
			HELLO.serve(connection);
			this.spoken.countDown();
			connection.awaitClose();
		}); FramedTcpTemplate template = FramedTcpTemplate.builder(server.host(), server.port()).build()) {
			assertThat(catchThrowableOfType(FramedTcpWrongReplyException.class, () -> template.execute((session) -> {
				begun.countDown();
				awaitSpeech();
				return session.sendAndReceive(bytes("1"));
			}))).hasMessageContaining("9 bytes had come before it, and belong to no request. "
					+ "If the server greets each client, set framed-tcp.initializer.greeting: true. [client=");
		}
	}

	private FramedTcpException failure(ConnectionHandler speech) {
		return failure(speech, UnaryOperator.identity());
	}

	private FramedTcpException failure(ConnectionHandler speech, UnaryOperator<FramedTcpTemplateBuilder> settings) {
		try (FramedTcpServer server = FramedTcpServer.serving((connection) -> {
			speech.serve(connection);
			this.spoken.countDown();
			connection.awaitClose();
		});
				FramedTcpTemplate template = settings.apply(FramedTcpTemplate.builder(server.host(), server.port()))
					.listener(new WaitingListener())
					.build()) {
			FramedTcpException failure = catchThrowableOfType(FramedTcpException.class,
					() -> template.sendAndReceive(bytes("1")));
			PoolFailure last = template.getPool().lastFailure();
			this.health = (last != null) ? last.description() : "";
			return failure;
		}
	}

	private void awaitSpeech() {
		try {
			assertThat(this.spoken.await(20, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private final class WaitingListener implements SynchronousPoolListener {

		@Override
		public void connectionOpened(ConnectionInfo connection, Duration elapsed) {
			awaitSpeech();
		}

	}

}
