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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.jspecify.annotations.Nullable;

import io.framedtcp.connection.ConnectionRegister;
import io.framedtcp.connection.Deadline;
import io.framedtcp.connection.FramedConnection;
import io.framedtcp.connection.FramedConnectionFactory;
import io.framedtcp.connection.OpenLimitException;

/**
 * One round of a pool's housekeeping: report leaks, test and ping what is idle, probe a
 * server that is out of reach, and refill.
 */
final class Housekeeping implements Housekeeper.Duties {

	private static final Log logger = LogFactory.getLog(Housekeeping.class);

	private static final long PROBE_INTERVAL_NANOS = 1_000_000_000;

	private final PoolSettings settings;

	private final Duration connectTimeout;

	private final Stock stock;

	private final Permits permits;

	private final FramedConnectionFactory factory;

	private final GenericObjectPool<FramedConnection> connections;

	private final PoolEvents events;

	private final LeakDetector leakDetector;

	private final Pinger pinger;

	private final ConnectionRegister register;

	private final AtomicBoolean probing = new AtomicBoolean();

	/** Who refills the pool, under a permit. */
	private final AtomicReference<@Nullable Thread> permitHolder = new AtomicReference<>();

	Housekeeping(PoolSettings settings, Duration connectTimeout, Stock stock, LeakDetector leakDetector, Pinger pinger,
			ConnectionRegister register) {
		this.register = register;
		this.settings = settings;
		this.connectTimeout = connectTimeout;
		this.stock = stock;
		this.permits = stock.permits();
		this.factory = stock.factory();
		this.connections = stock.connections();
		this.events = stock.events();
		this.leakDetector = leakDetector;
		this.pinger = pinger;
	}

	/**
	 * Return whether an outage that has just been noticed needs a round at once. Later
	 * ones are {@linkplain #pauseNanos() frequent enough}.
	 * @return whether it is the first notice
	 */
	boolean noticeOutage() {
		return this.probing.compareAndSet(false, true);
	}

	@Override
	public long pauseNanos() {
		long interval = TimeUnit.NANOSECONDS.convert(this.settings.housekeepingInterval());
		long pause = Math.min(Math.min(interval, this.leakDetector.scanIntervalNanos()), this.pinger.intervalNanos());
		return this.factory.isOutageSuspected() ? Math.min(pause, PROBE_INTERVAL_NANOS) : pause;
	}

	/**
	 * Returns whether there are connections to look after, or to open. An idle client
	 * without any needs no rounds.
	 */
	@Override
	public boolean areNeeded() {
		return this.settings.minIdle() > 0 || this.factory.openings().count() > 0 || this.factory.isOutageSuspected()
				|| this.events.lastConnectFailure() != null;
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
		if (this.permitHolder.compareAndSet(thread, null)) {
			this.permits.release();
		}
	}

	@Override
	public void keepHouse() {
		this.leakDetector.scan();
		this.stock.putAway();
		try {
			probe();
			this.pinger.startRound(this.factory.isOutageSuspected());
			this.connections.evict();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return;
		}
		catch (Exception ex) {
			logger.warn("Testing the idle connections failed", ex);
		}
		this.probing.set(this.factory.isOutageSuspected());
		boolean added = true;
		while (added && this.stock.idle() < idleToKeep()) {
			added = this.permits.tryAcquireLeaving(0) && addUnderPermit();
		}
	}

	/**
	 * During an outage, try to connect, even if connections are idle: callers are refused
	 * until one such attempt succeeds. It takes a permit only if as many are open as may
	 * be: a caller would have to wait for the permit only to be refused.
	 * @throws InterruptedException if the thread is interrupted
	 */
	private void probe() throws InterruptedException {
		boolean wanted = this.factory.isOutageSuspected() && this.factory.isAttemptDue() && !this.permits.isPaused();
		if (!wanted || tryToConnect()) {
			return;
		}
		if (this.permits.acquireUncounted(Deadline.after(this.connectTimeout))) {
			this.permitHolder.set(Thread.currentThread());
			try {
				if (!this.permits.isPaused()) {
					tryToConnect();
				}
			}
			finally {
				takePermitBack(Thread.currentThread());
			}
		}
	}

	/**
	 * Try to connect.
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

	/**
	 * While the server cannot be reached, try for one connection even if none is to be
	 * kept, so that its return is noticed without a caller. During an outage the probe
	 * does so.
	 * @return how many connections should be idle
	 */
	private int idleToKeep() {
		if (this.factory.isOutageSuspected() || !this.factory.isAttemptDue()) {
			return 0;
		}
		boolean unreachable = this.events.lastConnectFailure() != null;
		return Math.min(this.settings.maxIdle(), Math.max(this.settings.minIdle(), unreachable ? 1 : 0));
	}

	private boolean addUnderPermit() {
		this.permitHolder.set(Thread.currentThread());
		try {
			this.stock.addIdle();
			return true;
		}
		catch (Exception ex) {
			// There are enough, or the factory has told the listeners of the failure.
			return false;
		}
		finally {
			takePermitBack(Thread.currentThread());
		}
	}

}
