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

package io.framedtcp.sample;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Answers a symbol with a price, which takes it a few milliseconds: in both directions a
 * 32-bit length, then the text. Takes further requests on a connection meanwhile, and
 * answers each when its price is there, whatever their order. Knows nothing of the
 * framed-tcp library, as a server elsewhere would not, and can be told to behave badly.
 */
class PriceServer implements AutoCloseable {

	private static final int MAX_REQUEST = 64;

	private static final String THREAD = "price-server";

	private final ServerSocket serverSocket;

	private final ConnectionAcceptor acceptor;

	private final FaultInjector faults;

	private final ExecutorService answering = Executors.newCachedThreadPool(PriceServer::thread);

	PriceServer() throws IOException {
		this(new FaultInjector(Duration.ofSeconds(1)));
	}

	PriceServer(FaultInjector faults) throws IOException {
		this.faults = faults;
		this.serverSocket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		this.acceptor = new ConnectionAcceptor(this.serverSocket, THREAD, this::serve);
	}

	String host() {
		return this.serverSocket.getInetAddress().getHostAddress();
	}

	int port() {
		return this.serverSocket.getLocalPort();
	}

	Behaviour behaviour() {
		return this.faults.behaviour();
	}

	void behave(Behaviour behaviour) {
		this.faults.behave(behaviour);
	}

	@Override
	public void close() throws IOException {
		this.acceptor.close();
		this.answering.shutdown();
	}

	private void serve(Socket socket) {
		try (socket) {
			DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
			while (true) {
				int length = in.readInt();
				if (length < 0 || length > MAX_REQUEST) {
					return;
				}
				String symbol = new String(in.readNBytes(length), StandardCharsets.UTF_8);
				this.answering.execute(() -> answer(symbol, socket));
			}
		}
		catch (RejectedExecutionException ex) {
			// The server has been closed.
		}
		catch (IOException ex) {
			// The client has closed the connection, or it broke.
		}
	}

	private void answer(String symbol, Socket socket) {
		byte[] price = priceOf(symbol).getBytes(StandardCharsets.UTF_8);
		ByteBuffer reply = ByteBuffer.allocate(Integer.BYTES + price.length);
		reply.putInt(price.length).put(price);
		Behaviour behaviour = this.faults.next();
		try {
			pause(Duration.ofMillis(ThreadLocalRandom.current().nextLong(4, 13)));
			pause(this.faults.lateness(behaviour));
			synchronized (socket) {
				if (!this.faults.answer(behaviour, reply.array(), socket.getOutputStream())) {
					socket.close();
				}
			}
		}
		catch (IOException ex) {
			// The client has gone, and need not be told.
		}
	}

	private static void pause(Duration duration) throws InterruptedIOException {
		try {
			Thread.sleep(duration.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("The price server has been interrupted");
		}
	}

	/**
	 * Make up a price: one level for each symbol, and a little noise.
	 * @param symbol the symbol
	 * @return the symbol and its price, separated by a space
	 */
	private String priceOf(String symbol) {
		int cents = 1_000 + Math.floorMod(symbol.hashCode(), 20_000) + ThreadLocalRandom.current().nextInt(-50, 51);
		return "%s %d.%02d".formatted(symbol, cents / 100, cents % 100);
	}

	private static Thread thread(Runnable task) {
		Thread thread = new Thread(task, THREAD);
		thread.setDaemon(true);
		return thread;
	}

}
