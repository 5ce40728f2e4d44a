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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Reports each overlong lease once, with the stack trace of its caller. Recording the
 * stack takes some microseconds for each lease, so enable this only on suspicion of a
 * leak.
 */
final class LeakDetector {

	private static final Log logger = LogFactory.getLog(LeakDetector.class);

	private final long thresholdNanos;

	private final PoolEvents events;

	private final Map<Lease, Acquisition> leases = new ConcurrentHashMap<>();

	/**
	 * Creates a detector.
	 * @param threshold the time after which a lease is a suspected leak; zero to detect
	 * none
	 * @param events receives each suspected leak
	 */
	LeakDetector(Duration threshold, PoolEvents events) {
		this.thresholdNanos = TimeUnit.NANOSECONDS.convert(threshold);
		this.events = events;
	}

	void begun(Lease lease) {
		this.leases.put(lease, new Acquisition(Thread.currentThread().getName()));
	}

	void ended(Lease lease) {
		this.leases.remove(lease);
	}

	void scan() {
		long now = System.nanoTime();
		this.leases.forEach((lease, acquisition) -> {
			long held = now - acquisition.since;
			if (held > this.thresholdNanos && this.leases.remove(lease, acquisition)) {
				report(lease, Duration.ofNanos(held), acquisition);
			}
		});
	}

	/**
	 * Returns the interval between scans.
	 * @return nanoseconds
	 */
	long scanIntervalNanos() {
		return (this.thresholdNanos > 0) ? Math.max(TimeUnit.MILLISECONDS.toNanos(1), this.thresholdNanos / 2)
				: Long.MAX_VALUE;
	}

	private void report(Lease lease, Duration held, Acquisition acquisition) {
		logger.warn("The connection " + lease.info() + " has been held for " + held.toMillis()
				+ " ms: its caller may have forgotten to return it", acquisition);
		this.events.leakSuspected(lease.info(), held, acquisition);
	}

	/**
	 * The acquisition of a connection, as a stack trace with its time.
	 */
	private static final class Acquisition extends Exception {

		private static final long serialVersionUID = 1L;

		private final long since = System.nanoTime();

		Acquisition(String thread) {
			super("acquired here, by the thread '" + thread + "'");
		}

	}

}
