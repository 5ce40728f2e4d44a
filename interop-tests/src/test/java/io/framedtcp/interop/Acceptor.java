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
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Accepts the connections of a server written for these tests.
 */
final class Acceptor {

	private Acceptor() {
	}

	/**
	 * Accepts connections until the port is closed. A failure closes the port, so this
	 * never spins, and clients see that nobody listens.
	 * @param listener the port
	 * @param server begins to serve a connection
	 */
	static void accept(ServerSocket listener, Consumer<Socket> server) {
		try (listener) {
			while (true) {
				server.accept(listener.accept());
			}
		}
		catch (IOException | RejectedExecutionException ex) {
			// The port has been closed.
		}
	}

}
