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
 * Those who wait for a permit, in the order in which they came. Only the first of them
 * waits for a permit; the others wait to become the first.
 * <p>
 * Whoever releases a permit wakes the first. If it then finds that somebody else was
 * faster, it was woken in vain, which costs two changes of threads, as much as an
 * exchange. It is likely to happen again: the thread that has released the permit is back
 * before a sleeping one runs. So from then on the first is left alone and looks by
 * itself, as long as permits are released meanwhile. When as many have overtaken it as
 * may, the next permit is handed to it and to nobody else. See docs/decisions/0015.
 */
final class AcquireQueue {

	/** How long a permit may be free while one who was woken in vain does not look. */
	private static final long LOOK_AGAIN_NANOS = 500_000;

	/**
	 * How many may overtake the first: letting them saves changes of threads, letting
	 * them for ever would starve it.
	 */
	private static final int MAX_OVERTAKING = 16;

	private final Semaphore firstPlace = new Semaphore(1, true);

	private final AtomicInteger overtakers = new AtomicInteger();

	private final AtomicReference<Handover> handover = new AtomicReference<>(Handover.NOBODY_WAITS);

	private final Runnable release;

	private volatile @Nullable Thread first;

	/** Whether the first does not look by itself. */
	private volatile boolean asleep;

	/** Whether a permit was released without waking the first. */
	private volatile boolean passedOver;

	private volatile boolean over;

	/**
	 * Creates a line in which nobody waits.
	 * @param release releases a permit that was handed to one who does not need it
	 */
	AcquireQueue(Runnable release) {
		this.release = release;
	}

	/**
	 * Waits for a permit.
	 * @param permit takes one if there is one
	 * @param deadline for how long
	 * @return whether one was taken, or handed over; not if everybody is sent away
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
	 * Notes that somebody has taken a permit without waiting.
	 */
	void overtaken() {
		if (this.first != null) {
			this.overtakers.incrementAndGet();
		}
	}

	/**
	 * Hands a permit to the first if it has waited for long enough.
	 * @return whether that was done; otherwise the permit is to be released
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
	 * Lets the first look, whatever was told before.
	 */
	void wakeFirst() {
		LockSupport.unpark(this.first);
	}

	/**
	 * Sends everybody away who waits, or ever will. Each that leaves lets the next leave.
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
		// Before it looks: a permit that is released from now on wakes it.
		this.asleep = !overtaken;
	}

	/**
	 * Ends to be the first.
	 * @param needed whether it needs a permit that was handed over; otherwise that is
	 * released
	 * @return whether it has one now
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
