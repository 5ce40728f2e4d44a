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

import java.io.IOException;
import java.time.Duration;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.jspecify.annotations.Nullable;

import io.framedtcp.connection.ConnectFailedException;
import io.framedtcp.connection.ConnectionRegister;
import io.framedtcp.connection.ConnectionSettings;
import io.framedtcp.connection.Deadline;
import io.framedtcp.connection.FramedConnection;
import io.framedtcp.connection.FramedConnectionFactory;
import io.framedtcp.connection.FramedConnectionFactory.RetiredException;

/**
 * A pool from its opening to its closing. {@code GenericObjectPool} keeps the idle
 * connections and runs the factory's life-cycle; how many may be in use is up to the
 * permits.
 */
final class OpenPool {

	private static final Log logger = LogFactory.getLog(OpenPool.class);

	private final String client;

	private final PoolSettings settings;

	private final PoolEvents events;

	private final ConnectionRegister register;

	private final Permits permits;

	private final FramedConnectionFactory factory;

	private final LeakDetector leakDetector;

	private final Pinger pinger;

	private final GenericObjectPool<FramedConnection> connections;

	private final Stock stock;

	private final ConnectionSupply supply;

	private final Housekeeping housekeeping;

	private final Housekeeper housekeeper;

	OpenPool(String client, ConnectionSettings connectionSettings, PoolSettings settings, PoolEvents events,
			ConnectionRegister register) {
		this.client = client;
		this.settings = settings;
		this.events = events;
		this.register = register;
		this.permits = new Permits(settings.maxTotal(), settings.maxWaiting());
		this.factory = new FramedConnectionFactory(client, connectionSettings, settings.maxLifetime(),
				settings.maxTotal(), events, register);
		this.leakDetector = new LeakDetector(settings.leakDetectionThreshold(), events);
		this.pinger = new Pinger(settings.ping(), connectionSettings, this.permits);
		this.connections = new GenericObjectPool<>(this.factory, new IdlePoolConfig(settings, this.pinger));
		this.connections.setSwallowedExceptionListener(this::swallowed);
		this.stock = new Stock(this.permits, this.factory, this.connections, recentlyUsed(settings), events);
		this.housekeeping = new Housekeeping(settings, connectionSettings.connectTimeout(), this.stock,
				this.leakDetector, this.pinger);
		this.housekeeper = new Housekeeper("framed-tcp-" + client + "-housekeeper", this.housekeeping::pauseNanos,
				this.housekeeping::keepHouse);
		this.supply = new ConnectionSupply(client, connectionSettings, this.stock,
				() -> busy("no connection became free in time"));
		this.factory.reachability().onFailure(this.housekeeper::wakeUp);
		start();
		if (settings.minIdle() > 0) {
			this.housekeeper.wakeUp();
		}
	}

	private void start() {
		try {
			this.housekeeper.start();
		}
		catch (Error ex) {
			// No thread could be had; that of the watchdog has.
			this.factory.close();
			throw ex;
		}
	}

	/**
	 * Make places for connections that are returned, unless Commons Pool2 has to decide
	 * whether there are too many.
	 * @param settings how many there may be
	 * @return the places
	 */
	private static RecentlyUsed<FramedConnection> recentlyUsed(PoolSettings settings) {
		return new RecentlyUsed<>((settings.maxIdle() < settings.maxTotal()) ? 0 : settings.maxTotal());
	}

	Lease borrow(Deadline deadline) throws IOException, InterruptedException {
		return leaseForCaller(deadline, () -> this.supply.idleOrNew(deadline));
	}

	Lease borrowFresh(Deadline deadline) throws IOException, InterruptedException {
		return leaseForCaller(deadline, () -> this.supply.fresh(deadline));
	}

	boolean tryPing(PingSettings settings) throws IOException, InterruptedException {
		Deadline deadline = Deadline.after(settings.timeout());
		Lease lease = tryBorrowLeavingOne(deadline);
		if (lease == null) {
			return false;
		}
		try {
			this.pinger.ping(lease.connection(), settings.ping(), deadline);
			return true;
		}
		finally {
			lease.giveBack();
		}
	}

	@Nullable Lease tryBorrowLeavingOne(Deadline deadline) throws IOException, InterruptedException {
		return this.permits.tryAcquireLeaving(1) ? lease(() -> this.supply.idleOrNew(deadline)) : null;
	}

