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

import java.util.concurrent.atomic.AtomicBoolean;

import io.framedtcp.connection.FramedConnection;
import io.framedtcp.connection.RetireReason;

/**
 * A borrowed connection. It ends with {@link #giveBack()} or
 * {@link #retire(RetireReason)}, whichever comes first; a second ending does nothing,
 * even if the connection has been lent to somebody else by then. Neither throws, waits or
 * opens a connection.
 */
public final class Lease {

	private final OpenPool pool;

	private final FramedConnection connection;

	private final AtomicBoolean ended = new AtomicBoolean();

	Lease(OpenPool pool, FramedConnection connection) {
		this.pool = pool;
		this.connection = connection;
	}

	/**
	 * Return the connection, to be used by this thread until the lease ends.
	 * @return the connection
	 */
	public FramedConnection connection() {
		return this.connection;
	}

	/**
	 * Return the connection to the pool, which keeps it only if it is whole: not marked
	 * to be retired, with no byte left over, and not past its lifetime.
	 */
	public void giveBack() {
		if (this.ended.compareAndSet(false, true)) {
			this.pool.takeBack(this.connection);
		}
	}

	/**
	 * Close the connection for good.
	 * @param reason why
	 */
	public void retire(RetireReason reason) {
		if (this.ended.compareAndSet(false, true)) {
			this.connection.retireBecause(reason);
			this.pool.takeBack(this.connection);
		}
	}

}
