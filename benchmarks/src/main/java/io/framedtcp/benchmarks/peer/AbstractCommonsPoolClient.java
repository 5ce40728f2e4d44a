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

import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericObjectPool;

/**
 * What the clients with a Commons Pool share, so that they differ in nothing but their
 * streams: the pool as many applications have one, whose test of a connection asks only
 * what the JDK knows.
 *
 * @param <T> what is pooled
 */
abstract class AbstractCommonsPoolClient<T> implements Client {

	private final GenericObjectPool<T> pool;

	AbstractCommonsPoolClient(Target target) {
		this.pool = new GenericObjectPool<>(new Factory(target));
		this.pool.setMaxTotal(target.connections());
		this.pool.setMaxIdle(target.connections());
		this.pool.setMaxWait(Target.ACQUIRE_TIMEOUT);
		this.pool.setTestOnBorrow(true);
	}

	@Override
	public byte[] exchange(byte[] request) throws Exception {
		T connection = this.pool.borrowObject();
		try {
			byte[] reply = exchange(connection, request);
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

	/**
	 * Make what is pooled of a socket.
	 * @param socket the socket, connected
	 * @return what is pooled
	 * @throws IOException if that fails
	 */
	abstract T connectionOf(Socket socket) throws IOException;

	/**
	 * Return the socket of what is pooled.
	 * @param connection what is pooled
	 * @return its socket
	 */
	abstract Socket socketOf(T connection);

	/**
	 * Send a request and wait for its reply.
	 * @param connection what to do that on
	 * @param request what the request carries
	 * @return what the reply carries
	 * @throws IOException if that fails, which costs the connection
	 */
	abstract byte[] exchange(T connection, byte[] request) throws IOException;

	private final class Factory extends BasePooledObjectFactory<T> {

		private final Target target;

		Factory(Target target) {
			this.target = target;
		}

		@Override
		public T create() throws IOException {
			return connectionOf(Sockets.connect(this.target));
		}

		@Override
		public PooledObject<T> wrap(T connection) {
			return new DefaultPooledObject<>(connection);
		}

		@Override
		public boolean validateObject(PooledObject<T> pooled) {
			Socket socket = socketOf(pooled.getObject());
			return socket.isConnected() && !socket.isClosed();
		}

		@Override
		public void destroyObject(PooledObject<T> pooled) throws IOException {
			socketOf(pooled.getObject()).close();
		}

	}

}
