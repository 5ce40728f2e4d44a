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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.Deadline;

/**
 * The deadline of what one thread does with one channel. The thread sets it and clears
 * it. The {@link WatchdogThread} closes the channel if the deadline passes first. One
 * compare-and-set settles which of the two comes first, so a channel is never closed
 * under the exchange that follows.
 * <p>
 * Closing the channel ends a wait for it. User code may wait for something else: a thread
 * that has not left shortly after its deadline is interrupted, until it leaves. The flag
 * that this sets is cleared when the thread leaves; that of any other interrupt is kept.
 * A thread that has not even left a second after its deadline is reported as stuck.
 */
public final class Guard implements Closeable {

	private static final long NONE = Long.MAX_VALUE;

	private static final long EXPIRED = Long.MIN_VALUE;

	/** No deadline is as early as this. */
	private static final long CLOSED = Long.MIN_VALUE + 1;

	/** For a thread that waits for its channel, which needs no interrupt. */
	private static final long LEAVE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	/** How often to interrupt user code, which may swallow an interrupt. */
	private static final long INTERRUPT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final Watchdog watchdog;

	private final WatchdogThread thread;

	private volatile Closeable channel;

	private final AtomicLong deadline = new AtomicLong(NONE);

	private final Object lock = new Object();

	/**
	 * Who works within the deadline. Written before the deadline is set, and read after
	 * it has been found to be over.
	 */
	private @Nullable Thread worker;

	/** Whether the flag of that thread was set here; guarded by the lock. */
	private boolean interrupted;

	/** When the deadline passed, and when to interrupt; of the watchdog's thread only. */
	private long expiredAt;

	private long interruptAt;

	private volatile @Nullable Consumer<Thread> whenStuck;

	private volatile boolean interrupting = true;

	private volatile boolean stuck;

	Guard(Watchdog watchdog, WatchdogThread thread, Closeable channel) {
		this.watchdog = watchdog;
		this.thread = thread;
		this.channel = channel;
	}

	Watchdog watchdog() {
		return this.watchdog;
	}

	/**
	 * Sets what to do with a thread that has not left a second after its deadline.
	 * @param whenStuck called in the watchdog's thread, so it must hand over at once
	 */
	public void whenStuck(Consumer<Thread> whenStuck) {
		this.whenStuck = whenStuck;
	}

	/**
	 * Replaces what is closed at a deadline.
	 * @param channel something that closes the same channel
	 */
	public void closes(Closeable channel) {
		this.channel = channel;
	}

	/**
	 * Interrupts nobody. For a deadline around others, which interrupt by themselves.
	 */
	void onlyWatch() {
		this.interrupting = false;
	}

	/**
	 * Returns a guard for what this thread does after the end of this one. It closes
	 * nothing.
	 * @return the guard, to be closed afterwards
	 */
	public Guard successor() {
		Guard successor = this.watchdog.guard(Watchdog.NOTHING);
		successor.whenStuck = this.whenStuck;
		return successor;
	}

	/**
	 * Sets the deadline of what this thread does from now on.
	 * @param deadline by when it must {@link #clear()} it
	 */
	public void set(Deadline deadline) {
		long ticks = deadline.nanoTime() - WatchdogThread.ORIGIN;
		this.worker = Thread.currentThread();
		if (this.deadline.compareAndSet(NONE, ticks)) {
			if (ticks < this.thread.wakeUpAt) {
				this.thread.wakeUp();
			}
		}
		else if (isOver()) {
			// The watchdog may just have taken this thread for the one that was late.
			leave();
		}
	}

	/**
	 * Lets the deadline pass now, if one is set: the watchdog closes the channel, and
	 * interrupts user code. Any thread may call this.
	 */
	public void expire() {
		long ticks = this.deadline.get();
		long now = System.nanoTime() - WatchdogThread.ORIGIN;
		while (ticks > now && ticks != NONE) {
			if (this.deadline.compareAndSet(ticks, now)) {
				this.thread.wakeUp();
				return;
			}
			ticks = this.deadline.get();
		}
	}

