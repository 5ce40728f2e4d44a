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

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.Deadline;

/**
 * What an open pool does in threads that are not its callers': housekeeping, user code
 * that is bounded, and taking back what a stuck thread holds.
 */
final class Background {

	private static final Log logger = LogFactory.getLog(Background.class);

	private final String client;

	private final PoolEvents events;

	private final Workers workers = Workers.shared();

	private final HousekeepingScheduler scheduler = HousekeepingScheduler.shared();

	private final UserCode pings;

	private final UserCode tests;

	private @Nullable Housekeeper housekeeper;

	Background(String client, PoolEvents events) {
		this.client = client;
		this.events = events;
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
		this.housekeeper = new Housekeeper(this.client, housekeeping, this.scheduler, this.workers);
		this.workers.clientOpened();
		this.scheduler.clientOpened();
	}

	/**
	 * Lets rounds of housekeeping begin after a pause, if none are to come.
	 */
	void need() {
		housekeeper().need();
	}

	/**
	 * Begins a round of housekeeping.
	 */
	void wakeUp() {
		housekeeper().wakeUp();
	}

	/**
	 * Begins nothing any more, and interrupts what other threads do.
	 */
	void close() {
		this.pings.setInterruptible(false);
		this.tests.setInterruptible(false);
		housekeeper().close();
	}

	/**
	 * Does something when no round of housekeeping is running any more.
	 * @param last what to do
	 */
	void finish(Runnable last) {
		housekeeper().finish(last);
	}

	/**
	 * Waits until housekeeping has ended and all listeners have been told.
	 * @param deadline for how long
	 * @throws InterruptedException if the thread is interrupted
	 */
	void awaitEnd(Deadline deadline) throws InterruptedException {
		housekeeper().awaitEnd(deadline);
		this.events.awaitTold(deadline);
	}

	/**
	 * Gives up the threads that have not ended.
	 */
	void leave() {
		this.events.interrupt();
		this.pings.setInterruptible(true);
		this.tests.setInterruptible(true);
		this.workers.clientClosed();
		this.scheduler.clientClosed();
	}

	/**
	 * Returns whether this thread works for the pool.
	 * @return whether it is not a caller's
	 */
	boolean isMine() {
		return this.events.isTelling() || waitingForThis() != null || housekeeper().isMine();
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
	 * @param task what to run
	 * @param nanos when, from now on
	 * @return the future, to cancel it
	 */
	Future<?> schedule(Runnable task, long nanos) {
		return this.scheduler.schedule(() -> execute("connects", task), nanos);
	}

	/**
	 * Takes back what a stuck thread holds.
	 * @param recovery what to do
	 */
	void recover(Runnable recovery) {
		execute("recovery", recovery);
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
	 * Gives up the round of housekeeping that a thread is running, if it is running one.
	 * @param thread the thread
	 */
	void abandon(Thread thread) {
		housekeeper().abandon(thread);
	}

	void warnStuck(Thread thread, String doing) {
		logger.warn("The thread '" + thread.getName() + "' " + doing + " of client '" + this.client
				+ "' and has not come back for a second since its deadline: user code that it runs does not heed an "
				+ "interrupt. Its place is given to others.");
	}

	private void execute(String kind, Runnable work) {
		this.workers.execute(new Workers.Job() {
			@Override
			public String threadName() {
				return "framed-tcp-" + Background.this.client + "-" + kind;
			}

			@Override
			public void run() {
				work.run();
			}
		});
	}

	private Housekeeper housekeeper() {
		return Objects.requireNonNull(this.housekeeper);
	}

}
