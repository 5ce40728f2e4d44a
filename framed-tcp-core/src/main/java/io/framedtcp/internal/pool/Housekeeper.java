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

import java.util.concurrent.Future;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.Deadline;

/**
 * Sees to it that a pool's housekeeping is done: after each pause, and whenever it is
 * woken up. A round runs in a worker, and never two at a time. While nothing is to be
 * kept or watched, there are no rounds.
 */
final class Housekeeper {

	private static final Log logger = LogFactory.getLog(Housekeeper.class);

	private final String client;

	private final Duties duties;

	private final HousekeepingScheduler scheduler;

	private final Workers workers;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition ended = this.lock.newCondition();

	/** The next round, while none is running; this and what follows is guarded. */
	private @Nullable Future<?> due;

	private @Nullable Round running;

	/** Whether another round is to follow the one that is running, at once. */
	private boolean again;

	private boolean closed;

	private @Nullable Runnable last;

	/**
	 * Creates a housekeeper without any rounds to come.
	 * @param client name of the client
	 * @param duties what to do, and how often
	 * @param scheduler says when a round is due
	 * @param workers run the rounds
	 */
	Housekeeper(String client, Duties duties, HousekeepingScheduler scheduler, Workers workers) {
		this.client = client;
		this.duties = duties;
		this.scheduler = scheduler;
		this.workers = workers;
	}

	/**
	 * Lets rounds begin after a pause, if none are to come.
	 */
	void need() {
		this.lock.lock();
		try {
			if (!this.closed && this.due == null && this.running == null) {
				pause();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Begins a round now, or when the one that is running has ended.
	 */
	void wakeUp() {
		this.lock.lock();
		try {
			if (this.running != null) {
				this.again = true;
			}
			else if (!this.closed) {
				begin();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Notes that time has passed which the monotonic clock did not see.
	 */
	void clockLeapt() {
		this.duties.clockLeapt();
		wakeUp();
	}

	/**
	 * Gives up the round that a thread is running, because it does not come back: another
	 * may begin meanwhile.
	 * @param thread the thread
	 */
	void abandon(Thread thread) {
		Round round;
		this.lock.lock();
		try {
			round = this.running;
		}
		finally {
			this.lock.unlock();
		}
		if (round != null && round.thread == thread) {
			ended(round);
		}
	}

	/**
	 * Begins no round any more, and interrupts the one that another thread is running.
	 */
	void close() {
		this.lock.lock();
		try {
			this.closed = true;
			cancel();
			if (this.running != null) {
				this.running.interrupt();
			}
		}
		finally {
			this.lock.unlock();
		}
		this.scheduler.deactivate(this);
	}

	/**
	 * Waits for the end of the round that is running, unless it runs in this thread.
	 * @param deadline for how long
	 * @throws InterruptedException if the thread is interrupted
	 */
	void awaitEnd(Deadline deadline) throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			long remaining = deadline.remainingNanos();
			while (this.running != null && this.running.thread != Thread.currentThread() && remaining > 0) {
				remaining = this.ended.awaitNanos(remaining);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Returns whether this thread runs a round.
	 * @return whether it does
	 */
	boolean isMine() {
		this.lock.lock();
		try {
			return this.running != null && this.running.thread == Thread.currentThread();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Does something when no round is running any more.
	 * @param last what to do, now or at the end of the last round
	 */
	void finish(Runnable last) {
		this.lock.lock();
		try {
			if (this.running != null) {
				this.last = last;
				return;
			}
		}
		finally {
			this.lock.unlock();
		}
		last.run();
	}

	private void dueNow() {
		this.lock.lock();
		try {
			if (!this.closed && this.running == null) {
				begin();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void begin() {
		cancel();
		Round round = new Round();
		this.running = round;
		boolean begun = false;
		try {
			this.scheduler.activate(this);
			this.workers.execute(round);
			begun = true;
		}
		catch (RuntimeException | Error ex) {
			// No thread could be had: the next round tries again.
			logger.debug("No thread for the housekeeping of client '" + this.client + "'", ex);
		}
		finally {
			if (!begun) {
				this.running = null;
				pause();
			}
		}
	}

	private void pause() {
		try {
			this.scheduler.activate(this);
			this.due = this.scheduler.schedule(this::dueNow, this.duties.pauseNanos());
		}
		catch (RuntimeException | Error ex) {
			logger.debug("No thread to schedule the housekeeping of client '" + this.client + "'", ex);
		}
	}

	private void cancel() {
		if (this.due != null) {
			this.due.cancel(false);
			this.due = null;
		}
	}

	private void next() {
		boolean again = this.again;
		this.running = null;
		this.again = false;
		if (this.closed) {
			return;
		}
		if (again) {
			begin();
		}
		else if (this.duties.areNeeded()) {
			pause();
		}
		else {
			this.scheduler.deactivate(this);
		}
	}

	private void ended(Round round) {
		Runnable last = null;
		this.lock.lock();
		try {
			if (this.running != round) {
				return;
			}
			next();
			this.ended.signalAll();
			if (this.closed) {
				last = this.last;
				this.last = null;
			}
		}
		finally {
			this.lock.unlock();
		}
		if (last != null) {
			last.run();
		}
	}

	/**
	 * What is to be done.
	 */
	interface Duties {

		/**
		 * Does one round.
		 * @param wanted tells whether the round has not been given up meanwhile
		 */
		void keepHouse(BooleanSupplier wanted);

		/**
		 * Returns how long to pause before the next round.
		 * @return nanoseconds
		 */
		long pauseNanos();

		/**
		 * Returns whether there is anything to be kept or watched.
		 * @return whether another round is needed
		 */
		boolean areNeeded();

		/**
		 * Notes that time has passed which the monotonic clock did not see.
		 */
		void clockLeapt();

	}

	/**
	 * One round.
	 */
	private final class Round implements Workers.Job {

		private volatile @Nullable Thread thread;

		@Override
		public String threadName() {
			return "framed-tcp-" + Housekeeper.this.client + "-housekeeper";
		}

		@Override
		public void run() {
			Housekeeper.this.lock.lock();
			try {
				if (Housekeeper.this.closed) {
					return;
				}
				this.thread = Thread.currentThread();
			}
			finally {
				Housekeeper.this.lock.unlock();
			}
			Housekeeper.this.duties.keepHouse(this::isWanted);
		}

		@Override
		public void ended() {
			Housekeeper.this.lock.lock();
			try {
				// The thread belongs to somebody else from now on, without an interrupt.
				this.thread = null;
				Thread.interrupted();
			}
			finally {
				Housekeeper.this.lock.unlock();
			}
			Housekeeper.this.ended(this);
		}

		private boolean isWanted() {
			Housekeeper.this.lock.lock();
			try {
				return Housekeeper.this.running == this;
			}
			finally {
				Housekeeper.this.lock.unlock();
			}
		}

		void interrupt() {
			Thread thread = this.thread;
			if (thread != null && thread != Thread.currentThread()) {
				thread.interrupt();
			}
		}

	}

}
