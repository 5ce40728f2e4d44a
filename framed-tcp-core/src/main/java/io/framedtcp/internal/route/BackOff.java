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

package io.framedtcp.internal.route;

import java.util.function.DoubleSupplier;

/**
 * The pauses between attempts in the background. They grow up to a bound. They are
 * randomized, because otherwise many clients would try at the same moment.
 */
final class BackOff {

	private static final int MOST_DOUBLINGS = 30;

	/** The random part of a pause. */
	private static final double JITTER = 0.2;

	private final long firstNanos;

	private final long maxNanos;

	private final DoubleSupplier random;

	/**
	 * Creates a back-off.
	 * @param firstNanos the first pause
	 * @param maxNanos the longest pause
	 * @param random returns a random number from 0 to less than 1
	 */
	BackOff(long firstNanos, long maxNanos, DoubleSupplier random) {
		this.firstNanos = firstNanos;
		this.maxNanos = Math.max(firstNanos, maxNanos);
		this.random = random;
	}

	long firstNanos() {
		return this.firstNanos;
	}

	/**
	 * Returns the time from the first failure to the first attempt. It is random, because
	 * many clients see the failure of a server at the same moment.
	 * @return nanoseconds, less than the first pause
	 */
	long phaseNanos() {
		return (long) (this.firstNanos * this.random.getAsDouble());
	}

	/**
	 * Returns the pause after a failed attempt.
	 * @param doublings the number of times that the pause is doubled
	 * @return nanoseconds, between 80 % and 100 % of the pause
	 */
	long pauseNanos(int doublings) {
		double pause = this.firstNanos * Math.pow(2, Math.min(doublings, MOST_DOUBLINGS));
		return (long) (Math.min(pause, this.maxNanos) * (1 - JITTER * this.random.getAsDouble()));
	}

}
