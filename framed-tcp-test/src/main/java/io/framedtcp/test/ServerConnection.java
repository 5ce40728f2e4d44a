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

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * The server's side of a connection: whole frames, with a 32-bit big-endian length, or
 * single bytes. Used by one thread at a time, but for {@link #close()} and
 * {@link #reset()}.
 */
public final class ServerConnection {

	private final Socket socket;

	private final DataInputStream in;

	ServerConnection(Socket socket) throws IOException {
		socket.setTcpNoDelay(true);
		this.socket = socket;
		this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
	}

	/**
	 * Read a frame.
	 * @return what it carried, or {@code null} if the client has closed the connection
	 * @throws IOException if the connection breaks, or ends inside a frame
	 */
	public byte @Nullable [] readFrame() throws IOException {
		int first = this.in.read();
		if (first < 0) {
			return null;
		}
		byte[] length = new byte[Integer.BYTES];
		length[0] = (byte) first;
		this.in.readFully(length, 1, length.length - 1);
		return readBytes(ByteBuffer.wrap(length).getInt());
	}

	/**
	 * Read bytes.
	 * @param count how many
	 * @return just those bytes
	 * @throws IOException if the connection breaks or ends before
	 */
	public byte[] readBytes(int count) throws IOException {
		byte[] bytes = this.in.readNBytes(count);
		if (bytes.length < count) {
			throw new EOFException("The connection ended after " + bytes.length + " of " + count + " bytes");
		}
		return bytes;
	}

	/**
	 * Write a frame, in one segment if it is not large.
	 * @param payload what it is to carry
	 * @throws IOException if the connection breaks
	 */
	public void writeFrame(byte[] payload) throws IOException {
		writeBytes(frame(payload));
	}

	/**
	 * Write bytes as they are.
	 * @param bytes the bytes
	 * @throws IOException if the connection breaks
	 */
	public void writeBytes(byte... bytes) throws IOException {
		this.socket.getOutputStream().write(bytes);
	}

	/**
	 * Wait until the client closes the connection, ignoring what it sends.
	 * @throws IOException if the connection breaks
	 */
	public void awaitClose() throws IOException {
		while (this.in.read() >= 0) {
			this.in.skip(this.in.available());
		}
	}

	/**
	 * Close the connection in order (FIN).
	 * @throws IOException if that fails
	 */
	public void close() throws IOException {
		this.socket.close();
	}

	/**
	 * Abort the connection (RST).
	 * @throws IOException if that fails
	 */
	public void reset() throws IOException {
		this.socket.setSoLinger(true, 0);
		this.socket.close();
	}

	/**
	 * Return the client's port, which tells connections apart.
	 * @return the port
	 */
	public int clientPort() {
		return this.socket.getPort();
	}

	/**
	 * Make a frame.
	 * @param payload what it is to carry
	 * @return its bytes: a 32-bit big-endian length, then the payload
	 */
	public static byte[] frame(byte[] payload) {
		return ByteBuffer.allocate(Integer.BYTES + payload.length).putInt(payload.length).put(payload).array();
	}

}
