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

package io.framedtcp.halfopen;

import java.time.Duration;

/**
 * Prints each check, and remembers whether one has failed.
 */
final class Checks {

	private boolean failed;

	void check(String what, boolean holds, Object seen) {
		this.failed |= !holds;
		System.out.printf("%s  %s: %s%n", holds ? "ok    " : "FAILED", what, seen);
	}

	/**
	 * Check that a call took as long as it was given, and no more than a tenth longer.
	 * @param what what was called
	 * @param bound how long it was given
	 * @param taken how long it took
	 */
	void tookItsTime(String what, Duration bound, Duration taken) {
		long percent = taken.toNanos() * 100 / bound.toNanos();
		check(what + " ends at its bound of " + bound.toMillis() + " ms", percent >= 99 && percent <= 110,
				taken.toMillis() + " ms");
	}

	boolean failed() {
		return this.failed;
	}

}
