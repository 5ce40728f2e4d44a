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

package io.framedtcp.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What was told to a server and has not happened is an error.
 */
@SuppressWarnings("try")
class VerifyTests {

	@Test
	void faultThatNeverFiredIsToldWithWhatTheServerSaw() throws IOException {
		FramedTcpServer server = FramedTcpServer.echo();
		server.inject(Fault.reset()).onExchange(2).onConnection(1).at(Point.MID_HEADER);
		try (TestClient client = new TestClient(server)) {
			client.send(Scene.ABCD);
			client.receive(8);
			String expected = """
					Not all went as the server on port %d was told:
					  - reset at MID_HEADER, on exchange 2, on connection 1, once: never fired
					It saw 1 connection(s) and 1 request(s); points passed: ON_ACCEPT 1x, BEFORE_REQUEST 1x, \
					MID_REQUEST 1x, BEFORE_REPLY 1x, MID_HEADER 1x, MID_PAYLOAD 1x, AFTER_REPLY 1x
					  - connection 1: 1 request, closed by the server""".formatted(server.port());
			// On a slow machine the connection has been idle before the server is closed.
			assertThatExceptionOfType(AssertionError.class).isThrownBy(server::close)
				.satisfies(
						(error) -> assertThat(error.getMessage().replace(", WHILE_IDLE 1x", "")).isEqualTo(expected));
		}
		assertThatCode(server::close).doesNotThrowAnyException();
	}

	@Test
	void faultThatFiredTooSeldomIsTold() throws IOException {
		FramedTcpServer server = FramedTcpServer.echo();
		server.inject(Fault.split()).times(3).at(Point.BEFORE_REPLY);
		try (TestClient client = new TestClient(server)) {
			client.send(Scene.ABCD);
			client.receive(8);
		}
		assertThatExceptionOfType(AssertionError.class).isThrownBy(server::close)
			.withMessageContaining("  - split at BEFORE_REPLY, 3 times: fired 1 time\n");
	}

	@Test
	void faultThatFoundTheConnectionBrokenHasNotFired() throws Exception {
		CountDownLatch handling = new CountDownLatch(1);
		CountDownLatch gone = new CountDownLatch(1);
		FramedTcpServer server = FramedTcpServer.handling((request, connection) -> {
			handling.countDown();
			gone.await();
			connection.writeFrame(request);
		});
		InjectedFault reset = server.inject(Fault.reset()).at(Point.MID_HEADER);
		try (TestClient client = new TestClient(server)) {
			client.send(Scene.ABCD);
			assertThat(handling.await(10, TimeUnit.SECONDS)).isTrue();
			client.reset();
		}
		gone.countDown();
		Awaitility.await().until(() -> server.open() == 0);
		assertThat(reset.fired()).isZero();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(server::close)
			.withMessageContaining(
					"reset at MID_HEADER, once: found the connection broken 1 time, at last by java.net.");
	}

	@Test
	void faultThatAlwaysFiresAndNeverDidIsTold() {
		FramedTcpServer server = FramedTcpServer.echo();
		server.inject(Fault.delay(Duration.ofSeconds(1))).always().when((request) -> true).at(Point.AFTER_REPLY);
		assertThatExceptionOfType(AssertionError.class).isThrownBy(server::close)
			.withMessageContaining(
					"  - delay(PT1S) at AFTER_REPLY, when the request matches, always: never fired\nIt saw 0 connection(s)");
	}

	@Test
	void injectionWithoutAPointIsTold() {
		FramedTcpServer server = FramedTcpServer.echo();
		server.inject(Fault.stall()).always();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(server::verify)
			.withMessageContaining("  - stall: inject(...) without at(...), so it could not fire\n");
		server.reset();
		server.close();
	}

	@Test
	void splitBehindTheEndOfTheReplyDoesNotFire() throws IOException {
		FramedTcpServer server = FramedTcpServer.echo();
		server.inject(Fault.splitAt(8)).at(Point.BEFORE_REPLY);
		try (TestClient client = new TestClient(server)) {
			client.send(Scene.ABCD);
			client.receive(8);
		}
		assertThatExceptionOfType(AssertionError.class).isThrownBy(server::close)
			.withMessageContaining("splitAt(8) at BEFORE_REPLY, once: never fired");
	}

	@Test
	void enqueuedRepliesThatNobodyAskedForAreTold() {
		FramedTcpServer server = FramedTcpServer.scripted();
		server.enqueue("hello");
		server.enqueue(new byte[] { 0, 1 });
		server.enqueueNoReply();
		server.enqueue((request, connection) -> connection.close());
		assertThatExceptionOfType(AssertionError.class).isThrownBy(server::close).withMessageContaining("""
				  - enqueued reply of 5 bytes "hello": never asked for
				  - enqueued reply of 2 bytes [00 01]: never asked for
				  - enqueued absence of a reply: never asked for
				  - enqueued handler: never asked for
				""");
	}

