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
import io.framedtcp.connection.RetiredException;

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

	private final Background background;

	private final PoolClosing closing;

	OpenPool(String client, ConnectionSettings connectionSettings, PoolSettings settings, PoolEvents events,
			ConnectionRegister register) {
		this.client = client;
		this.settings = settings;
		this.events = events;
		this.register = register;
		this.permits = new Permits(settings.maxTotal(), settings.maxWaiting());
		this.background = new Background(client, this.permits, events);
		this.factory = new FramedConnectionFactory(client, connectionSettings, settings.maxLifetime(),
				settings.maxTotal(), new NeedyEvents(events, this.background::need), register);
		this.leakDetector = new LeakDetector(settings.leakDetectionThreshold(), events);
		this.pinger = new Pinger(settings.ping(), connectionSettings, this.permits, this.background.pings());
		this.connections = new GenericObjectPool<>(
				new BoundedFactory(this.factory, connectionSettings, this.background.tests()),
				new IdlePoolConfig(settings, this.pinger));
		this.connections.setSwallowedExceptionListener(this::swallowed);
		this.stock = new Stock(this.permits, this.factory, this.connections, recentlyUsed(settings), events);
		BackgroundPermit permit = new BackgroundPermit(this.permits);
		this.housekeeping = new Housekeeping(settings, connectionSettings.connectTimeout(), this.stock, permit,
				this.leakDetector, this.pinger, register);
		this.supply = new ConnectionSupply(client, connectionSettings, this.stock,
				() -> busy("no connection became free in time"));
		this.closing = new PoolClosing(client, settings.closeTimeout(), new Parts());
		this.background.open(this.housekeeping, this.factory);
		this.factory.reachability().onFailure(this.background::wakeUp);
		if (settings.minIdle() > 0) {
			this.background.wakeUp();
		}
	}

	/**
	 * Makes places for connections that are returned, unless Commons Pool2 has to decide
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
			this.pinger.pingLent(lease.connection(), settings, deadline);
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
			if (this.factory.isClosed()) {
				// It may have become idle when nobody looked any more.
				this.connections.clear();
			}
		}
		catch (RuntimeException ex) {
			logger.error("Returning " + connection + " failed", ex);
		}
		finally {
			this.permits.release();
		}
		if (connection.retireReason() != null && this.stock.idle() < this.settings.minIdle()) {
			this.background.wakeUp();
		}
	}

	PoolCounts counts() {
		return new PoolCounts(this.settings.maxTotal(), this.permits.inUse(), this.stock.idle(),
				this.permits.waiting());
	}

	void evictAll() {
		this.factory.evictAll();
		this.background.wakeUp();
	}

	/**
	 * Closes the connections that are idle. Those that are about to be borrowed are
	 * replaced, or closed when they are returned. Not by {@code clear()} of Commons
	 * Pool2, which destroys one that the housekeeper is testing a second time.
	 */
	void evictIdle() {
		this.register.evictIdle();
		this.background.wakeUp();
	}

	void pause() {
		this.permits.pause();
	}

	void resume() {
		this.permits.resume();
		this.background.wakeUp();
	}

	boolean isPaused() {
		return this.permits.isPaused();
	}

	/**
	 * Closes the pool, or waits until another thread has done so, no longer than the
	 * close time-out and a second.
	 */
	void close() {
		this.closing.run();
	}

	/**
	 * Waits until the pool is closed.
	 */
	void awaitClosed() {
		this.closing.awaitEnd();
	}

	/**
	 * Returns whether the pool has been closed.
	 * @return whether closing it has ended
	 */
	boolean isClosed() {
		return this.closing.isDone();
	}

	/**
	 * Returns whether this thread is in a call of the pool, or in user code that the pool
	 * runs.
	 * @return whether the pool may wait for it
	 */
	boolean isInside() {
		return this.background.isMine() || held(Thread.currentThread()) > 0;
	}

	/**
	 * Counts the permits that a thread holds.
	 * @param thread the thread
	 * @return the number
	 */
	private int held(Thread thread) {
		return this.register.leasedBy(thread) + (this.factory.openings().isOpening(thread) ? 1 : 0);
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
			if (this.permits.isTakenBack()) {
				throw busy("user code went on for more than a second after the deadline");
			}
			Lease lease = new Lease(this, connection);
			connection.holder().lendTo(lease);
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
			this.permits.releaseOwn();
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
	 * What is closed with the pool.
	 */
	private final class Parts implements PoolClosing.Parts {

		@Override
		public boolean isInside() {
			return OpenPool.this.isInside();
		}

		@Override
		public void refuseCallers() {
			OpenPool.this.permits.close();
			OpenPool.this.background.close();
		}

		@Override
		public int awaitReturns(Deadline deadline) throws InterruptedException {
			Thread waiting = OpenPool.this.background.waitingForThis();
			int own = held(Thread.currentThread()) + ((waiting != null) ? held(waiting) : 0);
			boolean returned = OpenPool.this.permits.awaitReleased(own, deadline);
			return returned ? 0 : OpenPool.this.permits.inUse() - own;
		}

		@Override
		public void closeConnections() {
			OpenPool.this.factory.close();
			// Its close() would wait for whoever tests a connection.
			OpenPool.this.connections.clear();
			OpenPool.this.stock.putAway();
			OpenPool.this.background.finish(OpenPool.this.connections::close);
		}

		@Override
		public void awaitThreads(Deadline deadline) throws InterruptedException {
			OpenPool.this.background.awaitEnd(deadline);
		}

		@Override
		public void leaveThreads() {
			OpenPool.this.background.leave();
		}

	}

	/**
	 * Where a lease gets its connection from.
	 */
	private interface Source {

		FramedConnection get() throws IOException, InterruptedException;

	}

}
