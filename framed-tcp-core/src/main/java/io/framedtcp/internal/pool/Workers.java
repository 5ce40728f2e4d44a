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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.SharedThreads;

/**
 * The threads that work for the clients of a JVM: for rounds of housekeeping, and for
 * user code that nobody else must wait for.
 * <ul>
 * <li>A worker is created when none is idle. It ends when it has been idle for a second,
 * when the last client is closed, or after some seconds, so that thread-locals of user
 * code do not keep a closed application in memory.</li>
 * <li>The scheduler says when something is due, and looks for a {@link ClockLeap} once a
 * second. It starts when the first client needs a round and ends with the last client. It
 * only hands over to workers, and runs neither rounds nor user code.</li>
 * </ul>
 * Safe for use by many threads.
 */
final class Workers {

	private static final Log logger = LogFactory.getLog(Workers.class);

	private static final Workers SHARED = new Workers();

	private static final String IDLE_NAME = "framed-tcp-worker";

	private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long MAX_AGE_NANOS = TimeUnit.SECONDS.toNanos(5);

	private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final Job STOP = new Job(IDLE_NAME, () -> {
	});

	private final SynchronousQueue<Job> idle = new SynchronousQueue<>();

	/** The clients that have rounds to come. */
	private final Set<Background> active = ConcurrentHashMap.newKeySet();

	private volatile LongSupplier wallMillis = System::currentTimeMillis;

	/** How many clients are open; set in the monitor of this object. */
	private volatile int clients;

	/** Guarded by the monitor of this object. */
	private @Nullable ScheduledThreadPoolExecutor scheduler;

	/**
	 * Returns the workers of all clients.
	 * @return always the same
	 */
	static Workers shared() {
		return SHARED;
	}

	/**
	 * Replaces the wall clock, for tests.
	 * @param wallMillis the clock, in milliseconds
	 */
	void useWallClock(LongSupplier wallMillis) {
		this.wallMillis = wallMillis;
	}

	/**
	 * Notes that a client is open.
	 */
	synchronized void clientOpened() {
		this.clients++;
	}

	/**
	 * Notes that a client is closed. Threads that are idle end with the last of them.
	 */
	synchronized void clientClosed() {
		this.clients--;
		if (this.clients == 0) {
			if (this.scheduler != null) {
				this.scheduler.shutdownNow();
				this.scheduler = null;
			}
			boolean offered = true;
			while (offered) {
				offered = this.idle.offer(STOP);
			}
		}
	}

	/**
	 * Notes that a client has rounds to come.
	 * @param client its background
	 */
	void activate(Background client) {
		this.active.add(client);
	}

	/**
	 * Notes that a client has no rounds to come.
	 * @param client its background
	 */
	void deactivate(Background client) {
		this.active.remove(client);
	}

	/**
	 * Does something in a worker, at once.
	 * @param job what to do
	 */
	void execute(Job job) {
		if (!this.idle.offer(job)) {
			SharedThreads.create(IDLE_NAME, () -> work(job)).start();
		}
	}

	/**
	 * Does something in a worker, at once, if a thread can be had.
	 * @param job what to do
	 * @return whether it has been begun
	 */
	boolean tryExecute(Job job) {
		try {
			execute(job);
			return true;
		}
		catch (RuntimeException | Error ex) {
			logNoThread(job, ex);
			return false;
		}
	}

	/**
	 * Runs something later that hands over at once.
	 * @param task what to run
	 * @param nanos when, from now on
	 * @return the future, to cancel it; {@code null} if no thread could be had
	 */
	@Nullable Future<?> schedule(Runnable task, long nanos) {
		try {
			// Not in the monitor, which would pin a virtual thread that waits for a lock.
			ScheduledThreadPoolExecutor scheduler = scheduler();
			return (scheduler != null) ? scheduler.schedule(task, nanos, TimeUnit.NANOSECONDS) : null;
		}
		catch (RuntimeException | Error ex) {
			logNoThread("framed-tcp-scheduler", ex);
			return null;
		}
	}

	private synchronized @Nullable ScheduledThreadPoolExecutor scheduler() {
		// Nobody would end the thread once the last client is closed.
		if (this.scheduler == null && this.clients > 0) {
			ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1,
					(work) -> SharedThreads.create("framed-tcp-scheduler", work));
			scheduler.setRemoveOnCancelPolicy(true);
			ClockLeap leap = new ClockLeap(() -> this.wallMillis.getAsLong());
			scheduler.scheduleWithFixedDelay(() -> look(leap), LOOK_NANOS, LOOK_NANOS, TimeUnit.NANOSECONDS);
			this.scheduler = scheduler;
		}
		return this.scheduler;
	}

	private void look(ClockLeap leap) {
		try {
			Duration gained = leap.look();
			if (!gained.isZero() && !this.active.isEmpty()) {
				execute(new Job("framed-tcp-clock-leap", () -> leapt(gained)));
			}
		}
		catch (RuntimeException | Error ex) {
			// An exception that leaves would end all further looks.
			logger.debug("Comparing the clocks failed", ex);
		}
	}

	private void leapt(Duration gained) {
		logger.info("The wall clock has gained " + gained.toSeconds()
				+ " s on the monotonic clock: the system was suspended, or the time was set. All idle connections"
				+ " are replaced.");
		this.active.forEach(Background::clockLeapt);
	}

	private void work(Job first) {
		long start = System.nanoTime();
		Job job = first;
		while (job != null && job != STOP) {
			job.run();
			boolean old = System.nanoTime() - start >= MAX_AGE_NANOS;
			job = (this.clients > 0 && !old) ? next() : null;
		}
	}

	private @Nullable Job next() {
		try {
			return this.idle.poll(IDLE_NANOS, TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			// By user code that keeps the thread: it has no business with it any more.
			return null;
		}
	}

	private static void logNoThread(Object what, Throwable ex) {
		try {
			logger.debug("No thread could be had for " + what, ex);
		}
		catch (RuntimeException | Error failure) {
			// Without memory, logging may fail too.
		}
	}

}
