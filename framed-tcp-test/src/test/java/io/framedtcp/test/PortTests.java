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
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Faults of the whole server.
 */
@SuppressWarnings("try")
class PortTests {

	@RepeatedTest(20)
	void serverIsRestartedOnItsPortAtOnce() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.echo(); TestClient before = new TestClient(server)) {
			int port = server.port();
			assertEcho(before);
			server.restart();
			assertThat(server.port()).isEqualTo(port);
			assertThat(before.read()).isEqualTo(-1);
			try (TestClient after = new TestClient(server)) {
				assertEcho(after);
				assertThat(server.accepted()).isEqualTo(2);
				assertThat(server.open()).isEqualTo(1);
			}
		}
	}

	@Test
	void connectionsAreNumberedFromOneAfterAResetWhoeverConnectsMeanwhile() throws Exception {
		try (FramedTcpServer server = FramedTcpServer.echo()) {
			AtomicBoolean done = new AtomicBoolean();
			CompletableFuture<Void> connecting = CompletableFuture.runAsync(() -> connectUntil(server, done));
			for (int i = 0; i < 50; i++) {
				server.reset();
				List<Integer> numbers = server.connections().stream().map(RecordedConnection::number).toList();
				assertThat(numbers).isEqualTo(IntStream.rangeClosed(1, numbers.size()).boxed().toList());
			}
			done.set(true);
			connecting.get(10, TimeUnit.SECONDS);
		}
	}

	@Test
	void stoppedServerRefusesUntilItIsStarted() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.echo()) {
			server.stop();
			assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> new TestClient(server));
			server.stop();
			server.start();
			server.start();
			try (TestClient client = new TestClient(server)) {
				assertEcho(client);
			}
		}
	}

	@Test
	void refusingServerGoesOnServingWhoIsThere() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.echo(); TestClient client = new TestClient(server)) {
			assertEcho(client);
			server.refuseConnections();
			assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> new TestClient(server));
			assertEcho(client);
			server.start();
			try (TestClient next = new TestClient(server)) {
				assertEcho(next);
			}
			assertEcho(client);
		}
	}

	@Test
	void fullBacklogLetsNobodyIn() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.echo(); TestClient client = new TestClient(server)) {
			assertEcho(client);
			server.fillBacklog();
			for (int i = 0; i < 2; i++) {
				try (Socket socket = new Socket()) {
					InetSocketAddress address = new InetSocketAddress(server.host(), server.port());
					assertThatExceptionOfType(SocketTimeoutException.class)
						.isThrownBy(() -> socket.connect(address, 150));
				}
			}
			assertEcho(client);
			assertThat(server.accepted()).isEqualTo(1);
			server.start();
			try (TestClient next = new TestClient(server)) {
				assertEcho(next);
			}
			assertThat(server.accepted()).isEqualTo(2);
		}
	}

	@Test
	void serverWithAFullBacklogCanBeClosed() throws IOException {
		FramedTcpServer server = FramedTcpServer.echo();
		server.fillBacklog();
		server.fillBacklog();
		server.close();
		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> new TestClient(server));
		assertThatIllegalStateException().isThrownBy(server::start).withMessage("The server is closed");
		assertThatIllegalStateException().isThrownBy(server::fillBacklog);
	}

	private static void connectUntil(FramedTcpServer server, AtomicBoolean done) {
		while (!done.get()) {
			try (TestClient client = new TestClient(server)) {
				client.send("");
			}
			catch (IOException ex) {
				// Closed by the server, which is the point.
			}
		}
	}

	private static void assertEcho(TestClient client) throws IOException {
		client.send(Scene.ABCD);
		assertThat(client.receive(8)).isEqualTo(Scene.ABCD);
	}

}
