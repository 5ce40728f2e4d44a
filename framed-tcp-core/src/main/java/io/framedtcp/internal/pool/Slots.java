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
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.internal.ConnectCancellation;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.connect.ConnectionOpener;
import io.framedtcp.internal.connection.FramedConnection;
import io.framedtcp.internal.connection.LivenessCheck;
import io.framedtcp.pool.PoolBusyException;
import io.framedtcp.pool.PoolClosedException;
import io.framedtcp.spi.CloseReason;

/**
 * Chooses the slot of a caller with a permit: a recently used one, an idle one of
 * {@code GenericObjectPool}, or a new one, which the caller opens. Each is tested before
 * it is lent. {@code GenericObjectPool} bounds the number of slots.
 * <p>
 * There are as many permits as slots. So a caller with a permit finds a slot at once,
 * unless another thread is moving or testing it.
 */
final class Slots {

	private final String client;

	private final Duration connectTimeout;

	private final long slowNanos;

	private final Permits permits;

	private final ConnectionOpener opener;

	private final LivenessCheck livenessCheck;

	private final IdleSlots idle;

	private final Background background;

	private final AcquireFailures failures;

	private final Queue<SlowConnect> connecting = new ConcurrentLinkedQueue<>();

	Slots(String client, ConnectionSettings connectionSettings, Permits permits, ConnectionOpener opener,
			IdleSlots idle, Background background, AcquireFailures failures) {
		this.client = client;
		this.connectTimeout = connectionSettings.connectTimeout();
		this.slowNanos = TimeUnit.NANOSECONDS.convert(connectionSettings.connectAttemptDelay());
		this.permits = permits;
		this.opener = opener;
		this.livenessCheck = opener.livenessCheck();
		this.idle = idle;
		this.background = background;
		this.failures = failures;
	}

	/**
	 * Gives a lease a slot whose connection is open and tested.
	 * @param lease the lease
	 * @param deadline bounds the search
	 * @param fresh whether the connection must be newly opened
	 * @throws IOException if no slot can be lent
	 * @throws InterruptedException if the thread is interrupted
	 */
	void acquire(ExclusiveLease lease, Deadline deadline, boolean fresh) throws IOException, InterruptedException {
		try {
			Slot slot = fresh ? null : this.idle.takeRecent();
			if (slot == null || !isLent(slot, lease, deadline)) {
				search(lease, deadline, fresh);
			}
		}
		catch (Exception ex) {
			throw failed(ex);
		}
	}

	/**
	 * Opens one more connection for the pool itself.
	 * @param lease the lease that opens it
	 * @return whether an attempt was made; {@code false} if there are enough connections
	 * @throws IOException if the attempt failed
	 * @throws InterruptedException if the thread is interrupted
	 */
	boolean open(ExclusiveLease lease) throws IOException, InterruptedException {
		try {
			Slot slot = this.idle.takeNew();
			// takeNew() has taken the open ones out for a moment.
			offerIdle();
			if (slot == null) {
				return false;
			}
			attach(lease, slot);
			long start = System.nanoTime();
			open(slot, Deadline.never(), new ConnectCancellation());
			if (slot.isHealthy(this.livenessCheck, Deadline.after(this.connectTimeout))) {
				lease.begin(slot);
			}
			else if (slot.isFailedByServer() && !Thread.currentThread().isInterrupted()) {
				throw this.opener.failedFirstTest(Objects.requireNonNull(slot.connection()), start);
			}
			return true;
		}
		catch (Exception ex) {
			throw failed(ex);
		}
	}

	/**
	 * Takes back a slot, to keep it idle or to close it.
	 * @param slot the slot, whose lease has ended
	 * @return whether the connection is kept
	 */
	boolean recycle(Slot slot) {
		boolean kept = false;
		try {
			kept = slot.release(this.livenessCheck);
		}
		finally {
			// Also after an exception, for example from the log.
			if (!kept) {
				this.idle.close(slot);
			}
		}
		if (kept) {
			put(slot);
		}
		return kept;
	}

	private void search(ExclusiveLease lease, Deadline deadline, boolean fresh) throws Exception {
		long start = System.nanoTime();
		Deadline searchBy = deadline.atMost(this.connectTimeout);
		int failedFirstTests = 0;
		while (true) {
			if (Thread.interrupted()) {
				// An interrupt fails every test, and would close all idle connections one
				// by one.
				throw new InterruptedException();
			}
			Slot slot = fresh ? unopened(searchBy) : next(searchBy);
			boolean opening = slot.isNew();
			if (opening ? isOpened(slot, lease, deadline, fresh) : isLent(slot, lease, deadline)) {
				return;
			}
			if (opening && !Thread.currentThread().isInterrupted()) {
				failedFirstTests += slot.isFailedByServer() ? 1 : 0;
				FramedConnection connection = slot.connection();
				if (connection == null) {
					// Cancelled for an offered connection, which another caller has
					// taken.
					throwIfLate(searchBy);
				}
				// Otherwise the next attempt begins with another address.
				else if (failedFirstTests >= this.opener.reachability().routes() || isLate(searchBy)) {
					throw this.permits.isClosed() ? new PoolClosedException(this.client)
							: this.opener.failedFirstTest(connection, start);
				}
			}
		}
	}

	private Slot next(Deadline searchBy) throws Exception {
		Slot slot = this.idle.take();
		while (slot == null) {
			this.opener.reachability().circuitBreaker().refuseCaller();
			throwIfLate(searchBy);
			slot = withdrawOffer();
			if (slot == null) {
				slot = this.idle.take();
			}
		}
		return slot;
	}

