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

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.SharedThreads;
import io.framedtcp.internal.shared.Lifecycle.Phase;

/**
 * Reads a shared connection while no caller does, for a server that sends unasked. It
 * counts as a caller, so the lease of the connection does not end. It stops when the
 * connection gets no new calls.
 */
final class Listener implements Runnable {

	/** The longest time between two checks whether the connection is outdated. */
	private static final Duration ROUND = Duration.ofSeconds(1);

	private final SharedConnection connection;

	private final SharedCall role;

	private final Duration round;

	/**
	 * Begins to listen.
	 * @param connection the connection, which has just been leased
	 * @param connections the connections of the client
	 * @param client name of the client
	 */
	static void start(SharedConnection connection, SharedConnections connections, String client) {
		Listener[] listener = new Listener[1];
		Thread thread = SharedThreads.create("framed-tcp-" + client + "-listener", () -> listener[0].run());
		listener[0] = new Listener(connection, connections.factory().role(thread),
				connection.housekeeping().pingRound(ROUND));
		connection.calls().places().enter();
		connection.calls().roles().listen(listener[0].role);
		boolean started = false;
		try {
			thread.start();
			started = true;
		}
		finally {
			if (!started) {
				connection.stopListening(listener[0].role);
			}
		}
	}

	private Listener(SharedConnection connection, SharedCall role, Duration round) {
		this.connection = connection;
		this.role = role;
		this.round = round;
	}

	@Override
	public void run() {
		try {
			while (isNeeded()) {
				// User code may have left the thread interrupted.
				Thread.interrupted();
				if (this.role.isDriver() || this.role.isWriter()) {
					this.connection.driver().listen(this.role, Deadline.after(this.round));
				}
				else {
					LockSupport.parkNanos(this.connection, TimeUnit.NANOSECONDS.convert(this.round));
				}
				this.connection.drainIfOutdated();
				this.connection.housekeeping().pingIfSilent();
			}
		}
		finally {
			this.connection.stopListening(this.role);
		}
	}

	private boolean isNeeded() {
		Phase phase = this.connection.calls().lifecycle().phase();
		return phase == Phase.OPEN || phase == Phase.SUSPECT;
	}

}
