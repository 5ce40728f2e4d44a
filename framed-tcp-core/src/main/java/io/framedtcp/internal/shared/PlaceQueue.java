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
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.framedtcp.config.SharedSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.internal.pool.ExclusivePool;
import io.framedtcp.internal.shared.Admission.Placement;
import io.framedtcp.internal.shared.Lifecycle.Phase;
import io.framedtcp.internal.shared.WaitingCallers.Turn;
import io.framedtcp.internal.shared.WaitingCallers.WaitingCaller;
import io.framedtcp.pool.PoolClosedException;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectFailedException;

/**
 * Gives callers places on the shared connections of a client. A call goes to the
 * connection with the fewest calls in flight. If no connection has room, the caller with
 * the longest wait leases one more. Waiting callers are served FIFO. A caller lets others
 * pass while its key is in use, while it leases a connection, and while it takes another
 * id. A caller that loses its place waits in front again.
 * <p>
 * Lock order: the lock of this object, then that of a connection. Safe for use by many
 * threads.
 */
final class PlaceQueue {

	private static final Log logger = LogFactory.getLog(PlaceQueue.class);

	private final SharedConnections group;

	private final ExclusivePool pool;

	private final OpenConnections open;

	private final ReentrantLock lock = new ReentrantLock();

	/** Guarded by the lock. */
	private final WaitingCallers waiters = new WaitingCallers();

	private final PlaceFailures failures;

	/**
	 * Creates the queue of a client.
	 * @param group the connections of the client
	 * @param pool the pool that leases them
	 * @param settings the settings of shared connections
	 * @param open the open connections, which the queue changes under its lock
	 */
	PlaceQueue(SharedConnections group, ExclusivePool pool, SharedSettings settings, OpenConnections open) {
		this.group = group;
		this.pool = pool;
		this.open = open;
		this.failures = new PlaceFailures(group, pool, settings, open);
	}

	/**
	 * Returns the number of waiting callers. Any thread may call this.
	 * @return the number
	 */
	int waiting() {
		return this.waiters.count();
	}

