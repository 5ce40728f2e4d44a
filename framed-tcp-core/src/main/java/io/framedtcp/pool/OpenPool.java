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
import java.util.NoSuchElementException;
import java.util.concurrent.locks.LockSupport;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;

import io.framedtcp.connection.ConnectFailedException;
import io.framedtcp.connection.ConnectionSettings;
import io.framedtcp.connection.Deadline;
import io.framedtcp.connection.FramedConnection;
import io.framedtcp.connection.FramedConnectionFactory;
import io.framedtcp.connection.FramedConnectionFactory.OpenLimitException;
import io.framedtcp.connection.FramedConnectionFactory.RetiredException;

/**
 * A pool from its opening to its closing. {@code GenericObjectPool} keeps the idle
 * connections and runs the factory's life-cycle; how many may be in use is up to the
 * permits.
 * <p>
 * There are never more connections than permits, which the factory sees to. Callers alone
 * could not exceed the bound: they open a connection only when none is idle, so theirs
 * are bounded by their permits. But a caller may find none idle because the housekeeper
 * is testing one, or be about to open the last one that is allowed when the housekeeper
 * does so. It is then refused, looks again, and finds that one or another.
 */
final class OpenPool {

	private static final Log logger = LogFactory.getLog(OpenPool.class);

	/** How soon to look again for a connection that must be idle or about to be. */
	private static final long RETRY_NANOS = 100_000;

	private final String client;

	private final PoolSettings settings;

	private final Duration connectTimeout;

	private final PoolEvents events;

	private final Permits permits;

	private final FramedConnectionFactory factory;

	private final GenericObjectPool<FramedConnection> connections;

	private final Housekeeper housekeeper;

	OpenPool(String client, ConnectionSettings connectionSettings, PoolSettings settings, PoolEvents events) {
		this.client = client;
		this.settings = settings;
		this.connectTimeout = connectionSettings.connectTimeout();
		this.events = events;
		this.permits = new Permits(settings.maxTotal(), settings.maxWaiting());
		this.factory = new FramedConnectionFactory(client, connectionSettings, settings.maxLifetime(),
				settings.maxTotal(), events);
		this.connections = new GenericObjectPool<>(this.factory, config(settings));
		this.connections.setSwallowedExceptionListener(this::swallowed);
		this.housekeeper = new Housekeeper("framed-tcp-" + client + "-housekeeper", settings.housekeepingInterval(),
				this::keepHouse);
		this.housekeeper.start();
		if (settings.minIdle() > 0) {
			this.housekeeper.wakeUp();
		}
	}

	private static GenericObjectPoolConfig<FramedConnection> config(PoolSettings settings) {
		GenericObjectPoolConfig<FramedConnection> config = new GenericObjectPoolConfig<>();
		config.setMaxTotal(-1);
		config.setBlockWhenExhausted(false);
		config.setMaxIdle(settings.maxIdle());
		config.setTestOnBorrow(true);
		config.setTestWhileIdle(true);
		config.setNumTestsPerEvictionRun(-1);
		config.setEvictionPolicy(new IdleTimeoutPolicy(settings));
		config.setJmxEnabled(false);
		return config;
	}

	Lease borrow(Deadline deadline) throws IOException, InterruptedException {
		return switch (this.permits.acquire(deadline.atMost(this.settings.acquireTimeout()))) {
			case ACQUIRED -> lease(deadline);
			case TIMED_OUT -> throw busy("no connection became free in time");
			case TOO_MANY_WAITING -> throw busy("too many callers are waiting for a connection");
			case CLOSED -> throw new PoolClosedException(this.client);
		};
	}

	@Nullable Lease tryBorrowLeavingOne(Deadline deadline) throws IOException, InterruptedException {
		return this.permits.tryAcquireLeaving(1) ? lease(deadline) : null;
	}

	void takeBack(FramedConnection connection) {
		try {
			this.connections.returnObject(connection);
		}
		catch (RuntimeException ex) {
			logger.error("Returning " + connection + " failed", ex);
		}
		finally {
			this.permits.release();
		}
		if (connection.retireReason() != null && this.connections.getNumIdle() < this.settings.minIdle()) {
			this.housekeeper.wakeUp();
		}
	}