	@Test
	void requestThatNoReplyWasEnqueuedForIsTold() throws IOException {
		FramedTcpServer server = FramedTcpServer.scripted();
		try (TestClient client = new TestClient(server)) {
			client.send(Scene.ABCD);
			assertThat(client.read()).isEqualTo(-1);
		}
		assertThatExceptionOfType(AssertionError.class).isThrownBy(server::close)
			.withMessageContaining("No reply was enqueued for a request of 4 bytes \"abcd\"");
	}

	@Test
	void handlerThatFailsIsToldWithItsStack() throws IOException {
		IllegalArgumentException failure = new IllegalArgumentException("No such price");
		FramedTcpServer server = FramedTcpServer.answering((request) -> {
			throw failure;
		});
		try (TestClient client = new TestClient(server)) {
			client.send(Scene.ABCD);
			assertThat(client.read()).isEqualTo(-1);
		}
		assertThatExceptionOfType(AssertionError.class).isThrownBy(server::close)
			.withMessageContaining("a handler or a condition failed: java.lang.IllegalArgumentException: No such price")
			.satisfies((error) -> assertThat(error.getSuppressed()).containsExactly(failure));
	}

	@Test
	void handlerWhoseConnectionBrokeHasNotFailed() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.answering((request) -> {
			throw new UncheckedIOException(new IOException("Broken"));
		}); TestClient client = new TestClient(server)) {
			client.send(Scene.ABCD);
			assertThat(client.read()).isEqualTo(-1);
		}
	}

	@Test
	void conditionThatFailsIsTold() throws IOException {
		FramedTcpServer server = FramedTcpServer.echo();
		server.inject(Fault.fin()).when((request) -> request[9] == 0).at(Point.BEFORE_REPLY);
		try (TestClient client = new TestClient(server)) {
			client.send(Scene.ABCD);
			assertThat(client.read()).isEqualTo(-1);
		}
		assertThatExceptionOfType(AssertionError.class).isThrownBy(server::close)
			.withMessageContaining("ArrayIndexOutOfBoundsException")
			.withMessageContaining("fin at BEFORE_REPLY, when the request matches, once: never fired");
	}

	@Test
	void exceptionOfTheTestIsNotHidden() {
		IOException first = new IOException("First");
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
			try (FramedTcpServer server = FramedTcpServer.echo()) {
				server.inject(Fault.fin()).at(Point.ON_ACCEPT);
				throw first;
			}
		})
			.isSameAs(first)
			.satisfies((ex) -> assertThat(ex.getSuppressed()).hasOnlyElementsOfType(AssertionError.class));
	}

	@Test
	void enqueuedRepliesAreSentInTheirOrderAndThenThoseOfTheServer() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.answering((request) -> "z".getBytes(StandardCharsets.UTF_8));
				TestClient client = new TestClient(server)) {
			server.enqueue("x");
			server.enqueueNoReply();
			server.enqueue((request, connection) -> connection.writeBytes(request));
			for (int i = 0; i < 4; i++) {
				client.send(Scene.ABCD);
			}
			assertThat(client.receive(14)).isEqualTo("00 00 00 01 78 61 62 63 64 00 00 00 01 7a");
		}
	}

	@Test
	void serverThatLeavesAllToItsHandlerTakesNoReplies() {
		try (FramedTcpServer server = FramedTcpServer.serving(ServerConnection::awaitClose)) {
			assertThatIllegalStateException().isThrownBy(() -> server.enqueue("x"));
		}
	}

	@Test
	void resetBeginsAnew() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.echo(); TestClient client = new TestClient(server)) {
			client.send(Scene.ABCD);
			client.receive(8);
			server.inject(Fault.fin()).at(Point.ON_ACCEPT);
			server.enqueue("x");
			server.reset();
			assertThat(client.read()).isEqualTo(-1);
			assertThat(server.open()).isZero();
			assertThat(server.accepted()).isZero();
			assertThat(server.maxOpen()).isZero();
			assertThat(server.requests()).isEmpty();
			assertThat(server.connections()).isEmpty();
			try (TestClient next = new TestClient(server)) {
				next.send(Scene.ABCD);
				assertThat(next.receive(8)).isEqualTo(Scene.ABCD);
				assertThat(server.connections()).singleElement()
					.satisfies((connection) -> assertThat(connection.number()).isEqualTo(1));
			}
		}
	}

}
