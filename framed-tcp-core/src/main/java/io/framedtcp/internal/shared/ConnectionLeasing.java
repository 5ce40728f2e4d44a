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

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.framedtcp.config.SharedSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.pool.ExclusivePool;
import io.framedtcp.internal.pool.Lease;
import io.framedtcp.internal.shared.WaitingCallers.WaitingCaller;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectFailedException;

/**
 * Leases connections to share from the pool, one at a time: for a caller who waits for a
 * place, or to listen on them.
 */
final class ConnectionLeasing {

	private static final Log logger = LogFactory.getLog(ConnectionLeasing.class);

	private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final SharedConnections connections;

	private final PlaceQueue queue;

	private final ExclusivePool pool;

	private final SharedSettings settings;

	/** Whether somebody leases one. Guarded by the lock of the queue. */
	private boolean leasing;

	/** When to try again, after no further one could be had. Guarded likewise. */
	private long againAt = System.nanoTime();

	/** Whether somebody sees to it that there are connections to listen on. */
	private final AtomicBoolean listening = new AtomicBoolean();

	/**
	 * Creates what leases the connections of a client.
	 * @param connections the connections of the client
	 * @param queue who gets a place on them
	 * @param pool where they are leased
	 * @param settings how many there may be
	 */
	ConnectionLeasing(SharedConnections connections, PlaceQueue queue, ExclusivePool pool, SharedSettings settings) {
		this.connections = connections;
		this.queue = queue;
		this.pool = pool;
		this.settings = settings;
	}

	/**
	 * Begins to lease one more if that is allowed and nobody does. Called under the lock.
	 * @param open how many there are
	 * @return whether this thread is to lease it
	 */
	boolean begin(int open) {
		boolean begun = !this.leasing && open < this.settings.connections();
		this.leasing |= begun;
		return begun;
	}

	/**
	 * Begins to lease one more, unless that has just failed while others were open.
	 * Called under the lock.
	 * @param open how many there are
	 * @return whether a caller is to lease it
	 */
	boolean beginIfDue(int open) {
		return (open == 0 || System.nanoTime() - this.againAt >= 0) && begin(open);
	}

	/**
	 * Ends leasing. Called under the lock.
	 */
	void end() {
		this.leasing = false;
	}

	/**
	 * Notes that no further connection could be had. Called under the lock.
	 * @param failure why not
	 */
	void failed(ConnectFailedException failure) {
		logger.debug("No further connection can be shared", failure);
		this.againAt = System.nanoTime() + AGAIN_NANOS;
	}

	/**
	 * Leases one more connection, in the thread of the caller who waits longest. If there
	 * is none to be had, the caller waits on for a place on those that are there.
	 * @param waiter the caller
	 * @param deadline by when the connection must be there
	 * @throws IOException if there was no place in the pool
	 * @throws InterruptedException if the thread is interrupted
	 */
	void lease(WaitingCaller waiter, Deadline deadline) throws IOException, InterruptedException {
		SharedConnection opened = null;
		ConnectFailedException failure = null;
		try {
			opened = share(this.pool.acquireToShare(deadline));
		}
		catch (ConnectFailedException ex) {
			failure = ex;
		}
		finally {
			this.queue.leased(waiter, opened, failure);
			if (opened != null && !this.connections.isClosed()) {
				// It has no call if it was evicted, say, just after it had been opened.
				opened.drainIfOutdated();
			}
		}
	}

	private SharedConnection share(Lease lease) throws IOException {
		boolean begun = false;
		try {
			SharedConnection connection = (lease.connection().sharing() instanceof SharedConnection shared) ? shared
					: new SharedConnection(this.connections, lease);
			lease.connection().sharedBy(connection);
			connection.begin(lease);
			this.queue.note(connection);
			if (this.settings.listen()) {
				Listener.start(connection, this.connections, this.pool.client());
			}
			begun = true;
			return connection;
		}
		finally {
			if (!begun) {
				lease.retire(CloseReason.BROKEN);
			}
		}
	}

	/**
	 * Begins to keep connections to listen on, if that is wanted.
	 */
	void listen() {
		if (this.settings.listen() && this.listening.compareAndSet(false, true)) {
			this.connections.soon(this::keepListening, 0);
		}
	}

	/**
	 * Leases connections until there are as many as may be shared, and looks again every
	 * second whether one was lost. Called in the background.
	 */
	private void keepListening() {
		if (this.connections.isClosed()) {
			this.listening.set(false);
			return;
		}
		try {
			if (!this.pool.isPaused() && this.queue.beginToLease()) {
				leaseToListen();
			}
		}
		finally {
			this.connections.soon(this::keepListening, AGAIN_NANOS);
		}
	}

	private void leaseToListen() {
		SharedConnection opened = null;
		try {
			opened = share(this.pool.acquireToShare(Deadline.after(this.pool.connectionSettings().connectTimeout())));
		}
		catch (IOException ex) {
			logger.debug("No connection to listen on for client '" + this.pool.client() + "'", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.queue.leased(null, opened, null);
		}
	}

}
