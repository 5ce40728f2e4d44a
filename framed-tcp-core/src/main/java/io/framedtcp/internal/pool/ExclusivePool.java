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
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.PingSettings;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.PropertyNames;
import io.framedtcp.internal.UnsupportedVersionException;
import io.framedtcp.internal.connection.ClientConnections;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.internal.transport.SocketOptions;
import io.framedtcp.pool.ClosedConnection;
import io.framedtcp.pool.ConnectFailure;
import io.framedtcp.pool.ConnectionRegister;
import io.framedtcp.pool.PoolBusyException;
import io.framedtcp.pool.PoolClosedException;
import io.framedtcp.pool.PoolCounts;
import io.framedtcp.pool.PoolFailure;
import io.framedtcp.pool.PoolStatistics;
import io.framedtcp.pool.SharingStatus;
import io.framedtcp.spi.ConnectFailedException;
import io.framedtcp.spi.ConnectionInfo;
import io.framedtcp.spi.PoolListener;

/**
 * The pool that lends each connection to one caller at a time. It can be closed and
 * opened again; each opening is an {@link OpenPool}.
 */
public final class ExclusivePool implements ConnectionPool {

	private static final Log logger = LogFactory.getLog(ExclusivePool.class);

	private static final PoolCounts NONE = new PoolCounts(0, 0, 0, 0);

	private final String client;

	private final ConnectionSettings connectionSettings;

	private final PoolSettings settings;

	private final PoolEvents events;

	private final ClientConnections register = new ClientConnections();

	/** Decides which thread opens the pool; held only for moments. */
	private final ReentrantLock lifecycle = new ReentrantLock();

	/** The last opening, which may be closed. */
	private volatile OpenPool current;

	/**
	 * Creates a pool and opens it.
	 * @param client the name of the client in logs, errors and thread names
	 * @param connectionSettings the settings of its connections
	 * @param settings the settings of the pool
	 * @param listeners receive the events of the pool
	 * @throws IllegalArgumentException if there is a ping, and the framing allows one
	 * reply per connection
	 * @throws UnsupportedVersionException if Commons Pool2 is too old
	 */
	public ExclusivePool(String client, ConnectionSettings connectionSettings, PoolSettings settings,
			List<PoolListener> listeners) {
		CommonsPool2Check.requireSupported();
		if (settings.ping() != null && connectionSettings.framing().isEndedByClose()) {
			throw new IllegalArgumentException("Connections with one reply each cannot be pinged");
		}
		this.client = client;
		this.connectionSettings = connectionSettings;
		this.settings = settings;
		this.events = new PoolEvents(client, listeners);
		this.current = new OpenPool(client, connectionSettings, settings, this.events, this.register);
		String warning = SocketOptions.warning(client, connectionSettings.socket());
		if (warning != null) {
			logger.warn(PropertyNames.of(warning, connectionSettings.propertyPrefix()));
		}
	}

	@Override
	public String client() {
		return this.client;
	}

	@Override
	public ConnectionSettings connectionSettings() {
		return this.connectionSettings;
	}

	@Override
	public PoolSettings settings() {
		return this.settings;
	}

	@Override
	public Lease acquire(EncodedFrame frame, boolean answered, Deadline deadline)
			throws IOException, InterruptedException {
		return this.current.acquire(deadline, false);
	}

	/**
	 * Acquires a lease for a caller whose first frame is not known yet.
	 * @param deadline bounds the whole call
	 * @return the lease, which the caller must end
	 * @throws IOException if no lease can be acquired
	 * @throws InterruptedException if the thread is interrupted
	 */
	public Lease acquire(Deadline deadline) throws IOException, InterruptedException {
		return this.current.acquire(deadline, false);
	}

	@Override
	public Lease acquireFresh(EncodedFrame frame, boolean answered, Deadline deadline)
			throws IOException, InterruptedException {
		return acquireFresh(deadline);
	}

	Lease acquireFresh(Deadline deadline) throws IOException, InterruptedException {
		return this.current.acquire(deadline, true);
	}

	@Override
	public SessionLease acquireForSession(Deadline deadline) throws IOException, InterruptedException {
		ExclusiveLease lease = this.current.acquire(deadline, false);
		lease.connection().exchange().testBeforeUse();
		return lease;
	}

	/**
	 * Acquires a connection for many callers. The leak detector ignores it, and it
	 * belongs to no thread.
	 * @param deadline bounds the whole call
	 * @return the lease, which the last caller must end
	 * @throws IOException if no lease can be acquired
	 * @throws InterruptedException if the thread is interrupted
	 */
	public ConnectionLease acquireToShare(Deadline deadline) throws IOException, InterruptedException {
		return this.current.acquireToShare(deadline);
	}

	/**
	 * Refuses a caller for whom no shared connection has room.
	 * @param message the reason
	 * @param remedy a sentence of advice
	 * @param sharing the state of the shared connections
	 * @return the exception to throw
	 */
	public PoolBusyException busy(String message, String remedy, SharingStatus sharing) {
		PoolCounts counts = counts();
		String advice = PropertyNames.of(remedy, this.connectionSettings.propertyPrefix());
		PoolBusyException failure = new PoolBusyException(message, advice,
				new PoolCounts(counts.maxTotal(), counts.active(), counts.idle(), counts.waiting() + sharing.waiting()),
				sharing, this.events.lastConnectFailure());
		this.events.callerRefused(this.client, failure);
		return failure;
	}

	/**
	 * Notifies the listeners of a reply that came after its caller had given up.
	 * @param connection the connection of the reply
	 * @param late the time since its caller gave up
	 */
	public void lateReply(ConnectionInfo connection, Duration late) {
		this.events.lateReply(connection, late);
	}

