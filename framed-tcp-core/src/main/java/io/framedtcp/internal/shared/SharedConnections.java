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
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import io.framedtcp.config.SharedSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.pool.ExclusivePool;
import io.framedtcp.pool.SharingStatus;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectionInfo;

/**
 * The shared connections of one client: what all of them have in common, how they are let
 * go, and how they are closed. The {@link PlaceQueue} decides who gets a place on them.
 * <p>
 * Safe for use by many threads.
 */
final class SharedConnections {

	private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private final ExclusivePool pool;

	private final SharedSettings settings;

	private final CallFactory factory;

	private final SharingCounters counters = new SharingCounters();

	private final SharedPinger pinger;

	private final DeadlineWatch deadlines;

	private final ReplyWait replies;

	/** Changed under the lock of the queue. */
	private final OpenConnections open = new OpenConnections();

	private final PlaceQueue queue;

	private volatile boolean closed;

	/**
	 * Creates the shared connections of a client.
	 * @param pool where they are leased
	 * @param settings how they are shared
	 * @param firstId the first id that the client assigns
	 */
	SharedConnections(ExclusivePool pool, SharedSettings settings, long firstId) {
		this.pool = pool;
		this.settings = settings;
		this.factory = new CallFactory(this, settings, pool.connectionSettings(), firstId);
		this.pinger = new SharedPinger(pool.settings().ping(), this.factory);
		this.deadlines = new DeadlineWatch(pool::setTimer, this::forEachSleeper);
		this.replies = new ReplyWait(this.factory, this.deadlines);
		this.queue = new PlaceQueue(this, pool, settings, this.open);
	}

	/**
	 * Returns what the names of the client's properties begin with.
	 * @return the prefix, which ends with a dot
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

	SharedPinger pinger() {
		return this.pinger;
	}

	DeadlineWatch deadlines() {
		return this.deadlines;
	}

	boolean isClosed() {
		return this.closed;
	}

	/**
	 * Returns how callers wait for their replies.
	 * @return what waits, in the thread of a caller
	 */
	ReplyWait replies() {
		return this.replies;
	}

	/**
	 * Returns who gets a place.
	 * @return the queue
	 */
	PlaceQueue queue() {
		return this.queue;
	}

	private void forEachSleeper(Consumer<Sleeper> action) {
		this.queue.forEach(action);
		for (SharedConnection connection : this.open.leased()) {
			connection.calls().forEach(action);
		}
	}

	/**
	 * Counts a reply that came when nobody waited for it any more, and tells the
	 * listeners.
	 * @param connection the connection that it came on
	 * @param nanos how long ago its caller gave up
	 */
	void swallowed(ConnectionInfo connection, long nanos) {
		this.counters.swallowed();
		this.pool.lateReply(connection, Duration.ofNanos(nanos));
	}

	/**
	 * Runs something in the background.
	 * @param task what to run
	 * @param nanos when, from now on
	 */
	void soon(Runnable task, long nanos) {
		this.pool.schedule(task, nanos);
	}

	/**
	 * Lets all connections go, without closing them.
	 */
	void drainAll() {
		for (SharedConnection connection : this.open.leased()) {
			connection.drain(null);
		}
		this.queue.placesFreed();
	}

	/**
	 * Lets connections go that are past their lifetime or were evicted.
	 */
	void drainOutdated() {
		for (SharedConnection connection : this.open.toArray()) {
			connection.drainIfOutdated();
		}
		this.queue.placesFreed();
	}

	/**
	 * Returns whether any connection is in use, so that it need not be checked, and none
	 * more should be opened for that.
	 * @return whether one is
	 * @throws IOException if calls on all of them time out, and nothing comes
	 */
	boolean isBusy() throws IOException {
		SharedConnection[] open = this.open.toArray();
		for (SharedConnection connection : open) {
			if (!connection.calls().lifecycle().isUnresponsive()) {
				return true;
			}
		}
		this.pinger.requireResponsive();
		return open.length > 0;
	}

	/**
	 * Returns what the connections are doing.
	 * @return the numbers at this moment
	 */
	SharingStatus status() {
		return this.counters.status(this.open.leased(), this.queue.waiting());
	}

	/**
	 * Refuses callers, and lets all connections go. If this thread has a call in flight,
	 * the pool would wait for it in vain, so the others are awaited here, and then the
	 * connections are closed. If user code in the driver's thread closes the client, the
	 * others cannot get their replies meanwhile, so they are not awaited.
	 * @param timeout for how long
	 */
	void close(Duration timeout) {
		List<SharedConnection> leased = List.copyOf(this.open.leased());
		refuse();
		this.deadlines.stop();
		Deadline deadline = Deadline.after(timeout);
		for (SharedConnection connection : leased) {
			boolean reading = connection.isReadBy(Thread.currentThread());
			int own = connection.callsOf(Thread.currentThread());
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
	 * Takes callers, now or again.
	 */
	void open() {
		this.deadlines.start();
		this.closed = false;
		this.queue.listen();
	}

}
