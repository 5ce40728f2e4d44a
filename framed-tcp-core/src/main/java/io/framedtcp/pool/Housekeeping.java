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
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.commons.pool2.impl.GenericObjectPool;

import io.framedtcp.connection.ConnectionRegister;
import io.framedtcp.connection.FramedConnection;
import io.framedtcp.connection.FramedConnectionFactory;

/**
 * One round of a pool's housekeeping: report leaks, test and ping what is idle, probe a
 * server that is out of reach, and refill.
 */
final class Housekeeping implements Housekeeper.Duties {

	private static final Log logger = LogFactory.getLog(Housekeeping.class);

	private final PoolSettings settings;

	private final Stock stock;

	private final FramedConnectionFactory factory;

	private final GenericObjectPool<FramedConnection> connections;

	private final LeakDetector leakDetector;

	private final Pinger pinger;

	private final Probing probing;

	private final BackgroundPermit permit;

	private final ConnectionRegister register;

	Housekeeping(PoolSettings settings, Duration connectTimeout, Stock stock, BackgroundPermit permit,
			LeakDetector leakDetector, Pinger pinger, ConnectionRegister register) {
		this.register = register;
		this.settings = settings;
		this.stock = stock;
		this.permit = permit;
		this.factory = stock.factory();
		this.connections = stock.connections();
		this.leakDetector = leakDetector;
		this.pinger = pinger;
		this.probing = new Probing(settings, connectTimeout, stock, permit, pinger);
	}

	@Override
	public long pauseNanos() {
		long interval = TimeUnit.NANOSECONDS.convert(this.settings.housekeepingInterval());
		long pause = Math.min(Math.min(interval, this.leakDetector.scanIntervalNanos()), this.pinger.intervalNanos());
		return Math.min(pause, this.probing.pauseNanos());
	}

	/**
	 * Returns whether there are connections to look after, or to open. An idle client
	 * without any needs no rounds.
	 */
	@Override
	public boolean areNeeded() {
		return this.settings.minIdle() > 0 || this.factory.openings().count() > 0 || this.probing.isNeeded();
	}

	@Override
	public void clockLeapt() {
		this.register.evictIdle();
	}

	/**
	 * Takes back the permit of a round that is stuck.
	 * @param thread who runs the round
	 */
	void takePermitBack(Thread thread) {
		this.permit.takeBack(thread);
	}

	@Override
	public void keepHouse(BooleanSupplier wanted) {
		this.leakDetector.scan();
		this.stock.putAway();
		try {
			this.probing.probe();
			if (!wanted.getAsBoolean()) {
				return;
			}
			this.pinger.startRound(this.factory.reachability().circuitBreaker().isOpen());
			this.connections.evict();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return;
		}
		catch (Exception ex) {
			logger.warn("Testing the idle connections failed", ex);
		}
		boolean added = true;
		while (added && wanted.getAsBoolean() && this.stock.idle() < idleToKeep()) {
			added = this.permit.tryAcquire() && addUnderPermit();
		}
	}

	/**
	 * Returns how many connections should be idle. While none can be opened, that is
	 * tried by probes only.
	 * @return the number
	 */
	private int idleToKeep() {
		return this.factory.reachability().circuitBreaker().isFailing() ? 0 : this.settings.minIdle();
	}

	private boolean addUnderPermit() {
		try {
			this.stock.addIdle();
			return true;
		}
		catch (Exception ex) {
			// There are enough, or the factory has told the listeners of the failure.
			return false;
		}
		finally {
			this.permit.release();
		}
	}

}
