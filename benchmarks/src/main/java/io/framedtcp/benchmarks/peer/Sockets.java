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

package io.framedtcp.benchmarks.peer;

import java.io.IOException;
import java.net.Socket;

import javax.net.SocketFactory;

/**
 * Sockets for the clients that use them as they are.
 */
final class Sockets {

	private Sockets() {
	}

	/**
	 * Connect a socket that has what all clients have: no delay of small writes, and a
	 * bound on reads.
	 * @param target what to connect to
	 * @return the socket
	 * @throws IOException if that fails
	 */
	static Socket connect(Target target) throws IOException {
		SocketFactory factory = (target.tls() != null) ? target.tls().getSocketFactory() : SocketFactory.getDefault();
		Socket socket = factory.createSocket(Target.HOST, target.port());
		socket.setTcpNoDelay(true);
		socket.setSoTimeout(target.responseTimeoutMillis());
		return socket;
	}

}
