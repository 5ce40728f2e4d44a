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
 * What came of a turn.
 */
final class Turn {

	private final long nanos;

	private final Usage used;

	private final Histogram times = new Histogram();

	private long exchanges;

	Turn(long nanos, Usage used) {
		this.nanos = nanos;
		this.used = used;
	}

	/**
	 * Add what one caller has done.
	 * @param ended how many of its exchanges have ended
	 * @param taken how long each took; left empty
	 */
	void add(long ended, Histogram taken) {
		this.exchanges += ended;
		this.times.take(taken);
	}

	long nanos() {
		return this.nanos;
	}

	/**
	 * Return what the whole JVM has used meanwhile.
	 * @return its usage
	 */
	Usage used() {
		return this.used;
	}

	Histogram times() {
		return this.times;
	}

	long exchanges() {
		return this.exchanges;
	}

}