	void takeBack(Lease lease, FramedConnection connection) {
		this.leakDetector.ended(lease);
		try {
			this.supply.takeBack(connection);
		}
		catch (RuntimeException ex) {
			logger.error("Returning " + connection + " failed", ex);
		}
		finally {
			this.permits.release();
		}
		if (connection.retireReason() != null && this.stock.idle() < this.settings.minIdle()) {
			this.housekeeper.wakeUp();
		}
	}

	PoolCounts counts() {
		return new PoolCounts(this.settings.maxTotal(), this.permits.inUse(), this.stock.idle(),
				this.permits.waiting());
	}

	void evictAll() {
		this.factory.evictAll();
		this.housekeeper.wakeUp();
	}

	/**
	 * Close the connections that are idle. Those that are about to be borrowed are
	 * replaced, or closed when they are returned. Not by {@code clear()} of Commons
	 * Pool2, which destroys one that the housekeeper is testing a second time.
	 */
	void evictIdle() {
		this.register.evictIdle();
		this.housekeeper.wakeUp();
	}

	void pause() {
		this.permits.pause();
	}

	void resume() {
		this.permits.resume();
		this.housekeeper.wakeUp();
	}

	boolean isPaused() {
		return this.permits.isPaused();
	}

	void close() {
		this.permits.close();
		this.housekeeper.close();
		try {
			if (!this.permits.awaitReleased(Deadline.after(this.settings.closeTimeout()))) {
				logger.warn("Client '" + this.client + "' is closed with " + this.permits.inUse()
						+ " connections still in use");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.factory.close();
		this.connections.close();
		this.stock.putAway();
	}

	private void acquirePermit(Deadline deadline) throws IOException, InterruptedException {
		switch (this.permits.acquire(deadline, this.settings.acquireTimeout())) {
			case ACQUIRED -> {
				return;
			}
			case TIMED_OUT -> throw busy(
					isPaused() ? "the client was paused for all that time" : "no connection became free in time");
			case TOO_MANY_WAITING -> throw busy("too many callers are waiting for a connection");
			case CLOSED -> throw new PoolClosedException(this.client);
		}
	}

	private Lease leaseForCaller(Deadline deadline, Source source) throws IOException, InterruptedException {
		long start = this.events.isHeard() ? System.nanoTime() : 0;
		acquirePermit(deadline);
		try {
			Lease lease = lease(source);
			if (this.events.isHeard()) {
				tellBorrowed(lease, start);
			}
			return lease;
		}
		catch (ConnectFailedException ex) {
			if (ex.isRefused()) {
				this.events.callerRefused(this.client, ex);
			}
			throw ex;
		}
	}

	private void tellBorrowed(Lease lease, long start) {
		try {
			this.events.connectionBorrowed(lease.info(), Duration.ofNanos(System.nanoTime() - start));
		}
		catch (RuntimeException | Error ex) {
			// Without memory; nobody has the lease to end it.
			lease.giveBack();
			throw ex;
		}
	}

	private Lease lease(Source source) throws IOException, InterruptedException {
		FramedConnection connection = null;
		boolean leased = false;
		try {
			connection = source.get();
			if (Thread.interrupted()) {
				throw new InterruptedException();
			}
			Lease lease = new Lease(this, connection);
			this.leakDetector.begun(lease);
			leased = true;
			return lease;
		}
		finally {
			if (!leased) {
				cancel(connection);
			}
		}
	}

	private void cancel(@Nullable FramedConnection connection) {
		try {
			if (connection != null) {
				this.connections.returnObject(connection);
			}
		}
		finally {
			this.permits.release();
		}
	}

	private PoolBusyException busy(String message) {
		PoolBusyException failure = new PoolBusyException(message, counts(), this.events.lastConnectFailure());
		this.events.callerRefused(this.client, failure);
		return failure;
	}

	private void swallowed(Exception ex) {
		if (!(ex instanceof RetiredException)) {
			logger.warn("Commons Pool2 swallowed an exception", ex);
		}
	}

	/**
	 * Where a lease gets its connection from.
	 */
	private interface Source {

		FramedConnection get() throws IOException, InterruptedException;

	}

}
