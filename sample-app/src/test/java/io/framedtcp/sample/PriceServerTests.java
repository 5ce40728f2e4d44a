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

package io.framedtcp.sample;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PriceServer} by a plain socket.
 */
class PriceServerTests {

	private static final int TIMEOUT_MILLIS = 10_000;

	private PriceServer server;

	@BeforeEach
	void start() throws IOException {
		this.server = new PriceServer();
	}

	@AfterEach
	void stop() throws IOException {
		this.server.close();
	}

	@Test
	void answersASymbolWithItsPrice() throws IOException {
		try (Socket socket = connect()) {
			assertThat(ask(socket, "ACME")).matches("ACME \\d+\\.\\d\\d");
		}
	}

	@Test
	void answersOneRequestAfterTheOther() throws IOException {
		try (Socket socket = connect()) {
			for (String symbol : new String[] { "ACME", "GLOBEX", "" }) {
				assertThat(ask(socket, symbol)).startsWith(symbol + " ");
			}
		}
	}

	@Test
	void takesRequestsBeforeItHasAnsweredOthers() throws IOException {
		try (Socket socket = connect()) {
			Set<String> symbols = new HashSet<>();
			for (int i = 0; i < 100; i++) {
				symbols.add("Q" + i);
				socket.getOutputStream().write(frame("Q" + i));
			}
			while (!symbols.isEmpty()) {
				String reply = readReply(socket);
				assertThat(symbols.remove(reply.substring(0, reply.indexOf(' ')))).as(reply).isTrue();
			}
		}
	}

	@Test
	void answersARequestThatComesByteByByte() throws IOException {
		try (Socket socket = connect()) {
			socket.setTcpNoDelay(true);
			for (byte part : frame("ACME")) {
				socket.getOutputStream().write(part);
			}
			assertThat(readReply(socket)).startsWith("ACME ");
		}
	}

	@Test
	void keepsThePriceOfASymbolAboutTheSame() throws IOException {
		try (Socket socket = connect(); Socket other = connect()) {
			BigDecimal price = new BigDecimal(ask(socket, "ACME").substring(5));
			BigDecimal laterPrice = new BigDecimal(ask(other, "ACME").substring(5));
			assertThat(laterPrice.subtract(price).abs()).isLessThanOrEqualTo(BigDecimal.ONE);
		}
	}

	@Test
	void closesTheConnectionUponALengthThatNoSymbolHas() throws IOException {
		for (int length : new int[] { -1, 65, Integer.MAX_VALUE }) {
			try (Socket socket = connect()) {
				new DataOutputStream(socket.getOutputStream()).writeInt(length);
				assertThat(socket.getInputStream().read()).as("length %d", length).isEqualTo(-1);
			}
		}
	}

	private Socket connect() throws IOException {
		Socket socket = new Socket();
		socket.connect(new InetSocketAddress(this.server.host(), this.server.port()), TIMEOUT_MILLIS);
		socket.setSoTimeout(TIMEOUT_MILLIS);
		return socket;
	}

	private String ask(Socket socket, String symbol) throws IOException {
		socket.getOutputStream().write(frame(symbol));
		return readReply(socket);
	}

	private byte[] frame(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		return ByteBuffer.allocate(Integer.BYTES + bytes.length).putInt(bytes.length).put(bytes).array();
	}

	private String readReply(Socket socket) throws IOException {
		DataInputStream in = new DataInputStream(socket.getInputStream());
		byte[] bytes = new byte[in.readInt()];
		in.readFully(bytes);
		return new String(bytes, StandardCharsets.UTF_8);
	}

}
