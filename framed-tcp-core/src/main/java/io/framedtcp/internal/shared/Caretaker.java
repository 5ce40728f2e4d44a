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

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.framedtcp.internal.shared.Lifecycle.Phase;

/**
 * Looks after a shared connection in the background while its callers may not: while it
 * is drained, is suspect, or has replies outstanding that nobody waits for.
 */
final class Caretaker {

	/** How often to look. */
	private static final long ROUND_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final SharedConnection shared;

	private final SharedConnections group;

	/** Has the driver's role in the background. */
	private final SharedCall role;

	/** Whether somebody is to look after the connection, or does. */
	private final AtomicBoolean called = new AtomicBoolean();

	private final AtomicBoolean pinging = new AtomicBoolean();

	/**
	 * Creates what looks after a connection, once it is called.
	 * @param shared the connection
	 * @param group the connections of the client
	 */
	Caretaker(SharedConnection shared, SharedConnections group) {
		this.shared = shared;
		this.group = group;
		this.role = group.factory().role(null);
	}

	/**
	 * Sees to it that somebody looks after the connection if that is needed.
	 */
	void callIfNeeded() {
		Phase phase = this.shared.phase();
		if (phase == Phase.SUSPECT && this.pinging.compareAndSet(false, true)) {
			this.group.soon(this::pingIfSuspect, 0);
		}
		boolean needed = phase == Phase.SUSPECT || phase == Phase.DRAINING
				|| (phase == Phase.OPEN && this.shared.orphans() > 0);
		if (needed && this.called.compareAndSet(false, true)) {
			this.group.soon(this::tend, ROUND_NANOS);
		}
	}

	/**
	 * Lets the connection be pinged if nothing has been exchanged on it for a while.
	 */
	void pingIfSilent() {
		if (this.group.pinger().isDue(this.shared) && this.pinging.compareAndSet(false, true)) {
			this.group.soon(this::pingInSilence, 0);
		}
	}

	private void pingInSilence() {
		try {
			this.group.pinger().pingInSilence(this.shared);
		}
		finally {
			this.pinging.set(false);
			this.shared.afterwards();
		}
	}

	private void tend() {
		if (this.shared.calls().lifecycle().isDrainedForTooLong()) {
			this.shared.drainedForTooLong();
		}
		else {
			this.shared.endIfOutdated();
		}
		if (this.shared.calls().roles().takeDriver(this.role)) {
			this.shared.driver().driveForNobody(this.role);
			this.shared.endIfOutdated();
		}
		this.called.set(false);
		this.shared.afterwards();
	}

	private void pingIfSuspect() {
		if (this.shared.phase() == Phase.SUSPECT) {
			this.group.pinger().pingSuspect(this.shared);
		}
		this.pinging.set(false);
		this.shared.afterwards();
	}

}
