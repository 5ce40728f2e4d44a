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

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Speaks TLS with clients and plain TCP with the server behind it, as stunnel does. That
 * may be a {@link FramedTcpServer}: <pre class="code">
 * TlsIdentity identity = TlsIdentity.of("dns:localhost");
 * try (FramedTcpServer server = FramedTcpServer.echo();
 *         TlsTerminator tls = new TlsTerminator(identity.contextTrusting(), server.port())) {
 *     // connect to tls.port(), trusting the identity
 * }
 * </pre>
 * <p>
 * Safe for use by many threads.
 */
public final class TlsTerminator implements AutoCloseable {

	private final ServerSocket serverSocket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final SSLSocketFactory socketFactory;

	private final int target;

	private final Consumer<SSLSocket> options;

	/**
	 * Starts a terminator.
	 * @param context what it shows and whom it trusts
	 * @param target port of the server
	 * @throws IOException if it cannot listen
	 */
	public TlsTerminator(SSLContext context, int target) throws IOException {
		this(context, target, (socket) -> {
		});
	}

	/**
	 * Starts a terminator with other options than the JDK's.
	 * @param context what it shows and whom it trusts
	 * @param target port of the server
	 * @param options sets the protocols, or whether clients must show a certificate
	 * @throws IOException if it cannot listen
	 */
	public TlsTerminator(SSLContext context, int target, Consumer<SSLSocket> options) throws IOException {
		this.socketFactory = context.getSocketFactory();
		this.target = target;
		this.options = options;
		this.threads.execute(new Acceptor(this.serverSocket, this::accept, TlsTerminator::ignore));
	}

	/**
	 * Returns where clients connect, on the loopback interface.
	 * @return the TCP port
	 */
	public int port() {
		return this.serverSocket.getLocalPort();
	}

	/**
	 * Closes the TCP connections to clients without a word of TLS.
	 */
	public void cutOff() {
		this.sockets.forEach(TlsTerminator::closeQuietly);
	}

	@Override
	public void close() {
		closeQuietly(this.serverSocket);
		cutOff();
		this.threads.shutdownNow();
	}

	private void accept(Socket client) {
		this.sockets.add(client);
		this.threads.execute(() -> serve(client));
	}

	private static void ignore(Throwable failure) {
		// The client sees its connection closed.
	}

	private void serve(Socket raw) {
		try (SSLSocket client = (SSLSocket) this.socketFactory.createSocket(raw, null, true);
				Socket server = new Socket()) {
			raw.setTcpNoDelay(true);
			server.setTcpNoDelay(true);
			this.options.accept(client);
			client.startHandshake();
			server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.target));
			this.threads.execute(() -> copy(client, server));
			copy(server, client);
		}
		catch (IOException | RejectedExecutionException ex) {
			// One side has gone, and so does the other.
			closeQuietly(raw);
		}
		finally {
			this.sockets.remove(raw);
		}
	}

	private static void copy(Socket from, Socket to) {
		try (from; to) {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			byte[] buffer = new byte[64 * 1024];
			for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
				out.write(buffer, 0, count);
			}
		}
		catch (IOException ex) {
			closeQuietly(from);
		}
	}

	private static void closeQuietly(Closeable closeable) {
		try {
			closeable.close();
		}
		catch (IOException ex) {
			// It is of no use any more.
			return;
		}
	}

}
