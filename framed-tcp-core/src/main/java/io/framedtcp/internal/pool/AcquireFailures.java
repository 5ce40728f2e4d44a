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
import java.time.Duration;
import java.util.function.Supplier;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.TimeBound;
import io.framedtcp.internal.pool.Permits.Outcome;
import io.framedtcp.pool.PoolBusyException;
import io.framedtcp.pool.PoolClosedException;
import io.framedtcp.pool.PoolCounts;

/**
 * Makes the exceptions of callers who got no connection, and notifies the listeners. They
 * say which bound was reached.
 */
final class AcquireFailures {

	private final String client;

	private final String propertyPrefix;

	private final Duration acquireTimeout;

	private final Duration connectTimeout;

	private final PoolEvents events;

	private final Supplier<PoolCounts> counts;

	/**
	 * Creates the failures of a client.
	 * @param client name of the client
	 * @param settings how connections are opened
	 * @param acquireTimeout for how long callers wait
	 * @param events notifies the listeners
	 * @param counts counts the connections
	 */
	AcquireFailures(String client, ConnectionSettings settings, Duration acquireTimeout, PoolEvents events,
			Supplier<PoolCounts> counts) {
		this.client = client;
		this.propertyPrefix = settings.propertyPrefix();
		this.acquireTimeout = acquireTimeout;
		this.connectTimeout = settings.connectTimeout();
		this.events = events;
		this.counts = counts;
	}

	/**
	 * Refuses a caller without a permit.
	 * @param outcome what came of its wait
	 * @param deadline that of the caller
	 * @param paused whether the client is paused
	 * @return the exception to throw
	 */
	IOException refused(Outcome outcome, Deadline deadline, boolean paused) {
		return switch (outcome) {
			case TOO_MANY_WAITING -> busy("too many callers are waiting for a connection");
			case CLOSED -> new PoolClosedException(this.client);
			default -> late(outcome == Outcome.DEADLINE_PASSED, deadline, "pool.acquire-timeout", this.acquireTimeout,
					paused ? ", as the client is paused" : "");
		};
	}

	/**
	 * Refuses a caller who has a permit, but found no slot for it.
	 * @param searchBy that of the caller, or the earlier one of the search, which has no
	 * name
	 * @return the exception to throw
	 */
	PoolBusyException withoutSlot(Deadline searchBy) {
		return late(true, searchBy, "connect-timeout", this.connectTimeout, "");
	}

	/**
	 * Refuses a caller whose lease was ended, as user code did not heed an interrupt.
	 * @return the exception to throw
	 */
	PoolBusyException stuck() {
		return busy("no connection could be used, as user code went on for more than a second after the deadline");
	}

	private PoolBusyException late(boolean ofCall, Deadline deadline, String property, Duration value, String reason) {
		String bound = ofCall ? deadline.bound() : null;
		return busy("no connection became free within "
				+ ((bound != null) ? bound : TimeBound.ofProperty(this.propertyPrefix, property, value)) + reason);
	}

	private PoolBusyException busy(String message) {
		PoolBusyException failure = new PoolBusyException(message, this.counts.get(), this.events.lastConnectFailure());
		this.events.callerRefused(this.client, failure);
		return failure;
	}

}
