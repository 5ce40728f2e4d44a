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

import java.io.Closeable;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Accepts the connections of an embedded server until it is closed, and serves each in a
 * thread of its own. If accepting fails, as with no descriptor left, it tries again after
 * a pause. The pause doubles with each failure in a row, up to a second.
 */
public final class ConnectionAcceptor implements Closeable {

	private static final long FIRST_PAUSE_MILLIS = 10;

	private static final long LONGEST_PAUSE_MILLIS = 1000;

	private final ServerSocket serverSocket;

	private final String threadName;

	private final Consumer<Socket> conversation;

	private final CountDownLatch closed = new CountDownLatch(1);

	/**
	 * Starts to accept connections.
	 * @param serverSocket the port, closed by {@link #close()}
	 * @param threadName name of the threads
	 * @param conversation serves a connection, and closes it
	 */
	public ConnectionAcceptor(ServerSocket serverSocket, String threadName, Consumer<Socket> conversation) {
		this.serverSocket = serverSocket;
		this.threadName = threadName;
		this.conversation = conversation;
		start(this::accept);
	}

	/**
	 * Ends accepting. Open connections stay open.
	 */
	@Override
	public void close() throws IOException {
		this.serverSocket.close();
		this.closed.countDown();
	}

	private void accept() {
		try {
			acceptUntilClosed();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void acceptUntilClosed() throws InterruptedException {
		long pauseMillis = FIRST_PAUSE_MILLIS;
		while (!this.serverSocket.isClosed()) {
			try {
				Socket socket = this.serverSocket.accept();
				pauseMillis = FIRST_PAUSE_MILLIS;
				start(() -> this.conversation.accept(socket));
			}
			catch (IOException ex) {
				// A close fails the accept too, and ends this pause.
				this.closed.await(pauseMillis, TimeUnit.MILLISECONDS);
				pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
			}
		}
	}

	private void start(Runnable task) {
		Thread thread = new Thread(task, this.threadName);
		thread.setDaemon(true);
		thread.start();
	}

}