	private @Nullable Slot withdrawOffer() {
		return this.connecting.stream().map(SlowConnect::withdraw).filter(Objects::nonNull).findFirst().orElse(null);
	}

	/**
	 * Takes a new slot, even if others are idle. If there is no room, closes an idle one.
	 * @param searchBy bounds the search
	 * @return the new slot
	 * @throws Exception if no slot can be taken
	 */
	private Slot unopened(Deadline searchBy) throws Exception {
		while (true) {
			Slot slot = this.idle.hasRoom() ? this.idle.takeNew() : next(searchBy);
			if (slot != null && slot.isNew()) {
				offerIdle();
				return slot;
			}
			if (slot != null) {
				slot.retire(CloseReason.SURPLUS);
				this.idle.close(slot);
			}
			throwIfLate(searchBy);
		}
	}

	/**
	 * Tests an idle slot and lends it, or closes it.
	 * @param slot the slot
	 * @param lease the lease that receives it
	 * @param deadline bounds the search
	 * @return whether the slot is lent
	 * @throws PoolBusyException if another thread has ended the lease
	 */
	private boolean isLent(Slot slot, ExclusiveLease lease, Deadline deadline) throws PoolBusyException {
		attach(lease, slot);
		if (slot.state().test() && slot.isHealthy(this.livenessCheck, deadline) && lease.begin(slot)) {
			return true;
		}
		discard(slot, lease);
		return false;
	}

	/**
	 * Opens a new slot, tests it and lends it. If opening is slow, an idle slot may be
	 * lent instead.
	 * @param slot the slot
	 * @param lease the lease that receives it
	 * @param deadline bounds the search
	 * @param fresh whether only a newly opened connection may be lent
	 * @return whether a slot is lent
	 * @throws IOException if no connection could be opened
	 */
	private boolean isOpened(Slot slot, ExclusiveLease lease, Deadline deadline, boolean fresh) throws IOException {
		attach(lease, slot);
		this.opener.reachability().circuitBreaker().refuseCaller();
		SlowConnect connect = new SlowConnect(lease);
		Future<?> look = null;
		if (!fresh) {
			this.connecting.add(connect);
			look = this.background.schedule("connects", this::offerIdle, this.slowNanos);
		}
		boolean cancelled = false;
		try {
			open(slot, deadline, connect.cancellation());
		}
		catch (IOException ex) {
			cancelled = connect.cancellation().isCancelled() && !Thread.currentThread().isInterrupted();
			if (!cancelled) {
				throw ex;
			}
		}
		finally {
			if (look != null) {
				look.cancel(false);
			}
			this.connecting.remove(connect);
			Slot offered = connect.end();
			if (offered != null && cancelled) {
				this.idle.put(offered);
			}
			else if (offered != null) {
				put(offered);
			}
		}
		if (!cancelled && slot.isHealthy(this.livenessCheck, deadline) && lease.begin(slot)) {
			return true;
		}
		discard(slot, lease);
		Slot open = cancelled ? this.idle.takeOpen() : null;
		return open != null && isLent(open, lease, deadline);
	}

	private void open(Slot slot, Deadline deadline, ConnectCancellation cancellation) throws IOException {
		slot.state().open();
		long start = System.nanoTime();
		try {
			FramedConnection connection = this.opener.open(slot.state(), deadline, cancellation, slot::stuck);
			if (!slot.opened(connection)) {
				this.opener.close(connection);
				throw this.opener.openedTooLate(start);
			}
			if (this.opener.isClosed()) {
				slot.retire(CloseReason.POOL_CLOSED);
			}
		}
		finally {
			this.background.need();
		}
	}

	private void attach(ExclusiveLease lease, Slot slot) throws PoolBusyException {
		if (!lease.attach(slot)) {
			slot.lendTo(null);
			this.idle.close(slot);
			throw this.failures.stuck();
		}
	}

	private void discard(Slot slot, ExclusiveLease lease) throws PoolBusyException {
		if (!lease.detach(slot)) {
			throw this.failures.stuck();
		}
		slot.lendTo(null);
		this.idle.close(slot);
	}

	/**
	 * Stores an idle slot, and then offers it to slow connects. In this order, a connect
	 * that becomes slow meanwhile is either found here or finds the slot itself.
	 * @param slot the idle slot
	 */
	private void put(Slot slot) {
		this.idle.put(slot);
		if (!this.connecting.isEmpty()) {
			offerIdle();
		}
	}

	/**
	 * Withdraws slots offered to callers that are stuck in user code, for others.
	 */
	void withdrawOffers() {
		for (Slot slot = withdrawOffer(); slot != null; slot = withdrawOffer()) {
			put(slot);
		}
	}

	/**
	 * Offers idle slots to callers whose connects are slow, until one of the two runs
	 * out.
	 */
	void offerIdle() {
		while (!this.permits.isPaused() && slowConnects().findAny().isPresent()) {
			Slot slot = this.idle.takeOpen();
			if (slot == null) {
				return;
			}
			if (slowConnects().noneMatch((connect) -> connect.offer(slot))) {
				this.idle.put(slot);
			}
		}
	}

	private Stream<SlowConnect> slowConnects() {
		return this.connecting.stream().filter((connect) -> connect.isSlow(this.slowNanos));
	}

	/**
	 * Turns a failure into the exception for the caller.
	 * @param ex the failure
	 * @return the exception to throw
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

	private void throwIfLate(Deadline searchBy) throws PoolBusyException {
		if (isLate(searchBy)) {
			throw this.failures.withoutSlot(searchBy);
		}
	}

	private boolean isLate(Deadline searchBy) {
		return this.permits.isClosed() || searchBy.remainingNanos() <= 0;
	}

}
