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
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/**
 * Connections that fill up the backlog of a port that nobody accepts from, so that any
 * other waits for its connection until it gives up.
 */
final class Jam {

	// On one machine, what has not been answered in this time will not be.
	private static final int TIMEOUT_MILLIS = 100;

	private static final int MOST = 64;

	private final List<Socket> sockets = new ArrayList<>();

	/**
	 * Fill up a backlog.
	 * @param address the port, which listens with a small backlog
	 * @throws IllegalStateException if the system lets in any number
	 * @throws UncheckedIOException if the system refuses those that do not fit
	 */
	Jam(InetSocketAddress address) {
		try {
			while (fits(address)) {
				if (this.sockets.size() > MOST) {
					throw new IllegalStateException("This system does not limit the backlog of a port");
				}
			}
		}
		catch (IOException ex) {
			close();
			throw new UncheckedIOException("Cannot fill the backlog of " + address, ex);
		}
		catch (RuntimeException | Error ex) {
			close();
			throw ex;
		}
	}

	private boolean fits(InetSocketAddress address) throws IOException {
		Socket socket = new Socket();
		this.sockets.add(socket);
		try {
			socket.connect(address, TIMEOUT_MILLIS);
			return true;
		}
		catch (SocketTimeoutException ex) {
			return false;
		}
	}

	void close() {
		for (Socket socket : this.sockets) {
			try {
				socket.close();
			}
			catch (IOException ex) {
				// Its descriptor is released all the same.
			}
		}
	}

}
