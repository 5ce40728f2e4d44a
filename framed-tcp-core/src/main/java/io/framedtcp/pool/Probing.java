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

package io.framedtcp.pool;

import java.time.Duration;

import org.apache.commons.pool2.PooledObject;
import org.jspecify.annotations.Nullable;

import io.framedtcp.connection.CircuitBreaker;
import io.framedtcp.connection.Deadline;
import io.framedtcp.connection.FramedConnection;
import io.framedtcp.connection.FramedConnectionFactory;
import io.framedtcp.connection.OpenLimitException;
import io.framedtcp.connection.RouteProbes;
import io.framedtcp.connection.RouteProbes.Question;

/**
 * Finds out in the background whether servers are back: all of them while no connection
 * can be opened, otherwise the addresses that have failed, one at a time.
 */
final class Probing {

	/** How soon to look again if an attempt was due just now. */
	private static final long MIN_PAUSE_NANOS = 1_000_000;

	private final PoolSettings settings;

	private final Duration connectTimeout;

	private final Stock stock;

	private final Permits permits;

	private final BackgroundPermit permit;

	private final FramedConnectionFactory factory;

	private final CircuitBreaker circuitBreaker;

	private final RouteProbes routeProbes;

	private final Pinger pinger;

	private final @Nullable Question question;

	Probing(PoolSettings settings, Duration connectTimeout, Stock stock, BackgroundPermit permit, Pinger pinger) {
		this.settings = settings;
		this.connectTimeout = connectTimeout;
		this.stock = stock;
		this.permits = stock.permits();
		this.permit = permit;
		this.factory = stock.factory();
		this.circuitBreaker = this.factory.reachability().circuitBreaker();
		this.routeProbes = this.factory.probes();
		this.pinger = pinger;
		PingSettings ping = settings.ping();
		this.question = (ping != null && ping.ping().isAnswered())
				? (connection) -> pinger.pingLent(connection, ping, Deadline.after(ping.timeout())) : null;
	}

	/**
	 * Returns whether something has failed.
	 * @return whether there is anything to probe, now or later
	 */
	boolean isNeeded() {
		return this.circuitBreaker.isFailing() || this.routeProbes.nanosUntilProbe() < Long.MAX_VALUE;
	}

	/**
	 * Returns the time until there is something to probe.
	 * @return nanoseconds
	 */
	long pauseNanos() {
		if (this.permits.isPaused()) {
			return Long.MAX_VALUE;
		}
		long nanos = this.circuitBreaker.isFailing() ? this.circuitBreaker.nanosUntilAttempt()
				: this.routeProbes.nanosUntilProbe();
		return Math.max(MIN_PAUSE_NANOS, nanos);
	}

	/**
	 * Probes what is due.
	 * @throws InterruptedException if the thread is interrupted
	 */
	void probe() throws InterruptedException {
		if (this.permits.isPaused()) {
			return;
		}
		if (!this.circuitBreaker.isFailing()) {
			// A ping that hangs must not keep an address out of use: callers try it, as
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
	 * Tries to connect, even if connections are idle: callers may be refused until one
	 * such attempt succeeds. It takes a permit only if as many are open as may be, and
	 * callers are refused: a caller would have to wait for the permit only to be refused.
	 * @throws InterruptedException if the thread is interrupted
	 */
	private void connect() throws InterruptedException {
		if (tryToConnect() || !this.circuitBreaker.isOpen()) {
			return;
		}
		if (this.permit.acquire(Deadline.after(this.connectTimeout))) {
			try {
				if (!this.permits.isPaused()) {
					tryToConnect();
				}
			}
			finally {
				this.permit.release();
			}
		}
	}

	/**
	 * Tries to connect.
	 * @return whether an attempt was made, with whatever outcome
	 */
	private boolean tryToConnect() {
		try {
			if (this.stock.idle() < this.settings.maxIdle()) {
				this.stock.addIdle();
			}
			else {
				// Commons Pool2 would open none, as it could not keep it.
				PooledObject<FramedConnection> connection = this.factory.makeObject();
				this.factory.validateObject(connection);
				this.factory.destroyObject(connection);
			}
			return true;
		}
		catch (OpenLimitException ex) {
			return false;
		}
		catch (Exception ex) {
			// The factory has told the listeners of the failure.
			return true;
		}
	}

}
