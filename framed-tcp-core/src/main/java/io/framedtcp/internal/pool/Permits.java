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
 * The rights to hold a connection. Callers wait here and never inside Commons Pool2,
 * where a waiter can miss that capacity has become free.
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
	 * Creates permits that are counted by a semaphore: for tests, which pause the pool at
	 * a moment that is rare.
	 * @param total how many there are
	 * @param maxWaiting how many callers may wait
	 * @param semaphore has all of them
	 */
	Permits(int total, int maxWaiting, Semaphore semaphore) {
		this.total = total;
		this.maxWaiting = maxWaiting;
		this.semaphore = semaphore;
	}

	/**
	 * Takes a permit, waiting for it if need be.
	 * @param deadline by when
	 * @param timeout for how long at most
	 * @return what came of it; only {@link Outcome#ACQUIRED} has to be released
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
	 * Takes a permit if that leaves at least so many for others.
	 * @param others how many to leave
	 * @return whether one was taken
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
	 * Takes a permit for the pool itself, which waits like a caller but is not counted.
	 * @param deadline for how long
	 * @return whether one was taken
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
	 * Lets nobody acquire a permit until {@link #resume()}.
	 */
	void pause() {
		this.paused = true;
	}

	void resume() {
		this.paused = false;
		this.line.wakeFirst();
	}

	boolean isPaused() {
		// Once it is closed, nobody would resume it.
		return this.paused && !this.closed;
	}

	/**
	 * Lets nobody acquire a permit any more and sends those away who wait.
	 */
	void close() {
		this.closed = true;
		this.line.sendAway();
	}

	boolean isClosed() {
		return this.closed;
	}

	/**
	 * Waits until all permits but some have been released.
	 * @param own how many not to wait for
	 * @param deadline for how long
	 * @return whether they have
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
	 * Keep a permit that has been acquired, unless the pool was paused just before:
	 * behind a pause nobody begins.
	 * @return whether it is kept
	 */
	private boolean keepUnlessPaused() {
		if (isPaused()) {
			release();
			return false;
		}
		return true;
	}

	/**
	 * Before a caller is refused, look once more while nobody holds permits only to see
	 * whether there are enough.
	 * @param refusal the outcome if there is none
	 * @return what came of it
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
	 * What came of the wait for a permit.
	 */
	enum Outcome {

		ACQUIRED, TIMED_OUT, DEADLINE_PASSED, TOO_MANY_WAITING, CLOSED

	}

}
