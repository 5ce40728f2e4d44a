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

package io.framedtcp.spi;

import java.io.IOException;
import java.time.Duration;

import io.framedtcp.pool.PoolBusyException;

/**
 * Hears of what happens in a pool. Listeners of a client are told in a thread of their
 * own, one event after the other, shortly after it has happened. Nobody waits for a
 * listener, and it may use or close the client. A listener that blocks holds up the other
 * listeners of the client. While it does, up to 1,024 events are kept for them, and
 * further ones are dropped.
 * <p>
 * When the client is closed, the listeners hear of the end of all connections before
 * closing returns, unless one of them takes too long. Then it is interrupted.
 * <p>
 * A {@link SynchronousPoolListener} is called in the thread in which something happens.
 */
public interface PoolListener extends ConnectionListener {

	/**
	 * A caller got a connection.
	 * @param connection the connection
	 * @param elapsed how long that took: the wait for a free one, its test, and opening
	 * it if none was idle
	 */
	default void connectionBorrowed(ConnectionInfo connection, Duration elapsed) {
	}

	/**
	 * A caller got no connection: none became free in time, too many were waiting, or the
	 * last attempts to connect had failed so that no further was made.
	 * @param client name of the client
	 * @param failure what the caller is told: a {@link PoolBusyException} or a
	 * {@link ConnectFailedException}
	 */
	default void callerRefused(String client, IOException failure) {
	}

	/**
	 * An exchange that failed is repeated.
	 * @param client name of the client
	 */
	default void exchangeRetried(String client) {
	}

	/**
	 * A reply came on a shared connection when its caller did not wait for it any more.
	 * Nobody gets it.
	 * @param connection the connection that it came on
	 * @param late how long ago the caller gave up
	 */
	default void lateReply(ConnectionInfo connection, Duration late) {
	}

	/**
	 * A connection has been held for longer than the leak detection threshold. Told once
	 * for each lease.
	 * @param connection the connection
	 * @param held for how long
	 * @param borrower has the stack trace of whoever borrowed it
	 */
	default void leakSuspected(ConnectionInfo connection, Duration held, Exception borrower) {
	}

}
