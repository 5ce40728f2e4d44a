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

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The open connections of a client, and the last connections that were closed. It lives
 * as long as the client's pool, even if the pool is closed and opened again.
 * <p>
 * Safe for use by many threads.
 */
public interface ConnectionRegister {

	/**
	 * Returns the connections that are open.
	 * @return the status of each, the oldest first
	 */
	List<ConnectionStatus> openConnections();

	/**
	 * Returns the connections that were closed last.
	 * @return at most 16 connections, the latest first
	 */
	List<ClosedConnection> lastClosed();

	/**
	 * Returns the last close that was a {@linkplain ClosedConnection#isFailure()
	 * failure}.
	 * @return the connection, or {@code null} if there was none
	 */
	@Nullable ClosedConnection lastFailure();

	/**
	 * Returns the traffic of all connections so far.
	 * @return the sums
	 */
	Traffic traffic();

}
