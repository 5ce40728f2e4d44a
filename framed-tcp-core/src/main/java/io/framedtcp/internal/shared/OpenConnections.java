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

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.shared.Admission.Placement;

/**
 * The shared connections of a client. It chooses the connection of a call, and decides
 * whether one more may be leased. Changed under the lock of {@link PlaceQueue}; any
 * thread may read it.
 */
final class OpenConnections {

	private static final SharedConnection[] NONE = {};

	private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final int maxConnections;

	/** The connections that may get calls. Copied on each change. */
	private volatile SharedConnection[] open = NONE;

	private final Set<SharedConnection> leased = ConcurrentHashMap.newKeySet();

	/** The thread that is leasing one more; {@code null} if none is. */
	private @Nullable Thread leasing;

	/** The time to try again after a failed lease. */
	private long retryAt = System.nanoTime();

	/**
	 * Creates an empty set of connections.
	 * @param maxConnections the maximum number of connections that get calls
	 */
	OpenConnections(int maxConnections) {
		this.maxConnections = maxConnections;
	}

	int size() {
		return this.open.length;
	}

	SharedConnection[] toArray() {
		return this.open;
	}

	/**
	 * Returns the leased connections, including draining ones.
	 * @return a view of the connections
	 */
	Set<SharedConnection> leased() {
		return this.leased;
	}

	/**
	 * Gives a call a place, preferably on the connection with the fewest calls in flight.
	 * @param call the call
	 * @param queued whether to queue its frame at once
	 * @return the outcome
	 */
	Placement place(SharedCall call, boolean queued) {
		SharedConnection[] open = this.open;
		if (open.length <= 1) {
			return (open.length == 1) ? open[0].place(call, queued) : Placement.GONE;
		}
		// Loads change concurrently, so they are read only once.
		long[] byLoad = new long[open.length];
		for (int i = 0; i < open.length; i++) {
			byLoad[i] = ((long) open[i].inFlight() << Integer.SIZE) | i;
		}
		Arrays.sort(byLoad);
		Placement placement = Placement.GONE;
		for (long load : byLoad) {
			Placement next = open[(int) load].place(call, queued);
			if (next == Placement.PLACED) {
				return next;
			}
			if (placement == Placement.GONE || next == Placement.KEY_IN_USE) {
				placement = next;
			}
		}
		return placement;
	}

	/**
	 * Lets a thread lease one more connection, if that is allowed and no other does.
	 * @param thread the thread
	 * @return whether it must lease it
	 */
	boolean beginLeasing(Thread thread) {
		boolean begun = this.leasing == null && this.open.length < this.maxConnections;
		if (begun) {
			this.leasing = thread;
		}
		return begun;
	}

	/**
	 * Lets a caller lease one more connection, unless that has just failed while others
	 * were open.
	 * @param caller the thread of the caller
	 * @return whether the caller must lease it
	 */
	boolean beginLeasingIfDue(Thread caller) {
		return (this.open.length == 0 || System.nanoTime() - this.retryAt >= 0) && beginLeasing(caller);
	}

	/**
	 * Ends the lease by a thread. A thread that comes back after it was given up ends no
	 * lease of another one.
	 * @param thread the thread
	 */
	void endLeasing(Thread thread) {
		if (this.leasing == thread) {
			this.leasing = null;
		}
	}

	/**
	 * Notes that a lease has failed. Callers wait for the open connections.
	 */
	void leasingFailed() {
		this.retryAt = System.nanoTime() + RETRY_NANOS;
	}

	/**
	 * Adds a connection that has just been leased.
	 * @param opened the connection
	 */
	void add(SharedConnection opened) {
		// The end of its last lease may not have been noted yet.
		remove(opened);
		// Complete before it is published, because other threads read it without the
		// lock.
		SharedConnection[] open = Arrays.copyOf(this.open, this.open.length + 1);
		open[open.length - 1] = opened;
		this.open = open;
	}

	/**
	 * Removes connections that get no new calls.
	 */
	void prune() {
		SharedConnection[] open = this.open;
		for (SharedConnection connection : open) {
			if (!connection.isCounted()) {
				remove(connection);
			}
		}
	}

	private void remove(SharedConnection connection) {
		SharedConnection[] open = this.open;
		int index = 0;
		while (index < open.length && open[index] != connection) {
			index++;
		}
		if (index < open.length) {
			SharedConnection[] others = (open.length > 1) ? new SharedConnection[open.length - 1] : NONE;
			System.arraycopy(open, 0, others, 0, index);
			System.arraycopy(open, index + 1, others, index, others.length - index);
			this.open = others;
		}
	}

}
