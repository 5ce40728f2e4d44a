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

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.transport.Guard;

/**
 * Bounds the user code that runs in the threads of a shared connection's callers, apart
 * from the user code of the driver. Late code is interrupted. If it ignores that for a
 * second, the lease of the connection is ended. Safe for use by many threads.
 */
final class UserCodeGuards {

	private final Guard ofConnection;

	/** The guard of the last user code, to be used again. */
	private final AtomicReference<@Nullable Guard> spare = new AtomicReference<>();

	/**
	 * Creates the guards of a connection.
	 * @param ofConnection the guard of its channel
	 */
	UserCodeGuards(Guard ofConnection) {
		this.ofConnection = ofConnection;
	}

	/**
	 * Sets the deadline of user code that this thread is about to run.
	 * @param deadline the deadline
	 * @return the guard for {@link #end(Guard)}
	 */
	Guard begin(Deadline deadline) {
		Guard spare = this.spare.getAndSet(null);
		Guard guard = (spare != null) ? spare : this.ofConnection.successor();
		guard.set(deadline);
		return guard;
	}

	/**
	 * Ends the user code of this thread.
	 * @param guard its guard
	 * @return whether it was in time
	 */
	boolean end(Guard guard) {
		boolean inTime = guard.clear();
		if (!inTime || !this.spare.compareAndSet(null, guard)) {
			guard.close();
		}
		else if (this.ofConnection.isOver()) {
			close();
		}
		return inTime;
	}

	/**
	 * Closes the guard that is not in use, because the connection is closed. User code
	 * that still runs keeps its deadline.
	 */
	void close() {
		Guard spare = this.spare.getAndSet(null);
		if (spare != null) {
			spare.close();
		}
	}

}
