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
 * What an open pool does in threads that are not its callers': rounds of housekeeping,
 * user code that is bounded, and taking back what a stuck thread holds.
 * <p>
 * A round begins after each pause, and whenever it is woken up, but never two at a time.
 * While nothing is to be kept or watched, there are no rounds.
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
	 * Returns what runs pings.
	 * @return the runner
	 */
	UserCode pings() {
		return this.pings;
	}

	/**
	 * Returns what runs tests of idle connections.
	 * @return the runner
	 */
	UserCode tests() {
		return this.tests;
	}

	/**
	 * Begins to work for a pool.
	 * @param housekeeping its rounds
	 */
	void open(Housekeeping housekeeping) {
		this.housekeeping = housekeeping;
		this.workers.clientOpened();
	}

	/**
	 * Lets rounds of housekeeping begin after a pause, if none are to come.
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
	 * Begins a round of housekeeping now, or when the one that is running has ended.
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
	 * Notes that time has passed which the monotonic clock did not see.
	 */
	void clockLeapt() {
		housekeeping().clockLeapt();
		wakeUp();
	}

	/**
	 * Begins nothing any more, and interrupts what other threads do.
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
	 * Does something when no round of housekeeping is running any more, now or at the end
	 * of the last round. Called once this is closed.
	 * @param last what to do; doing it twice must do no harm
	 */
	void finish(Runnable last) {
		this.last = last;
		if (this.running == null) {
			last.run();
		}
	}

	/**
	 * Waits until housekeeping has ended and all listeners have been told. Called once
	 * this is closed.
	 * @param deadline for how long
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
	 * Gives up the threads that have not ended.
	 */
	void leave() {
		this.dispatcher.interrupt();
		this.pings.spare(null);
		this.tests.spare(null);
		this.workers.clientClosed();
	}

	/**
	 * Returns whether this thread works for the pool.
	 * @return whether it is not a caller's
	 */
	boolean isMine() {
		return this.dispatcher.isMine() || waitingForThis() != null || roundOf(Thread.currentThread()) != null;
	}

	/**
	 * Returns who waits for the user code that this thread runs.
	 * @return the thread, or {@code null} if there is none
	 */
	@Nullable Thread waitingForThis() {
		Thread waiting = this.pings.waitingForThis();
		return (waiting != null) ? waiting : this.tests.waitingForThis();
	}

	/**
	 * Runs something soon, by handing over at once.
	 * @param kind what it is, for the name of its thread
	 * @param task what to run
	 * @param nanos when, from now on
	 * @return the future, to cancel it; {@code null} if no thread could be had
	 */
	@Nullable Future<?> schedule(String kind, Runnable task, long nanos) {
		return this.workers.schedule(() -> this.workers.execute(job(kind, task)), nanos);
	}

	/**
	 * Runs something later in the scheduler's thread.
	 * @param task what to run, which waits for nothing
	 * @param nanos when, from now on
	 * @return {@code false} if no thread could be had
	 */
	boolean setTimer(Runnable task, long nanos) {
		return this.workers.schedule(task, nanos) != null;
	}

	/**
	 * Takes back what a stuck thread holds.
	 * @param recovery what to do
	 */
	void recover(Runnable recovery) {
		this.workers.execute(job("recovery", recovery));
	}

	/**
	 * Gives up the round of housekeeping that a thread is running, because it does not
	 * come back from a probe. Called in the watchdog's thread.
	 * @param thread the thread
	 */
	void stuckProbing(Thread thread) {
		recover(() -> {
			warnStuck(thread, "opens a connection");
			abandon(thread);
		});
	}

	/**
	 * Gives up the round of housekeeping that a thread is running, if it is running one:
	 * another may begin meanwhile.
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
