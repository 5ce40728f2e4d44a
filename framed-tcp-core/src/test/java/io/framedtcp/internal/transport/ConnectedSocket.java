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

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A socket that is connected to a peer, and waits in one of several ways.
 */
public final class ConnectedSocket implements Closeable {

	/** For {@code @MethodSource}. */
	public static final String KINDS = "io.framedtcp.internal.transport.ConnectedSocket#kinds";

	private final ServerSocket serverSocket;

	private final SocketIo socket;

	private final Socket peer;

	public ConnectedSocket(Function<SocketChannel, SocketIo> kind) throws IOException {
		this.serverSocket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
		this.socket = kind.apply(openChannel());
		this.peer = this.serverSocket.accept();
	}

	static Stream<Function<SocketChannel, SocketIo>> kinds() {
		return Stream.of((channel) -> new SocketIo(channel, channel, true, Selector::open),
				(channel) -> new SocketIo(channel, channel, false, Selector::open),
				ConnectedSocket::withoutDescriptors);
	}

	private static SocketIo withoutDescriptors(SocketChannel channel) {
		return new SocketIo(channel, channel, true, () -> {
			throw new IOException("Too many open files");
		});
	}

	public SocketIo socket() {
		return this.socket;
	}

	public Socket peer() {
		return this.peer;
	}

	/**
	 * Open a further channel, of which the peer knows nothing.
	 * @return the channel, in blocking mode
	 * @throws IOException if that fails
	 */
	SocketChannel openChannel() throws IOException {
		return SocketChannel
			.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.serverSocket.getLocalPort()));
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
		this.peer.close();
		this.serverSocket.close();
	}

}
