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

import io.framedtcp.connection.ConnectionListener;

/**
 * Hears of what happens in a pool, as {@link ConnectionListener} says.
 */
public interface PoolListener extends ConnectionListener {

	/**
	 * A caller got no connection: none became free in time, or too many were waiting.
	 * @param client name of the client
	 * @param failure what the caller is told
	 */
	default void callerRefused(String client, PoolBusyException failure) {
	}

}
