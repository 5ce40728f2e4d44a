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

package io.framedtcp.test;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The end of a wait. No duration is too long for it. Immutable.
 */
final class Deadline {

	private final long end;

	private Deadline(long end) {
		this.end = end;
	}

	static Deadline in(Duration duration) {
		return new Deadline(System.nanoTime() + nanos(duration));
	}

	/**
	 * Returns a duration in nanoseconds.
	 * @param duration the duration
	 * @return its nanoseconds, or 292 years if it is longer
	 */
	static long nanos(Duration duration) {
		try {
			return duration.toNanos();
		}
		catch (ArithmeticException ex) {
			return duration.isNegative() ? 0 : Long.MAX_VALUE;
		}
	}

	boolean isOver() {
		return this.end - System.nanoTime() <= 0;
	}

	/**
	 * Returns what is left.
	 * @return milliseconds, at least 1, since to wait for 0 is to wait for ever
	 */
	long millisLeft() {
		return 1 + TimeUnit.NANOSECONDS.toMillis(Math.max(0, this.end - System.nanoTime()));
	}

}
