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

package io.framedtcp.faults;

import java.time.Duration;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How much later than it should this machine lets threads run. It is measured all the
 * time, by a thread that waits for a moment again and again, so that a client which keeps
 * its deadline can be told from a machine which is busy.
 */
final class Lateness implements AutoCloseable {

	private static final long STEP = TimeUnit.MILLISECONDS.toNanos(2);

	private static final long WORTH_NOTING = TimeUnit.MILLISECONDS.toNanos(1);

	private final NavigableMap<Long, Long> notes = new ConcurrentSkipListMap<>();

	private final CountDownLatch closed = new CountDownLatch(1);

	private volatile long lastRun = System.nanoTime();

	private final Thread thread = new Thread(this::measure, "lateness");

	Lateness() {
		this.thread.setDaemon(true);
		this.thread.start();
	}

	/**
	 * Return the worst that was measured, or is being measured, as the thread may not run
	 * yet while others do again.
	 * @param nanoTime since when, a reading of {@link System#nanoTime()}
	 * @return how much too late a thread ran
	 */
	Duration worstSince(long nanoTime) {
		long pending = System.nanoTime() - this.lastRun - STEP;
		long worst = this.notes.tailMap(nanoTime).values().stream().mapToLong(Long::longValue).max().orElse(0);
		return Duration.ofNanos(Math.max(Math.max(0, pending), worst));
	}

	/**
	 * Wait until a moment, as a call does that times out then.
	 * @param nanoTime the moment
	 * @return how much later this thread goes on
	 */
	static Duration at(long nanoTime) {
		long left = nanoTime - System.nanoTime();
		while (left > 0) {
			LockSupport.parkNanos(left);
			left = nanoTime - System.nanoTime();
		}
		return Duration.ofNanos(-left);
	}

	private void measure() {
		try {
			while (!this.closed.await(STEP, TimeUnit.NANOSECONDS)) {
				long now = System.nanoTime();
				long late = now - this.lastRun - STEP;
				if (late > WORTH_NOTING) {
					this.notes.put(now, late);
				}
				this.lastRun = now;
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void close() {
		this.closed.countDown();
	}

}
