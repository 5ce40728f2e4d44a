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
import java.util.function.LongSupplier;

/**
 * Detects time that the monotonic clock did not count. While a host is suspended, or a
 * checkpoint waits to be restored, only the wall clock advances. Meanwhile firewalls and
 * servers forget connections.
 * <p>
 * A wall clock set forward looks the same. A wall clock set back hides such time.
 */
final class ClockLeap {

	/**
	 * Far more than the adjustment of a clock, and less than the idle time-out of a
	 * firewall.
	 */
	static final Duration THRESHOLD = Duration.ofSeconds(30);

	private final LongSupplier wallMillis;

	private long lastWallMillis;

	private long lastNanoTime;

	/**
	 * Creates a detector that compares the clocks from now on.
	 * @param wallMillis the wall clock, in milliseconds
	 */
	ClockLeap(LongSupplier wallMillis) {
		this.wallMillis = wallMillis;
		this.lastWallMillis = wallMillis.getAsLong();
		this.lastNanoTime = System.nanoTime();
	}

	/**
	 * Compares the clocks with the last comparison.
	 * @return the time that the wall clock has gained since the last comparison, if it
	 * exceeds the {@linkplain #THRESHOLD threshold}; otherwise zero
	 */
	Duration look() {
		long wallMillis = this.wallMillis.getAsLong();
		long nanoTime = System.nanoTime();
		Duration gained = Duration.ofMillis(wallMillis - this.lastWallMillis).minusNanos(nanoTime - this.lastNanoTime);
		this.lastWallMillis = wallMillis;
		this.lastNanoTime = nanoTime;
		return (gained.compareTo(THRESHOLD) > 0) ? gained : Duration.ZERO;
	}

}
