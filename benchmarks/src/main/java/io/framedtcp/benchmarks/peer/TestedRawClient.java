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

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/**
 * The least that a client can do which tests its connection before each request: a
 * non-blocking channel for each thread, no pool, no time-outs. How much slower it is than
 * the floor is the price of the test alone.
 */
final class TestedRawClient implements Client {

	private static final Consumer<SelectionKey> NOTHING = (key) -> {
	};

	private final OwnConnections<Connection> own;

	TestedRawClient(Target target) {
		if (target.tls() != null) {
			throw new IllegalArgumentException("The tested raw socket has no TLS");
		}
		this.own = new OwnConnections<>(() -> new Connection(target));
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

		private final SocketChannel channel;

		private final Selector selector;

		private final ByteBuffer buffer;

		Connection(Target target) throws IOException {
			this.channel = SocketChannel.open(new InetSocketAddress(Target.HOST, target.port()));
			this.channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
			this.channel.configureBlocking(false);
			this.selector = Selector.open();
			this.channel.register(this.selector, SelectionKey.OP_READ);
			this.buffer = ByteBuffer.allocateDirect(target.maxFrame());
		}

		byte[] exchange(byte[] request) throws IOException {
			if (this.channel.read(this.buffer.clear()) != 0) {
				throw new IllegalStateException("The connection is not silent");
			}
			this.buffer.putInt(request.length).put(request).flip();
			while (this.buffer.hasRemaining()) {
				this.channel.write(this.buffer);
			}
			this.buffer.clear();
			while (this.buffer.position() < Integer.BYTES
					|| this.buffer.position() < Integer.BYTES + this.buffer.getInt(0)) {
				this.selector.select(NOTHING);
				if (this.channel.read(this.buffer) < 0) {
					throw new EOFException();
				}
			}
			byte[] reply = new byte[this.buffer.getInt(0)];
			this.buffer.get(Integer.BYTES, reply);
			return reply;
		}

		@Override
		public void close() throws IOException {
			this.channel.close();
			this.selector.close();
		}

	}

}
