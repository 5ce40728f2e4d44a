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

import java.time.Duration;

/**
 * Receives the events of connections. Exceptions are logged and do no harm.
 * {@link PoolListener} and {@link SynchronousPoolListener} say which thread calls it.
 */
public interface ConnectionListener {

	/**
	 * A connection was opened.
	 * @param connection the connection
	 * @param elapsed how long it took, name resolution and failed addresses included
	 */
	default void connectionOpened(ConnectionInfo connection, Duration elapsed) {
	}

	/**
	 * A connection could not be opened to any of the addresses.
	 * @param client name of the client
	 * @param failure what happened
	 */
	default void connectFailed(String client, ConnectFailedException failure) {
	}

	/**
	 * A frame arrived that answers no request, during an exchange or while the connection
	 * was idle.
	 * @param connection the connection
	 * @param size the size of its payload, in bytes
	 */
	default void unsolicitedFrame(ConnectionInfo connection, int size) {
	}

	/**
	 * A connection was closed for good.
	 * @param connection the connection
	 * @param reason why
	 */
	default void connectionClosed(ConnectionInfo connection, CloseReason reason) {
	}

}
