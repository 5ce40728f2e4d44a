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

package io.framedtcp.sample;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts how long calls took, in buckets that grow by a fifth each. Safe for use by many
 * threads.
 */
class Latencies {

	private static final double FIRST_BOUND_MILLIS = 0.1;

	private static final double GROWTH = 1.2;

	private static final int BUCKETS = 64;

	private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);

	void record(long nanos) {
		double growths = Math.log(nanos / 1e6 / FIRST_BOUND_MILLIS) / Math.log(GROWTH);
		int bucket = (int) Math.ceil(Math.max(0, growths));
		this.counts.incrementAndGet(Math.min(bucket, BUCKETS - 1));
	}

	/**
	 * Return the counts so far.
	 * @return a count for each bucket
	 */
	long[] counts() {
		long[] copy = new long[BUCKETS];
		for (int i = 0; i < BUCKETS; i++) {
			copy[i] = this.counts.get(i);
		}
		return copy;
	}

	/**
	 * Return the upper bounds of the buckets. The last bucket also has all that took
	 * longer.
	 * @return milliseconds
	 */
	static double[] boundsMillis() {
		double[] bounds = new double[BUCKETS];
		for (int i = 0; i < BUCKETS; i++) {
			bounds[i] = Math.round(1e3 * FIRST_BOUND_MILLIS * Math.pow(GROWTH, i)) / 1e3;
		}
		return bounds;
	}

}
