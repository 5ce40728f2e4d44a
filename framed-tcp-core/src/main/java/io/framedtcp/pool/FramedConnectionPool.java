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
 * Monitors and controls the connections of one client. Exchanges are made through the
 * client's template.
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
	 * Returns the settings for opening connections.
	 * @return the settings
	 */
	ConnectionSettings connectionSettings();

	/**
	 * Returns the settings for keeping connections.
	 * @return the settings
	 */
	PoolSettings settings();

	/**
	 * Pings the server, unless the pool is busy or no ping is configured. A pool is busy
	 * if it could lend no other connection during the ping.
	 * @return {@code true} if the server answered the ping; {@code false} if it was not
	 * pinged
	 * @throws ConnectFailedException if no connection could be opened
	 * @throws PoolClosedException if the pool is closed
	 * @throws PingFailedException if the server answers too late or not as expected
	 * @throws IOException if anything else fails
	 * @throws InterruptedException if the thread is interrupted
	 */
	boolean tryPing() throws IOException, InterruptedException;

	/**
	 * Checks that the pool can lend a connection, unless the pool is busy. A pool is busy
	 * if it could lend no other connection during the check. Nothing is exchanged on the
	 * connection.
	 * @return {@code true} if the check succeeded; {@code false} if the pool is busy
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
	 * Returns the settings for sharing connections.
	 * @return the settings; {@code null} if the client shares none
	 */
	default @Nullable SharedSettings sharedSettings() {
		return null;
	}

	/**
	 * Returns the status of the shared connections.
	 * @return the status; {@code null} if the client shares none
	 */
	default @Nullable SharingStatus sharing() {
		return null;
	}

	/**
	 * Returns counts of the events since the pool was created.
	 * @return the statistics
	 */
	PoolStatistics statistics();

	/**
	 * Returns the register of connections: open connections, the last closed ones, and
	 * their traffic.
	 * @return the register
	 */
	ConnectionRegister connections();

	/**
	 * Returns the last failure, even if everything has worked since. A failure is a
	 * failed attempt to open a connection, or a connection that
	 * {@linkplain ClosedConnection#isFailure() failed}. Its description quotes nothing
	 * that was sent or received.
	 * @return the failure, or {@code null} if there was none
	 */
	@Nullable PoolFailure lastFailure();

	/**
	 * Returns the last failure to open a connection.
	 * @return the failure; {@code null} if there was none, or a connection has been
	 * opened since; an attempt that a caller's own deadline cut short does not count
	 */
	@Nullable ConnectFailure lastConnectFailure();

	/**
	 * Closes all connections that are open now. A connection in use is closed when it is
	 * returned. Use this method when the server has moved, or its certificate has
	 * changed.
	 */
	void evictAll();

	/**
	 * Closes the connections that are idle now. No caller gets one of them any more. The
	 * housekeeper soon closes them, and opens new ones up to
	 * {@link PoolSettings#minIdle()}.
	 */
	void evictIdle();

	/**
	 * Pauses the pool: it lends and opens no connection until {@link #resume()}. Use this
	 * method while the server is down for maintenance. Callers wait, or are refused, as
	 * if all connections were in use. Exchanges that have begun continue.
	 * {@link #counts()} shows when the last one has ended. Closing the pool ends the
	 * pause.
	 */
	void pause();

	/**
	 * Lends connections again, first to waiting callers. Does nothing if the pool is not
	 * paused.
	 */
	void resume();

	/**
	 * Returns whether the pool is paused.
	 * @return whether it is
	 */
	boolean isPaused();

	/**
	 * Returns whether connections can be acquired.
	 * @return {@code false} after {@link #close()}
	 */
	boolean isOpen();

	/**
	 * Opens the pool again after {@link #close()}. If a close is in progress, waits for
	 * its end. Does nothing if the pool is open.
	 * @throws IllegalStateException if a close is in progress that waits for the calling
	 * thread, for example the thread of a listener
	 */
	void open();

	/**
	 * Closes the pool. New callers and waiting callers are refused. Callers that hold a
	 * connection have {@link PoolSettings#closeTimeout()} to return it. Then the
	 * remaining connections are closed. Does nothing if the pool is closed.
	 * <p>
	 * Returns within the close time-out plus one second, even if user code hangs.
	 * Listeners, pings, handlers and initializers that still run after the close time-out
	 * are interrupted. If they ignore the interrupt, they are not waited for. An
	 * interrupt of the calling thread ends the wait early. If another thread is closing
	 * the pool, the call waits for it, for at most the same time.
	 * <p>
	 * It may be called from inside a call, a listener or a handler: it does not wait for
	 * the calling thread.
	 */
	@Override
	void close();

}
