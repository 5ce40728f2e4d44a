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

package io.framedtcp.internal.pool;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.framedtcp.internal.Deadline;

/**
 * The permits to hold a connection. Callers wait for one here and never inside Commons
 * Pool2, where a waiter can miss capacity that becomes free.
 */
final class Permits {

	private final int total;

	private final int maxWaiting;

	private final Semaphore semaphore;

	private final Object checkLock = new Object();

	private final AtomicInteger waiting = new AtomicInteger();

	private final AcquireQueue line = new AcquireQueue(this::release);

	private volatile boolean paused;

	private volatile boolean closed;

	Permits(int total, int maxWaiting) {
		this(total, maxWaiting, new Semaphore(total));
	}

	/**
	 * Creates permits counted by a semaphore. For tests, which provoke a rare race with a
	 * pause.
	 * @param total the number of permits
	 * @param maxWaiting the maximum number of waiting callers
	 * @param semaphore holds all permits
	 */
	Permits(int total, int maxWaiting, Semaphore semaphore) {
		this.total = total;
		this.maxWaiting = maxWaiting;
		this.semaphore = semaphore;
	}

	/**
	 * Acquires a permit, and waits for it if necessary.
	 * @param deadline bounds the wait
	 * @param timeout bounds the wait as well
	 * @return the outcome; only after {@link Outcome#ACQUIRED} is there a permit to
	 * release
	 * @throws InterruptedException if the thread is interrupted, before or while waiting
	 */
	Outcome acquire(Deadline deadline, Duration timeout) throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
		if (!this.paused && this.semaphore.tryAcquire()) {
			if (!this.paused && !this.closed) {
				this.line.overtaken();
				return Outcome.ACQUIRED;
			}
			release();
		}
		if (this.waiting.incrementAndGet() > this.maxWaiting) {
			this.waiting.decrementAndGet();
			return unlessFree(Outcome.TOO_MANY_WAITING);
		}
		try {
			Deadline waitBy = deadline.atMost(timeout);
			boolean acquired = this.line.await(this::tryAcquire, waitBy);
			while (acquired && !keepUnlessPaused()) {
				acquired = this.line.await(this::tryAcquire, waitBy);
			}
			return acquired ? unlessClosed()
					: unlessFree((waitBy == deadline) ? Outcome.DEADLINE_PASSED : Outcome.TIMED_OUT);
		}
		finally {
			this.waiting.decrementAndGet();
		}
	}

	/**
	 * Acquires a permit if enough others remain free.
	 * @param others the number of permits that must remain
	 * @return whether a permit was acquired
	 */
	boolean tryAcquireLeaving(int others) {
		synchronized (this.checkLock) {
			if (isPaused() || !this.semaphore.tryAcquire(1 + others)) {
				return false;
			}
			this.semaphore.release(others);
			this.line.released();
		}
		return keepUnlessPaused() && unlessClosed() == Outcome.ACQUIRED;
	}

	/**
	 * Acquires a permit for the pool itself, which waits like a caller but is not counted
	 * as one.
	 * @param deadline bounds the wait
	 * @return whether a permit was acquired
	 * @throws InterruptedException if the thread is interrupted
	 */
	boolean acquireUncounted(Deadline deadline) throws InterruptedException {
		return this.line.await(this.semaphore::tryAcquire, deadline) && unlessClosed() == Outcome.ACQUIRED;
	}

	void release() {
		if (this.closed || this.paused || !this.line.handOver()) {
			this.semaphore.release();
			this.line.released();
		}
	}

	int inUse() {
		return this.total - this.semaphore.availablePermits();
	}

	int waiting() {
		return this.waiting.get();
	}

	/**
	 * Stops callers from acquiring permits until {@link #resume()}.
	 */
	void pause() {
		this.paused = true;
	}

	void resume() {
		this.paused = false;
		this.line.wakeFirst();
	}

	boolean isPaused() {
		// A closed pool is never resumed.
		return this.paused && !this.closed;
	}

	/**
	 * Refuses all further callers, and sends waiting ones away.
	 */
	void close() {
		this.closed = true;
		this.line.sendAway();
	}

	boolean isClosed() {
		return this.closed;
	}

	/**
	 * Waits until all permits except the caller's own have been released.
	 * @param own the number of permits not to wait for
	 * @param deadline bounds the wait
	 * @return whether they were released in time
	 * @throws InterruptedException if the thread is interrupted
	 */
	boolean awaitReleased(int own, Deadline deadline) throws InterruptedException {
		int others = Math.max(this.total - own, 0);
		boolean released = this.semaphore.tryAcquire(others, deadline.remainingNanos(), TimeUnit.NANOSECONDS);
		if (released) {
			this.semaphore.release(others);
		}
		return released;
	}

	private boolean tryAcquire() {
		return !isPaused() && this.semaphore.tryAcquire() && keepUnlessPaused();
	}

	/**
	 * Keeps an acquired permit, unless the pool has just been paused: no call begins
	 * after a pause.
	 * @return whether the permit is kept
	 */
	private boolean keepUnlessPaused() {
		if (isPaused()) {
			release();
			return false;
		}
		return true;
	}

	/**
	 * Tries once more before a caller is refused. Holds the lock of
	 * {@link #tryAcquireLeaving}, which takes several permits for a moment.
	 * @param refusal the outcome without a permit
	 * @return the outcome
	 */
	private Outcome unlessFree(Outcome refusal) {
		if (this.closed) {
			return Outcome.CLOSED;
		}
		synchronized (this.checkLock) {
			return tryAcquire() ? unlessClosed() : refusal;
		}
	}

	private Outcome unlessClosed() {
		if (this.closed) {
			release();
			return Outcome.CLOSED;
		}
		return Outcome.ACQUIRED;
	}

	/**
	 * The outcome of a wait for a permit.
	 */
	enum Outcome {

		ACQUIRED, TIMED_OUT, DEADLINE_PASSED, TOO_MANY_WAITING, CLOSED

	}

}
