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

package io.framedtcp.internal.shared;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.config.SharedSettings;
import io.framedtcp.internal.UnsupportedVersionException;
import io.framedtcp.internal.pool.ConnectionPool;
import io.framedtcp.internal.pool.ExclusivePool;
import io.framedtcp.spi.PoolListener;

/**
 * Creates the pools of clients. Decides whether callers share connections.
 */
public final class ConnectionPools {

	private ConnectionPools() {
	}

	/**
	 * Creates a pool and opens it.
	 * @param client the name of the client in logs, errors and thread names
	 * @param connection the settings of its connections
	 * @param pool the settings of the pool
	 * @param shared the settings of shared connections; {@code null} if each connection
	 * is lent to one caller at a time
	 * @param listeners receive the events of the pool
	 * @return the open pool
	 * @throws IllegalArgumentException if the settings are not compatible
	 * @throws UnsupportedVersionException if Commons Pool2 is too old
	 */
	public static ConnectionPool open(String client, ConnectionSettings connection, PoolSettings pool,
			@Nullable SharedSettings shared, List<PoolListener> listeners) {
		return (shared != null) ? new SharedPool(client, connection, pool, shared, listeners)
				: new ExclusivePool(client, connection, pool, listeners);
	}

}
