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

import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.framedtcp.connection.ConnectFailedException;
import io.framedtcp.connection.ConnectionRegister;
import io.framedtcp.connection.ConnectionSettings;
import io.framedtcp.connection.Deadline;
import io.framedtcp.connection.Retirement;

/**
 * A pool of framed connections for one client. A connection is lent to one caller at a
 * time; it has been drained and tested before, and comes back whole or not at all.
 * <p>
 * The pool is open from its creation on. Connections are opened when they are needed, and
 * in the background up to {@link PoolSettings#minIdle()}. A closed pool can be
 * {@linkplain #open() opened} again.
 * <p>
 * Safe for use by many threads.
 */
public final class FramedConnectionPool implements AutoCloseable {

	private static final PoolCounts NONE = new PoolCounts(0, 0, 0, 0);

	private final String client;

	private final ConnectionSettings connectionSettings;

	private final PoolSettings settings;

	private final PoolEvents events;

	private final ConnectionRegister register = new ConnectionRegister();

	/** Held for moments only, while it is decided who opens or closes the pool. */
	private final ReentrantLock lifecycle = new ReentrantLock();

	private volatile @Nullable OpenPool current;

	/** What is being closed; guarded by the lock. */
	private @Nullable OpenPool closing;

	/**
	 * Creates a pool and opens it.
	 * @param client name of the client, which stands in logs, errors and thread names
	 * @param connectionSettings how to open connections
	 * @param settings how many connections to hold, and for how long
	 * @param listeners hear of what happens in the pool
	 * @throws IllegalArgumentException if idle connections are to be pinged, and the
	 * framing allows one reply for each connection
	 * @throws UnsupportedVersionException if Commons Pool2 is too old
	 */
	public FramedConnectionPool(String client, ConnectionSettings connectionSettings, PoolSettings settings,
			List<PoolListener> listeners) {
		CommonsPool2Check.requireSupported();
		if (settings.ping() != null && connectionSettings.framing().isEndedByClose()) {
			throw new IllegalArgumentException("Connections with one reply each cannot be pinged");
		}
		this.client = client;
		this.connectionSettings = connectionSettings;
		this.settings = settings;
		this.events = new PoolEvents(client, listeners);
		open();
	}

	/**
	 * Returns the name of the client.
	 * @return the name
	 */
	public String client() {
		return this.client;
	}

	/**
	 * Returns how connections are opened.
	 * @return the settings
	 */
	public ConnectionSettings connectionSettings() {
		return this.connectionSettings;
	}

	/**
	 * Returns how many connections are held, and for how long.
	 * @return the settings
	 */
	public PoolSettings settings() {
		return this.settings;
	}

	/**
	 * Borrow a connection, waiting for a free one for the acquire time-out at most and
	 * opening one if none is idle.
	 * @param deadline bound on all of it
	 * @return the lease, which the caller has to end
	 * @throws PoolBusyException if no connection became free in time, or too many callers
	 * were waiting
	 * @throws ConnectFailedException if no connection could be opened
	 * @throws PoolClosedException if the pool is closed
	 * @throws IOException if anything else fails
	 * @throws InterruptedException if the thread is interrupted
	 */
	public Lease borrow(Deadline deadline) throws IOException, InterruptedException {
		return requireOpen().borrow(deadline);
	}

	/**
	 * Borrow a connection that is opened now, for repeating an exchange whose connection
	 * was lost: others may have been closed with it unseen.
	 * @param deadline bound on all of it
	 * @return the lease, which the caller has to end
	 * @throws PoolBusyException if no connection became free in time, or too many callers
	 * were waiting
	 * @throws ConnectFailedException if no connection could be opened
	 * @throws PoolClosedException if the pool is closed
	 * @throws IOException if anything else fails
	 * @throws InterruptedException if the thread is interrupted
	 */
	public Lease borrowFresh(Deadline deadline) throws IOException, InterruptedException {
		return requireOpen().borrowFresh(deadline);
	}

	/**
	 * Borrow a connection only if at least one more could be lent, and without waiting
	 * for a free one. For checks that must not keep a caller waiting.
	 * @param deadline bound on opening a connection
	 * @return the lease, which the caller has to end, or {@code null} if the pool is busy
	 * @throws ConnectFailedException if no connection could be opened
	 * @throws PoolClosedException if the pool is closed
	 * @throws IOException if anything else fails
	 * @throws InterruptedException if the thread is interrupted
	 */
	public @Nullable Lease tryBorrowLeavingOne(Deadline deadline) throws IOException, InterruptedException {
		return requireOpen().tryBorrowLeavingOne(deadline);
	}

	/**
	 * Ping the server, if idle connections are pinged and at least one more connection
	 * could be lent meanwhile.
	 * @return whether the server was pinged, successfully
	 * @throws ConnectFailedException if no connection could be opened
	 * @throws PoolClosedException if the pool is closed
	 * @throws IOException if the server did not answer in time, or not as it should
	 * @throws InterruptedException if the thread is interrupted
	 */
	public boolean tryPing() throws IOException, InterruptedException {
		PingSettings ping = this.settings.ping();
		return ping != null && requireOpen().tryPing(ping);
	}

	/**
	 * Counts an exchange that is repeated, and tell the listeners.
	 */
	public void exchangeRetried() {
		this.events.exchangeRetried(this.client);
	}

	/**
	 * Returns how many connections and callers there are.
	 * @return the counts at this moment; all zero if the pool is closed
	 */
	public PoolCounts counts() {
		OpenPool pool = this.current;
		return (pool != null) ? pool.counts() : NONE;
	}

	/**
	 * Returns what has happened so far.
	 * @return the statistics
	 */
	public PoolStatistics statistics() {
		return this.events.statistics();
	}

