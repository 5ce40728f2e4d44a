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

import org.jspecify.annotations.Nullable;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.config.SharedSettings;
import io.framedtcp.spi.ConnectFailedException;

/**
 * The connections of one client, to be watched and controlled. Exchanges are made through
 * the client's template.
 * <p>
 * The pool is open from its creation on. Connections are opened when they are needed, and
 * in the background up to {@link PoolSettings#minIdle()}. A closed pool can be
 * {@linkplain #open() opened} again.
 * <p>
 * Safe for use by many threads.
 */
public interface FramedConnectionPool extends AutoCloseable {

	/**
	 * Returns the name of the client.
	 * @return the name
	 */
	String client();

	/**
	 * Returns how connections are opened.
	 * @return the settings
	 */
	ConnectionSettings connectionSettings();

	/**
	 * Returns how many connections are held, and for how long.
	 * @return the settings
	 */
	PoolSettings settings();

	/**
	 * Pings the server, if idle connections are pinged and at least one more connection
	 * could be lent meanwhile.
	 * @return whether the server was pinged, successfully
	 * @throws ConnectFailedException if no connection could be opened
	 * @throws PoolClosedException if the pool is closed
	 * @throws IOException if the server did not answer in time, or not as it should
	 * @throws InterruptedException if the thread is interrupted
	 */
	boolean tryPing() throws IOException, InterruptedException;

	/**
	 * Checks that a connection can be had, if at least one more connection could be lent
	 * meanwhile. Nothing is exchanged on it.
	 * @return whether that was checked, successfully; {@code false} if the pool is busy
	 * @throws ConnectFailedException if no connection could be opened
	 * @throws PoolClosedException if the pool is closed
	 * @throws IOException if anything else fails
	 * @throws InterruptedException if the thread is interrupted
	 */
	boolean tryConnect() throws IOException, InterruptedException;

	/**
	 * Returns how many connections and callers there are.
	 * @return the counts at this moment; all zero if the pool is closed
	 */
	PoolCounts counts();

	/**
	 * Returns how callers share connections.
	 * @return the settings; {@code null} if the client shares none
	 */
	default @Nullable SharedSettings sharedSettings() {
		return null;
	}

	/**
	 * Returns what shared connections are doing.
	 * @return the status; {@code null} if the client shares none
	 */
	default @Nullable SharingStatus sharing() {
		return null;
	}

	/**
	 * Returns what has happened so far.
	 * @return the statistics
	 */
	PoolStatistics statistics();

	/**
	 * Returns the account of connections: those that are open, the last that were closed,
	 * and what has passed over them.
	 * @return the account
	 */
	ConnectionRegister connections();

	/**
	 * Returns the last thing that went wrong, however much has gone well since: that no
	 * connection could be opened, or that one {@linkplain ClosedConnection#isFailure()
	 * failed}. It is told without anything that was said on a connection.
	 * @return the failure, or {@code null} if there was none
	 */
	@Nullable PoolFailure lastFailure();

	/**
	 * Returns the last failure to open a connection.
	 * @return the failure, or {@code null} if there was none since a connection was
	 * opened; attempts that a caller's own deadline cut short do not count
	 */
	@Nullable ConnectFailure lastConnectFailure();

	/**
	 * Closes all connections that are open now, those in use when they are returned: for
	 * when the server has moved, or its certificate has changed.
	 */
	void evictAll();

	/**
	 * Closes the connections that are idle now. No caller gets one of them any more; the
	 * housekeeper closes them, soon, and opens new ones where some are to be kept ready.
	 */
	void evictIdle();

	/**
	 * Lends no connection and opens none until {@link #resume()}: for when the server is
	 * taken away for a while. Callers wait, as they do while all connections are in use,
	 * and are refused as they are then. Exchanges that have begun go on;
	 * {@link #counts()} tells when the last has ended. Closing the pool ends the pause.
	 */
	void pause();

	/**
	 * Lends connections again, first to those who wait. Does nothing if the pool is not
	 * paused.
	 */
	void resume();

	/**
	 * Returns whether the pool is paused.
	 * @return whether it is
	 */
	boolean isPaused();

	/**
	 * Returns whether connections can be borrowed.
	 * @return {@code false} after {@link #close()}
	 */
	boolean isOpen();

	/**
	 * Opens the pool again after {@link #close()}. Waits for the end of a closing that is
	 * going on. Does nothing if the pool is open.
	 * @throws IllegalStateException if the pool is being closed, and waits for the
	 * calling thread, which is that of a listener, say
	 */
	void open();

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
	void close();

}
