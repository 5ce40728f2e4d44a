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
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.SharedThreads;

/**
 * Says when housekeeping is due, for all clients of a JVM. Its one thread starts when the
 * first client needs a round and ends with the last client. It only hands over to
 * {@link Workers}, and runs neither rounds nor user code.
 * <p>
 * Once a second, while a client has rounds to come, it looks for a {@link ClockLeap}.
 */
final class HousekeepingScheduler {

	private static final Log logger = LogFactory.getLog(HousekeepingScheduler.class);

	private static final HousekeepingScheduler SHARED = new HousekeepingScheduler(Workers.shared());

	private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final Workers workers;

	private final Set<Housekeeper> active = ConcurrentHashMap.newKeySet();

	private volatile LongSupplier wallMillis = System::currentTimeMillis;

	/** How many clients are open; this and what follows is guarded by the monitor. */
	private int clients;

	private @Nullable ScheduledThreadPoolExecutor executor;

	private @Nullable Future<?> looks;

	HousekeepingScheduler(Workers workers) {
		this.workers = workers;
	}

	/**
	 * Returns the scheduler of all clients.
	 * @return always the same
	 */
	static HousekeepingScheduler shared() {
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
	 * Notes that a client is closed. The thread ends with the last of them.
	 */
	synchronized void clientClosed() {
		this.clients--;
		if (this.clients == 0 && this.executor != null) {
			this.executor.shutdownNow();
			this.executor = null;
			this.looks = null;
		}
	}

	/**
	 * Runs something that hands over at once.
	 * @param task what to run
	 * @param nanos when, from now on
	 * @return the future, to cancel it
	 */
	synchronized Future<?> schedule(Runnable task, long nanos) {
		return executor().schedule(task, nanos, TimeUnit.NANOSECONDS);
	}

	/**
	 * Notes that a client has rounds to come.
	 * @param housekeeper that of the client
	 */
	synchronized void activate(Housekeeper housekeeper) {
		this.active.add(housekeeper);
		if (this.looks == null) {
			ClockLeap leap = new ClockLeap(() -> this.wallMillis.getAsLong());
			this.looks = executor().scheduleWithFixedDelay(() -> look(leap), LOOK_NANOS, LOOK_NANOS,
					TimeUnit.NANOSECONDS);
		}
	}

	/**
	 * Notes that a client has no rounds to come.
	 * @param housekeeper that of the client
	 */
	synchronized void deactivate(Housekeeper housekeeper) {
		this.active.remove(housekeeper);
		if (this.active.isEmpty() && this.looks != null) {
			this.looks.cancel(false);
			this.looks = null;
		}
	}

	private ScheduledThreadPoolExecutor executor() {
		ScheduledThreadPoolExecutor executor = this.executor;
		if (executor == null) {
			executor = new ScheduledThreadPoolExecutor(1, (work) -> SharedThreads.create("framed-tcp-scheduler", work));
			executor.setRemoveOnCancelPolicy(true);
			this.executor = executor;
		}
		return executor;
	}

	private void look(ClockLeap leap) {
		try {
			Duration gained = leap.look();
			if (!gained.isZero()) {
				this.workers.execute(new Leapt(gained));
			}
		}
		catch (RuntimeException | Error ex) {
			// An exception that leaves would end all further looks.
			logger.debug("Comparing the clocks failed", ex);
		}
	}

	/**
	 * Lets all clients replace their idle connections.
	 */
	private final class Leapt implements Workers.Job {

		private final Duration gained;

		Leapt(Duration gained) {
			this.gained = gained;
		}

		@Override
		public String threadName() {
			return "framed-tcp-clock-leap";
		}

		@Override
		public void run() {
			logger.info("The wall clock has gained " + this.gained.toSeconds()
					+ " s on the monotonic clock: the system was suspended, or the time was set. All idle connections"
					+ " are replaced.");
			HousekeepingScheduler.this.active.forEach(Housekeeper::clockLeapt);
		}

	}

}
