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

import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericObjectPool;

/**
 * A Commons Pool of sockets as many applications have one: the test of a connection asks
 * only what the JDK knows, and the streams have no buffers. It sets TCP_NODELAY, which
 * many forget, to their cost.
 */
final class CommonsPoolClient implements Client {

	private final GenericObjectPool<Socket> pool;

	CommonsPoolClient(Target target) {
		this.pool = new GenericObjectPool<>(new Factory(target));
		this.pool.setMaxTotal(target.connections());
		this.pool.setMaxIdle(target.connections());
		this.pool.setMaxWait(Target.ACQUIRE_TIMEOUT);
		this.pool.setTestOnBorrow(true);
	}

	@Override
	public byte[] exchange(byte[] request) throws Exception {
		Socket socket = this.pool.borrowObject();
		try {
			DataOutputStream out = new DataOutputStream(socket.getOutputStream());
			out.writeInt(request.length);
			out.write(request);
			DataInputStream in = new DataInputStream(socket.getInputStream());
			byte[] reply = new byte[in.readInt()];
			in.readFully(reply);
			this.pool.returnObject(socket);
			return reply;
		}
		catch (IOException ex) {
			this.pool.invalidateObject(socket);
			throw ex;
		}
	}

	@Override
	public void close() {
		this.pool.close();
	}

	private static final class Factory extends BasePooledObjectFactory<Socket> {

		private final Target target;

		Factory(Target target) {
			this.target = target;
		}

		@Override
		public Socket create() throws IOException {
			return Sockets.connect(this.target);
		}

		@Override
		public PooledObject<Socket> wrap(Socket socket) {
			return new DefaultPooledObject<>(socket);
		}

		@Override
		public boolean validateObject(PooledObject<Socket> pooled) {
			return pooled.getObject().isConnected() && !pooled.getObject().isClosed();
		}

		@Override
		public void destroyObject(PooledObject<Socket> pooled) throws IOException {
			pooled.getObject().close();
		}

	}

}
