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

package io.framedtcp.internal.pool;

import io.framedtcp.internal.connection.FramedConnection;
import io.framedtcp.spi.CloseReason;

/**
 * The lease of a whole connection, to be shared by many callers. Ends like a
 * {@link Lease}.
 */
public interface ConnectionLease extends AutoCloseable {

	/**
	 * Returns the connection, even after the lease has ended.
	 * @return the connection of the lease
	 */
	FramedConnection connection();

	/**
	 * Ends the lease. The connection is kept if it may be used again.
	 */
	@Override
	void close();

	/**
	 * Ends the lease and closes the connection for good.
	 * @param reason why it is closed
	 */
	void retire(CloseReason reason);

}
