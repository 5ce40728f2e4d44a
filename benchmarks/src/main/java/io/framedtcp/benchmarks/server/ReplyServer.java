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

package io.framedtcp.benchmarks.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.function.Function;

import javax.net.ServerSocketFactory;

/**
 * Answers framed requests, plain on one port, with TLS on another and slowly on a third,
 * and those of other protocols, until its standard input ends. Prints the ports when it
 * is ready, in the order of {@link Service}.
 * <p>
 * A frame is a 32-bit length, then that many bytes. The first four bytes of a request say
 * how long the reply is to be, which repeats the request as far as it goes.
 */
public final class ReplyServer {

	private static final int BACKLOG = 1024;

	private ReplyServer() {
	}

	/**
	 * Run the server.
	 * @param args the key store for TLS
	 * @throws IOException if a port cannot be opened
	 */
	public static void main(String[] args) throws IOException {
		int plain = listen(ServerSocketFactory.getDefault(), Conversation::new);
		int tls = listen(TlsStore.open(Path.of(args[0])).getServerSocketFactory(), Conversation::new);
		int slow = listen(ServerSocketFactory.getDefault(), SlowConversation::new);
		System.out.println(plain + " " + tls + " " + slow + " " + GrpcEcho.start() + " " + RSocketEcho.start());
		while (System.in.read() >= 0) {
			// Nothing is said to the server; it only waits to be left alone.
			continue;
		}
		System.exit(0);
	}

	private static int listen(ServerSocketFactory factory, Function<Socket, Runnable> conversation) throws IOException {
		ServerSocket listener = factory.createServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
		start("listener", () -> accept(listener, conversation));
		return listener.getLocalPort();
	}

	private static void accept(ServerSocket listener, Function<Socket, Runnable> conversation) {
		try {
			while (true) {
				Socket socket = listener.accept();
				socket.setTcpNoDelay(true);
				start("connection", conversation.apply(socket));
			}
		}
		catch (IOException ex) {
			ex.printStackTrace();
			System.exit(1);
		}
	}

	private static void start(String name, Runnable work) {
		Thread thread = new Thread(work, name);
		thread.setDaemon(true);
		thread.start();
	}

}
