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

import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.Deadline;

/**
 * The work of an open pool outside its callers' threads. It runs rounds of housekeeping
 * and bounded user code, and reclaims the lease of a stuck thread.
 * <p>
 * A round begins after each pause and on each wake-up. Only one round runs at a time.
 * There are no rounds while there is nothing to look after.
 */
final class Background {

	private static final Log logger = LogFactory.getLog(Background.class);

	private final String client;

	private final EventDispatcher dispatcher;

	private final Workers workers = Workers.shared();

	private final UserCode pings;

	private final UserCode tests;

	private final ReentrantLock lock = new ReentrantLock();

	private @Nullable Housekeeping housekeeping;

	/** The next round, while none is running; guarded by the lock. */
	private @Nullable Future<?> due;

	/** Set while the lock is held. */
	private volatile @Nullable Job running;

	/** Whether another round is to follow at once; guarded by the lock. */
	private boolean again;

	private volatile boolean closed;

	private volatile @Nullable Runnable last;

	Background(String client, PoolEvents events) {
		this.client = client;
		this.dispatcher = events.dispatcher();
		this.pings = new UserCode(client, "ping", this.workers);
		this.tests = new UserCode(client, "test", this.workers);
	}

	/**
	 * Returns the runner of pings.
	 * @return the runner
	 */
	UserCode pings() {
		return this.pings;
	}

	/**
	 * Returns the runner of tests of idle connections.
	 * @return the runner
	 */
	UserCode tests() {
		return this.tests;
	}

	/**
	 * Starts the work for a pool.
	 * @param housekeeping does the rounds
	 */
	void open(Housekeeping housekeeping) {
		this.housekeeping = housekeeping;
		this.workers.clientOpened();
	}

