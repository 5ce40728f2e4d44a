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
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Accepts connections for as long as a port is open, whatever becomes of one of them.
 */
final class Acceptor implements Runnable {

	// What fails now, as with no descriptor left, is likely to fail at once again.
	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

	private final ServerSocket from;

	private final Server server;

	private final Consumer<Throwable> failed;

	Acceptor(ServerSocket from, Connections connections) {
		this(from, connections::accept, connections::failed);
	}

	/**
	 * Creates an acceptor.
	 * @param from the port
	 * @param server serves each connection
	 * @param failed receives a failure other than an I/O error
	 */
	Acceptor(ServerSocket from, Server server, Consumer<Throwable> failed) {
		this.from = from;
		this.server = server;
		this.failed = failed;
	}

	@Override
	public void run() {
		while (!this.from.isClosed()) {
			try {
				acceptOne();
			}
			catch (IOException ex) {
				pause();
			}
			catch (RuntimeException | Error ex) {
				this.failed.accept(ex);
				pause();
			}
		}
	}

	private void acceptOne() throws IOException {
		Socket accepted = this.from.accept();
		boolean served = false;
		try {
			if (!this.from.isClosed()) {
				this.server.accept(accepted);
				served = true;
			}
		}
		finally {
			if (!served) {
				accepted.close();
			}
		}
	}

	private void pause() {
		if (!this.from.isClosed()) {
			LockSupport.parkNanos(PAUSE_NANOS);
		}
	}

	/**
	 * Serves the connections of a port.
	 */
	interface Server {

		/**
		 * Begins to serve a connection.
		 * @param socket the connection, closed by the caller if this fails
		 * @throws IOException if the client has gone already
		 */
		void accept(Socket socket) throws IOException;

	}

}
