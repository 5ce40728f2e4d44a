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

package io.framedtcp.internal.transport;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.LastResort;
import io.framedtcp.internal.SharedThreads;

/**
 * The thread that watches the deadlines of all clients. It starts when the first client
 * opens a connection and ends when the last of them is closed.
 * <p>
 * It sleeps until the earliest deadline that it has seen. Setting a deadline wakes it
 * only if that deadline is earlier. Exchanges with equal time-outs therefore need no
 * wake-up, and ending an exchange never does. It runs no user code.
 */
final class WatchdogThread {

	private static final Log logger = LogFactory.getLog(WatchdogThread.class);

	/** Value of {@link #wakeUpAt} while a look at all deadlines comes anyway. */
	private static final long AWAKE = Long.MIN_VALUE;

	private static final long IDLE_NANOS = Duration.ofHours(1).toNanos();

	/**
	 * Ticks count from here, so they can be compared without overflow.
	 */
	static final long ORIGIN = System.nanoTime();

	private static final Object lock = new Object();

	private static @Nullable WatchdogThread current;

	private final Set<Guard> guards = ConcurrentHashMap.newKeySet();

	private final Thread thread = SharedThreads.create("framed-tcp-watchdog", this::watch);

	/** How many clients use it; guarded by the lock. */
	private int users;

	/**
	 * When it wakes up by itself, in ticks. A thread that sets an earlier deadline must
	 * wake it.
	 */
	volatile long wakeUpAt = AWAKE;

	private volatile boolean stopped;

	private WatchdogThread() {
	}

	/**
	 * Registers a client that uses the thread, and starts the thread for the first one.
	 * @return the thread, to be {@linkplain #leave() left} again
	 */
	static WatchdogThread join() {
		synchronized (lock) {
			WatchdogThread joined = current;
			if (joined == null) {
				joined = new WatchdogThread();
				joined.thread.start();
				current = joined;
			}
			joined.users++;
			return joined;
		}
	}

	/**
	 * Unregisters a client, and ends the thread with the last one.
	 */
	void leave() {
		synchronized (lock) {
			this.users--;
			if (this.users > 0) {
				return;
			}
			current = null;
		}
		this.stopped = true;
		LockSupport.unpark(this.thread);
	}

	List<Guard> guardsOf(Watchdog watchdog) {
		return this.guards.stream().filter((guard) -> guard.watchdog() == watchdog).toList();
	}

	void add(Guard guard) {
		this.guards.add(guard);
	}

	void remove(Guard guard) {
		this.guards.remove(guard);
	}

	void wakeUp() {
		LockSupport.unpark(this.thread);
	}

	private void watch() {
		while (!this.stopped) {
			try {
				lookAndSleep();
			}
			catch (RuntimeException | Error ex) {
				// Deadlines must hold even if one round fails, for lack of memory, say.
				LastResort.log(logger, "A round of the watchdog failed", ex);
			}
		}
	}

	private void lookAndSleep() {
		this.wakeUpAt = AWAKE;
		long wakeUpAt = look();
		this.wakeUpAt = wakeUpAt;
		// A deadline set before that write did not wake this thread: look again.
		if (look() >= wakeUpAt && !this.stopped) {
			LockSupport.parkNanos(this, wakeUpAt - (System.nanoTime() - ORIGIN));
		}
	}

	/**
	 * Acts on the deadlines that have passed.
	 * @return when to look next
	 */
	private long look() {
		long now = System.nanoTime() - ORIGIN;
		long next = now + IDLE_NANOS;
		for (Guard guard : this.guards) {
			next = Math.min(next, guard.look(now));
		}
		return next;
	}

}
