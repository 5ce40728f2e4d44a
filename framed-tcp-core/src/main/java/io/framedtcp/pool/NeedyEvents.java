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

import java.time.Duration;

import io.framedtcp.connection.ConnectFailedException;
import io.framedtcp.connection.ConnectionInfo;
import io.framedtcp.connection.ConnectionListener;
import io.framedtcp.connection.RetireReason;

/**
 * The events of a pool's connections, some of which make housekeeping necessary.
 *
 * @param events told of all
 * @param need called when a connection is open, or none could be opened
 */
record NeedyEvents(ConnectionListener events, Runnable need) implements ConnectionListener {

	@Override
	public void connectionOpened(ConnectionInfo connection, Duration elapsed) {
		this.events.connectionOpened(connection, elapsed);
		this.need.run();
	}

	@Override
	public void connectFailed(String client, ConnectFailedException failure) {
		this.events.connectFailed(client, failure);
		this.need.run();
	}

	@Override
	public void unsolicitedFrame(ConnectionInfo connection, int size) {
		this.events.unsolicitedFrame(connection, size);
	}

	@Override
	public void connectionRetired(ConnectionInfo connection, RetireReason reason) {
		this.events.connectionRetired(connection, reason);
	}

}
