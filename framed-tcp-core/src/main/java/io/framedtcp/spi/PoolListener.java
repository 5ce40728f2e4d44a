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

/**
 * Receives the events of a pool. Each client has one thread that calls its listeners, one
 * event after the other, shortly after the event. Nobody waits for a listener, and it may
 * use or close the client. A listener that blocks delays the other listeners of the
 * client. Up to 1,024 events are queued meanwhile; further events are dropped.
 * <p>
 * Closing the client waits until the listeners have received the end of all connections.
 * A listener that takes too long is interrupted.
 * <p>
 * A {@link SynchronousPoolListener} is called in the thread that causes the event.
 */
public interface PoolListener extends ConnectionListener {

	/**
	 * A caller got a connection.
	 * @param connection the connection
	 * @param elapsed how long that took, waiting, testing and opening included
	 */
	default void connectionAcquired(ConnectionInfo connection, Duration elapsed) {
	}

	/**
	 * A caller got no connection. None became free in time, too many callers were
	 * waiting, connecting failed, or the circuit breaker was open.
	 * @param client name of the client
	 * @param failure why: a {@link ConnectFailedException}, or a
	 * {@code PoolBusyException} of the package {@code io.framedtcp.pool}
	 */
	default void callerRefused(String client, IOException failure) {
	}

	/**
	 * A failed exchange is repeated.
	 * @param client name of the client
	 */
	default void exchangeRetried(String client) {
	}

	/**
	 * A reply arrived on a shared connection after its caller had given up. Nobody gets
	 * it.
	 * @param connection the connection on which it arrived
	 * @param late how long ago the caller gave up
	 */
	default void lateReply(ConnectionInfo connection, Duration late) {
	}

	/**
	 * A caller has held a connection for longer than the leak detection threshold.
	 * Reported once for each lease.
	 * @param connection the connection
	 * @param held how long the caller has held it so far
	 * @param acquisition has the stack trace of the caller that acquired it
	 */
	default void leakSuspected(ConnectionInfo connection, Duration held, Exception acquisition) {
	}

}
