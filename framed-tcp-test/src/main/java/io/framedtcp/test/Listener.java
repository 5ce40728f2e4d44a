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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * The port of a server: open, closed, or jammed. It stays the same, once the system has
 * given it. Safe for use by many threads.
 */
final class Listener {

	private static final int BACKLOG = 128;

	private final Connections connections;

	private final Function<InetSocketAddress, Jam> jams;

	private final InetAddress address = InetAddress.getLoopbackAddress();

	private int port;

	private @Nullable ServerSocket socket;

	private @Nullable Thread acceptor;

	private @Nullable Jam jam;

	Listener(int port, Connections connections) {
		this(port, connections, Jam::new);
	}

	Listener(int port, Connections connections, Function<InetSocketAddress, Jam> jams) {
		this.port = port;
		this.connections = connections;
		this.jams = jams;
	}

	InetAddress address() {
		return this.address;
	}

	synchronized int port() {
		return this.port;
	}

	synchronized void open() {
		if (this.socket != null && this.jam == null) {
			return;
		}
		close();
		ServerSocket opened = bind(BACKLOG);
		this.acceptor = Threads.daemon(new Acceptor(opened, this.connections), "framed-tcp-server-" + this.port);
		this.acceptor.start();
	}

	/**
	 * Keeps the port open, accepts nobody, and lets nobody else queue up for it.
	 */
	synchronized void jam() {
		close();
		bind(1);
		try {
			this.jam = this.jams.apply(new InetSocketAddress(this.address, this.port));
		}
		catch (RuntimeException | Error ex) {
			// Or it would look open, and nobody would accept.
			close();
			throw ex;
		}
	}

	synchronized void close() {
		if (this.jam != null) {
			this.jam.close();
			this.jam = null;
		}
		if (this.socket != null) {
			closeQuietly(this.socket);
			this.socket = null;
		}
		if (this.acceptor != null) {
			// The port is taken for as long as a thread is inside accept.
			Threads.join(this.acceptor);
			this.acceptor = null;
		}
	}

	private ServerSocket bind(int backlog) {
		try {
			ServerSocket bound = new ServerSocket();
			this.socket = bound;
			// Connections of before may linger in TIME_WAIT.
			bound.setReuseAddress(true);
			bound.bind(new InetSocketAddress(this.address, this.port), backlog);
			this.port = bound.getLocalPort();
			return bound;
		}
		catch (IOException ex) {
			close();
			throw new UncheckedIOException("Cannot listen on port " + this.port, ex);
		}
	}

	private static void closeQuietly(ServerSocket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			// Its descriptor is released all the same.
		}
	}

}
