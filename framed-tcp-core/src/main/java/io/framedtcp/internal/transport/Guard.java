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
 * The deadline of one thread's work on one channel. The thread sets it and clears it. The
 * {@link WatchdogThread} closes the channel if the deadline passes first. One
 * compare-and-set decides which comes first. So a channel is never closed during the next
 * exchange.
 * <p>
 * Closing the channel ends a wait on it. User code may wait for something else. So a
 * thread that is still at work shortly after its deadline is interrupted, again and again
 * until it leaves. When it leaves, an interrupt flag set by this guard is cleared. Any
 * other interrupt is kept. A thread that is still at work a second after its deadline is
 * reported as stuck.
 */
public final class Guard implements Closeable {

	private static final long NONE = Long.MAX_VALUE;

	private static final long EXPIRED = Long.MIN_VALUE;

	/** No deadline is as early as this. */
	private static final long CLOSED = Long.MIN_VALUE + 1;

	/** Lets a thread that waits on its channel leave without an interrupt. */
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
	 * The thread that works within the deadline. Written before the deadline is set, and
	 * read after it is found to be over.
	 */
	private @Nullable Thread worker;

	/** Whether this guard has interrupted that thread; guarded by the lock. */
	private boolean interrupted;

	/**
	 * When the deadline passed, and when to interrupt; used by the watchdog's thread
	 * only.
	 */
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
	 * Sets the action for a thread that is still at work a second after its deadline.
	 * @param whenStuck the action, called in the watchdog's thread; must hand over at
	 * once
	 */
	public void whenStuck(Consumer<Thread> whenStuck) {
		this.whenStuck = whenStuck;
	}

	/**
	 * Replaces the object that is closed at a deadline.
	 * @param channel closes the same channel
	 */
	public void closes(Closeable channel) {
		this.channel = channel;
	}

	/**
	 * Turns interrupts off. For a deadline around other guards, which interrupt by
	 * themselves.
	 */
	void onlyWatch() {
		this.interrupting = false;
	}

	/**
	 * Returns a guard for this thread's work after the end of this guard. It closes no
	 * channel.
	 * @return the guard, to be closed after the work
	 */
	public Guard successor() {
		Guard successor = this.watchdog.guard(Watchdog.NOTHING);
		successor.whenStuck = this.whenStuck;
		return successor;
	}

	/**
	 * Sets the deadline of this thread's work from now on.
	 * @param deadline the deadline for a call of {@link #clear()}
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
			// The watchdog may just have taken this thread for the late one.
			leave();
		}
	}

	/**
	 * Lets the deadline pass now, if one is set. The watchdog then closes the channel and
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
	 * Clears the deadline. Called by the thread that has set it.
	 * @return whether this was in time; otherwise the channel is or will be closed
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
	 * Ends this thread's work without clearing the deadline.
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
	 * Returns whether the thread was so late that it was reported as stuck.
	 * @return whether the result of its work is void
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
	 * Interrupts the thread whose deadline is over, unless it is the current thread.
	 */
	void interrupt() {
		if (!this.interrupting) {
			return;
		}
		synchronized (this.lock) {
			Thread worker = this.worker;
			// An interrupt by others is kept: it must not be taken for one of these.
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
	 * Closes the guard, unless a deadline is set. A thread within a deadline keeps it.
	 */
	public void closeIfIdle() {
		if (this.deadline.compareAndSet(NONE, CLOSED)) {
			close();
		}
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
				// No thread was available to hand over to: try again.
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
