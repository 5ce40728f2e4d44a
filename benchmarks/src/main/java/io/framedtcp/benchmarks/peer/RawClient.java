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

package io.framedtcp.benchmarks.peer;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;

/**
 * The floor: a socket for each thread, with a time-out, and no pool at all.
 */
final class RawClient implements Client {

	private static final int LARGEST_BUFFER = 64 * 1024;

	private final OwnConnections<Connection> own;

	RawClient(Target target) {
		this.own = new OwnConnections<>(
				() -> new Connection(Sockets.connect(target), Math.min(LARGEST_BUFFER, target.maxFrame())));
	}

	@Override
	public byte[] exchange(byte[] request) throws IOException {
		return this.own.get().exchange(request);
	}

	@Override
	public void close() throws IOException {
		this.own.close();
	}

	private static final class Connection implements Closeable {

		private final Socket socket;

		private final DataInputStream in;

		private final OutputStream out;

		private final byte[] buffer;

		Connection(Socket socket, int bufferSize) throws IOException {
			this.socket = socket;
			this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
			this.out = socket.getOutputStream();
			this.buffer = new byte[bufferSize];
		}

		byte[] exchange(byte[] request) throws IOException {
			send(request);
			byte[] reply = new byte[this.in.readInt()];
			this.in.readFully(reply);
			return reply;
		}

		private void send(byte[] request) throws IOException {
			// A BufferedOutputStream would send the header of a large frame by itself.
			ByteBuffer.wrap(this.buffer).putInt(request.length);
			int first = Math.min(request.length, this.buffer.length - Integer.BYTES);
			System.arraycopy(request, 0, this.buffer, Integer.BYTES, first);
			this.out.write(this.buffer, 0, Integer.BYTES + first);
			if (first < request.length) {
				this.out.write(request, first, request.length - first);
			}
		}

		@Override
		public void close() throws IOException {
			this.socket.close();
		}

	}

}
