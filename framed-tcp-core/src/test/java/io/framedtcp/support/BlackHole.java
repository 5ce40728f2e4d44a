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

package io.framedtcp.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * An address that neither accepts nor refuses: a listening socket that nobody accepts
 * from, its queue full, so that the kernel drops further connection requests.
 */
public final class BlackHole implements AutoCloseable {

	private static final int MAX_QUEUE = 64;

	private static final int PATIENCE_MILLIS = 200;

	private final ServerSocket serverSocket;

	private final List<SocketChannel> queue = new ArrayList<>();

	public BlackHole() throws IOException {
		this(InetAddress.getLoopbackAddress());
	}

	/**
	 * Create one that listens at all addresses of the loopback interface.
	 * @return one, which is a black hole at each of them
	 * @throws IOException if that fails
	 */
	public static BlackHole everywhere() throws IOException {
		return new BlackHole(InetAddress.getByName("0.0.0.0"));
	}

	private BlackHole(InetAddress address) throws IOException {
		this.serverSocket = new ServerSocket(0, 1, address);
		while (connects()) {
			if (this.queue.size() > MAX_QUEUE) {
				throw new IllegalStateException("The accept queue does not fill up");
			}
		}
	}

	private boolean connects() throws IOException {
		SocketChannel channel = SocketChannel.open();
		this.queue.add(channel);
		channel.configureBlocking(false);
		channel.connect(new InetSocketAddress(host(), port()));
		try (Selector selector = Selector.open()) {
			channel.register(selector, SelectionKey.OP_CONNECT);
			return selector.select(PATIENCE_MILLIS) > 0;
		}
	}

	/**
	 * Accept connections from now on, by making room in the queue.
	 * @throws IOException if that fails
	 */
	public void accept() throws IOException {
		for (int i = 0; i < this.queue.size() - 1; i++) {
			this.serverSocket.accept().close();
		}
	}

	public String host() {
		return InetAddress.getLoopbackAddress().getHostAddress();
	}

	public int port() {
		return this.serverSocket.getLocalPort();
	}

	@Override
	public void close() throws IOException {
		for (SocketChannel channel : this.queue) {
			channel.close();
		}
		this.serverSocket.close();
	}

}
