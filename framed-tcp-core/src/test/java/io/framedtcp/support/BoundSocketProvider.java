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
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;

/**
 * The JDK's channels, but for one thing: each socket that is opened to connect is bound
 * to one local port first. One that connects to that port connects to itself. Chosen by a
 * system property, for the whole JVM; needs
 * {@code --add-exports java.base/sun.nio.ch=ALL-UNNAMED}.
 */
public class BoundSocketProvider extends SelectorProvider {

	private static final int PORT = Integer.getInteger("bound.port", 0);

	private final SelectorProvider jdk = jdk();

	private static SelectorProvider jdk() {
		try {
			return (SelectorProvider) Class.forName("sun.nio.ch.DefaultSelectorProvider").getMethod("get").invoke(null);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public SocketChannel openSocketChannel() throws IOException {
		return bind(this.jdk.openSocketChannel());
	}

	@Override
	public SocketChannel openSocketChannel(ProtocolFamily family) throws IOException {
		return bind(this.jdk.openSocketChannel(family));
	}

	@Override
	public ServerSocketChannel openServerSocketChannel() throws IOException {
		return this.jdk.openServerSocketChannel();
	}

	@Override
	public DatagramChannel openDatagramChannel() throws IOException {
		return this.jdk.openDatagramChannel();
	}

	@Override
	public DatagramChannel openDatagramChannel(ProtocolFamily family) throws IOException {
		return this.jdk.openDatagramChannel(family);
	}

	@Override
	public Pipe openPipe() throws IOException {
		return this.jdk.openPipe();
	}

	@Override
	public AbstractSelector openSelector() throws IOException {
		return this.jdk.openSelector();
	}

	private static SocketChannel bind(SocketChannel channel) {
		try {
			channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
			return channel.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), PORT));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
