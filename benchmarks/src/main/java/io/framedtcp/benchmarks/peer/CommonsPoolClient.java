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

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;

/**
 * A Commons Pool of sockets as many applications have one: the test of a connection asks
 * only what the JDK knows, and the streams have no buffers. It sets TCP_NODELAY, which
 * many forget, to their cost.
 */
final class CommonsPoolClient extends AbstractCommonsPoolClient<Socket> {

	CommonsPoolClient(Target target) {
		super(target);
	}

	@Override
	Socket connectionOf(Socket socket) {
		return socket;
	}

	@Override
	Socket socketOf(Socket connection) {
		return connection;
	}

	@Override
	byte[] exchange(Socket socket, byte[] request) throws IOException {
		DataOutputStream out = new DataOutputStream(socket.getOutputStream());
		out.writeInt(request.length);
		out.write(request);
		DataInputStream in = new DataInputStream(socket.getInputStream());
		byte[] reply = new byte[in.readInt()];
		in.readFully(reply);
		return reply;
	}

}
