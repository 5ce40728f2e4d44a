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

package io.framedtcp.internal.pool;

import java.io.IOException;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.framedtcp.config.PingSettings;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.connect.RouteProbes;
import io.framedtcp.internal.connect.RouteProbes.Question;
import io.framedtcp.internal.route.CircuitBreaker;

/**
 * Probes in the background whether servers are back. While connecting fails altogether,
 * it tries the client's addresses as a call does. Otherwise it probes failed addresses
 * one at a time.
 */
final class Probing {

	/** The pause if an attempt is due already. */
	private static final long MIN_PAUSE_NANOS = 1_000_000;

	private final OpenPool pool;

	private final Duration connectTimeout;

	private final CircuitBreaker circuitBreaker;

	private final RouteProbes routeProbes;

	private final Pinger pinger;

	private final @Nullable Question question;

	Probing(OpenPool pool, PoolSettings settings, Duration connectTimeout, Pinger pinger) {
		this.pool = pool;
		this.connectTimeout = connectTimeout;
		this.circuitBreaker = pool.reachability().circuitBreaker();
		this.routeProbes = pool.probes();
		this.pinger = pinger;
		PingSettings ping = settings.ping();
		this.question = (ping != null && ping.ping().isAnswered())
				? (connection) -> pinger.pingLent(connection, ping, Deadline.after(ping.timeout())) : null;
	}

	/**
	 * Returns whether there is anything to probe, now or later.
	 * @return whether connecting or an address has failed
	 */
	boolean isNeeded() {
		return this.circuitBreaker.isFailing() || this.routeProbes.nanosUntilProbe() < Long.MAX_VALUE;
	}

	/**
	 * Returns the time until the next probe.
	 * @return nanoseconds
	 */
	long pauseNanos() {
		if (this.pool.isPaused()) {
			return Long.MAX_VALUE;
		}
		long nanos = this.circuitBreaker.isFailing() ? this.circuitBreaker.nanosUntilAttempt()
				: this.routeProbes.nanosUntilProbe();
		return Math.max(MIN_PAUSE_NANOS, nanos);
	}

	/**
	 * Makes a probe if one is due.
	 * @throws InterruptedException if the thread is interrupted
	 */
	void probe() throws InterruptedException {
		if (this.pool.isPaused()) {
			return;
		}
		if (!this.circuitBreaker.isFailing()) {
			// A hanging ping must not keep an address out of use: callers try it, as
			// without a ping.
			this.routeProbes.probeNext(this.pinger.isHeldUp() ? null : this.question);
		}
		else if (this.circuitBreaker.nanosUntilAttempt() <= 0) {
			try {
				connect();
			}
			finally {
				this.circuitBreaker.attempted();
			}
		}
	}

	/**
	 * Tries to connect even if connections are idle, because callers may be refused until
	 * an attempt succeeds. Takes a permit only if there is no free slot and callers are
	 * refused anyway. Such a caller loses nothing by waiting for a permit.
	 * @throws InterruptedException if the thread is interrupted
	 */
	private void connect() throws InterruptedException {
		try {
			if (!this.pool.openIdle(null) && this.circuitBreaker.isOpen()) {
				this.pool.openIdle(Deadline.after(this.connectTimeout));
			}
		}
		catch (IOException ex) {
			// The listeners have been notified.
		}
	}

}
