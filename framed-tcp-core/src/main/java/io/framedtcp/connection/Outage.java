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

package io.framedtcp.connection;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * Whether the servers are known to be out of reach. After several attempts to connect
 * have failed in a row, callers are no longer kept waiting for one more: they are refused
 * until an attempt in the background succeeds.
 * <p>
 * An attempt that a caller's own deadline cut short proves nothing, so at least one must
 * have had the whole connect time-out; but several of them are reason enough to make it
 * in the background.
 */
final class Outage {

	private static final long FIRST_PAUSE_NANOS = 900_000_000;

	private static final int MOST_DOUBLINGS = 4;

	private final int threshold;

	private final AtomicInteger failures = new AtomicInteger();

	private volatile @Nullable Failure last;

	private volatile long lastFailureAt;

	/** How many of the last failures were failures of the initializer. */
	private final AtomicInteger refusals = new AtomicInteger();

	/**
	 * Create the record of a client.
	 * @param threshold after how many failures in a row callers are refused; 0 for never
	 */
	Outage(int threshold) {
		this.threshold = threshold;
	}

	/**
	 * Note that a connection is healthy. If it is older than the last failure, that
	 * proves nothing: it may only not yet have been used.
	 * @param connection the connection
	 */
	void healthy(FramedConnection connection) {
		if (this.failures.get() > 0 && connection.isOpenedSince(this.lastFailureAt)) {
			this.failures.set(0);
			this.refusals.set(0);
			this.last = null;
		}
	}

	void connectFailed(ConnectFailedException ex) {
		this.lastFailureAt = System.nanoTime();
		this.failures.incrementAndGet();
		if (ex.getStep() != ConnectStep.INITIALIZE) {
			this.refusals.set(0);
		}
		else if (!ex.isCutShort()) {
			this.refusals.incrementAndGet();
		}
		if (!ex.isCutShort()) {
			this.last = new Failure(ex, System.nanoTime());
		}
	}

	/**
	 * Return whether the background should try to connect, to find out for sure.
	 * @return whether enough attempts have failed
	 */
	boolean isSuspected() {
		return this.threshold > 0 && this.failures.get() >= this.threshold;
	}

	/**
	 * Return whether the background may try to connect, as far as the initializer is
	 * concerned: to repeat a login that is refused may lock an account.
	 * @return whether it may
	 */
	boolean isAttemptDue() {
		int refusals = this.refusals.get();
		Failure failure = this.last;
		if (refusals == 0 || failure == null) {
			return true;
		}
		long pause = FIRST_PAUSE_NANOS << Math.min(refusals - 1, MOST_DOUBLINGS);
		return System.nanoTime() - failure.nanoTime() >= pause;
	}

	/**
	 * Refuse to connect during an outage.
	 * @throws ConnectFailedException with the last failure as its cause
	 */
	void refuseCaller() throws ConnectFailedException {
		Failure failure = this.last;
		if (failure != null && isSuspected()) {
			long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - failure.nanoTime());
			throw new ConnectFailedException(
					"cannot connect: " + this.failures.get() + " attempts in a row have failed, the last " + millis
							+ " ms ago, and no caller is let try until " + "one in the background succeeds",
					failure.exception());
		}
	}

	private record Failure(ConnectFailedException exception, long nanoTime) {

	}

}
