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

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.Deadline;

/**
 * Runs a client's user code in the background: pings, and the handlers called by tests of
 * idle connections. The wait for its result is bounded by a deadline. Late code is
 * interrupted, and abandoned if it ignores the interrupt. Callers check
 * {@link #isHeldUp()} and begin no further code until abandoned code has returned.
 */
final class UserCode {

	private static final Log logger = LogFactory.getLog(UserCode.class);

	/** A margin for I/O that the watchdog ends at the same deadline. */
	private static final long LEAVE_NANOS = TimeUnit.MILLISECONDS.toNanos(30);

	/** How long interrupted code may take to return. */
	private static final long HEED_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

	private final String client;

	private final String kind;

	private final Workers workers;

	/** The running code, and the thread that waits for it. */
	private final Map<Job, Thread> running = new ConcurrentHashMap<>();

	private volatile @Nullable Thread spared;

	private volatile @Nullable Job abandoned;

	/**
	 * Creates a runner.
	 * @param client the name of the client
	 * @param kind the kind of code, in one word, for logs and the names of threads
	 * @param workers run the code
	 */
	UserCode(String client, String kind, Workers workers) {
		this.client = client;
		this.kind = kind;
		this.workers = workers;
	}

	/**
	 * Returns whether abandoned code has not returned yet.
	 * @return whether no code may be begun
	 */
	boolean isHeldUp() {
		Job abandoned = this.abandoned;
		return abandoned != null && !abandoned.isEnded();
	}

	/**
	 * Runs code and waits for its result.
	 * @param <E> the type of exception that the code throws
	 * @param code the code
	 * @param deadline bounds the wait for the code
	 * @param late called if the code is late, before it is abandoned
	 * @return the result of the code; {@code false} if it was late
	 * @throws E if the code throws it in time
	 * @throws InterruptedException if this thread is interrupted; the code is then
	 * interrupted too
	 */
	<E extends Throwable> boolean run(Code<E> code, Deadline deadline, Runnable late) throws E, InterruptedException {
		long start = System.nanoTime();
		Attempt<E> attempt = new Attempt<>(code);
		Job job = new Job("framed-tcp-" + this.client + "-" + this.kind, attempt);
		this.running.put(job, Thread.currentThread());
		boolean begun = false;
		boolean inTime = false;
		try {
			this.workers.execute(job);
			begun = true;
			inTime = await(job, deadline);
		}
		finally {
			this.running.remove(job);
			if (begun && !inTime) {
				late.run();
				abandon(job, start);
			}
		}
		return inTime && attempt.result();
	}

	/**
	 * Returns the thread that waits for the code in this thread. It is blocked until this
	 * thread returns.
	 * @return the thread, or {@code null} if this thread runs no such code
	 */
	@Nullable Thread waitingForThis() {
		return this.running.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().isRunBy(Thread.currentThread()))
			.map(Map.Entry::getValue)
			.findAny()
			.orElse(null);
	}

	/**
	 * Keeps code from being interrupted.
	 * @param spared the thread that runs the code; {@code null} to spare no thread
	 */
	void spare(@Nullable Thread spared) {
		this.spared = spared;
	}

	private boolean await(Job job, Deadline deadline) throws InterruptedException {
		boolean inTime = false;
		try {
			inTime = job.awaitEnd(Math.max(deadline.remainingNanos(), 0) + LEAVE_NANOS);
		}
		finally {
			if (!inTime) {
				job.interrupt(this.spared);
				job.awaitEnd(HEED_NANOS);
			}
		}
		return inTime;
	}

	private void abandon(Job job, long start) {
		if (job.isEnded()) {
			return;
		}
		this.abandoned = job;
		if (!job.isRunBy(this.spared)) {
			logger.warn("A " + this.kind + " of client '" + this.client + "' has been running for "
					+ TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)
					+ " ms and does not heed an interrupt. Its connection is closed. None is begun until it has returned.");
		}
	}

	/**
	 * The user code.
	 *
	 * @param <E> the type of exception that it throws
	 */
	@FunctionalInterface
	interface Code<E extends Throwable> {

		boolean run() throws E;

	}

	private static final class Attempt<E extends Throwable> implements Runnable {

		private final Code<E> code;

		private volatile boolean result;

		private volatile @Nullable Throwable failure;

		Attempt(Code<E> code) {
			this.code = code;
		}

		@Override
		public void run() {
			try {
				this.result = this.code.run();
			}
			catch (Throwable ex) {
				this.failure = ex;
			}
		}

		@SuppressWarnings("unchecked")
		boolean result() throws E {
			Throwable failure = this.failure;
			if (failure != null) {
				throw (E) failure;
			}
			return this.result;
		}

	}

}
