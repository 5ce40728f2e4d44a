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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A server that holds one dialogue, on its first connection.
 */
final class SpecifiedServer implements AutoCloseable {

	private final ServerSocket socket;

	private final CompletableFuture<Void> held = new CompletableFuture<>();

	SpecifiedServer(SpecifiedExchange exchange) {
		try {
			this.socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Thread thread = new Thread(() -> serve(exchange), "server of " + exchange);
		thread.setDaemon(true);
		thread.start();
	}

	int port() {
		return this.socket.getLocalPort();
	}

	/**
	 * Waits until all of the dialogue has been held.
	 * @throws Exception if the client has sent something else
	 */
	void await() throws Exception {
		this.held.get(10, TimeUnit.SECONDS);
	}

	/**
	 * Returns what the client has sent instead.
	 * @return the failure, or {@code null} if there is none so far
	 */
	Throwable failure() {
		return this.held.handle((result, ex) -> ex).getNow(null);
	}

	private void serve(SpecifiedExchange exchange) {
		try (Socket connection = this.socket.accept()) {
			exchange.play(connection);
			this.held.complete(null);
			connection.getInputStream().readAllBytes();
		}
		catch (IOException | AssertionError ex) {
			this.held.completeExceptionally(ex);
		}
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