	/**
	 * Ends what the deadline was set for, in the thread that has set it.
	 * @return whether it ended in time; otherwise the channel is or will be closed
	 */
	public boolean clear() {
		this.worker = null;
		long ticks = this.deadline.get();
		if (ticks > CLOSED && this.deadline.compareAndSet(ticks, NONE)) {
			return true;
		}
		leave();
		return false;
	}

	/**
	 * Lets this thread go on with something else, though it has not cleared the deadline.
	 */
	public void leave() {
		synchronized (this.lock) {
			this.worker = null;
			if (this.interrupted) {
				this.interrupted = false;
				Thread.interrupted();
			}
		}
		if (isOver()) {
			this.thread.remove(this);
		}
	}

	public boolean isExpired() {
		return this.deadline.get() == EXPIRED;
	}

	/**
	 * Returns whether the channel is or will be closed.
	 * @return whether the deadline has passed, or the guard was closed
	 */
	public boolean isOver() {
		return this.deadline.get() <= CLOSED;
	}

	/**
	 * Returns whether the thread came back so late that it was reported as stuck.
	 * @return whether what it did is void
	 */
	public boolean isStuck() {
		return this.stuck;
	}

	/**
	 * Returns whether another thread works within the deadline.
	 * @return whether it has neither cleared it nor left
	 */
	boolean isOccupied() {
		Thread worker = worker();
		return worker != null && worker != Thread.currentThread();
	}

	/**
	 * Interrupts the thread that works within a deadline that is over, unless it is this
	 * one.
	 */
	void interrupt() {
		if (!this.interrupting) {
			return;
		}
		synchronized (this.lock) {
			Thread worker = this.worker;
			// An interrupt by somebody else stays, so it must not be taken for one of
			// these.
			if (worker != null && worker != Thread.currentThread() && !worker.isInterrupted()) {
				this.interrupted = true;
				worker.interrupt();
			}
		}
	}

	/**
	 * Acts if the deadline has passed. Called in the watchdog's thread.
	 * @param now the time, in the watchdog's ticks
	 * @return when to look next
	 */
	long look(long now) {
		long ticks = this.deadline.get();
		if (ticks == EXPIRED) {
			return lookAfterExpiry(now);
		}
		if (ticks == CLOSED) {
			return NONE;
		}
		if (ticks > now) {
			return ticks;
		}
		if (!this.deadline.compareAndSet(ticks, EXPIRED)) {
			return NONE;
		}
		this.expiredAt = now;
		this.interruptAt = now + LEAVE_NANOS;
		Watchdog.closeQuietly(this.channel);
		return lookAfterExpiry(now);
	}

	/**
	 * Closes the channel and ends the guard.
	 */
	@Override
	public void close() {
		this.deadline.getAndUpdate((ticks) -> (ticks == EXPIRED) ? EXPIRED : CLOSED);
		this.thread.remove(this);
		Watchdog.closeQuietly(this.channel);
		if (worker() == Thread.currentThread()) {
			leave();
		}
	}

	private long lookAfterExpiry(long now) {
		Thread worker = worker();
		if (worker == null) {
			this.thread.remove(this);
			return NONE;
		}
		if (now >= this.interruptAt) {
			interrupt();
			this.interruptAt = now + INTERRUPT_NANOS;
		}
		long stuckAt = this.expiredAt + STUCK_NANOS;
		if (now < stuckAt) {
			return Math.min(stuckAt, this.interruptAt);
		}
		this.stuck = true;
		Consumer<Thread> whenStuck = this.whenStuck;
		if (whenStuck != null) {
			try {
				whenStuck.accept(worker);
			}
			catch (RuntimeException | Error ex) {
				// No thread could be had to hand over to: there may be one soon.
				return this.interruptAt;
			}
		}
		this.thread.remove(this);
		return NONE;
	}

	private @Nullable Thread worker() {
		synchronized (this.lock) {
			return this.worker;
		}
	}

}