	/**
	 * Passes each waiting caller to an action.
	 * @param action must be quick
	 */
	void forEach(Consumer<? super WaitingCaller> action) {
		this.lock.lock();
		try {
			this.waiters.forEach(action);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Refuses all waiting callers, because the client closes.
	 */
	void refuseAll() {
		this.lock.lock();
		try {
			this.waiters.failAll(new PoolClosedException(this.pool.client()));
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Gets a place for a call of this thread, and queues its frame.
	 * @param frame the frame
	 * @param answered whether a reply is expected
	 * @param deadline bounds the wait for a place
	 * @return the call
	 * @throws IOException if there is no place
	 * @throws InterruptedException if the thread is interrupted
	 */
	SharedCall acquire(EncodedFrame frame, boolean answered, Deadline deadline)
			throws IOException, InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
		SharedCall call = tryPlace(frame, answered, false);
		return (call != null) ? call : await(frame, answered, deadline);
	}

	/**
	 * Queues one of several requests of this thread, without waiting.
	 * @param frame the frame
	 * @return the call, or {@code null} if there is no place for it
	 */
	@Nullable SharedCall tryPlace(EncodedFrame frame) {
		return tryPlace(frame, true, true);
	}

	private @Nullable SharedCall tryPlace(EncodedFrame frame, boolean answered, boolean standby) {
		if (this.waiters.count() > 0 || this.open.size() == 0) {
			return null;
		}
		SharedCall call = this.group.factory().call(frame, answered);
		call.standby(standby);
		return (this.open.place(call, true) == Placement.PLACED) ? call : null;
	}

	private SharedCall await(EncodedFrame frame, boolean answered, Deadline deadline)
			throws IOException, InterruptedException {
		WaitingCaller waiter = new WaitingCaller(frame, answered, this.group.factory().call(frame, answered));
		Deadline waitBy = deadline.atMost(this.pool.settings().acquireTimeout());
		join(waiter);
		while (true) {
			switch (waiter.turn()) {
				case PLACED -> {
					SharedCall call = waiter.call();
					SharedConnection connection = call.place();
					if (connection.calls().admission().queue(call)) {
						return call;
					}
					connection.drainIfOutdated();
					waiter.callAnew(this.group.factory());
					joinAgain(waiter);
				}
				case OPENS -> this.group.lease(waiter, deadline);
				case SKIPS_ID -> skipId(waiter, waitBy);
				case FAILED -> throw waiter.failure();
				case WAITS -> park(waiter, waitBy);
			}
		}
	}

	private void join(WaitingCaller waiter) throws IOException {
		boolean tooMany = false;
		this.lock.lock();
		try {
			if (this.group.isClosed()) {
				throw new PoolClosedException(this.pool.client());
			}
			this.waiters.add(waiter);
			serveWaiters();
			tooMany = waiter.turn() == Turn.WAITS && this.waiters.count() > this.pool.settings().maxWaiting();
			if (tooMany) {
				this.waiters.remove(waiter);
			}
		}
		finally {
			this.lock.unlock();
		}
		if (tooMany) {
			throw this.failures.tooManyWaiting();
		}
	}

	private void joinAgain(WaitingCaller waiter) {
		this.lock.lock();
		try {
			this.waiters.addBack(waiter);
			serveWaiters();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void skipId(WaitingCaller waiter, Deadline waitBy) throws PoolClosedException {
		// The framing encodes the frame with the next id, so no lock is held.
		boolean encoded = false;
		boolean closed = false;
		try {
			if (waitBy.remainingNanos() > 0) {
				waiter.callAnew(this.group.factory());
			}
			encoded = true;
		}
		finally {
			this.lock.lock();
			try {
				closed = this.group.isClosed();
				waiter.turn(Turn.WAITS);
				if (closed || !encoded) {
					this.waiters.remove(waiter);
				}
				serveWaiters();
			}
			finally {
				this.lock.unlock();
			}
		}
		if (closed) {
			throw new PoolClosedException(this.pool.client());
		}
	}

	private void park(WaitingCaller waiter, Deadline waitBy) throws IOException, InterruptedException {
		boolean interrupted = Thread.currentThread().isInterrupted();
		if (waitBy.remainingNanos() > 0 && !interrupted) {
			this.group.deadlines().park(waiter, this, waitBy);
			return;
		}
		this.lock.lock();
		try {
			if (waiter.turn() != Turn.WAITS) {
				return;
			}
			this.waiters.remove(waiter);
			serveWaiters();
		}
		finally {
			this.lock.unlock();
		}
		if (interrupted) {
			Thread.interrupted();
			throw new InterruptedException();
		}
		throw this.failures.tooLate(waiter, waitBy);
	}

	/**
	 * Begins to lease one more connection without a waiting caller.
	 * @return whether this thread must lease it
	 */
	boolean beginLeasing() {
		this.lock.lock();
		try {
			this.open.prune();
			return this.open.beginLeasing(Thread.currentThread());
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Ends the lease of one more connection, whether it succeeded or not.
	 * @param waiter the caller that has leased it, or {@code null}
	 * @param opened the connection, or {@code null} after a failure
	 * @param failure the connect failure, if there was one
	 */
	void leased(@Nullable WaitingCaller waiter, @Nullable SharedConnection opened,
			@Nullable ConnectFailedException failure) {
		this.lock.lock();
		try {
			this.open.endLeasing(Thread.currentThread());
			if (opened != null) {
				this.open.add(opened);
			}
			if (waiter != null) {
				this.waiters.remove(waiter);
				placeOpener(waiter, opened, failure);
			}
			serveWaiters();
		}
		finally {
			this.lock.unlock();
		}
		if (opened != null && this.group.isClosed()) {
			opened.drain(CloseReason.POOL_CLOSED);
		}
	}

	/**
	 * Lets others lease a connection, as the pool has given up on the thread that does.
	 * @param thread the thread, stuck in user code
	 */
	void reclaimed(Thread thread) {
		this.lock.lock();
		try {
			this.open.endLeasing(thread);
			serveWaiters();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void placeOpener(WaitingCaller waiter, @Nullable SharedConnection opened,
			@Nullable ConnectFailedException failure) {
		if (opened != null) {
			boolean placed = opened.place(waiter.call(), false) == Placement.PLACED;
			if (placed) {
				waiter.turn(Turn.PLACED);
			}
			else {
				this.waiters.addBack(waiter);
			}
		}
		else if (failure != null) {
			this.open.prune();
			if (this.open.size() > 0) {
				logger.debug("No further connection can be shared", failure);
				this.open.leasingFailed();
				this.waiters.addBack(waiter);
				return;
			}
			waiter.fail(failure);
			if (!failure.isCutShort()) {
				this.waiters.failAll(failure);
			}
		}
	}

	/**
	 * Notes that a connection has been leased. It is then closed with the client.
	 * @param connection the connection
	 */
	void noteLease(SharedConnection connection) {
		this.lock.lock();
		try {
			this.open.leased().add(connection);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Gives places to waiting callers in their order. If no connection has room, one of
	 * them leases one more. Called under the lock whenever there may be a place.
	 */
	private void serveWaiters() {
		this.open.prune();
		this.waiters.offer((waiter) -> this.open.place(waiter.call(), false), this.open::beginLeasingIfDue,
				this.group.factory().idsToSkip(this.open.size()));
	}

	/**
	 * Notes that there may be a place for waiting callers.
	 */
	void placesFreed() {
		if (this.waiters.count() > 0) {
			this.lock.lock();
			try {
				serveWaiters();
			}
			finally {
				this.lock.unlock();
			}
		}
	}

	/**
	 * Notes that the lease of a connection has ended. A new one may have begun meanwhile,
	 * so the phase decides whether the connection is still shared.
	 */
	void leaseEnded() {
		this.lock.lock();
		try {
			this.open.leased().removeIf((connection) -> connection.phase() == Phase.ENDED);
			serveWaiters();
		}
		finally {
			this.lock.unlock();
		}
	}

}