	PoolCounts counts() {
		return new PoolCounts(this.settings.maxTotal(), this.permits.inUse(), this.connections.getNumIdle(),
				this.permits.waiting());
	}

	void evictAll() {
		this.factory.evictAll();
		this.housekeeper.wakeUp();
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
	}

	private Lease lease(Deadline deadline) throws IOException, InterruptedException {
		boolean leased = false;
		try {
			Lease lease = new Lease(this, take(deadline));
			leased = true;
			return lease;
		}
		finally {
			if (!leased) {
				this.permits.release();
			}
		}
	}

	private FramedConnection take(Deadline deadline) throws IOException, InterruptedException {
		FramedConnection connection = idleOrNew(deadline);
		if (Thread.interrupted()) {
			this.connections.returnObject(connection);
			throw new InterruptedException();
		}
		return connection;
	}

	private FramedConnection idleOrNew(Deadline deadline) throws IOException, InterruptedException {
		this.factory.connectBy(deadline);
		try {
			return borrowObject(deadline);
		}
		catch (Exception ex) {
			if (this.permits.isClosed()) {
				throw new PoolClosedException(this.client);
			}
			if (ex instanceof InterruptedException || Thread.interrupted()) {
				throw new InterruptedException();
			}
			if (ex instanceof IOException failure) {
				throw failure;
			}
			throw new IllegalStateException("Commons Pool2 failed", ex);
		}
		finally {
			this.factory.connectBy(null);
		}
	}

	private FramedConnection borrowObject(Deadline deadline) throws Exception {
		// It may take as long as opening a connection, since it stands in for that.
		Deadline connectBy = deadline.atMost(this.connectTimeout);
		while (true) {
			int epoch = this.factory.epoch();
			try {
				return this.connections.borrowObject();
			}
			catch (NoSuchElementException ex) {
				// New, and failed its first test: no fault if all were evicted just then.
				if (epoch == this.factory.epoch()) {
					throw spoiltAtOnce();
				}
			}
			catch (OpenLimitException ex) {
				if (connectBy.remainingNanos() <= 0) {
					throw busy("no connection became free in time");
				}
				pauseBriefly();
			}
		}
	}

	private void pauseBriefly() throws InterruptedException {
		LockSupport.parkNanos(RETRY_NANOS);
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
	}

	private IOException spoiltAtOnce() {
		if (this.permits.isClosed()) {
			return new PoolClosedException(this.client);
		}
		ConnectFailedException failure = new ConnectFailedException("cannot connect: the server closed the connection "
				+ "or sent bytes on it before it was sent any request");
		this.events.connectFailed(this.client, failure);
		return failure;
	}

	private PoolBusyException busy(String message) {
		PoolBusyException failure = new PoolBusyException(message, counts(), this.events.lastConnectFailure());
		this.events.callerRefused(this.client, failure);
		return failure;
	}

	private void keepHouse() {
		try {
			this.connections.evict();
		}
		catch (Exception ex) {
			logger.warn("Testing the idle connections of client '" + this.client + "' failed", ex);
		}
		boolean added = true;
		while (added && this.connections.getNumIdle() < idleToKeep()) {
			added = this.permits.tryAcquireLeaving(0) && addUnderPermit();
		}
	}

	/**
	 * While the server cannot be reached, try for one connection even if none is to be
	 * kept, so that its return is noticed without a caller.
	 * @return how many connections should be idle
	 */
	private int idleToKeep() {
		boolean probe = this.events.lastConnectFailure() != null;
		return Math.min(this.settings.maxIdle(), Math.max(this.settings.minIdle(), probe ? 1 : 0));
	}

	private boolean addUnderPermit() {
		try {
			this.connections.addObject();
			return true;
		}
		catch (Exception ex) {
			// There are enough, or the factory has told the listeners of the failure.
			return false;
		}
		finally {
			this.permits.release();
		}
	}

	private void swallowed(Exception ex) {
		if (!(ex instanceof RetiredException)) {
			logger.warn("Commons Pool2 swallowed an exception", ex);
		}
	}

}
