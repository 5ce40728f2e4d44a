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
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server on a port of the loopback interface that does what a test tells it to, with
 * real sockets and one thread a connection. It counts the connections: all that it has
 * accepted, those open now, and the most that were open at a time. <pre class="code">
 * try (FramedTcpServer server = FramedTcpServer.echo()) {
 *     client.connect(server.host(), server.port());
 * }
 * </pre> Safe for use by many threads.
 */
public final class FramedTcpServer implements AutoCloseable {

	private static final int BACKLOG = 128;

	private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(10);

	private final ConnectionHandler handler;

	private final ServerSocket serverSocket;

	private final Thread acceptor;

	private final Map<ServerConnection, Thread> connections = new ConcurrentHashMap<>();

	private final AtomicInteger accepted = new AtomicInteger();

	private final AtomicInteger open = new AtomicInteger();

	private final AtomicInteger maxOpen = new AtomicInteger();

	private FramedTcpServer(int port, ConnectionHandler handler) {
		this.handler = handler;
		try {
			this.serverSocket = new ServerSocket();
			this.serverSocket.setReuseAddress(true);
			this.serverSocket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot listen on port " + port, ex);
		}
		this.acceptor = thread(this::accept, "framed-tcp-server-" + port());
		this.acceptor.start();
	}

	/**
	 * Start a server that sends each request back.
	 * @return the server
	 */
	public static FramedTcpServer echo() {
		return handling((request, connection) -> connection.writeFrame(request));
	}

	/**
	 * Start a server that reads frames with a 32-bit big-endian length.
	 * @param handler what to do with each
	 * @return the server
	 */
	public static FramedTcpServer handling(RequestHandler handler) {
		return handling(0, handler);
	}

	/**
	 * Start a server that reads frames with a 32-bit big-endian length.
	 * @param port the port to listen on, or 0 for any
	 * @param handler what to do with each
	 * @return the server
	 */
	public static FramedTcpServer handling(int port, RequestHandler handler) {
		return new FramedTcpServer(port, (connection) -> {
			for (byte[] request = connection.readFrame(); request != null; request = connection.readFrame()) {
				handler.handle(request, connection);
			}
		});
	}

	/**
	 * Start a server that leaves all to a handler, reading and writing.
	 * @param handler what to do with each connection
	 * @return the server
	 */
	public static FramedTcpServer serving(ConnectionHandler handler) {
		return new FramedTcpServer(0, handler);
	}

	/**
	 * Return where the server listens.
	 * @return an IP address of the loopback interface
	 */
	public String host() {
		return this.serverSocket.getInetAddress().getHostAddress();
	}

	/**
	 * Return where the server listens.
	 * @return the TCP port
	 */
	public int port() {
		return this.serverSocket.getLocalPort();
	}

	/**
	 * Return how many connections the server has accepted.
	 * @return the number of connections since it was started
	 */
	public int accepted() {
		return this.accepted.get();
	}

	/**
	 * Return how many connections are open, as far as the server knows.
	 * @return the number of connections
	 */
	public int open() {
		return this.open.get();
	}

	/**
	 * Return how many connections were open at a time.
	 * @return the highest number of connections since it was started
	 */
	public int maxOpen() {
		return this.maxOpen.get();
	}

	/**
	 * Close all connections in order (FIN), and go on listening.
	 */
	public void closeConnections() {
		this.connections.keySet().forEach((connection) -> closeQuietly(connection::close));
	}

	/**
	 * Abort all connections (RST), and go on listening.
	 */
	public void resetConnections() {
		this.connections.keySet().forEach((connection) -> closeQuietly(connection::reset));
	}

	/**
	 * Stop listening and close all connections.
	 */
	@Override
	public void close() {
		closeQuietly(this.serverSocket::close);
		awaitAcceptor();
		closeConnections();
		this.connections.values().forEach(Thread::interrupt);
	}

	private void accept() {
		while (!this.serverSocket.isClosed()) {
			try {
				Socket socket = this.serverSocket.accept();
				ServerConnection connection = new ServerConnection(socket);
				Thread thread = thread(() -> serve(connection), "framed-tcp-server-" + port() + "-" + socket.getPort());
				this.connections.put(connection, thread);
				this.accepted.incrementAndGet();
				// The maximum first, so that nobody sees more connections open than it.
				this.maxOpen.accumulateAndGet(this.open.get() + 1, Math::max);
				this.open.incrementAndGet();
				thread.start();
			}
			catch (IOException ex) {
				// Closed, or the client has gone already: the loop's condition knows.
			}
		}
	}

	/**
	 * The port is taken for as long as a thread is inside accept.
	 */
	private void awaitAcceptor() {
		try {
			this.acceptor.join(JOIN_TIMEOUT.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void serve(ServerConnection connection) {
		try {
			if (!this.serverSocket.isClosed()) {
				this.handler.serve(connection);
			}
		}
		catch (IOException ex) {
			// The connection broke, which is what many a test wants.
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			closeQuietly(connection::close);
			this.connections.remove(connection);
			this.open.decrementAndGet();
		}
	}

	private static Thread thread(Runnable task, String name) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		return thread;
	}

	private static void closeQuietly(Closing closing) {
		try {
			closing.close();
		}
		catch (IOException ex) {
			// Its descriptor is released all the same.
		}
	}

	private interface Closing {

		void close() throws IOException;

	}

}
