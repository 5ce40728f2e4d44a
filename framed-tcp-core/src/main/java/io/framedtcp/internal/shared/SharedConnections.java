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

package io.framedtcp.internal.shared;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.framedtcp.config.Ordering;
import io.framedtcp.config.PingSettings;
import io.framedtcp.config.SharedSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.connection.FramedConnection;
import io.framedtcp.internal.pool.ConnectionLease;
import io.framedtcp.internal.pool.ExclusivePool;
import io.framedtcp.internal.pool.SharedPing;
import io.framedtcp.internal.shared.DeadlineWatch.Waiter;
import io.framedtcp.internal.shared.WaitingCallers.WaitingCaller;
import io.framedtcp.pool.SharingStatus;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectFailedException;
import io.framedtcp.spi.ConnectionInfo;

/**
 * The shared connections of one client, and the objects they have in common. Leases the
 * connections from the pool, drains and closes them. The {@link PlaceQueue} gives places
 * on them.
 * <p>
 * Safe for use by many threads.
 */
final class SharedConnections {

	private static final Log logger = LogFactory.getLog(SharedConnections.class);

	/** The time between two checks for lost connections to listen on. */
	private static final long LISTEN_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private final ExclusivePool pool;

	private final SharedSettings settings;

	private final CallFactory factory;

	private final SharingCounters counters = new SharingCounters();

	private final DeadlineWatch deadlines;

	private final ReplyWait replies;

	/** Changed under the lock of the queue. */
	private final OpenConnections open;

	private final PlaceQueue queue;

	/** The last connection to become suspect. */
	private volatile @Nullable SharedConnection suspect;

	/**
	 * How often the client was opened. Connections to listen on are kept for the last.
	 */
	private final AtomicInteger openings = new AtomicInteger();

	/** Whether any reply has found its call. */
	private volatile boolean answered;

	/** Whether the log has a warning of frames that answer no request. */
	private final AtomicBoolean unknownReplies = new AtomicBoolean();

	private volatile boolean closed;

	/**
	 * Creates the shared connections of a client.
	 * @param pool the pool that leases them
	 * @param settings the settings of shared connections
	 * @param firstId the first id that the client assigns
	 */
	SharedConnections(ExclusivePool pool, SharedSettings settings, long firstId) {
		this.pool = pool;
		this.settings = settings;
		this.factory = new CallFactory(this, settings, pool.connectionSettings(), firstId);
		this.deadlines = new DeadlineWatch(pool::setTimer, this::forEachWaiter);
		this.replies = new ReplyWait(this.factory, this.deadlines);
		this.open = new OpenConnections(settings.connections());
		this.queue = new PlaceQueue(this, pool, settings, this.open);
		pool.onLeaseReclaimed(this::reclaimed);
	}

	/**
	 * Returns the common prefix of the client's properties.
	 * @return the prefix, with a dot at its end
	 */
	String propertyPrefix() {
		return this.pool.connectionSettings().propertyPrefix();
	}

	SharedSettings settings() {
		return this.settings;
	}

	CallFactory factory() {
		return this.factory;
	}

	SharingCounters counters() {
		return this.counters;
	}

	@Nullable PingSettings pingSettings() {
		return this.pool.settings().ping();
	}

