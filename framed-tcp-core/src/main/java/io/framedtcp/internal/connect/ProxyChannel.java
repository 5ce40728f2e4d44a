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

package io.framedtcp.internal.connect;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

import io.framedtcp.internal.transport.Transport;

/**
 * Writes bytes to a proxy and reads its answers, before it has connected to the server.
 * It never reads too many bytes, since the next one may come from the server.
 */
final class ProxyChannel {

	private final Transport transport;

	private long received;

	ProxyChannel(Transport transport) {
		this.transport = transport;
	}

	/**
	 * Describes how much of an answer had come.
	 * @return a clause
	 */
	String progress() {
		return (this.received == 0) ? "it had answered nothing"
				: this.received + ((this.received == 1) ? " byte" : " bytes") + " of its answer had come";
	}

	void write(byte[] bytes) throws IOException {
		ByteBuffer buffer = ByteBuffer.wrap(bytes);
		ByteBuffer[] buffers = { buffer };
		while (buffer.hasRemaining()) {
			this.transport.write(buffers, 0, 1);
		}
	}

	/**
	 * Reads some bytes.
	 * @param count how many
	 * @return exactly these bytes
	 * @throws IOException if the connection ends before
	 */
	byte[] read(int count) throws IOException {
		ByteBuffer buffer = ByteBuffer.allocate(count);
		while (buffer.hasRemaining()) {
			int read = this.transport.read(buffer);
			if (read < 0) {
				throw new EOFException("it closed the connection " + ((this.received > 0)
						? "after its answer of " + this.received + " bytes" : "without an answer"));
			}
			this.received += read;
		}
		return buffer.array();
	}

	/**
	 * Reads a byte.
	 * @return the byte, 0 to 255
	 * @throws IOException if the connection ends before
	 */
	int read() throws IOException {
		return read(1)[0] & 0xff;
	}

}
