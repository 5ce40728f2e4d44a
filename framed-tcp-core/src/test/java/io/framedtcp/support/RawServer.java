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
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import org.jspecify.annotations.Nullable;

/**
 * A server that reads and writes bytes as a test says, with one thread for each
 * connection, over TCP or TLS.
 */
public final class RawServer implements AutoCloseable {

	private final ServerSocket serverSocket;

	private final @Nullable SSLContext tls;

	private final @Nullable String protocol;

	private final Talk talk;

	private final List<Socket> sockets = new CopyOnWriteArrayList<>();

	public RawServer(Talk talk) throws IOException {
		this(null, null, 0, talk);
	}

	/**
	 * Starts a server.
	 * @param tls with what to speak TLS, or {@code null}
	 * @param protocol the only version of TLS
	 * @param receiveBufferSize size of the kernel's buffer, or 0 for the default
	 * @param talk what to do with each connection, which is closed behind it
	 * @throws IOException if that fails
	 */
	public RawServer(@Nullable SSLContext tls, @Nullable String protocol, int receiveBufferSize, Talk talk)
			throws IOException {
		this.talk = talk;
		this.tls = tls;
		this.protocol = protocol;
		this.serverSocket = new ServerSocket();
		if (receiveBufferSize > 0) {
			this.serverSocket.setReceiveBufferSize(receiveBufferSize);
		}
		this.serverSocket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		start(this::accept);
	}

	public String host() {
		return this.serverSocket.getInetAddress().getHostAddress();
	}

	public int port() {
		return this.serverSocket.getLocalPort();
	}

	/**
	 * Returns how many connections have been accepted.
	 * @return the number
	 */
	public int accepted() {
		return this.sockets.size();
	}

	/**
	 * Refuses connections from now on; those that are there go on.
	 * @throws IOException if that fails
	 */
	public void refuse() throws IOException {
		int port = port();
		this.serverSocket.close();
		// The kernel goes on until the accepting thread has left.
		boolean listening = true;
		while (listening) {
			try {
				new Socket(InetAddress.getLoopbackAddress(), port).close();
			}
			catch (IOException ex) {
				listening = false;
			}
		}
	}

	@Override
	public void close() throws IOException {
		this.serverSocket.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

	private void accept() throws IOException {
		while (true) {
			Socket socket = this.serverSocket.accept();
			this.sockets.add(socket);
			start(() -> {
				// TCP is closed at once, where TLS would read on for a while.
				try (socket) {
					this.talk.with((this.tls != null) ? secured(socket, this.tls) : socket);
				}
			});
		}
	}

	private Socket secured(Socket socket, SSLContext tls) throws IOException {
		SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(socket, host(), port(), false);
		secured.setUseClientMode(false);
		secured.setEnabledProtocols(new String[] { this.protocol });
		return secured;
	}

	private static void start(Job job) {
		Thread thread = new Thread(() -> {
			try {
				job.run();
			}
			catch (Exception ex) {
				// The other side has gone, or the test is over.
			}
		}, "raw-server");
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * What to do with a connection.
	 */
	@FunctionalInterface
	public interface Talk {

		void with(Socket socket) throws Exception;

	}

	@FunctionalInterface
	private interface Job {

		void run() throws Exception;

	}

}
