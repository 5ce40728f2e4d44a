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

import java.io.IOException;

import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.pool.PoolBusyException;
import io.framedtcp.pool.PoolClosedException;
import io.framedtcp.spi.ConnectFailedException;

/**
 * The pool as calls use it: each call acquires a lease. The pool decides whether the
 * lease is exclusive or a place on a shared connection.
 * <p>
 * Safe for use by many threads.
 */
public interface ConnectionPool extends FramedConnectionPool {

	/**
	 * Acquires a lease for an exchange or a batch. Waits for a free connection for at
	 * most the acquire time-out, and opens one if none is idle. The caller must begin the
	 * exchange at once, because the connection was tested just before.
	 * @param frame the first frame to send
	 * @param answered whether the frame is a request with a reply
	 * @param deadline bounds the whole call
	 * @return the lease, which the caller must end
	 * @throws PoolBusyException if no connection became free in time, or too many callers
	 * were waiting
	 * @throws ConnectFailedException if no connection could be opened
	 * @throws PoolClosedException if the pool is closed
	 * @throws IOException if anything else fails
	 * @throws InterruptedException if the thread is interrupted
	 */
	Lease acquire(EncodedFrame frame, boolean answered, Deadline deadline) throws IOException, InterruptedException;

	/**
	 * Acquires an exclusive lease for a session. The connection is tested once more
	 * before the first request, by a non-blocking read.
	 * @param deadline bounds the whole call
	 * @return the lease, which the caller must end
	 * @throws PoolBusyException if no connection became free in time, or too many callers
	 * were waiting
	 * @throws ConnectFailedException if no connection could be opened
	 * @throws PoolClosedException if the pool is closed
	 * @throws IOException if anything else fails
	 * @throws InterruptedException if the thread is interrupted
	 */
	SessionLease acquireForSession(Deadline deadline) throws IOException, InterruptedException;

	/**
	 * Acquires a newly opened connection, to repeat an exchange whose connection was
	 * lost. The server may have closed the idle ones at the same time.
	 * @param frame the first frame to send
	 * @param answered whether the frame is a request with a reply
	 * @param deadline bounds the whole call
	 * @return the lease, which the caller must end
	 * @throws PoolBusyException if no connection became free in time, or too many callers
	 * were waiting
	 * @throws ConnectFailedException if no connection could be opened
	 * @throws PoolClosedException if the pool is closed
	 * @throws IOException if anything else fails
	 * @throws InterruptedException if the thread is interrupted
	 */
	Lease acquireFresh(EncodedFrame frame, boolean answered, Deadline deadline)
			throws IOException, InterruptedException;

	/**
	 * Counts a repeated exchange, and notifies the listeners.
	 */
	void exchangeRetried();

}
