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

/**
 * What is remembered of a route that has failed, or given no answer.
 * <p>
 * Safe for use by many threads.
 */
final class RouteState {

	private final BackOff backOff;

	private volatile boolean failed;

	private volatile RouteFailure failure = RouteFailure.CONNECT;

	private String summary = "";

	private boolean announced;

	private int doublings;

	private long pauseNanos;

	private long failedAt;

	private long probeAt;

	/** Whether it has failed before, and was readmitted. */
	private boolean onProbation;

	private long readmittedAt;

	private int silences;

	RouteState(BackOff backOff) {
		this.backOff = backOff;
	}

	boolean isFailed() {
		return this.failed;
	}

	RouteFailure failure() {
		return this.failure;
	}

	synchronized String summary() {
		return this.summary;
	}

	synchronized long failedAt() {
		return this.failedAt;
	}

	/**
	 * Notes a failure.
	 * @param failure what has failed
	 * @param summary what happened
	 * @param now the time
	 * @return whether it had not failed before
	 */
	synchronized boolean failed(RouteFailure failure, String summary, long now) {
		boolean first = !this.failed;
		this.failure = failure;
		this.summary = summary;
		if (first) {
			boolean again = this.onProbation && (!failure.isDisprovedByOpening() || isOnProbation(now));
			this.doublings = again ? this.doublings + 1 : 0;
			// To repeat a login at once may lock an account.
			boolean paused = again || failure == RouteFailure.INITIALIZE;
			this.pauseNanos = paused ? this.backOff.pauseNanos(this.doublings) : this.backOff.phaseNanos();
			this.failedAt = now;
			this.probeAt = now + this.pauseNanos;
			this.announced = false;
			this.failed = true;
		}
		return first;
	}

	private boolean isOnProbation(long now) {
		return now - this.readmittedAt < Math.max(this.pauseNanos, this.backOff.firstNanos());
	}

	synchronized void probeFailed(RouteFailure failure, String summary, long now) {
		if (!this.failed) {
			return;
		}
		this.failure = failure;
		this.summary = summary;
		this.doublings++;
		this.pauseNanos = this.backOff.pauseNanos(this.doublings);
		this.probeAt = now + this.pauseNanos;
	}

	/**
	 * Use it again.
	 * @param now the time
	 * @param answered whether the server has answered, so that it takes several time-outs
	 * to set it aside again
	 * @return whether the log knew of the failure
	 */
	synchronized boolean readmit(long now, boolean answered) {
		boolean known = this.failed && this.announced;
		this.failed = false;
		this.onProbation = true;
		this.readmittedAt = now;
		this.silences = answered ? 0 : FailedRoutes.MAX_SILENCES - 1;
		return known;
	}

	synchronized boolean isProbationOver(long now) {
		return this.onProbation && this.failure.isDisprovedByOpening() && this.silences == 0 && !isOnProbation(now);
	}

	synchronized int unanswered() {
		return ++this.silences;
	}

	/**
	 * Notes an answer.
	 * @return whether nothing is left to be remembered
	 */
	synchronized boolean answered() {
		this.silences = 0;
		return !this.failed && !(this.onProbation && this.failure.isDisprovedByOpening());
	}

	/**
	 * Returns the time until it is to be probed.
	 * @param now the time
	 * @return nanoseconds, zero or less if it is due; {@link Long#MAX_VALUE} if it has
	 * not failed
	 */
	synchronized long nanosUntilProbe(long now) {
		return this.failed ? this.probeAt - now : Long.MAX_VALUE;
	}

	/**
	 * Returns whether the log has to be told of the failure, which it is told then.
	 * @return whether it does not know yet
	 */
	synchronized boolean isToBeAnnounced() {
		boolean unknown = this.failed && !this.announced;
		this.announced = true;
		return unknown;
	}

}
