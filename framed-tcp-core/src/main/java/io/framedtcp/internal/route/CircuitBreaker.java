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

import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.framedtcp.spi.ConnectFailedException;
import io.framedtcp.spi.ConnectFailedException.Trait;
import io.framedtcp.spi.ConnectStep;

/**
 * Refuses callers while no connection can be opened. It opens after several failures in a
 * row, spread over at least {@link #MIN_SPAN}. Then the client tries to connect in the
 * background. The first healthy connection closes the circuit breaker.
 * <p>
 * Failures are counted by moments. A failed attempt that began before the last counted
 * moment belongs to that moment, because one stall may have caused both. An attempt cut
 * short by a caller's deadline proves nothing about the server. It is not counted, but it
 * starts attempts in the background. A refused login is not caused by a stall, and
 * repeating it may lock an account. So it opens the circuit breaker without waiting for
 * {@link #MIN_SPAN}.
 * <p>
 * Safe for use by many threads.
 */
public final class CircuitBreaker {

	/**
	 * The minimum time from the first failure to the one that opens the circuit breaker.
	 */
	static final Duration MIN_SPAN = Duration.ofSeconds(1);

	/** The pause between the first attempts in the background. */
	static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

	/** The longest pause between two attempts in the background. */
	static final Duration MAX_PAUSE = Duration.ofSeconds(10);

	/** The number of attempts in the background before the pause grows. */
	static final int STEADY_ATTEMPTS = 5;

	/** The longest pause before a refused login is repeated. */
	static final Duration MAX_LOGIN_PAUSE = Duration.ofSeconds(16);

	private static final Log logger = LogFactory.getLog(CircuitBreaker.class);

	private final String client;

	private final int threshold;

	private final BackOff backOff;

	private final BackOff loginBackOff;

	private final LongSupplier clock;

	private final Runnable onFailure;

	/** Guarded by this, like all fields below. */
	private boolean localFault;

	/** Whether an attempt has failed since the last healthy connection. */
	private boolean failing;

	private boolean open;

	private long lastFailureAt;

	private int moments;

	private long firstMomentAt;

	private long lastMomentAt;

	private @Nullable ConnectFailedException last;

	private int refusedLogins;

	private int attempts;

	private long attemptAt;

	private boolean announced;

	private long lastAnnouncedAt;

	/**
	 * Creates the circuit breaker of a client.
	 * @param client the name of the client
	 * @param threshold the number of moments that open it; 0 for never
	 * @param random returns a random number from 0 to less than 1
	 * @param clock returns the time in nanoseconds
	 * @param onFailure runs after the first failed attempt
	 */
	CircuitBreaker(String client, int threshold, DoubleSupplier random, LongSupplier clock, Runnable onFailure) {
		this.client = client;
		this.threshold = threshold;
		this.backOff = new BackOff(FIRST_PAUSE.toNanos(), MAX_PAUSE.toNanos(), random);
		this.loginBackOff = new BackOff(FIRST_PAUSE.toNanos(), MAX_LOGIN_PAUSE.toNanos(), random);
		this.clock = clock;
		this.onFailure = onFailure;
		this.lastAnnouncedAt = clock.getAsLong() - MIN_SPAN.toNanos();
	}

	/**
	 * Notes that a connection is healthy. A connection older than the last failure proves
	 * nothing: perhaps it has not been used since.
	 * @param isOpenedSince returns whether its opening began at a given time or later
	 * @param address its remote address
	 */
	void close(LongPredicate isOpenedSince, String address) {
		long since;
		synchronized (this) {
			this.localFault = false;
			if (!this.failing || !isOpenedSince.test(this.lastFailureAt)) {
				return;
			}
			since = this.announced ? this.clock.getAsLong() - this.firstMomentAt : -1;
			this.failing = false;
			this.open = false;
			this.moments = 0;
			this.refusedLogins = 0;
			this.attempts = 0;
			this.announced = false;
		}
		if (since >= 0) {
			logger.info("Client '" + this.client + "': the outage is over after " + TimeUnit.NANOSECONDS.toMillis(since)
					+ " ms, " + address + " is connected");
		}
	}

