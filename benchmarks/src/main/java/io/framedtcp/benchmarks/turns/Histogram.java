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

package io.framedtcp.benchmarks.turns;

/**
 * Times of exchanges, each within 0.8 percent, in so little memory that each of 1,000
 * callers has one. Used by one thread at a time.
 */
final class Histogram {

	/** Steps between one power of two and the next, as a power of two. */
	private static final int PRECISION = 7;

	/** Four and a half minutes, longer than any client waits. */
	private static final int LARGEST_POWER = 38;

	private static final long LARGEST = (1L << LARGEST_POWER) - 1;

	private final int[] counts = new int[(LARGEST_POWER - PRECISION + 1) << PRECISION];

	private long number;

	private double sum;

	void record(long nanos) {
		this.counts[index(Math.min(nanos, LARGEST))]++;
		this.number++;
		this.sum += nanos;
	}

	/**
	 * Add all that another one has, and leave that one empty.
	 * @param other the other one
	 */
	void take(Histogram other) {
		for (int i = 0; i < this.counts.length; i++) {
			this.counts[i] += other.counts[i];
			other.counts[i] = 0;
		}
		this.number += other.number;
		this.sum += other.sum;
		other.number = 0;
		other.sum = 0;
	}

	long number() {
		return this.number;
	}

	double mean() {
		return this.sum / this.number;
	}

	/**
	 * Return within which time a part of the exchanges has ended.
	 * @param part the part, above 0 and at most 1
	 * @return nanoseconds
	 */
	double percentile(double part) {
		long rank = (long) Math.ceil(part * this.number);
		long seen = 0;
		for (int i = 0; i < this.counts.length; i++) {
			seen += this.counts[i];
			if (seen >= rank && seen > 0) {
				return middle(i);
			}
		}
		throw new IllegalStateException("Nothing was recorded");
	}

	private static int index(long nanos) {
		int shift = Math.max(0, Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos | 1) - PRECISION);
		return (shift << PRECISION) + (int) (nanos >>> shift);
	}

	private static double middle(int index) {
		int shift = Math.max(0, (index >> PRECISION) - 1);
		long from = (long) (index - (shift << PRECISION)) << shift;
		return from + ((1L << shift) - 1) / 2.0;
	}

}
