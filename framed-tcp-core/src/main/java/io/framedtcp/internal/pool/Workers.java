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
import java.util.function.BiFunction;
import java.util.function.LongSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.SharedThreads;

/**
 * The background threads of all clients in a JVM. They run rounds of housekeeping, and
 * user code that must not block other threads.
 * <ul>
 * <li>A worker is created when none is idle. It ends after a second of idleness, when the
 * last client is closed, or at an age of some seconds. So thread-locals of user code do
 * not keep a closed application in memory.</li>
 * <li>The scheduler hands due work to workers, and looks for a {@link ClockLeap} once a
 * second. It starts when the first client needs a round and ends with the last client. It
 * runs neither rounds nor user code.</li>
 * </ul>
 * Safe for use by many threads.
 */
final class Workers {

	private static final Log logger = LogFactory.getLog(Workers.class);

	private static final Workers SHARED = new Workers(SharedThreads::create);

	private static final String IDLE_NAME = "framed-tcp-worker";

	private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long MAX_AGE_NANOS = TimeUnit.SECONDS.toNanos(5);

	private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

	/** The time until a job is tried again that had no thread. */
	private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final Job STOP = new Job(IDLE_NAME, () -> {
	});

	private final BiFunction<String, Runnable, Thread> threads;

	private final SynchronousQueue<Job> idle = new SynchronousQueue<>();

	/** The clients with a round due or running. */
	private final Set<Background> active = ConcurrentHashMap.newKeySet();

	private volatile LongSupplier wallMillis = System::currentTimeMillis;

	/** The number of open clients; set in the monitor of this object. */
	private volatile int clients;

	/** Guarded by the monitor of this object. */
	private @Nullable ScheduledThreadPoolExecutor scheduler;

	/**
	 * Creates workers of their own, for tests.
	 * @param threads creates a thread with a name
	 */
	Workers(BiFunction<String, Runnable, Thread> threads) {
		this.threads = threads;
	}

	/**
	 * Returns the workers of all clients.
	 * @return the same instance for all
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
	 * Notes that a client is closed. With the last client, idle threads end.
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
	 * Notes that a client has a round due or running.
	 * @param client the background of the client
	 */
	void activate(Background client) {
		this.active.add(client);
	}

	/**
	 * Notes that a client has no round due or running.
	 * @param client the background of the client
	 */
	void deactivate(Background client) {
		this.active.remove(client);
	}

	/**
	 * Runs a job in a worker, at once.
	 * @param job the job
	 */
	void execute(Job job) {
		if (!this.idle.offer(job)) {
			this.threads.apply(IDLE_NAME, () -> work(job)).start();
		}
	}

	/**
	 * Runs a job in a worker, at once, if a thread can be created.
	 * @param job the job
	 * @return whether the job was handed to a worker
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
	 * Runs a job in a worker, at once or as soon as a thread can be created.
	 * @param job the job
	 */
	void executeSoon(Job job) {
		if (!tryExecute(job)) {
			schedule(job, RETRY_NANOS);
		}
	}

	/**
	 * Runs a job in a worker after a delay, or as soon as a thread can be created then.
	 * @param job the job
	 * @param nanos the delay, in nanoseconds
	 * @return the future, to cancel it; {@code null} if no client is open, or no thread
	 * could be created
	 */
	@Nullable Future<?> schedule(Job job, long nanos) {
		return schedule(() -> executeSoon(job), nanos);
	}

	/**
	 * Runs a task in the scheduler's thread after a delay.
	 * @param task the task, which must not block
	 * @param nanos the delay, in nanoseconds
	 * @return the future, to cancel it; {@code null} if no client is open, or no thread
	 * could be created
	 */
	@Nullable Future<?> schedule(Runnable task, long nanos) {
		try {
			// Outside the monitor: a virtual thread that waits for a lock inside it would
			// be pinned.
			ScheduledThreadPoolExecutor scheduler = scheduler();
			return (scheduler != null) ? scheduler.schedule(task, nanos, TimeUnit.NANOSECONDS) : null;
		}
		catch (RuntimeException | Error ex) {
			logNoThread("framed-tcp-scheduler", ex);
			return null;
		}
	}

	private synchronized @Nullable ScheduledThreadPoolExecutor scheduler() {
		// Only with an open client: closing the last one ends the thread.
		if (this.scheduler == null && this.clients > 0) {
			ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1,
					(work) -> this.threads.apply("framed-tcp-scheduler", work));
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
				executeSoon(new Job("framed-tcp-clock-leap", () -> leapt(gained)));
			}
		}
		catch (RuntimeException | Error ex) {
			// An exception thrown from here would cancel all further looks.
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
			// Interrupted by user code that has kept a reference to this thread.
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
