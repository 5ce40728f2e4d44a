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

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.PingSettings;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.connect.ConnectionOpener;
import io.framedtcp.internal.connect.RouteProbes;
import io.framedtcp.internal.connection.ClientConnections;
import io.framedtcp.internal.connection.Lifespan;
import io.framedtcp.internal.pool.Permits.Outcome;
import io.framedtcp.internal.route.Reachability;
import io.framedtcp.pool.PoolCounts;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectFailedException;

/**
 * A pool from its opening to its closing. {@code GenericObjectPool} keeps the idle
 * connections and calls the factory. The permits bound the connections in use.
 */
final class OpenPool {

	private static final Log logger = LogFactory.getLog(OpenPool.class);

	private final String client;

	private final PoolSettings settings;

	private final PoolEvents events;

	private final boolean hasListeners;

	private final boolean watchingLeaks;

	private final Duration acquireTimeout;

	private final ClientConnections register;

	private final Permits permits;

	private final ConnectionOpener opener;

	private final SlotFactory factory;

	private final LeakDetector leakDetector;

	private final Pinger pinger;

	private final IdleSlots idle;

	private final Slots slots;

	private final AcquireFailures failures;

	private final Background background;

	private final PoolClosing closing;

	OpenPool(String client, ConnectionSettings connectionSettings, PoolSettings settings, PoolEvents events,
			ClientConnections register) {
		this.client = client;
		this.settings = settings;
		this.events = events;
		this.hasListeners = events.hasListeners();
		this.watchingLeaks = !settings.leakDetectionThreshold().isZero();
		this.acquireTimeout = settings.acquireTimeout();
		this.register = register;
		this.permits = new Permits(settings.maxTotal(), settings.maxWaiting());
		this.background = new Background(client, events);
		this.opener = new ConnectionOpener(client, connectionSettings, Lifespan.of(settings), events, register,
				this.background::stuckProbing);
		this.leakDetector = new LeakDetector(settings.leakDetectionThreshold(), events);
		this.pinger = new Pinger(settings.ping(), connectionSettings, this.permits, this.background.pings());
		this.factory = new SlotFactory(this.opener, connectionSettings, this.background.tests());
		boolean resting = !connectionSettings.minRequestInterval().isZero();
		// The connection with the longest rest comes first.
		this.idle = IdleSlots.madeBy(this.factory, settings, this.pinger, this.permits, !resting);
		this.failures = new AcquireFailures(client, connectionSettings, settings.acquireTimeout(), events,
				this::counts);
		this.slots = new Slots(client, connectionSettings, this.permits, this.opener, this.idle, this.background,
				this.failures);
		this.closing = new PoolClosing(client, settings.closeTimeout(), this, this.background);
		this.background.open(new Housekeeping(this, settings, connectionSettings.connectTimeout(), this.idle, register,
				this.leakDetector, this.pinger));
		this.opener.reachability().onFailure(this.background::wakeUp);
		if (settings.minIdle() > 0) {
			this.background.wakeUp();
		}
	}

	/**
	 * Acquires a lease for a caller.
	 * @param deadline bounds the whole call
	 * @param fresh whether the connection must be newly opened
	 * @return the lease
	 * @throws IOException if no lease can be acquired
	 * @throws InterruptedException if the thread is interrupted
	 */
	ExclusiveLease acquire(Deadline deadline, boolean fresh) throws IOException, InterruptedException {
		long start = this.hasListeners ? System.nanoTime() : 0;
		// Created before the permit is taken: an error here would leave the permit taken
		// for ever.
		ExclusiveLease lease = new ExclusiveLease(this, true);
		Outcome outcome = this.permits.acquire(deadline, this.acquireTimeout);
		if (outcome != Outcome.ACQUIRED) {
			throw this.failures.refused(outcome, deadline, isPaused());
		}
		try {
			return begun(lease, deadline, fresh, start);
		}
		catch (ConnectFailedException ex) {
			if (ex.isRefused()) {
				this.events.callerRefused(this.client, ex);
			}
			throw ex;
		}
	}

	ExclusiveLease acquireToShare(Deadline deadline) throws IOException, InterruptedException {
		ExclusiveLease lease = acquire(deadline, false);
		lease.share();
		if (this.watchingLeaks) {
			this.leakDetector.ended(lease);
		}
		return lease;
	}

	boolean schedule(Runnable task, long nanos) {
		return this.background.schedule("shared", task, nanos) != null;
	}

	Pinger pinger() {
		return this.pinger;
	}

	boolean setTimer(Runnable task, long nanos) {
		return this.background.setTimer(task, nanos);
	}

	boolean tryPing(PingSettings settings) throws IOException, InterruptedException {
		Deadline deadline = Deadline.after(settings.timeout());
		try (ExclusiveLease lease = tryAcquireLeavingOne(deadline)) {
			if (lease != null) {
				this.pinger.pingLent(lease.connection(), settings, deadline);
			}
			return lease != null;
		}
	}

	@Nullable ExclusiveLease tryAcquireLeavingOne(Deadline deadline) throws IOException, InterruptedException {
		ExclusiveLease lease = new ExclusiveLease(this, true);
		return this.permits.tryAcquireLeaving(1) ? begun(lease, deadline, false, 0) : null;
	}

