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

package io.framedtcp.internal.transport;

import java.io.IOException;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.SocketChannel;

/**
 * Writes to a socket, and has the kernel acknowledge the next bytes at once. Each write
 * resets this option in the kernel, so it is set again after each write.
 * <p>
 * A server with Nagle's algorithm that writes a reply in pieces sends the second only
 * after the first is acknowledged. Kernels delay an acknowledgment by some 40 ms, to send
 * it together with data.
 */
final class QuickAckWriter implements GatheringByteChannel {

	private final SocketChannel channel;

	private final SocketOption<Boolean> quickAck;

	private QuickAckWriter(SocketChannel channel, SocketOption<Boolean> quickAck) {
		this.channel = channel;
		this.quickAck = quickAck;
	}

	/**
	 * Creates a writer to a socket.
	 * @param channel channel of the socket
	 * @return the writer; the channel itself if the platform lacks the option
	 */
	static GatheringByteChannel over(SocketChannel channel) {
		SocketOption<Boolean> quickAck = new SocketOptions(channel.supportedOptions()).quickAck();
		return (quickAck != null) ? new QuickAckWriter(channel, quickAck) : channel;
	}

	@Override
	public int write(ByteBuffer source) throws IOException {
		int written = this.channel.write(source);
		acknowledgeAtOnce();
		return written;
	}

	@Override
	public long write(ByteBuffer[] sources) throws IOException {
		return write(sources, 0, sources.length);
	}

	@Override
	public long write(ByteBuffer[] sources, int offset, int count) throws IOException {
		long written = this.channel.write(sources, offset, count);
		acknowledgeAtOnce();
		return written;
	}

	private void acknowledgeAtOnce() {
		try {
			this.channel.setOption(this.quickAck, true);
		}
		catch (IOException ex) {
			// Closed, so the next read fails. The bytes may have been sent.
		}
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
