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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import io.framedtcp.internal.Deadline;

/**
 * Wakes callers at their deadlines, by one timer for all of them. A wait with a timer of
 * its own costs a virtual thread as much as the rest of its call: without, 1,000 callers
 * on one connection get half as many replies again.
 * <p>
 * A caller who waits needs a timer only if no earlier one is set. A timer that fires
 * wakes those whose time is over, and sets the next one. As most callers wait equally
 * long, it fires about once in that time.
 * <p>
 * Safe for use by many threads.
 */
final class DeadlineWatch {

	/** In place of a deadline: there is none. */
	static final long NONE = Long.MIN_VALUE;

	private final Timer timer;

	private final Sleepers sleepers;

	/** When the timer fires. */
	private final AtomicLong due = new AtomicLong(NONE);

	/** Whether each caller needs a timer of its own. */
	private volatile boolean stopped;

	/**
	 * Creates a watch.
	 * @param timer sets the timer
	 * @param sleepers finds those who wait
	 */
	DeadlineWatch(Timer timer, Sleepers sleepers) {
		this.timer = timer;
		this.sleepers = sleepers;
	}

	/**
	 * Wakes no caller any more, so that each sets a timer of its own: the client is being
	 * closed, and its timer with it.
	 */
	void stop() {
		this.stopped = true;
		List<Sleeper> all = new ArrayList<>();
		this.sleepers.forEach(all::add);
		all.forEach(Sleeper::wake);
	}

	/**
	 * Begins anew.
	 */
	void start() {
		this.due.set(NONE);
		this.stopped = false;
	}

	/**
	 * Waits until this thread is woken, or its deadline has passed, or for no reason.
	 * @param sleeper what waits, which must be found by the watch already
	 * @param blocker what it waits for
	 * @param deadline the deadline
	 */
	void park(Sleeper sleeper, Object blocker, Deadline deadline) {
		sleeper.wakeBy(deadline.nanoTime());
		if (isSetFor(deadline.nanoTime())) {
			LockSupport.park(blocker);
		}
		else {
			LockSupport.parkNanos(blocker, deadline.remainingNanos());
		}
	}

	private boolean isSetFor(long nanoTime) {
		long due = this.due.get();
		while (!this.stopped && (due == NONE || nanoTime - due < 0)) {
			if (this.due.compareAndSet(due, nanoTime) && !set(nanoTime)) {
				stop();
			}
			due = this.due.get();
		}
		return !this.stopped;
	}

	private boolean set(long nanoTime) {
		return this.timer.set(() -> fire(nanoTime), nanoTime - System.nanoTime());
	}

	private void fire(long nanoTime) {
		// An earlier one may have been set meanwhile. Whoever begins to wait from here on
		// sets the next one, so those who began before are all that must be looked at.
		if (!this.due.compareAndSet(nanoTime, NONE)) {
			return;
		}
		try {
			List<Sleeper> waiting = new ArrayList<>();
			this.sleepers.forEach(waiting::add);
			long next = wakeOverdue(waiting);
			if (next != NONE) {
				isSetFor(next);
			}
		}
		catch (RuntimeException | Error ex) {
			stop();
			throw ex;
		}
	}

	private static long wakeOverdue(List<Sleeper> waiting) {
		long now = System.nanoTime();
		long next = NONE;
		for (Sleeper sleeper : waiting) {
			long wakeBy = sleeper.wakeBy();
			if (wakeBy == NONE) {
				continue;
			}
			if (wakeBy - now <= 0) {
				sleeper.wake();
			}
			else if (next == NONE || wakeBy - next < 0) {
				next = wakeBy;
			}
		}
		return next;
	}

	/**
	 * Sets timers.
	 */
	interface Timer {

		/**
		 * Runs something later that waits for nothing.
		 * @param task what to run
		 * @param nanos when, from now on
		 * @return whether it will run
		 */
		boolean set(Runnable task, long nanos);

	}

	/**
	 * Finds those who wait.
	 */
	interface Sleepers {

		/**
		 * Does something with each of those who may wait.
		 * @param action what to do, in moments
		 */
		void forEach(Consumer<Sleeper> action);

	}

}
