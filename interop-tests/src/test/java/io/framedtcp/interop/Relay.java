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

package io.framedtcp.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/**
 * Stands between a client and a server, and passes on what each of them says: as it
 * comes, or in segments of one byte.
 */
final class Relay implements AutoCloseable {

	private final ServerSocket listener;

	private final IntSupplier target;

	private final Pace pace;

	private final int unsplit;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final AtomicLong passedToClients = new AtomicLong();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private Relay(IntSupplier target, Pace pace, int unsplit) {
		this.target = target;
		this.pace = pace;
		this.unsplit = unsplit;
		try {
			this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.threads
			.execute(() -> Acceptor.accept(this.listener, (client) -> this.threads.execute(() -> connect(client))));
	}

	static Relay asItComes(IntSupplier target) {
		return new Relay(target, Pace.AS_IT_COMES, 0);
	}

	/**
	 * Split what passes into single bytes.
	 * @param unsplit how many bytes of the client the server wants to get in one segment
	 * before that
	 * @param target asked for the server's port for each connection
	 * @return the relay
	 */
	static Relay byteByByte(int unsplit, IntSupplier target) {
		return new Relay(target, Pace.BYTE_BY_BYTE, unsplit);
	}

	int port() {
		return this.listener.getLocalPort();
	}

	/**
	 * Return how much of what the server says has been passed on.
	 * @return bytes, of all connections together
	 */
	long passedToClients() {
		return this.passedToClients.get();
	}

	/**
	 * Close all connections, towards both sides. When this returns, the client's end has
	 * been told.
	 */
	void closeConnections() {
		this.sockets.forEach(this::close);
	}

	/**
	 * Tell whether a connection is open.
	 * @return whether the server, or this relay, has left one open
	 */
	boolean isConnected() {
		return !this.sockets.isEmpty();
	}

	@Override
	public void close() {
		close(this.listener);
		closeConnections();
		this.threads.shutdownNow();
	}

	private void connect(Socket client) {
		this.sockets.add(client);
		try {
			Socket server = new Socket(InetAddress.getLoopbackAddress(), this.target.getAsInt());
			this.sockets.add(server);
			client.setTcpNoDelay(true);
			server.setTcpNoDelay(true);
			server.getOutputStream().write(client.getInputStream().readNBytes(this.unsplit));
			this.threads.execute(() -> pass(client, server, new AtomicLong()));
			pass(server, client, this.passedToClients);
		}
		catch (IOException ex) {
			close(client);
		}
	}

	private void pass(Socket from, Socket to, AtomicLong passed) {
		try {
			this.pace.pass(from.getInputStream(), to.getOutputStream(), passed);
		}
		catch (IOException ex) {
			// One of them is gone, and so is the other then.
		}
		finally {
			close(to);
			close(from);
		}
	}

	private void close(AutoCloseable socket) {
		try {
			socket.close();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			this.sockets.remove(socket);
		}
	}

}
