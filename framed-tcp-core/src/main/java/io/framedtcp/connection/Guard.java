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
import java.nio.channels.Channel;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * The deadline of what is being done with one channel. Whoever uses the channel sets it
 * and clears it; the {@link Watchdog} closes the channel if it passes. Which of the two
 * comes first is settled by one compare-and-set, so a channel is never closed under the
 * exchange that follows.
 */
final class Guard implements Closeable {

	private static final long NONE = Long.MAX_VALUE;

	private static final long EXPIRED = Long.MIN_VALUE;

	private final Watchdog watchdog;

	private final Channel channel;

	private final AtomicLong deadline = new AtomicLong(NONE);

	private final Object workLock = new Object();

	/** Who does something that closing the channel alone may not end. */
	private @Nullable Thread worker;

	private boolean workerInterrupted;

	Guard(Watchdog watchdog, Channel channel) {
		this.watchdog = watchdog;
		this.channel = channel;
	}

	void set(Deadline deadline) {
		long ticks = this.watchdog.ticks(deadline.nanoTime());
		if (this.deadline.compareAndSet(NONE, ticks)) {
			this.watchdog.deadlineSet(ticks);
		}
	}

	/**
	 * End what the deadline was set for.
	 * @return whether it ended in time; otherwise the channel is or will be closed
	 */
	boolean clear() {
		long ticks = this.deadline.get();
		return ticks != EXPIRED && this.deadline.compareAndSet(ticks, NONE);
	}

	boolean isExpired() {
		return this.deadline.get() == EXPIRED;
	}

	/**
	 * Close the channel if its deadline has passed.
	 * @param now the time, in the watchdog's ticks
	 * @return the deadline if it is still to come
	 */
	long closeIfExpired(long now) {
		long ticks = this.deadline.get();
		if (ticks == EXPIRED) {
			return NONE;
		}
		if (ticks > now) {
			return ticks;
		}
		if (this.deadline.compareAndSet(ticks, EXPIRED)) {
			close();
		}
		return NONE;
	}

	/**
	 * Close the channel and end the guard.
	 */
	@Override
	public void close() {
		this.watchdog.release(this);
		Watchdog.closeQuietly(this.channel);
		synchronized (this.workLock) {
			if (this.worker != null && this.worker != Thread.currentThread()) {
				this.workerInterrupted = true;
				this.worker.interrupt();
			}
		}
	}

	/**
	 * From now on interrupt this thread when the channel is closed under it, until
	 * {@link #endWork()}: it runs a user's code, which may wait for anything.
	 */
	void beginWork() {
		synchronized (this.workLock) {
			this.worker = Thread.currentThread();
		}
	}

	/**
	 * Do not interrupt this thread any more, and forget if it has been.
	 */
	void endWork() {
		synchronized (this.workLock) {
			this.worker = null;
			if (this.workerInterrupted) {
				this.workerInterrupted = false;
				Thread.interrupted();
			}
		}
	}

}