	/**
	 * Notes that no connection could be opened.
	 * @param ex the failure
	 * @param startedAt the time when the attempt began
	 */
	void connectFailed(ConnectFailedException ex, long startedAt) {
		boolean first;
		String news;
		synchronized (this) {
			first = !ex.isLocalFault() && !this.failing;
			news = ex.isLocalFault() ? localFault() : failed(ex, startedAt, this.clock.getAsLong());
		}
		if (news != null) {
			logger.warn("Client '" + this.client + "': " + news + ": " + ex.getSummary());
		}
		if (first) {
			this.onFailure.run();
		}
	}

	private @Nullable String localFault() {
		boolean known = this.localFault;
		this.localFault = true;
		return known ? null : "no connection can be opened from here";
	}

	private @Nullable String failed(ConnectFailedException ex, long startedAt, long now) {
		this.lastFailureAt = now;
		if (!this.failing) {
			this.attemptAt = now + this.backOff.phaseNanos();
			this.failing = true;
		}
		if (ex.isCutShort()) {
			return null;
		}
		count(ex, startedAt, now);
		// A server that fails occasionally must not fill the log.
		if (this.announced || now - this.lastAnnouncedAt < MIN_SPAN.toNanos()) {
			return null;
		}
		this.announced = true;
		this.lastAnnouncedAt = now;
		return "an outage has begun";
	}

	private void count(ConnectFailedException ex, long startedAt, long now) {
		this.last = ex;
		if (ex.getStep() == ConnectStep.INITIALIZE || ex.isLoginRefused()) {
			// Repeating a refused login may lock an account.
			this.attemptAt = now + this.loginBackOff.pauseNanos(this.refusedLogins);
			this.refusedLogins++;
		}
		else {
			this.refusedLogins = 0;
		}
		if (this.moments == 0 || startedAt - this.lastMomentAt > 0) {
			this.lastMomentAt = now;
			this.firstMomentAt = (this.moments == 0) ? now : this.firstMomentAt;
			this.moments++;
		}
		this.open |= this.threshold > 0 && this.moments >= this.threshold
				&& (this.threshold == 1 || ex.isLoginRefused() || now - this.firstMomentAt >= MIN_SPAN.toNanos());
	}

	/**
	 * Returns whether an attempt to connect has failed, without a healthy connection
	 * opened since.
	 * @return whether to try in the background
	 */
	public synchronized boolean isFailing() {
		return this.failing;
	}

	/**
	 * Returns whether a healthy connection would change the state.
	 * @return whether anything has failed since the last healthy connection
	 */
	synchronized boolean isTroubled() {
		return this.failing || this.localFault;
	}

	/**
	 * Returns whether callers are refused.
	 * @return whether callers that need a new connection are refused
	 */
	public synchronized boolean isOpen() {
		return this.open;
	}

	/**
	 * Returns the time until the next attempt in the background.
	 * @return nanoseconds; zero or less if an attempt is due; {@link Long#MAX_VALUE} if
	 * none is needed
	 */
	public synchronized long nanosUntilAttempt() {
		return this.failing ? this.attemptAt - this.clock.getAsLong() : Long.MAX_VALUE;
	}

	/**
	 * Notes that an attempt in the background has ended, and schedules the next one.
	 */
	public synchronized void attempted() {
		if (this.failing) {
			this.attempts++;
			// A refused login has set its own pause, unless this attempt did not reach
			// the login.
			if (this.refusedLogins == 0 || nanosUntilAttempt() <= 0) {
				long pause = this.backOff.pauseNanos(Math.max(0, this.attempts - STEADY_ATTEMPTS));
				this.attemptAt = this.clock.getAsLong() + pause;
			}
		}
	}

	/**
	 * Refuses to connect while the circuit breaker is open.
	 * @throws ConnectFailedException with the last failure as its cause
	 */
	public synchronized void refuseCaller() throws ConnectFailedException {
		ConnectFailedException last = this.last;
		if (this.open && last != null) {
			long millis = TimeUnit.NANOSECONDS.toMillis(this.clock.getAsLong() - this.lastFailureAt);
			String failed = (this.moments == 1) ? "an attempt has failed " + millis + " ms ago"
					: this.moments + " attempts in a row have failed, the last " + millis + " ms ago";
			String reason = "cannot connect: " + failed
					+ ", and callers are refused until an attempt in the background succeeds";
			throw new ConnectFailedException(reason + " [" + last.getMessage() + "]",
					reason + " [" + last.getSummary() + "]", last.getStep(), EnumSet.of(Trait.REFUSED), last);
		}
	}

}
