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

import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.HexFormat;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A plain socket whose bytes are told in hexadecimal.
 */
final class TestClient implements Closeable {

	private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

	private static final int TIMEOUT_MILLIS = 10_000;

	private final Socket socket;

	TestClient(FramedTcpServer server) throws IOException {
		this.socket = new Socket(server.host(), server.port());
		this.socket.setTcpNoDelay(true);
		// A read that would wait for ever fails its test instead.
		this.socket.setSoTimeout(TIMEOUT_MILLIS);
	}

	void send(String hex) throws IOException {
		this.socket.getOutputStream().write(HEX.parseHex(hex));
	}

	String receive(int count) throws IOException {
		return HEX.formatHex(this.socket.getInputStream().readNBytes(count));
	}

	int read() throws IOException {
		return this.socket.getInputStream().read();
	}

	/**
	 * Check that nothing comes for a while, neither bytes nor an end.
	 * @throws IOException if the connection breaks
	 */
	void assertSilent() throws IOException {
		this.socket.setSoTimeout(40);
		try {
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(this::read);
		}
		finally {
			this.socket.setSoTimeout(TIMEOUT_MILLIS);
		}
	}

	/**
	 * Return how many bytes one read gets.
	 * @return their number
	 * @throws IOException if the connection breaks
	 */
	int readSome() throws IOException {
		return this.socket.getInputStream().read(new byte[100]);
	}

	int available() throws IOException {
		return this.socket.getInputStream().available();
	}

	void shutdownOutput() throws IOException {
		this.socket.shutdownOutput();
	}

	void reset() throws IOException {
		this.socket.setSoLinger(true, 0);
		this.socket.close();
	}

	int port() {
		return this.socket.getLocalPort();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
