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

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.Channel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Closes channels whose deadline has passed, which ends whatever a thread is doing with
 * them: connecting, writing or reading. Nothing else bounds a write, as SO_TIMEOUT does
 * not.
 * <p>
 * Its one thread sleeps until the earliest deadline that it has seen. Setting a deadline
 * wakes it only if that deadline is earlier, so that exchanges with equal time-outs go on
 * without a wake-up; ending one never does.
 */
final class Watchdog implements Closeable {

	private static final Log logger = LogFactory.getLog(Watchdog.class);

	/** How {@link #wakeUpAt} says that a look at all deadlines is to come anyway. */
	private static final long AWAKE = Long.MIN_VALUE;

	private static final long IDLE_NANOS = Duration.ofHours(1).toNanos();

	private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(1);

	private final Set<Guard> guards = ConcurrentHashMap.newKeySet();

	/** Fixed origin, so that wake-up times can be compared without wrapping around. */
	private final long origin = System.nanoTime();

	private final Thread thread;

	private volatile long wakeUpAt = AWAKE;

	private volatile boolean closed;

	Watchdog(String client) {
		this.thread = new Thread(this::watch, "framed-tcp-" + client + "-watchdog");
		this.thread.setDaemon(true);
		this.thread.start();
	}

	/**
	 * Take a channel under guard.
	 * @param channel what to close when a deadline passes, or when the watchdog is closed
	 * @return the guard to set deadlines with
	 */
	Guard guard(Channel channel) {
		Guard guard = new Guard(this, channel);
		this.guards.add(guard);
		if (this.closed) {
			guard.close();
		}
		return guard;
	}

	boolean isClosed() {
		return this.closed;
	}

	void release(Guard guard) {
		this.guards.remove(guard);
	}

	long ticks(long nanoTime) {
		return nanoTime - this.origin;
	}

	void deadlineSet(long ticks) {
		if (ticks < this.wakeUpAt) {
			LockSupport.unpark(this.thread);
		}
	}

	private void watch() {
		while (!this.closed) {
			try {
				closeExpiredAndSleep();
			}
			catch (RuntimeException | Error ex) {
				// Whatever happens to one round, such as a lack of memory: deadlines must
				// hold.
				LastResort.log(logger, "A round of the watchdog failed", ex);
			}
		}
		this.guards.forEach(Guard::close);
	}

	private void closeExpiredAndSleep() {
		this.wakeUpAt = AWAKE;
		long wakeUpAt = closeExpired();
		this.wakeUpAt = wakeUpAt;
		// A deadline set before that write did not wake this thread: look again.
		if (closeExpired() >= wakeUpAt && !this.closed) {
			LockSupport.parkNanos(this, wakeUpAt - ticks(System.nanoTime()));
		}
	}

	/**
	 * Close what is due.
	 * @return when the next deadline is due
	 */
	private long closeExpired() {
		long now = ticks(System.nanoTime());
		long next = now + IDLE_NANOS;
		for (Guard guard : this.guards) {
			next = Math.min(next, guard.closeIfExpired(now));
		}
		return next;
	}

	/**
	 * Close all channels under guard, and each that comes under guard from now on.
	 */
	@Override
	public void close() {
		this.closed = true;
		LockSupport.unpark(this.thread);
		try {
			this.thread.join(JOIN_TIMEOUT.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	static void closeQuietly(Closeable closeable) {
		try {
			closeable.close();
		}
		catch (IOException ex) {
			// Its descriptor is released all the same.
		}
	}

}
