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

package io.framedtcp.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * Waits in the channel's own blocking mode. That is changed twice for each
 * drain-and-test, which costs no system call once a virtual thread has used the channel:
 * the JDK then keeps the socket itself in non-blocking mode, and waits by polling it.
 *
 * @param channel the channel
 */
record BlockingWire(SocketChannel channel) implements Wire {

	@Override
	public int read(ByteBuffer target) throws IOException {
		return this.channel.read(target);
	}

	@Override
	public int write(ByteBuffer source) throws IOException {
		return this.channel.write(source);
	}

	@Override
	public long write(ByteBuffer[] sources, int offset, int count) throws IOException {
		return this.channel.write(sources, offset, count);
	}

	@Override
	public void configureBlocking(boolean blocking) throws IOException {
		this.channel.configureBlocking(blocking);
	}

	@Override
	public boolean isBlocking() {
		return this.channel.isBlocking();
	}

	@Override
	public boolean isOpen() {
		return this.channel.isOpen();
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
