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

import org.jspecify.annotations.Nullable;

import io.framedtcp.config.SharedSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.TimeBound;
import io.framedtcp.internal.pool.ExclusivePool;
import io.framedtcp.internal.shared.WaitingCallers.WaitingCaller;
import io.framedtcp.pool.PoolBusyException;
import io.framedtcp.pool.SharingStatus;
import io.framedtcp.spi.CorrelationKey;

/**
 * Creates the exceptions of callers without a place on a shared connection. They contain
 * the reason, the state of the connections, and the property to change.
 */
final class PlaceFailures {

	private static final String MORE_CONNECTIONS = "framed-tcp.shared.connections";

	private static final String SLOW_SERVER = ", or find out why the server is slow.";

	private final SharedConnections group;

	private final ExclusivePool pool;

	private final SharedSettings settings;

	private final OpenConnections open;

	/**
	 * Creates the failures of a client.
	 * @param group the connections of the client
	 * @param pool the pool that leases them
	 * @param settings the settings of shared connections
	 * @param open the open connections
	 */
	PlaceFailures(SharedConnections group, ExclusivePool pool, SharedSettings settings, OpenConnections open) {
		this.group = group;
		this.pool = pool;
		this.settings = settings;
		this.open = open;
	}

	/**
	 * Refuses a caller because too many callers are waiting.
	 * @return the exception to throw
	 */
	PoolBusyException tooManyWaiting() {
		return refuse("too many callers are waiting for a place on a shared connection",
				"Raise framed-tcp.shared.max-in-flight if the server allows it, " + MORE_CONNECTIONS
						+ " or framed-tcp.pool.max-waiting" + SLOW_SERVER);
	}

	/**
	 * Refuses a caller whose wait has timed out.
	 * @param waiter the caller
	 * @param deadline that of the call, or an earlier one by the acquire time-out
	 * @return the exception to throw
	 */
	PoolBusyException tooLate(WaitingCaller waiter, Deadline deadline) {
		String within = " within " + ((deadline.bound() != null) ? deadline.bound() : TimeBound
			.ofProperty(this.group.propertyPrefix(), "pool.acquire-timeout", this.pool.settings().acquireTimeout()));
		String noPlace = "no place on a shared connection became free" + within;
		if (this.pool.isPaused()) {
			return refuse(noPlace + ", as the client is paused", "Resume it, or raise that time-out.");
		}
		return switch (waiter.placement()) {
			case KEY_IN_USE ->
				refuse("the id " + key(waiter) + " is that of another request, which got no reply" + within,
						"Use an id again only when its reply has come, or raise " + MORE_CONNECTIONS
								+ ": another connection can carry the same id.");
			case TOO_MANY_BYTES -> refuse(noPlace + " for a frame of " + waiter.call().frame().size() + " bytes",
					"Raise framed-tcp.shared.max-in-flight-bytes, which is " + this.settings.maxInFlightBytes()
							+ ", or " + MORE_CONNECTIONS + SLOW_SERVER);
			case SUSPECT ->
				refuse(noPlace + ": calls timed out in a row, nothing has come since, and a ping is not answered yet",
						"Find out why the server does not answer.");
			case GONE -> refuse("no connection to share could be had" + within,
					"Raise that time-out if connecting takes longer, or framed-tcp.pool.max-total if "
							+ "sessions use all connections, or find out why the server is slow to accept one.");
			case PLACED, FULL -> refuse(noPlace, "Raise framed-tcp.shared.max-in-flight if the server allows it, or "
					+ MORE_CONNECTIONS + SLOW_SERVER);
		};
	}

	private static @Nullable CorrelationKey key(WaitingCaller waiter) {
		return waiter.call().key();
	}

	private PoolBusyException refuse(String message, String remedy) {
		SharingStatus status = this.group.status();
		int usable = this.open.size();
		int draining = Math.max(0, status.connections() - usable);
		String state = " (" + usable + " of " + this.settings.connections() + " shared connections"
				+ ((draining > 0) ? " and " + draining + " draining" : "") + ", " + status.inFlight()
				+ " in flight, at most " + this.settings.maxInFlight() + " on each, " + status.waiting() + " queued, "
				+ status.orphans() + " orphaned)";
		return this.pool.busy(message + state, remedy, status);
	}

}
