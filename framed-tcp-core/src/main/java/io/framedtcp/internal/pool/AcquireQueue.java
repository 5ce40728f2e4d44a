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

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.Deadline;

/**
 * The FIFO queue of callers that wait for a permit. Only the first waits for the permit
 * itself; the others wait to become the first.
 * <p>
 * Releasing a permit wakes the first waiter. If another caller takes the permit before
 * it, the wake-up was in vain. That costs two context switches, as much as an exchange.
 * It is likely to happen again, because the releasing thread is back before a sleeping
 * one runs. So after a wake-up in vain, the first waiter polls and is not woken, until an
 * interval passes without a release. After {@link #MAX_OVERTAKING} callers have overtaken
 * it, the next permit is handed to it alone. See docs/decisions/0015.
 */
final class AcquireQueue {

	/** The polling interval of a first waiter that was woken in vain. */
	private static final long LOOK_AGAIN_NANOS = 500_000;

	/**
	 * How many callers may overtake the first waiter. Overtaking saves context switches;
	 * without a bound it would starve the waiter.
	 */
	private static final int MAX_OVERTAKING = 16;

	private final Semaphore firstPlace = new Semaphore(1, true);

	private final AtomicInteger overtakers = new AtomicInteger();

	private final AtomicReference<Handover> handover = new AtomicReference<>(Handover.NOBODY_WAITS);

	private final Runnable release;

	private volatile @Nullable Thread first;

	/** Whether the first waiter sleeps until it is woken, instead of polling. */
	private volatile boolean asleep;

	/** Whether a permit was released without waking the first waiter. */
	private volatile boolean passedOver;

	private volatile boolean over;

	/**
	 * Creates an empty queue.
	 * @param release releases a permit handed to a waiter that no longer needs it
	 */
	AcquireQueue(Runnable release) {
		this.release = release;
	}

	/**
	 * Waits for a permit.
	 * @param permit takes a permit if one is free
	 * @param deadline bounds the wait
	 * @return whether a permit was taken or handed over
	 * @throws InterruptedException if the thread is interrupted
	 */
	boolean await(BooleanSupplier permit, Deadline deadline) throws InterruptedException {
		if (!this.firstPlace.tryAcquire(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
			return false;
		}
		boolean taken = false;
		boolean needed = false;
		try {
			this.overtakers.set(0);
			this.asleep = true;
			this.handover.set(Handover.POSSIBLE);
			this.first = Thread.currentThread();
			taken = isLeftToWait() && permit.getAsBoolean();
			long remaining = deadline.remainingNanos();
			while (!taken && isLeftToWait() && remaining > 0) {
				LockSupport.parkNanos(this, this.asleep ? remaining : Math.min(remaining, LOOK_AGAIN_NANOS));
				if (Thread.interrupted()) {
					throw new InterruptedException();
				}
				noteAwake();
				taken = isLeftToWait() && permit.getAsBoolean();
				remaining = deadline.remainingNanos();
			}
			needed = !taken;
		}
		finally {
			taken |= isHandedOver(needed);
			this.firstPlace.release();
		}
		return taken;
	}

	/**
	 * Notes that a caller has taken a permit without waiting.
	 */
	void overtaken() {
		if (this.first != null) {
			this.overtakers.incrementAndGet();
		}
	}

	/**
	 * Hands a permit to the first waiter if enough callers have overtaken it.
	 * @return whether the permit was handed over; otherwise the caller must release it
	 */
	boolean handOver() {
		if (this.first == null || this.overtakers.get() < MAX_OVERTAKING
				|| !this.handover.compareAndSet(Handover.POSSIBLE, Handover.DONE)) {
			return false;
		}
		wakeFirst();
		return true;
	}

	/**
	 * Notes that a permit has been released.
	 */
	void released() {
		Thread waiting = this.first;
		if (waiting == null) {
			return;
		}
		if (this.asleep) {
			LockSupport.unpark(waiting);
		}
		else {
			this.passedOver = true;
		}
	}

	/**
	 * Wakes the first waiter, even if it polls.
	 */
	void wakeFirst() {
		LockSupport.unpark(this.first);
	}

	/**
	 * Sends all waiters away, and all later ones. Each one that leaves lets the next
	 * leave.
	 */
	void sendAway() {
		this.over = true;
		wakeFirst();
	}

	private boolean isLeftToWait() {
		return !this.over && this.handover.get() != Handover.DONE;
	}

	private void noteAwake() {
		boolean overtaken = this.asleep || this.passedOver;
		this.passedOver = false;
		// Before it looks for a permit, so that any later release wakes it.
		this.asleep = !overtaken;
	}

	/**
	 * Ends the turn of the first waiter.
	 * @param needed whether it needs a permit that was handed over; otherwise the permit
	 * is released
	 * @return whether it has a permit by handover
	 */
	private boolean isHandedOver(boolean needed) {
		this.first = null;
		boolean handed = this.handover.getAndSet(Handover.NOBODY_WAITS) == Handover.DONE;
		if (handed && !needed) {
			this.release.run();
		}
		return handed && needed;
	}

	private enum Handover {

		NOBODY_WAITS, POSSIBLE, DONE

	}

}
