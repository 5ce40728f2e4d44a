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
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Accepting that fails.
 */
class AcceptorTests {

	private final Script script = new Script(EnumSet.noneOf(Point.class), true);

	@Test
	void connectionThatIsBrokenAlreadyIsClosed() throws IOException {
		Connections connections = new Connections(ServerConnection::awaitClose, LengthField.DEFAULT, this.script);
		try (Broken broken = new Broken(); Port port = new Port(broken)) {
			new Acceptor(port, connections).run();
			assertThat(broken.isClosed()).isTrue();
		}
		assertThat(connections.accepted()).isZero();
		assertThat(connections.open()).isZero();
		assertThat(this.script.complaints()).isEmpty();
	}

	@Test
	void connectionWithoutAThreadIsClosedAndToldAndTheNextIsServed() throws IOException {
		OutOfMemoryError failure = new OutOfMemoryError("No thread to be had");
		AtomicInteger threads = new AtomicInteger();
		Connections connections = new Connections(ServerConnection::awaitClose, LengthField.DEFAULT, this.script,
				(task) -> (threads.incrementAndGet() == 1) ? new Thread(task) {

					@Override
					public void start() {
						throw failure;
					}

				} : Threads.daemon(task));
		Listener listener = new Listener(0, connections);
		listener.open();
		try (Socket refused = new Socket(listener.address(), listener.port())) {
			refused.setSoTimeout(10_000);
			assertThat(refused.getInputStream().read()).isEqualTo(-1);
			try (Socket next = new Socket(listener.address(), listener.port())) {
				Awaitility.await().until(() -> connections.accepted() == 1);
				assertThat(connections.open()).isEqualTo(1);
				assertThat(next.isConnected()).isTrue();
			}
		}
		finally {
			listener.close();
			connections.closeAndAwait();
		}
		assertThat(this.script.complaints()).containsExactly("accepting a connection failed: " + failure);
		assertThat(this.script.failures()).containsExactly(failure);
	}

	@Test
	void portThatFailsAgainAndAgainDoesNotTakeAProcessor() throws IOException {
		Connections connections = new Connections(ServerConnection::awaitClose, LengthField.DEFAULT, this.script);
		long begin = System.nanoTime();
		try (Port port = new Port(null, null, null, null, null, null, null, null, null, null)) {
			new Acceptor(port, connections).run();
		}
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(30));
	}

	@RepeatedTest(50)
	void handlerThatEndsAtOnceLeavesNothingOpen() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.serving(ServerConnection::close);
				TestClient client = new TestClient(server)) {
			assertThat(client.read()).isEqualTo(-1);
			Awaitility.await()
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(1))
				.untilAsserted(() -> assertThat(server.open()).isZero());
			assertThat(server.accepted()).isEqualTo(1);
		}
	}

	/**
	 * A port that gives out sockets, fails where there is none, and then is closed.
	 */
	private static final class Port extends ServerSocket {

		private final Queue<Optional<Socket>> sockets = new ArrayDeque<>();

		private boolean over;

		Port(Socket... sockets) throws IOException {
			for (Socket socket : sockets) {
				this.sockets.add(Optional.ofNullable(socket));
			}
		}

		@Override
		public Socket accept() throws IOException {
			this.over = this.sockets.isEmpty();
			if (this.over) {
				throw new SocketException("Socket closed");
			}
			return this.sockets.remove().orElseThrow(() -> new SocketException("Too many open files"));
		}

		@Override
		public boolean isClosed() {
			return this.over;
		}

	}

	/**
	 * A connection whose client has gone.
	 */
	private static final class Broken extends Socket {

		@Override
		public void setTcpNoDelay(boolean on) throws SocketException {
			throw new SocketException("Invalid argument");
		}

	}

}