	/**
	 * Schedules a round of housekeeping after a pause, unless one is due or running.
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
	 * Begins a round of housekeeping now, or after the running one.
	 */
	void wakeUp() {
		this.lock.lock();
		try {
			this.again = this.running != null;
			begin();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Notes that time has passed that the monotonic clock did not count.
	 */
	void clockLeapt() {
		housekeeping().clockLeapt();
		wakeUp();
	}

	/**
	 * Stops all new work, and interrupts the running round, unless this thread runs it.
	 */
	void close() {
		Thread closing = Thread.currentThread();
		this.pings.spare(closing);
		this.tests.spare(closing);
		this.lock.lock();
		try {
			this.closed = true;
			cancel();
			this.workers.deactivate(this);
		}
		finally {
			this.lock.unlock();
		}
		Job round = this.running;
		if (round != null) {
			round.interrupt(closing);
		}
	}

	/**
	 * Runs an action once no round of housekeeping is running: now, or at the end of the
	 * last round. Called after {@link #close()}.
	 * @param last the action; it may run twice
	 */
	void finish(Runnable last) {
		this.last = last;
		if (this.running == null) {
			last.run();
		}
	}

	/**
	 * Waits until housekeeping has ended and all events have been delivered. Called after
	 * {@link #close()}.
	 * @param deadline bounds the wait
	 * @throws InterruptedException if the thread is interrupted
	 */
	void awaitEnd(Deadline deadline) throws InterruptedException {
		Job round = this.running;
		if (round != null && !round.isRunBy(Thread.currentThread())) {
			round.awaitEnd(deadline.remainingNanos());
		}
		this.dispatcher.awaitIdle(deadline);
	}

	/**
	 * Interrupts the listener that is still running, and no longer counts this client as
	 * open.
	 */
	void leave() {
		this.dispatcher.interrupt();
		this.pings.spare(null);
		this.tests.spare(null);
		this.workers.clientClosed();
	}

	/**
	 * Returns whether this thread works in the background of the pool.
	 * @return {@code false} for a caller's thread
	 */
	boolean isMine() {
		return this.dispatcher.isMine() || waitingForThis() != null || roundOf(Thread.currentThread()) != null;
	}

	/**
	 * Returns the thread that waits for the user code in this thread.
	 * @return the thread, or {@code null} if there is none
	 */
	@Nullable Thread waitingForThis() {
		Thread waiting = this.pings.waitingForThis();
		return (waiting != null) ? waiting : this.tests.waitingForThis();
	}

	/**
	 * Runs a task in a worker after a delay. If no worker can be created, tries again
	 * later.
	 * @param kind the kind of task, for the name of its thread
	 * @param task the task
	 * @param nanos the delay, in nanoseconds
	 * @return the future, to cancel it; {@code null} if the task will not run
	 */
	@Nullable Future<?> schedule(String kind, Runnable task, long nanos) {
		return this.workers.schedule(job(kind, task), nanos);
	}

	/**
	 * Runs a task in the scheduler's thread after a delay.
	 * @param task the task, which must not block
	 * @param nanos the delay, in nanoseconds
	 * @return {@code false} if no thread could be created
	 */
	boolean setTimer(Runnable task, long nanos) {
		return this.workers.schedule(task, nanos) != null;
	}

	/**
	 * Runs a recovery from a stuck thread in a worker. If none can be created, throws
	 * what the JVM throws.
	 * @param recovery the recovery
	 */
	void recover(Runnable recovery) {
		this.workers.execute(job("recovery", recovery));
	}

	/**
	 * Abandons the round of housekeeping in a thread that is stuck in a probe. Called in
	 * the watchdog's thread.
	 * @param thread the thread
	 */
	void stuckProbing(Thread thread) {
		recover(() -> {
			warnStuck(thread, "opens a connection");
			abandon(thread);
		});
	}

	/**
	 * Abandons the round of housekeeping in a thread, if there is one. Another round may
	 * then begin.
	 * @param thread the thread
	 */
	void abandon(Thread thread) {
		Job round = roundOf(thread);
		if (round != null) {
			round.end();
		}
	}

	void warnStuck(Thread thread, String doing) {
		logger.warn("The thread '" + thread.getName() + "' " + doing + " of client '" + this.client
				+ "' and has not come back for a second since its deadline: user code that it runs does not heed an "
				+ "interrupt. Its place is given to others.");
	}

	private void begin() {
		this.lock.lock();
		try {
			if (this.closed || this.running != null) {
				return;
			}
			Job round = new Job(threadName("housekeeper"), this::keepHouse, this::ended);
			this.workers.activate(this);
			cancel();
			this.running = round;
			if (!this.workers.tryExecute(round)) {
				this.running = null;
				pause();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void keepHouse() {
		Job round = this.running;
		if (round != null && !this.closed) {
			housekeeping().keepHouse(() -> !round.isEnded());
		}
	}

	private void ended() {
		this.lock.lock();
		try {
			boolean again = this.again;
			this.running = null;
			this.again = false;
			if (again) {
				begin();
			}
			else if (this.closed || !housekeeping().isNeeded()) {
				this.workers.deactivate(this);
			}
			else {
				pause();
			}
		}
		finally {
			this.lock.unlock();
		}
		Runnable last = this.last;
		if (last != null) {
			last.run();
		}
	}

	private void pause() {
		this.workers.activate(this);
		this.due = this.workers.schedule(this::begin, housekeeping().pauseNanos());
	}

	private void cancel() {
		if (this.due != null) {
			this.due.cancel(false);
			this.due = null;
		}
	}

	private @Nullable Job roundOf(Thread thread) {
		Job round = this.running;
		return (round != null && round.isRunBy(thread)) ? round : null;
	}

	private Job job(String kind, Runnable work) {
		return new Job(threadName(kind), work);
	}

	private String threadName(String kind) {
		return "framed-tcp-" + this.client + "-" + kind;
	}

	private Housekeeping housekeeping() {
		return Objects.requireNonNull(this.housekeeping);
	}

}
