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
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.framedtcp.config.PoolSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.connection.ClientConnections;
import io.framedtcp.internal.route.CircuitBreaker;

/**
 * One round of a pool's housekeeping. It reports leaks, probes unreachable servers, tests
 * and pings idle connections, and opens missing ones.
 */
final class Housekeeping {

	private static final Log logger = LogFactory.getLog(Housekeeping.class);

	private final OpenPool pool;

	private final PoolSettings settings;

	private final IdleSlots idle;

	private final ClientConnections register;

	private final LeakDetector leakDetector;

	private final Pinger pinger;

	private final CircuitBreaker circuitBreaker;

	private final Probing probing;

	Housekeeping(OpenPool pool, PoolSettings settings, Duration connectTimeout, IdleSlots idle,
			ClientConnections register, LeakDetector leakDetector, Pinger pinger) {
		this.pool = pool;
		this.settings = settings;
		this.idle = idle;
		this.register = register;
		this.leakDetector = leakDetector;
		this.pinger = pinger;
		this.circuitBreaker = pool.reachability().circuitBreaker();
		this.probing = new Probing(pool, settings, connectTimeout, pinger);
	}

	/**
	 * Returns the pause before the next round.
	 * @return nanoseconds
	 */
	long pauseNanos() {
		long interval = TimeUnit.NANOSECONDS.convert(this.settings.housekeepingInterval());
		long pause = Math.min(Math.min(interval, this.leakDetector.scanIntervalNanos()), this.pinger.intervalNanos());
		return Math.min(pause, this.probing.pauseNanos());
	}

	/**
	 * Returns whether there are connections to look after or to open. An idle client
	 * without connections needs no rounds.
	 * @return whether another round is needed
	 */
	boolean isNeeded() {
		return this.settings.minIdle() > 0 || this.pool.hasConnections() || this.probing.isNeeded();
	}

	/**
	 * Notes that time has passed that the monotonic clock did not count.
	 */
	void clockLeapt() {
		this.register.evictIdle();
	}

	/**
	 * Does one round.
	 * @param wanted returns {@code false} once the round has been abandoned
	 */
	void keepHouse(BooleanSupplier wanted) {
		this.leakDetector.scan();
		try {
			this.probing.probe();
			if (!wanted.getAsBoolean()) {
				return;
			}
			this.pinger.startRound(this.circuitBreaker.isOpen());
			this.idle.testIdle();
			// A caller may have missed them: returned during a pause, or under test.
			this.pool.offerIdle();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return;
		}
		catch (Exception ex) {
			logger.warn("Testing the idle connections failed", ex);
		}
		boolean added = true;
		while (added && wanted.getAsBoolean() && this.idle.count() < idleToKeep()) {
			added = isAdded();
		}
	}

	private boolean isAdded() {
		try {
			return this.pool.openIdle(Deadline.after(Duration.ZERO));
		}
		catch (IOException ex) {
			// The listeners have been notified.
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/**
	 * Returns how many connections should be idle. While connecting fails, only probes
	 * try to connect.
	 * @return the number
	 */
	private int idleToKeep() {
		return this.circuitBreaker.isFailing() ? 0 : this.settings.minIdle();
	}

}
