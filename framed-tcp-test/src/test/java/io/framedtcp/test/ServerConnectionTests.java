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

import java.io.EOFException;
import java.io.IOException;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ServerConnectionTests {

	private static final String ABC = "00 00 00 03 61 62 63";

	@Test
	void requestMayComeInPieces() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.echo(); TestClient client = new TestClient(server)) {
			for (String piece : ABC.split(" ")) {
				client.send(piece);
			}
			assertThat(client.receive(7)).isEqualTo(ABC);
		}
	}

	@Test
	void frameIsA32BitBigEndianLengthAndThenThePayload() {
		assertThat(ServerConnection.frame(new byte[] { 0x61, 0x62, 0x63 }))
			.isEqualTo(HexFormat.ofDelimiter(" ").parseHex(ABC));
		assertThat(ServerConnection.frame(new byte[0x010203])).hasSize(0x010207).startsWith(0, 1, 2, 3, 0);
	}

	@Test
	void servingHandlerReadsAndWritesBytesAsTheyAre() throws IOException {
		ConnectionHandler handler = (connection) -> {
			connection.writeBytes((byte) 0x01);
			byte[] received = connection.readBytes(2);
			connection.writeBytes(received[1], received[0]);
		};
		try (FramedTcpServer server = FramedTcpServer.serving(handler); TestClient client = new TestClient(server)) {
			assertThat(client.receive(1)).isEqualTo("01");
			client.send("ca fe");
			assertThat(client.receive(2)).isEqualTo("fe ca");
			assertThat(client.read()).isEqualTo(-1);
		}
	}

	@Test
	void handlerCanWaitForTheClientToClose() throws Exception {
		AtomicBoolean closing = new AtomicBoolean();
		CompletableFuture<Boolean> closingWhenAwaited = new CompletableFuture<>();
		ConnectionHandler handler = (connection) -> {
			connection.awaitClose();
			closingWhenAwaited.complete(closing.get());
		};
		try (FramedTcpServer server = FramedTcpServer.serving(handler); TestClient client = new TestClient(server)) {
			for (int i = 0; i < 1000; i++) {
				client.send(ABC);
			}
			closing.set(true);
			client.shutdownOutput();
			assertThat(closingWhenAwaited.get(10, TimeUnit.SECONDS)).isTrue();
			assertThat(client.read()).isEqualTo(-1);
		}
	}

	@Test
	void endOfTheClientsFramesIsNoFrame() throws Exception {
		CompletableFuture<Boolean> ended = new CompletableFuture<>();
		ConnectionHandler handler = (connection) -> {
			connection.readFrame();
			ended.complete(connection.readFrame() == null);
		};
		try (FramedTcpServer server = FramedTcpServer.serving(handler); TestClient client = new TestClient(server)) {
			client.send(ABC);
			client.shutdownOutput();
			assertThat(ended.get(10, TimeUnit.SECONDS)).isTrue();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "00 00", "00 00 00 03", "00 00 00 03 61 62" })
	void endInsideAFrameIsAnError(String beginning) throws Exception {
		CompletableFuture<Exception> failure = new CompletableFuture<>();
		ConnectionHandler handler = (connection) -> {
			try {
				connection.readFrame();
			}
			catch (IOException ex) {
				failure.complete(ex);
			}
		};
		try (FramedTcpServer server = FramedTcpServer.serving(handler); TestClient client = new TestClient(server)) {
			client.send(beginning);
			client.shutdownOutput();
			assertThat(failure.get(10, TimeUnit.SECONDS)).isInstanceOf(EOFException.class);
		}
	}

}