	/**
	 * Runs a ping in a worker, and waits for its result.
	 * @param ping the ping, with all its user code
	 * @param deadline bounds the wait
	 * @return the result; {@code false} if the ping was late, or an earlier one has not
	 * returned yet
	 * @throws IOException if the ping fails in time
	 */
	boolean runPing(SharedPing ping, Deadline deadline) throws IOException {
		if (this.pool.isPingHeldUp()) {
			return false;
		}
		try {
			return this.pool.runPing(ping, deadline);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	boolean isPingHeldUp() {
		return this.pool.isPingHeldUp();
	}

	DeadlineWatch deadlines() {
		return this.deadlines;
	}

	boolean isClosed() {
		return this.closed;
	}

	/**
	 * Returns the wait for replies.
	 * @return the wait, which runs in the thread of each caller
	 */
	ReplyWait replies() {
		return this.replies;
	}

	/**
	 * Returns the queue that gives out places.
	 * @return the queue
	 */
	PlaceQueue queue() {
		return this.queue;
	}

	/**
	 * Leases one more connection, in the thread of the caller with the longest wait. If
	 * that fails, the caller continues to wait for a place on the open ones.
	 * @param waiter the caller
	 * @param deadline bounds the wait for the connection
	 * @throws IOException if there was no place in the pool
	 * @throws InterruptedException if the thread is interrupted
	 */
	void lease(WaitingCaller waiter, Deadline deadline) throws IOException, InterruptedException {
		SharedConnection opened = null;
		ConnectFailedException failure = null;
		try {
			opened = share(this.pool.acquireToShare(deadline));
		}
		catch (ConnectFailedException ex) {
			failure = ex;
		}
		finally {
			this.queue.leased(waiter, opened, failure);
			if (opened != null && !this.closed) {
				// It has no call if, for example, it was evicted just after it was
				// opened.
				opened.drainIfOutdated();
			}
		}
	}

	private SharedConnection share(ConnectionLease lease) throws IOException {
		boolean begun = false;
		try {
			SharedConnection connection = (lease.connection().sharing() instanceof SharedConnection shared) ? shared
					: new SharedConnection(this, lease);
			lease.connection().sharedBy(connection);
			connection.begin(lease);
			this.queue.noteLease(connection);
			if (this.settings.listen()) {
				Listener.start(connection, this, this.pool.client());
			}
			begun = true;
			return connection;
		}
		finally {
			if (!begun) {
				lease.retire(CloseReason.BROKEN);
			}
		}
	}

	private void keepListening(int opening) {
		// Leases connections up to the maximum, and replaces lost ones. Runs in the
		// background. What is scheduled when the client is closed may never run.
		if (this.closed || opening != this.openings.get()) {
			return;
		}
		try {
			if (!this.pool.isPaused() && this.queue.beginLeasing()) {
				leaseToListen();
			}
		}
		finally {
			schedule(() -> keepListening(opening), LISTEN_NANOS);
		}
	}

	private void leaseToListen() {
		SharedConnection opened = null;
		try {
			opened = share(this.pool.acquireToShare(Deadline.after(this.pool.connectionSettings().connectTimeout())));
		}
		catch (IOException ex) {
			logger.debug("No connection to listen on for client '" + this.pool.client() + "'", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.queue.leased(null, opened, null);
		}
	}

	private void reclaimed(Thread thread) {
		// Its user code does not return, so it reads for nobody.
		for (SharedConnection connection : this.open.leased()) {
			if (connection.arrived().isReadBy(thread)) {
				connection.fail(CloseReason.TIMED_OUT, CloseReason.BROKEN, new IOException(
						"user code in the thread that read for all callers went on for more than a second after its deadline"));
			}
		}
		this.queue.reclaimed(thread);
	}

	private void forEachWaiter(Consumer<Waiter> action) {
		this.queue.forEach(action);
		for (SharedConnection connection : this.open.leased()) {
			connection.calls().forEach(action);
		}
	}

	/**
	 * Notes that a reply has found its call.
	 */
	void replied() {
		if (!this.answered) {
			this.answered = true;
		}
	}

	/**
	 * Warns once that a frame which answers no request drains its connection, if no reply
	 * has ever been accepted.
	 * @param connection the connection
	 */
	void unknownReply(FramedConnection connection) {
		if (!this.answered && this.unknownReplies.compareAndSet(false, true)) {
			logger.warn("A frame on " + connection + " answers no request, so the connection gets no new calls. "
					+ "This client has never had a reply that its matcher accepts: compare " + propertyPrefix()
					+ "matcher with where both sides put the id.");
		}
	}

	/**
	 * Counts a late reply and notifies the listeners.
	 * @param connection its connection
	 * @param nanos the time since its caller gave up, in nanoseconds
	 */
	void swallowed(ConnectionInfo connection, long nanos) {
		this.counters.swallowed();
		this.pool.lateReply(connection, Duration.ofNanos(nanos));
	}

	/**
	 * Runs a task in the background.
	 * @param task the task
	 * @param nanos the delay, in nanoseconds
	 * @return whether it will run
	 */
	boolean schedule(Runnable task, long nanos) {
		return this.pool.schedule(task, nanos);
	}

	/**
	 * Drains all connections, without closing them.
	 */
	void drainAll() {
		for (SharedConnection connection : this.open.leased()) {
			connection.drain(null);
		}
		this.queue.placesFreed();
	}

	/**
	 * Drains the connections that are past their lifetime, evicted, or have an overdue
	 * orphan.
	 */
	void drainOutdated() {
		for (SharedConnection connection : this.open.toArray()) {
			connection.drainIfOutdated();
		}
		this.queue.placesFreed();
	}

	/**
	 * Returns whether any connection is in use. Then the server need not be checked by a
	 * ping or a new connection.
	 * @return whether one is in use
	 * @throws IOException if calls on all of them time out, and nothing is received
	 */
	boolean isBusy() throws IOException {
		SharedConnection[] open = this.open.toArray();
		for (SharedConnection connection : open) {
			if (!connection.calls().lifecycle().isUnresponsive()) {
				return true;
			}
		}
		SharedConnection suspect = this.suspect;
		if (suspect != null && suspect.calls().lifecycle().isUnresponsive()) {
			throw new SocketTimeoutException(
					"calls on the shared connection " + suspect.connection() + " time out, and nothing has come since");
		}
		return open.length > 0;
	}

	/**
	 * Notes that a connection has become suspect.
	 * @param connection the connection
	 */
	void suspected(SharedConnection connection) {
		this.suspect = connection;
	}

	/**
	 * Returns the numbers of all connections together.
	 * @return the numbers at this moment
	 */
	SharingStatus status() {
		return this.counters.status(this.open.leased(), this.queue.waiting());
	}

	/**
	 * Refuses callers and drains all connections. If this thread has a call in flight on
	 * a connection, the pool would wait for that call in vain. So this method waits for
	 * the other calls on that connection, and then closes it. If user code in the
	 * driver's thread closes the client, the other calls cannot get their replies. Then
	 * the method does not wait for them.
	 * @param timeout the longest wait
	 */
	void close(Duration timeout) {
		List<SharedConnection> leased = List.copyOf(this.open.leased());
		refuse();
		this.deadlines.stop();
		Deadline deadline = Deadline.after(timeout);
		for (SharedConnection connection : leased) {
			boolean reading = connection.arrived().isReadBy(Thread.currentThread());
			int own = connection.calls().countOf(Thread.currentThread());
			if (reading || own > 0) {
				while (!reading && connection.calls().places().present() > own && deadline.remainingNanos() > 0
						&& !Thread.currentThread().isInterrupted()) {
					LockSupport.parkNanos(this, POLL_NANOS);
				}
				connection.fail(CloseReason.POOL_CLOSED, new ClosedChannelException());
			}
		}
	}

	private void refuse() {
		this.closed = true;
		this.queue.refuseAll();
		drainAll();
	}

	/**
	 * Accepts callers, for the first time or again.
	 */
	void open() {
		if (this.settings.ordering() == Ordering.IN_ORDER && this.pool.connectionSettings().matcher() == null) {
			logger.info("Client '" + this.pool.client() + "' finds the callers of replies by their order alone ("
					+ propertyPrefix() + "shared.ordering: in-order without a matcher). If the server omits a reply "
					+ "or sends one twice, callers get each other's replies.");
		}
		this.deadlines.start();
		this.closed = false;
		int opening = this.openings.incrementAndGet();
		if (this.settings.listen()) {
			schedule(() -> keepListening(opening), 0);
		}
	}

}
