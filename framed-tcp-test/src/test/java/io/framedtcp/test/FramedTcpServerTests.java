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
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FramedTcpServerTests {

	private static final String ABC = "00 00 00 03 61 62 63";

	@Test
	void echoSendsEachRequestBack() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.echo(); TestClient client = new TestClient(server)) {
			assertEcho(client);
			client.send("00 00 00 00 00 00 00 01 64");
			assertThat(client.receive(9)).isEqualTo("00 00 00 00 00 00 00 01 64");
		}
	}

	@Test
	void handlerGetsThePayloadAndTheConnectionThatItCameOn() throws IOException {
		RequestHandler handler = (request, connection) -> {
			String answer = new String(request, StandardCharsets.UTF_8) + connection.clientPort();
			connection.writeFrame(answer.getBytes(StandardCharsets.UTF_8));
		};
		try (FramedTcpServer server = FramedTcpServer.handling(handler); TestClient client = new TestClient(server)) {
			client.send(ABC);
			byte[] answer = ("abc" + client.port()).getBytes(StandardCharsets.UTF_8);
			byte[] frame = ServerConnection.frame(answer);
			assertThat(client.receive(frame.length)).isEqualTo(HexFormat.ofDelimiter(" ").formatHex(frame));
		}
	}

	@Test
	void connectionsAreCounted() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.echo(); TestClient first = new TestClient(server)) {
			assertEcho(first);
			try (TestClient second = new TestClient(server)) {
				assertEcho(second);
				assertThat(server.open()).isEqualTo(2);
				assertThat(server.maxOpen()).isEqualTo(2);
			}
			awaitOpen(server, 1);
			try (TestClient third = new TestClient(server)) {
				assertEcho(third);
				assertThat(server.open()).isEqualTo(2);
			}
			first.shutdownOutput();
			awaitOpen(server, 0);
			assertThat(server.accepted()).isEqualTo(3);
			assertThat(server.maxOpen()).isEqualTo(2);
		}
	}

	@Test
	void connectionClosedByTheHandlerEndsInOrder() throws IOException {
		RequestHandler handler = (request, connection) -> connection.close();
		try (FramedTcpServer server = FramedTcpServer.handling(handler); TestClient client = new TestClient(server)) {
			client.send(ABC);
			assertThat(client.read()).isEqualTo(-1);
			awaitOpen(server, 0);
		}
	}

	@Test
	void connectionResetByTheHandlerBreaks() throws IOException {
		RequestHandler handler = (request, connection) -> connection.reset();
		try (FramedTcpServer server = FramedTcpServer.handling(handler); TestClient client = new TestClient(server)) {
			client.send(ABC);
			assertThatExceptionOfType(SocketException.class).isThrownBy(client::read).withMessageContaining("reset");
			awaitOpen(server, 0);
		}
	}

	@Test
	void connectionEndsWithItsHandler() throws IOException {
		RequestHandler handler = (request, connection) -> {
			throw new IOException("Enough");
		};
		try (FramedTcpServer server = FramedTcpServer.handling(handler); TestClient client = new TestClient(server)) {
			client.send(ABC);
			assertThat(client.read()).isEqualTo(-1);
			try (TestClient next = new TestClient(server)) {
				next.send(ABC);
				assertThat(next.read()).isEqualTo(-1);
			}
		}
	}

	@Test
	void allConnectionsCanBeClosed() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.echo();
				TestClient first = new TestClient(server);
				TestClient second = new TestClient(server)) {
			awaitOpen(server, 2);
			server.closeConnections();
			assertThat(first.read()).isEqualTo(-1);
			assertThat(second.read()).isEqualTo(-1);
			awaitOpen(server, 0);
			try (TestClient next = new TestClient(server)) {
				assertEcho(next);
			}
		}
	}

	@RepeatedTest(20)
	void connectionThatIsCountedIsClosedWithTheOthers() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.echo(); TestClient client = new TestClient(server)) {
			Awaitility.await()
				.pollInSameThread()
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofNanos(1))
				.until(() -> server.open() == 1);
			assertThat(server.maxOpen()).isEqualTo(1);
			server.closeConnections();
			assertThat(client.read()).isEqualTo(-1);
		}
	}

	@Test
	void allConnectionsCanBeReset() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.echo();
				TestClient first = new TestClient(server);
				TestClient second = new TestClient(server)) {
			awaitOpen(server, 2);
			server.resetConnections();
			assertThatExceptionOfType(SocketException.class).isThrownBy(first::read).withMessageContaining("reset");
			assertThatExceptionOfType(SocketException.class).isThrownBy(second::read).withMessageContaining("reset");
			awaitOpen(server, 0);
			try (TestClient next = new TestClient(server)) {
				assertEcho(next);
			}
		}
	}

	@Test
	void closedServerClosesItsConnectionsAndRefusesMore() throws IOException {
		FramedTcpServer server = FramedTcpServer.echo();
		try (TestClient client = new TestClient(server)) {
			awaitOpen(server, 1);
			server.close();
			assertThat(client.read()).isEqualTo(-1);
			assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> new TestClient(server));
			awaitOpen(server, 0);
		}
	}

	@Test
	void closedServerInterruptsItsHandlers() throws Exception {
		CountDownLatch never = new CountDownLatch(1);
		CountDownLatch handling = new CountDownLatch(1);
		RequestHandler handler = (request, connection) -> {
			handling.countDown();
			never.await();
		};
		FramedTcpServer server = FramedTcpServer.handling(handler);
		try (TestClient client = new TestClient(server)) {
			client.send(ABC);
			assertThat(handling.await(10, TimeUnit.SECONDS)).isTrue();
			server.close();
			awaitOpen(server, 0);
		}
	}

	@Test
	void serverCanBeStartedAgainOnTheSamePort() throws IOException {
		FramedTcpServer first = FramedTcpServer.echo();
		int port = first.port();
		try (TestClient client = new TestClient(first)) {
			awaitOpen(first, 1);
			first.close();
			RequestHandler doubling = (request, connection) -> {
				connection.writeFrame(request);
				connection.writeFrame(request);
			};
			try (FramedTcpServer second = FramedTcpServer.handling(port, doubling);
					TestClient next = new TestClient(second)) {
				assertThat(second.port()).isEqualTo(port);
				assertThat(client.read()).isEqualTo(-1);
				next.send(ABC);
				assertThat(next.receive(14)).isEqualTo(ABC + " " + ABC);
				assertThat(second.accepted()).isEqualTo(1);
			}
		}
	}

	@RepeatedTest(30)
	void portIsFreeOnceTheServerIsClosed() throws IOException {
		FramedTcpServer first = FramedTcpServer.echo();
		try (TestClient client = new TestClient(first)) {
			assertEcho(client);
			first.close();
			RequestHandler none = (request, connection) -> connection.close();
			try (FramedTcpServer second = FramedTcpServer.handling(first.port(), none)) {
				assertThat(second.port()).isEqualTo(first.port());
			}
		}
	}

	@Test
	void portThatIsTakenIsTold() {
		try (FramedTcpServer server = FramedTcpServer.echo()) {
			RequestHandler none = (request, connection) -> connection.close();
			assertThatExceptionOfType(UncheckedIOException.class)
				.isThrownBy(() -> FramedTcpServer.handling(server.port(), none))
				.withMessageContaining("Cannot listen on port " + server.port());
		}
	}

	@Test
	void serverListensOnTheLoopbackInterfaceOnly() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.echo()) {
			assertThat(InetAddress.getByName(server.host()).isLoopbackAddress()).isTrue();
			assertThat(server.port()).isPositive();
		}
	}

	private static void assertEcho(TestClient client) throws IOException {
		client.send(ABC);
		assertThat(client.receive(7)).isEqualTo(ABC);
	}

	private static void awaitOpen(FramedTcpServer server, int count) {
		Awaitility.await().untilAsserted(() -> assertThat(server.open()).isEqualTo(count));
	}

}