	/**
	 * Returns the account of connections: those that are open, the last that were
	 * retired, and what has passed over them.
	 * @return the account
	 */
	public ConnectionRegister connections() {
		return this.register;
	}

	/**
	 * Returns the last thing that went wrong, however much has gone well since: that no
	 * connection could be opened, or that one {@linkplain Retirement#isFailure() failed}.
	 * It is told without anything that was said on a connection.
	 * @return the failure, or {@code null} if there was none
	 */
	public @Nullable PoolFailure lastFailure() {
		ConnectFailure connect = this.events.lastConnectFailureEver();
		Retirement retirement = this.register.lastFailure();
		if (retirement != null && (connect == null || retirement.time().isAfter(connect.time()))) {
			return new PoolFailure(retirement.time(), retirement.connection().info().address(),
					retirement.reason().describe() + (retirement.duringExchange() ? " during an exchange" : ""));
		}
		return (connect != null) ? new PoolFailure(connect.time(),
				this.connectionSettings.addresses().stream().map(Object::toString).collect(Collectors.joining(", ")),
				connect.exception().getSummary()) : null;
	}

	/**
	 * Returns the last failure to open a connection.
	 * @return the failure, or {@code null} if there was none since a connection was
	 * opened; attempts that a caller's own deadline cut short do not count
	 */
	public @Nullable ConnectFailure lastConnectFailure() {
		return this.events.lastConnectFailure();
	}

	/**
	 * Retire all connections that are open now, those in use when they are returned: for
	 * when the server has moved, or its certificate has changed.
	 */
	public void evictAll() {
		OpenPool pool = this.current;
		if (pool != null) {
			pool.evictAll();
		}
	}

	/**
	 * Retire the connections that are idle now. No caller gets one of them any more; the
	 * housekeeper closes them, soon, and opens new ones where some are to be kept ready.
	 */
	public void evictIdle() {
		OpenPool pool = this.current;
		if (pool != null) {
			pool.evictIdle();
		}
	}

	/**
	 * Lend no connection and open none until {@link #resume()}: for when the server is
	 * taken away for a while. Callers wait, as they do while all connections are in use,
	 * and are refused as they are then. Exchanges that have begun go on;
	 * {@link #counts()} tells when the last has ended. Closing the pool ends the pause.
	 */
	public void pause() {
		OpenPool pool = this.current;
		if (pool != null) {
			pool.pause();
		}
	}

	/**
	 * Lend connections again, first to those who wait. Does nothing if the pool is not
	 * paused.
	 */
	public void resume() {
		OpenPool pool = this.current;
		if (pool != null) {
			pool.resume();
		}
	}

	/**
	 * Returns whether the pool is paused.
	 * @return whether it is
	 */
	public boolean isPaused() {
		OpenPool pool = this.current;
		return pool != null && pool.isPaused();
	}

	/**
	 * Returns whether connections can be borrowed.
	 * @return {@code false} after {@link #close()}
	 */
	public boolean isOpen() {
		return this.current != null;
	}

	/**
	 * Opens the pool again after {@link #close()}. Waits for the end of a closing that is
	 * going on. Does nothing if the pool is open.
	 * @throws IllegalStateException if the pool is being closed, and waits for the
	 * calling thread, which is that of a listener, say
	 */
	public void open() {
		OpenPool before = openUnlessClosing();
		if (before == null) {
			return;
		}
		if (before.isInside()) {
			throw new IllegalStateException("The client '" + this.client
					+ "' is being closed. A listener or handler must not open it meanwhile.");
		}
		before.awaitClosed();
		forget(before);
		openUnlessClosing();
	}

	/**
	 * Closes the pool: refuses new callers, sends those away who wait, gives those who
	 * hold a connection {@link PoolSettings#closeTimeout()} to return it, then closes
	 * what is left. Does nothing if the pool is closed.
	 * <p>
	 * Returns within the close time-out and a second, whatever user code does. Listeners,
	 * pings, handlers and initializers that go on after the close time-out are
	 * interrupted, and left to themselves if they do not heed that. An interrupt of the
	 * calling thread cuts the wait short. While another thread closes the pool, a call
	 * waits for it, just as long.
	 * <p>
	 * May be called from inside a call, a listener or a handler: it does not wait for the
	 * calling thread.
	 */
	@Override
	public void close() {
		OpenPool pool;
		this.lifecycle.lock();
		try {
			if (this.current != null) {
				this.closing = this.current;
				this.current = null;
			}
			pool = this.closing;
		}
		finally {
			this.lifecycle.unlock();
		}
		if (pool != null) {
			pool.close();
			if (pool.isClosed()) {
				forget(pool);
			}
		}
	}

	/**
	 * Opens the pool, unless one is still being closed.
	 * @return what is being closed, if anything
	 */
	private @Nullable OpenPool openUnlessClosing() {
		this.lifecycle.lock();
		try {
			if (this.current == null && this.closing == null) {
				this.current = new OpenPool(this.client, this.connectionSettings, this.settings, this.events,
						this.register);
			}
			return (this.current == null) ? this.closing : null;
		}
		finally {
			this.lifecycle.unlock();
		}
	}

	private void forget(OpenPool pool) {
		this.lifecycle.lock();
		try {
			if (this.closing == pool) {
				this.closing = null;
			}
		}
		finally {
			this.lifecycle.unlock();
		}
	}

	private OpenPool requireOpen() throws PoolClosedException {
		OpenPool pool = this.current;
		if (pool == null) {
			throw new PoolClosedException(this.client);
		}
		return pool;
	}

	@Override
	public String toString() {
		return "pool of client '" + this.client + "' (" + counts() + ")";
	}

}
