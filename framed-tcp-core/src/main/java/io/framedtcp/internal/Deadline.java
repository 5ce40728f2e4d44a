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

package io.framedtcp.internal;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A point on the monotonic clock by which something must be done. Immutable.
 */
public final class Deadline {

	/**
	 * The longest wait that can be counted in nanoseconds with room to compare: about 146
	 * years.
	 */
	private static final long FOREVER = Long.MAX_VALUE / 2;

	private static final Deadline NEVER = after(Duration.ofSeconds(Long.MAX_VALUE));

	private final long nanoTime;

	/**
	 * The time-out of a call, or what another bound is called. One field for both, as
	 * each call has a deadline.
	 */
	private final @Nullable Object bound;

	private Deadline(long nanoTime, @Nullable Object bound) {
		this.nanoTime = nanoTime;
		this.bound = bound;
	}

	/**
	 * Returns the deadline that never passes.
	 * @return always the same deadline
	 */
	public static Deadline never() {
		return NEVER;
	}

	/**
	 * Returns the deadline that is some time from now.
	 * @param duration the time; more than 146 years count as 146 years
	 * @return the deadline
	 */
	public static Deadline after(Duration duration) {
		return new Deadline(System.nanoTime() + nanos(duration), null);
	}

	/**
	 * Returns the deadline of a call with a time-out of its own, which begins now.
	 * @param timeout the time-out
	 * @return the deadline
	 */
	public static Deadline ofCall(Duration timeout) {
		return new Deadline(System.nanoTime() + nanos(timeout), timeout);
	}

	/**
	 * Returns the same point in time with a name.
	 * @param bound what {@link #bound()} is to return
	 * @return the deadline
	 */
	public Deadline named(String bound) {
		return new Deadline(this.nanoTime, bound);
	}

	/**
	 * Returns the earlier of this deadline and the deadline some time from now.
	 * @param duration the most time from now
	 * @return this deadline or an earlier one
	 */
	public Deadline atMost(Duration duration) {
		return earlier(System.nanoTime() + nanos(duration));
	}

	/**
	 * Returns the deadline of the first of several attempts. The attempts share the
	 * remaining time evenly.
	 * @param attempts how many attempts there are, 1 or more
	 * @return this deadline or an earlier one
	 */
	public Deadline share(int attempts) {
		long now = System.nanoTime();
		return earlier(now + (this.nanoTime - now) / attempts);
	}

	private Deadline earlier(long other) {
		return (other - this.nanoTime < 0) ? new Deadline(other, null) : this;
	}

	/**
	 * Returns the remaining time.
	 * @return nanoseconds; zero or negative if the deadline has passed
	 */
	public long remainingNanos() {
		return this.nanoTime - System.nanoTime();
	}

	/**
	 * Returns what messages say of the bound that this deadline keeps.
	 * @return words for the middle of a sentence, with the value of the bound;
	 * {@code null} if it has no name, as after {@link #atMost} has shortened it
	 */
	public @Nullable String bound() {
		return (this.bound instanceof Duration timeout) ? TimeBound.ofCall(timeout) : (String) this.bound;
	}

	public long nanoTime() {
		return this.nanoTime;
	}

	private static long nanos(Duration duration) {
		return Math.min(TimeUnit.NANOSECONDS.convert(duration), FOREVER);
	}

	@Override
	public String toString() {
		return "in " + TimeUnit.NANOSECONDS.toMillis(remainingNanos()) + " ms";
	}

}
