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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import org.apache.commons.pool2.impl.GenericObjectPool;
import org.jspecify.annotations.Nullable;

import io.framedtcp.connection.ConnectionSettings;
import io.framedtcp.connection.Deadline;
import io.framedtcp.connection.FramedConnection;
import io.framedtcp.connection.FramedConnectionFactory;
import io.framedtcp.connection.OpenLimitException;
import io.framedtcp.connection.RetireReason;

/**
 * Takes connections out of {@code GenericObjectPool} for callers who have a permit.
 * <p>
 * There are never more connections than permits, which the factory sees to. Callers alone
 * could not exceed the bound: they open a connection only when none is idle, so theirs
 * are bounded by their permits. But a caller may find none idle because the housekeeper
 * is testing one, or be about to open the last one that is allowed when the housekeeper
 * does so. It is then refused, looks again, and finds that one or another.
 */
final class ConnectionSupply {

	/** How soon to look again for a connection that must be idle or about to be. */
	private static final long RETRY_NANOS = 100_000;

	/**
	 * How many to open for one caller. If he gets none, others may have been faster, but
	 * hardly so often: the server closes them at once.
	 */
	private static final int MAX_OPENED = 5;

	private final String client;

	private final Duration connectTimeout;

	private final Stock stock;

	private final Permits permits;

	private final FramedConnectionFactory factory;

	private final GenericObjectPool<FramedConnection> connections;

	private final RecentlyUsed<FramedConnection> recentlyUsed;

	private final Supplier<PoolBusyException> busy;

	ConnectionSupply(String client, ConnectionSettings settings, Stock stock, Supplier<PoolBusyException> busy) {
		this.client = client;
		this.connectTimeout = settings.connectTimeout();
		this.stock = stock;
		this.permits = stock.permits();
		this.factory = stock.factory();
		this.connections = stock.connections();
		this.recentlyUsed = stock.recentlyUsed();
		this.busy = busy;
	}

	/**
	 * Takes an idle connection, or opens one if there is none.
	 * @param deadline by when
	 * @return a connection that has been drained and tested
	 * @throws IOException if that fails
	 * @throws InterruptedException if the thread is interrupted
	 */
	FramedConnection idleOrNew(Deadline deadline) throws IOException, InterruptedException {
		Deadline before = this.factory.connectBy(deadline);
		try {
			FramedConnection connection = recentlyUsed();
			return (connection != null) ? connection : borrowObject(deadline, System.nanoTime());
		}
		catch (Exception ex) {
			throw failed(ex);
		}
		finally {
			this.factory.connectBy(before);
		}
	}

	/**
	 * Opens a connection, whatever others are idle. Another caller may be faster to take
	 * the one that was opened; one that was opened for that caller will do as well.
	 * @param deadline by when
	 * @return a connection that was opened during this call
	 * @throws IOException if that fails
	 * @throws InterruptedException if the thread is interrupted
	 */
	FramedConnection fresh(Deadline deadline) throws IOException, InterruptedException {
		Deadline before = this.factory.connectBy(deadline);
		try {
			return openFor(deadline, System.nanoTime());
		}
		catch (Exception ex) {
			throw failed(ex);
		}
		finally {
			this.factory.connectBy(before);
		}
	}

	/**
	 * Takes a connection back, or closes it if it is of no further use.
	 * @param connection the connection
	 */
	void takeBack(FramedConnection connection) {
		if (!isKept(connection)) {
			this.connections.returnObject(connection);
		}
	}

	private boolean isKept(FramedConnection connection) {
		if (!this.factory.isReusable(connection) || !this.recentlyUsed.keep(connection)) {
			return false;
		}
		// Nobody may look again, once the pool is closed.
		return !this.permits.isClosed() || !this.recentlyUsed.remove(connection);
	}

	private @Nullable FramedConnection recentlyUsed() {
		FramedConnection connection = this.recentlyUsed.take();
		while (connection != null && !this.factory.isLentAgain(connection)) {
			// To be closed.
			this.connections.returnObject(connection);
			connection = this.recentlyUsed.take();
		}
		return connection;
	}

	private FramedConnection openFor(Deadline deadline, long start) throws Exception {
		int opened = 0;
		while (true) {
			boolean added = addIfAllowed();
			opened += added ? 1 : 0;
			FramedConnection connection = borrowObject(deadline, start);
			if (connection.isOpenedSince(start)) {
				return connection;
			}
			if (!added) {
				// To make room.
				connection.retireBecause(RetireReason.SURPLUS);
			}
			this.connections.returnObject(connection);
			throwIfLate(deadline, start);
			if (opened == MAX_OPENED) {
				throw spoiltAtOnce(start);
			}
		}
	}

	private boolean addIfAllowed() throws Exception {
		if (this.connections.getNumIdle() >= this.connections.getMaxIdle()) {
			// Commons Pool2 would do nothing, and not say so.
			return false;
		}
		try {
			this.stock.addIdle();
			return true;
		}
		catch (OpenLimitException ex) {
			return false;
		}
	}

	/**
	 * Makes what the caller is told of a failure.
	 * @param ex the failure
	 * @return what to throw
	 * @throws InterruptedException if the thread is interrupted
	 */
	private IOException failed(Exception ex) throws InterruptedException {
		if (this.permits.isClosed()) {
			return new PoolClosedException(this.client);
		}
		if (ex instanceof InterruptedException || Thread.interrupted()) {
			throw new InterruptedException();
		}
		if (ex instanceof IOException failure) {
			return failure;
		}
		throw new IllegalStateException("Commons Pool2 failed", ex);
	}

	private FramedConnection borrowObject(Deadline deadline, long start) throws Exception {
		int spoilt = 0;
		while (true) {
			int epoch = this.factory.epoch();
			try {
				return this.connections.borrowObject();
			}
			catch (NoSuchElementException ex) {
				// New, and failed its first test: no fault if all were evicted just then.
				spoilt += (epoch == this.factory.epoch()) ? 1 : 0;
				// The next attempt begins with another address.
				if (spoilt >= this.factory.reachability().routes() || isLate(deadline, start)) {
					throw spoiltAtOnce(start);
				}
			}
			catch (OpenLimitException ex) {
				FramedConnection connection = recentlyUsed();
				if (connection != null) {
					return connection;
				}
				throwIfLate(deadline, start);
				pauseBriefly();
			}
		}
	}

	private void throwIfLate(Deadline deadline, long start) throws PoolBusyException {
		if (isLate(deadline, start)) {
			throw this.busy.get();
		}
	}

	/**
	 * Tells whether a borrow has taken too long: it may take as long as opening a
	 * connection, since it stands in for that.
	 * @param deadline the caller's deadline
	 * @param start when it began
	 * @return whether to give up
	 */
	private boolean isLate(Deadline deadline, long start) {
		return deadline.remainingNanos() <= 0
				|| System.nanoTime() - start >= TimeUnit.NANOSECONDS.convert(this.connectTimeout);
	}

	private void pauseBriefly() throws InterruptedException {
		LockSupport.parkNanos(RETRY_NANOS);
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
	}

	private IOException spoiltAtOnce(long start) {
		if (this.permits.isClosed()) {
			return new PoolClosedException(this.client);
		}
		return this.factory.spoiltAtOnce(start);
	}

}
