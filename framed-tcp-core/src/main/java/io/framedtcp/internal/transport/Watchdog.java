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

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.Deadline;

/**
 * Closes a client's channels after their deadline. This ends a connect, a read or a write
 * in progress. Nothing else bounds a write: SO_TIMEOUT does not. User code in such a
 * thread is interrupted.
 * <p>
 * All clients share one {@link WatchdogThread}.
 */
public final class Watchdog implements Closeable {

	/** For guards without a channel: only their deadline counts. */
	static final Closeable NOTHING = () -> {
	};

	private static final long LEAVE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	private final Object lock = new Object();

	private final String client;

	/** Joined for the first guard. */
	private volatile @Nullable WatchdogThread thread;

	private volatile boolean closed;

	public Watchdog(String client) {
		this.client = client;
	}

	/**
	 * Creates a guard for a channel. If this fails, the channel is closed.
	 * @param channel closed when a deadline passes, or when the watchdog is closed
	 * @return the guard to set deadlines with
	 */
	public Guard guard(Closeable channel) {
		boolean guarded = false;
		try {
			WatchdogThread thread = thread();
			Guard guard = new Guard(this, thread, channel);
			thread.add(guard);
			if (this.closed) {
				guard.close();
			}
			guarded = true;
			return guard;
		}
		finally {
			if (!guarded) {
				closeQuietly(channel);
			}
		}
	}

	/**
	 * Watches this thread's work without ending it. Other guards end it.
	 * @param deadline deadline of the work
	 * @param whenStuck called in the watchdog's thread, if this thread is still at work a
	 * second later
	 * @return the guard, to be closed after the work
	 */
	public Guard watch(Deadline deadline, Consumer<Thread> whenStuck) {
		Guard guard = guard(NOTHING);
		guard.onlyWatch();
		guard.whenStuck(whenStuck);
		guard.set(deadline);
		return guard;
	}

	public boolean isClosed() {
		return this.closed;
	}

	/**
	 * Closes all guarded channels, and each channel that is guarded later. User code that
	 * runs within a deadline is interrupted, unless the current thread runs it.
	 */
	@Override
	public void close() {
		WatchdogThread thread;
		synchronized (this.lock) {
			thread = this.thread;
			if (this.closed || thread == null) {
				this.closed = true;
				return;
			}
			this.closed = true;
		}
		List<Guard> guards = thread.guardsOf(this);
		guards.forEach(Guard::close);
		List<Guard> occupied = guards.stream().filter(Guard::isOccupied).toList();
		if (!occupied.isEmpty()) {
			// A thread that waits on its channel leaves by itself.
			LockSupport.parkNanos(this, LEAVE_NANOS);
			occupied.forEach(Guard::interrupt);
		}
		thread.leave();
	}

	public static void closeQuietly(Closeable closeable) {
		try {
			closeable.close();
		}
		catch (IOException ex) {
			// Its descriptor is released anyway.
		}
	}

	private WatchdogThread thread() {
		WatchdogThread thread = this.thread;
		if (thread != null) {
			return thread;
		}
		synchronized (this.lock) {
			thread = this.thread;
			if (thread == null) {
				thread = WatchdogThread.join();
				this.thread = thread;
				if (this.closed) {
					thread.leave();
				}
			}
			return thread;
		}
	}

	@Override
	public String toString() {
		return "watchdog of client '" + this.client + "'";
	}

}