	/**
	 * Runs a task in a worker after a delay. The task may be dropped once the pool is
	 * closed.
	 * @param task the task
	 * @param nanos the delay, in nanoseconds
	 * @return {@code false} if it will not run, as no thread could be created
	 */
	public boolean schedule(Runnable task, long nanos) {
		return this.current.schedule(task, nanos);
	}

	/**
	 * Sets who hears of leases that the pool has ended because their threads are stuck in
	 * user code.
	 * @param leaseReclaimed receives the thread; called in a worker
	 */
	public void onLeaseReclaimed(Consumer<Thread> leaseReclaimed) {
		this.events.onLeaseReclaimed(leaseReclaimed);
	}

	/**
	 * Runs the ping of a shared connection in a worker, and waits for its result. A late
	 * ping is interrupted. If it ignores that, it is abandoned, and there are no pings
	 * until it returns.
	 * @param ping the ping, with all its user code
	 * @param deadline bounds the wait
	 * @return the result; {@code false} if the ping was late
	 * @throws IOException if the ping fails in time
	 * @throws InterruptedException if this thread is interrupted
	 */
	public boolean runPing(SharedPing ping, Deadline deadline) throws IOException, InterruptedException {
		return this.current.pinger().run(ping, deadline);
	}

	/**
	 * Returns whether an abandoned ping has not returned yet.
	 * @return whether no ping can be run
	 */
	public boolean isPingHeldUp() {
		return this.current.pinger().isHeldUp();
	}

	/**
	 * Runs a task in the scheduler's thread after a delay. The task may be dropped once
	 * the pool is closed.
	 * @param task the task, which must not block
	 * @param nanos the delay, in nanoseconds
	 * @return {@code false} if no client is open, or no thread could be created
	 */
	public boolean setTimer(Runnable task, long nanos) {
		return this.current.setTimer(task, nanos);
	}

	/**
	 * Acquires a connection without waiting, and only if another one is left for a
	 * caller. For health checks that must not delay callers.
	 * @param deadline bounds the opening of a connection
	 * @return the lease, which the caller must end, or {@code null} if the pool is busy
	 * @throws ConnectFailedException if no connection could be opened
	 * @throws PoolClosedException if the pool is closed
	 * @throws IOException if anything else fails
	 * @throws InterruptedException if the thread is interrupted
	 */
	@Nullable Lease tryAcquireLeavingOne(Deadline deadline) throws IOException, InterruptedException {
		return requireOpen().tryAcquireLeavingOne(deadline);
	}

	@Override
	public boolean tryPing() throws IOException, InterruptedException {
		PingSettings ping = this.settings.ping();
		return ping != null && requireOpen().tryPing(ping);
	}

	@Override
	public boolean tryConnect() throws IOException, InterruptedException {
		try (Lease lease = tryAcquireLeavingOne(Deadline.after(this.connectionSettings.connectTimeout()))) {
			return lease != null;
		}
	}

	@Override
	public void exchangeRetried() {
		this.events.exchangeRetried(this.client);
	}

	@Override
	public PoolCounts counts() {
		OpenPool pool = this.current;
		return pool.isOpen() ? pool.counts() : NONE;
	}

	@Override
	public PoolStatistics statistics() {
		return this.events.statistics();
	}

	@Override
	public ConnectionRegister connections() {
		return this.register;
	}

	@Override
	public @Nullable PoolFailure lastFailure() {
		ConnectFailure connect = this.events.lastConnectFailureEver();
		ClosedConnection closed = this.register.lastFailure();
		if (closed != null && (connect == null || closed.time().isAfter(connect.time()))) {
			return new PoolFailure(closed.time(), closed.connection().info().address(),
					closed.reason().describe() + (closed.duringExchange() ? " during an exchange" : ""));
		}
		return (connect != null) ? new PoolFailure(connect.time(),
				this.connectionSettings.addresses().stream().map(Object::toString).collect(Collectors.joining(", ")),
				connect.exception().getSummary()) : null;
	}

	@Override
	public @Nullable ConnectFailure lastConnectFailure() {
		return this.events.lastConnectFailure();
	}

	@Override
	public void evictAll() {
		ifOpen(OpenPool::evictAll);
	}

	@Override
	public void evictIdle() {
		ifOpen(OpenPool::evictIdle);
	}

	@Override
	public void pause() {
		ifOpen(OpenPool::pause);
	}

	@Override
	public void resume() {
		ifOpen(OpenPool::resume);
	}

	@Override
	public boolean isPaused() {
		return this.current.isPaused();
	}

	@Override
	public boolean isOpen() {
		return this.current.isOpen();
	}

	@Override
	public void open() {
		OpenPool before = this.current;
		if (before.isOpen()) {
			return;
		}
		if (!before.closing().isDone() && before.isInside()) {
			throw new IllegalStateException("The client '" + this.client
					+ "' is being closed. A listener or handler must not open it meanwhile.");
		}
		before.closing().awaitEnd();
		this.lifecycle.lock();
		try {
			if (this.current == before) {
				this.current = new OpenPool(this.client, this.connectionSettings, this.settings, this.events,
						this.register);
			}
		}
		finally {
			this.lifecycle.unlock();
		}
	}

	@Override
	public void close() {
		this.current.closing().run();
	}

	private void ifOpen(Consumer<OpenPool> action) {
		OpenPool pool = this.current;
		if (pool.isOpen()) {
			action.accept(pool);
		}
	}

	private OpenPool requireOpen() throws PoolClosedException {
		OpenPool pool = this.current;
		if (!pool.isOpen()) {
			throw new PoolClosedException(this.client);
		}
		return pool;
	}

	@Override
	public String toString() {
		return "pool of client '" + this.client + "' (" + counts() + ")";
	}

}
