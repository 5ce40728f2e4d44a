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

import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericObjectPool;

/**
 * The same Commons Pool by somebody who knows streams: they have buffers, and stay with
 * their socket.
 */
final class BufferedCommonsPoolClient implements Client {

	private final GenericObjectPool<Connection> pool;

	BufferedCommonsPoolClient(Target target) {
		this.pool = new GenericObjectPool<>(new Factory(target));
		this.pool.setMaxTotal(target.connections());
		this.pool.setMaxIdle(target.connections());
		this.pool.setMaxWait(Target.ACQUIRE_TIMEOUT);
		this.pool.setTestOnBorrow(true);
	}

	@Override
	public byte[] exchange(byte[] request) throws Exception {
		Connection connection = this.pool.borrowObject();
		try {
			byte[] reply = connection.exchange(request);
			this.pool.returnObject(connection);
			return reply;
		}
		catch (IOException ex) {
			this.pool.invalidateObject(connection);
			throw ex;
		}
	}

	@Override
	public void close() {
		this.pool.close();
	}

	private static final class Connection {

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

	private static final class Factory extends BasePooledObjectFactory<Connection> {

		private final Target target;

		Factory(Target target) {
			this.target = target;
		}

		@Override
		public Connection create() throws IOException {
			return new Connection(Sockets.connect(this.target));
		}

		@Override
		public PooledObject<Connection> wrap(Connection connection) {
			return new DefaultPooledObject<>(connection);
		}

		@Override
		public boolean validateObject(PooledObject<Connection> pooled) {
			Socket socket = pooled.getObject().socket;
			return socket.isConnected() && !socket.isClosed();
		}

		@Override
		public void destroyObject(PooledObject<Connection> pooled) throws IOException {
			pooled.getObject().socket.close();
		}

	}

}
