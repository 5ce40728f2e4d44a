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

package io.framedtcp.connection;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import io.framedtcp.connection.ConnectFailedException.Trait;

/**
 * Counts the connections of a client that are open or being opened, and knows who opens
 * one. The place of a connection whose opening does not end is given to others.
 * <p>
 * Safe for use by many threads.
 */
public final class Openings {

	private final int maxOpen;

	private final Watchdog watchdog;

	private final AtomicInteger open = new AtomicInteger();

	private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

	private volatile StuckThreads stuckThreads = StuckThreads.LEFT_ALONE;

	/**
	 * Creates the count of a client.
	 * @param maxOpen the most connections to be open, or being opened
	 * @param watchdog sees whether openings end
	 */
	Openings(int maxOpen, Watchdog watchdog) {
		this.maxOpen = maxOpen;
		this.watchdog = watchdog;
	}

	/**
	 * Says what to do with threads that user code keeps for more than a second longer
	 * than their deadline.
	 * @param stuckThreads what to do
	 */
	public void whenStuck(StuckThreads stuckThreads) {
		this.stuckThreads = stuckThreads;
	}

	StuckThreads stuckThreads() {
		return this.stuckThreads;
	}

	/**
	 * Returns how many connections are open, or being opened.
	 * @return the number
	 */
	public int count() {
		return this.open.get();
	}

	/**
	 * Returns whether a thread opens a connection at present.
	 * @param thread the thread
	 * @return whether it does
	 */
	public boolean isOpening(Thread thread) {
		return this.threads.contains(thread);
	}

	/**
	 * Begins to open a connection in this thread.
	 * @param deadline by when it must be open
	 * @param forCaller whether a caller waits for it
	 * @return the opening, to be {@linkplain Opening#end() ended}, or {@code null} if as
	 * many are open as may be
	 */
	@Nullable Opening begin(Deadline deadline, boolean forCaller) {
		if (this.open.getAndUpdate((open) -> Math.min(open + 1, this.maxOpen)) == this.maxOpen) {
			return null;
		}
		boolean begun = false;
		try {
			Opening opening = new Opening(this.watchdog.guard(new NoChannel()), forCaller);
			this.threads.add(Thread.currentThread());
			opening.begin(deadline);
			begun = true;
			return opening;
		}
		finally {
			if (!begun) {
				closed();
			}
		}
	}

	/**
	 * Watches this thread open a connection that has no place in the pool.
	 * @param deadline by when it must be open
	 * @return the guard, to be closed behind that
	 */
	Guard watch(Deadline deadline) {
		Guard guard = this.watchdog.guard(new NoChannel());
		guard.onlyWatch();
		guard.whenStuck((thread) -> this.stuckThreads.stuckConnecting(thread, false));
		guard.set(deadline);
		return guard;
	}

	/**
	 * Notes that a connection is closed whose opening was complete.
	 */
	void closed() {
		this.open.decrementAndGet();
	}

	/**
	 * The opening of a connection.
	 */
	final class Opening {

		private final Guard guard;

		private final boolean forCaller;

		/** Whether the connection's place is that of the opening. */
		private final AtomicBoolean placed = new AtomicBoolean(true);

		private boolean complete;

		Opening(Guard guard, boolean forCaller) {
			this.guard = guard;
			this.forCaller = forCaller;
		}

		private void begin(Deadline deadline) {
			// Each attempt has a guard of its own, which interrupts.
			this.guard.onlyWatch();
			this.guard.whenStuck(this::stuck);
			this.guard.set(deadline);
		}

		/**
		 * Keeps the place for the connection, until that is {@linkplain #closed()
		 * closed}.
		 * @return whether it is kept; if others have it, the connection must be closed
		 */
		boolean complete() {
			this.complete = this.placed.compareAndSet(true, false);
			if (!this.complete) {
				// For the connection that is to be closed.
				Openings.this.open.incrementAndGet();
			}
			return this.complete;
		}

		ConnectFailedException late() {
			String message = "cannot connect: user code went on for more than a second after the deadline";
			return new ConnectFailedException(message, message, ConnectStep.INITIALIZE, EnumSet.of(Trait.LOGIN_REFUSED),
					null);
		}

		void end() {
			this.guard.close();
			Openings.this.threads.remove(Thread.currentThread());
			if (this.complete) {
				return;
			}
			if (this.placed.compareAndSet(true, false)) {
				closed();
			}
			else if (this.forCaller) {
				Openings.this.stuckThreads.cameBack();
			}
		}

		private void stuck(Thread thread) {
			if (this.placed.compareAndSet(true, false)) {
				closed();
				Openings.this.stuckThreads.stuckConnecting(thread, this.forCaller);
			}
		}

	}

}
