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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The upper limit: one thread that writes a batch of requests at once, then reads the
 * replies, and finds the request of each by its id.
 */
final class PipelineClient implements BatchClient {

	private static final int BUFFER = 64 * 1024;

	private final OwnConnections<Connection> own;

	PipelineClient(Target target) {
		this.own = new OwnConnections<>(() -> new Connection(Sockets.connect(target)));
	}

	@Override
	public byte[] exchange(byte[] request) throws IOException {
		return exchangeAll(List.of(request)).get(0);
	}

	@Override
	public List<byte[]> exchangeAll(List<byte[]> requests) throws IOException {
		return this.own.get().exchangeAll(requests);
	}

	@Override
	public void close() throws IOException {
		this.own.close();
	}

	private static final class Connection implements Closeable {

		private final Socket socket;

		private final DataInputStream in;

		private final OutputStream out;

		private final Map<Long, Integer> unanswered = new HashMap<>();

		private ByteBuffer buffer = ByteBuffer.allocate(BUFFER);

		Connection(Socket socket) throws IOException {
			this.socket = socket;
			this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER));
			this.out = socket.getOutputStream();
		}

		List<byte[]> exchangeAll(List<byte[]> requests) throws IOException {
			this.buffer.clear();
			for (int i = 0; i < requests.size(); i++) {
				this.unanswered.put(Question.id(requests.get(i)), i);
				add(requests.get(i));
			}
			this.out.write(this.buffer.array(), 0, this.buffer.position());
			byte[][] replies = new byte[requests.size()][];
			while (!this.unanswered.isEmpty()) {
				byte[] reply = new byte[this.in.readInt()];
				this.in.readFully(reply);
				Integer index = this.unanswered.remove(Question.id(reply));
				if (index == null) {
					throw new IOException("A reply to nothing");
				}
				replies[index] = reply;
			}
			return Arrays.asList(replies);
		}

		private void add(byte[] request) {
			int size = Integer.BYTES + request.length;
			if (this.buffer.remaining() < size) {
				this.buffer = ByteBuffer.allocate(Math.max(2 * this.buffer.capacity(), this.buffer.position() + size))
					.put(this.buffer.flip());
			}
			this.buffer.putInt(request.length).put(request);
		}

		@Override
		public void close() throws IOException {
			this.socket.close();
		}

	}

}
