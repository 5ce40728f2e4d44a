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

package io.framedtcp.pool;

import org.apache.commons.pool2.impl.GenericObjectPool;

import io.framedtcp.connection.FramedConnection;
import io.framedtcp.connection.FramedConnectionFactory;

/**
 * What a pool consists of, for those of its parts that work with all of it.
 *
 * @param permits the rights to hold a connection
 * @param factory opens and closes connections
 * @param connections keeps the idle ones
 * @param recentlyUsed keeps those that were returned lately
 * @param events hears of what happens
 */
record Stock(Permits permits, FramedConnectionFactory factory, GenericObjectPool<FramedConnection> connections,
		RecentlyUsed<FramedConnection> recentlyUsed, PoolEvents events) {

	/**
	 * Return how many connections are idle.
	 * @return the number, wherever they are kept
	 */
	int idle() {
		return this.connections.getNumIdle() + this.recentlyUsed.size();
	}

	/**
	 * Open a connection that is idle for now. Commons Pool2 would keep it even if it has
	 * been closed meanwhile.
	 * @throws Exception if that fails
	 */
	void addIdle() throws Exception {
		this.connections.addObject();
		if (this.permits.isClosed()) {
			this.connections.clear();
		}
	}

	/**
	 * Let Commons Pool2 have all connections that are idle.
	 */
	void putAway() {
		this.recentlyUsed.removeAll(this.connections::returnObject);
	}

}
