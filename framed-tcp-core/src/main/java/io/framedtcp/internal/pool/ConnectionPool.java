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

import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.pool.PoolBusyException;
import io.framedtcp.pool.PoolClosedException;
import io.framedtcp.spi.ConnectFailedException;

/**
 * What calls need of a pool: a lease for each. Whether the lease has a connection for
 * itself is up to the pool.
 * <p>
 * Safe for use by many threads.
 */
public interface ConnectionPool extends FramedConnectionPool {

	/**
	 * Acquires a lease for an exchange or a batch. Waits for a free connection for the
	 * acquire time-out at most, and opens one if none is idle. The caller must begin the
	 * exchange at once: the connection has been tested for it.
	 * @param frame the frame that is to be sent first
	 * @param answered whether it is a request, so that a reply is expected
	 * @param deadline bound on all of it
	 * @return the lease, which the caller has to end
	 * @throws PoolBusyException if no connection became free in time, or too many callers
	 * were waiting
	 * @throws ConnectFailedException if no connection could be opened
	 * @throws PoolClosedException if the pool is closed
	 * @throws IOException if anything else fails
	 * @throws InterruptedException if the thread is interrupted
	 */
	Lease acquire(EncodedFrame frame, boolean answered, Deadline deadline) throws IOException, InterruptedException;

	/**
	 * Acquires a lease that nobody else has meanwhile, as
	 * {@link #acquire(EncodedFrame, boolean, Deadline)} does.
	 * @param deadline bound on all of it
	 * @return the lease, which the caller has to end
	 * @throws IOException if there is none
	 * @throws InterruptedException if the thread is interrupted
	 */
	Lease acquire(Deadline deadline) throws IOException, InterruptedException;

	/**
	 * Acquires a lease for a session, which has a connection for itself. The connection
	 * is tested once more before the first request, at the cost of a read that does not
	 * wait.
	 * @param deadline bound on all of it
	 * @return the lease, which the caller has to end
	 * @throws PoolBusyException if no connection became free in time, or too many callers
	 * were waiting
	 * @throws ConnectFailedException if no connection could be opened
	 * @throws PoolClosedException if the pool is closed
	 * @throws IOException if anything else fails
	 * @throws InterruptedException if the thread is interrupted
	 */
	SessionLease acquireForSession(Deadline deadline) throws IOException, InterruptedException;

	/**
	 * Acquires a connection that is opened now, for repeating an exchange whose
	 * connection was lost: others may have been closed with it unseen.
	 * @param frame the frame that is to be sent first
	 * @param answered whether it is a request, so that a reply is expected
	 * @param deadline bound on all of it
	 * @return the lease, which the caller has to end
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
	 * Acquires a connection only if at least one more could be lent, and without waiting
	 * for a free one. For checks that must not keep a caller waiting.
	 * @param deadline bound on opening a connection
	 * @return the lease, which the caller has to end, or {@code null} if the pool is busy
	 * @throws ConnectFailedException if no connection could be opened
	 * @throws PoolClosedException if the pool is closed
	 * @throws IOException if anything else fails
	 * @throws InterruptedException if the thread is interrupted
	 */
	@Nullable Lease tryAcquireLeavingOne(Deadline deadline) throws IOException, InterruptedException;

	/**
	 * Counts an exchange that is repeated, and tells the listeners.
	 */
	void exchangeRetried();

}
