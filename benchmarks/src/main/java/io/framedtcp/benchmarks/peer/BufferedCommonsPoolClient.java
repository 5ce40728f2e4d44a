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

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;

/**
 * The same Commons Pool by somebody who knows streams: they have buffers, and stay with
 * their socket.
 */
final class BufferedCommonsPoolClient extends AbstractCommonsPoolClient<BufferedCommonsPoolClient.Connection> {

	BufferedCommonsPoolClient(Target target) {
		super(target);
	}

	@Override
	Connection connectionOf(Socket socket) throws IOException {
		return new Connection(socket);
	}

	@Override
	Socket socketOf(Connection connection) {
		return connection.socket;
	}

	@Override
	byte[] exchange(Connection connection, byte[] request) throws IOException {
		return connection.exchange(request);
	}

	static final class Connection {

		private final Socket socket;

		private final DataInputStream in;

		private final DataOutputStream out;

		Connection(Socket socket) throws IOException {
			this.socket = socket;
			this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
			this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
		}

		byte[] exchange(byte[] request) throws IOException {
			this.out.writeInt(request.length);
			this.out.write(request);
			this.out.flush();
			byte[] reply = new byte[this.in.readInt()];
			this.in.readFully(reply);
			return reply;
		}

	}

}