	/**
	 * Opens one more idle connection. With a permit, it takes no slot that a caller with
	 * a permit needs.
	 * @param permitBy bounds the wait for a permit; {@code null} to open it without one
	 * @return whether an attempt was made; {@code false} if there are enough connections,
	 * or there is no permit
	 * @throws IOException if the connection cannot be opened
	 * @throws InterruptedException if the thread is interrupted
	 */
	boolean openIdle(@Nullable Deadline permitBy) throws IOException, InterruptedException {
		ExclusiveLease lease = new ExclusiveLease(this, permitBy != null);
		if (permitBy != null && !this.permits.tryAcquireLeaving(0) && !this.permits.acquireUncounted(permitBy)) {
			return false;
		}
		try {
			return !this.permits.isPaused() && this.slots.open(lease);
		}
		finally {
			lease.close();
		}
	}

	/**
	 * Offers idle connections to callers whose connects are slow.
	 */
	void offerIdle() {
		this.slots.offerIdle();
	}

	/**
	 * Takes back the slot and the permit of a lease.
	 * @param lease the lease, which has ended
	 * @param slot its slot, if it had one
	 */
	void ended(ExclusiveLease lease, @Nullable Slot slot) {
		if (this.watchingLeaks) {
			this.leakDetector.ended(lease);
		}
		boolean retired = false;
		try {
			if (slot != null) {
				retired = !this.slots.recycle(slot);
			}
			if (this.permits.isClosed() && this.opener.isClosed()) {
				// It may have become idle after the closing had emptied the store.
				this.idle.closeAll();
			}
		}
		catch (RuntimeException ex) {
			logger.error("Returning " + slot + " failed", ex);
		}
		finally {
			if (lease.isOfCaller()) {
				this.permits.release();
			}
		}
		if (retired && this.idle.count() < this.settings.minIdle()) {
			this.background.wakeUp();
		}
	}

	/**
	 * Ends a lease whose thread is stuck in user code. Called in the watchdog's thread,
	 * so a worker does it.
	 * @param lease the lease
	 * @param thread the thread
	 */
	void stuck(ExclusiveLease lease, Thread thread) {
		this.background.recover(() -> {
			String doing = lease.describe();
			if (lease.end(CloseReason.TIMED_OUT)) {
				this.background.warnStuck(thread, doing);
				this.background.abandon(thread);
				this.slots.withdrawOffers();
				this.events.leaseReclaimed(thread);
			}
		});
	}

	RouteProbes probes() {
		return this.opener.probes();
	}

	Reachability reachability() {
		return this.opener.reachability();
	}

	/**
	 * Returns whether there are connections to look after.
	 * @return whether any connections are open or being opened
	 */
	boolean hasConnections() {
		return this.factory.hasSlots();
	}

	PoolCounts counts() {
		return new PoolCounts(this.settings.maxTotal(), this.permits.inUse(), this.idle.count(),
				this.permits.waiting());
	}

	void evictAll() {
		this.opener.livenessCheck().evictAll();
		this.background.wakeUp();
	}

	/**
	 * Closes the idle connections. One that is being acquired meanwhile is replaced, or
	 * closed when it is returned. {@code clear()} of Commons Pool2 is no alternative: it
	 * destroys a second time a connection that the housekeeper is testing.
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

	boolean isOpen() {
		return !this.closing.isBegun();
	}

	PoolClosing closing() {
		return this.closing;
	}

	/**
	 * Returns whether this thread holds a connection of the pool, or runs its background
	 * work.
	 * @return whether the closing may be waiting for this thread
	 */
	boolean isInside() {
		return this.background.isMine() || this.factory.heldBy(Thread.currentThread()) > 0;
	}

	/**
	 * Refuses new callers, and sends waiting ones away.
	 */
	void refuseCallers() {
		this.permits.close();
		this.background.close();
	}

	/**
	 * Waits until the leases of all other threads have ended.
	 * @param deadline bounds the wait
	 * @return the number of leases that have not ended
	 * @throws InterruptedException if the thread is interrupted
	 */
	int awaitReturns(Deadline deadline) throws InterruptedException {
		Thread waiting = this.background.waitingForThis();
		int own = this.factory.heldBy(Thread.currentThread()) + ((waiting != null) ? this.factory.heldBy(waiting) : 0);
		boolean returned = this.permits.awaitReleased(own, deadline);
		return returned ? 0 : this.permits.inUse() - own;
	}

	/**
	 * Closes all connections, including those in use.
	 */
	void closeConnections() {
		try {
			this.register.sayFarewell();
		}
		finally {
			this.opener.close();
		}
		// Not end() yet, which waits for a thread that is testing a connection.
		this.idle.closeAll();
		this.idle.putAway();
		this.background.finish(this.idle::end);
	}

	// Begins the lease, or ends it and releases its permit. The start is 0 if no listener
	// receives the event.
	private ExclusiveLease begun(ExclusiveLease lease, Deadline deadline, boolean fresh, long start)
			throws IOException, InterruptedException {
		boolean begun = false;
		try {
			this.slots.acquire(lease, deadline, fresh);
			if (Thread.interrupted()) {
				throw new InterruptedException();
			}
			if (this.watchingLeaks) {
				this.leakDetector.begun(lease);
			}
			if (start != 0) {
				this.events.connectionAcquired(lease.info(), Duration.ofNanos(System.nanoTime() - start));
			}
			begun = true;
			return lease;
		}
		finally {
			if (!begun) {
				lease.close();
			}
		}
	}

}
