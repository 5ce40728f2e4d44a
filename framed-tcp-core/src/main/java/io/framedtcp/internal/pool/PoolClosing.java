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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.framedtcp.internal.Deadline;

/**
 * The closing of an open pool. It takes at most the close time-out plus a second, even if
 * user code hangs: such code is interrupted and then abandoned.
 * <p>
 * It never waits for leases of the calling thread, which may be inside a call.
 */
final class PoolClosing {

	private static final Log logger = LogFactory.getLog(PoolClosing.class);

	/** The time for threads to end and for events to be delivered. */
	private static final Duration END_TIMEOUT = Duration.ofMillis(700);

	private static final long MARGIN_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final String client;

	private final Duration closeTimeout;

	private final OpenPool pool;

	private final Background background;

	private final AtomicBoolean begun = new AtomicBoolean();

	private final CountDownLatch done = new CountDownLatch(1);

	/**
	 * Creates a closing that has not begun.
	 * @param client the name of the client
	 * @param closeTimeout how long to wait for callers to release their connections
	 * @param pool the pool
	 * @param background its work in other threads
	 */
	PoolClosing(String client, Duration closeTimeout, OpenPool pool, Background background) {
		this.client = client;
		this.closeTimeout = closeTimeout;
		this.pool = pool;
		this.background = background;
	}

	/**
	 * Closes the pool, or waits until another thread has closed it. A thread for which
	 * the closing may be waiting returns at once. An interrupt ends the wait.
	 */
	void run() {
		if (this.begun.compareAndSet(false, true)) {
			close();
		}
		else if (!this.pool.isInside() && isInterrupted(() -> awaitDone(Deadline.after(this.closeTimeout)))) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Waits until the pool is closed, for at most the close time-out plus a second.
	 */
	void awaitEnd() {
		Deadline deadline = Deadline.after(this.closeTimeout);
		boolean interrupted = false;
		while (isInterrupted(() -> awaitDone(deadline))) {
			interrupted = true;
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	boolean isBegun() {
		return this.begun.get();
	}

	boolean isDone() {
		return this.done.getCount() == 0;
	}

	private void awaitDone(Deadline deadline) throws InterruptedException {
		this.done.await(deadline.remainingNanos() + MARGIN_NANOS, TimeUnit.NANOSECONDS);
	}

	private void close() {
		boolean interrupted = Thread.interrupted();
		try {
			this.pool.refuseCallers();
			interrupted = interrupted || isInterrupted(this::awaitReturns);
		}
		finally {
			try {
				interrupted |= Thread.interrupted();
				this.pool.closeConnections();
				interrupted = interrupted || isInterrupted(() -> this.background.awaitEnd(Deadline.after(END_TIMEOUT)));
			}
			finally {
				this.background.leave();
				this.done.countDown();
				if (interrupted) {
					Thread.currentThread().interrupt();
				}
			}
		}
	}

	/**
	 * Waits until other threads have released their connections.
	 * @throws InterruptedException if the thread is interrupted
	 */
	private void awaitReturns() throws InterruptedException {
		int left = this.pool.awaitReturns(Deadline.after(this.closeTimeout));
		if (left > 0) {
			logger.warn("Client '" + this.client + "' is closed with " + left + " connections still in use");
		}
	}

	/**
	 * Runs a wait.
	 * @param wait the wait
	 * @return whether an interrupt has ended it
	 */
	private static boolean isInterrupted(Wait wait) {
		try {
			wait.run();
			return false;
		}
		catch (InterruptedException ex) {
			return true;
		}
	}

	@FunctionalInterface
	private interface Wait {

		void run() throws InterruptedException;

	}

}
