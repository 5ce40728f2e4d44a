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

import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.connection.Batch;
import io.framedtcp.internal.connection.ConnectionHooks;
import io.framedtcp.internal.connection.Exchange;
import io.framedtcp.internal.connection.FramedConnection;
import io.framedtcp.internal.exchange.ExchangeFailedException;
import io.framedtcp.internal.exchange.PendingRequests;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectionAttributes;
import io.framedtcp.spi.ConnectionInfo;
import io.framedtcp.spi.ExchangeMatcher;

/**
 * The lease of a whole connection by one caller. It begins with the permit, before there
 * is a slot, so it knows everything that a thread holds. If user code blocks the thread
 * for too long, another thread ends the lease and releases all of that.
 */
final class ExclusiveLease implements SessionLease, ConnectionLease {

	private static final AtomicReferenceFieldUpdater<ExclusiveLease, Slot> SLOT = AtomicReferenceFieldUpdater
		.newUpdater(ExclusiveLease.class, Slot.class, "slot");

	/**
	 * Replaces the slot once the lease has ended. A flag beside the slot would make the
	 * object of each call larger.
	 */
	private static final Slot ENDED = new Slot();

	private final OpenPool pool;

	private final boolean ofCaller;

	/** The thread that has acquired it; {@code null} if it is shared. */
	private volatile @Nullable Thread thread = Thread.currentThread();

	/**
	 * Updated by {@link #SLOT}: an {@code AtomicReference} would be one more object for
	 * each call.
	 */
	private volatile @Nullable Slot slot;

	private @Nullable FramedConnection connection;

	/**
	 * Creates the lease of this thread.
	 * @param pool takes back the slot and the permit
	 * @param ofCaller whether a permit is released at its end; {@code false} for a lease
	 * of the pool itself
	 */
	ExclusiveLease(OpenPool pool, boolean ofCaller) {
		this.pool = pool;
		this.ofCaller = ofCaller;
	}

	/**
	 * Takes a slot.
	 * @param slot the slot, which the caller must return if this fails
	 * @return {@code false} if another thread has ended the lease
	 */
	boolean attach(Slot slot) {
		slot.lendTo(this);
		return SLOT.compareAndSet(this, null, slot);
	}

	/**
	 * Gives up the slot.
	 * @param slot the slot that was taken before
	 * @return {@code false} if another thread has ended the lease and returned the slot
	 */
	boolean detach(Slot slot) {
		return SLOT.compareAndSet(this, slot, null);
	}

	/**
	 * Notes that the connection of the slot can be used.
	 * @param slot the slot that was taken before
	 * @return {@code false} if another thread has ended the connection or the lease
	 */
	boolean begin(Slot slot) {
		FramedConnection connection = slot.connection();
		this.connection = connection;
		return slot.state().lease() && this.slot == slot;
	}

	boolean isEnded() {
		return this.slot == ENDED;
	}

	boolean isOfCaller() {
		return this.ofCaller;
	}

	boolean isOf(Thread thread) {
		return this.ofCaller && this.thread == thread;
	}

	/**
	 * Describes the activity of the thread, for logs.
	 * @return a verb and its object
	 */
	String describe() {
		Slot slot = this.slot;
		FramedConnection connection = (slot != null) ? slot.connection() : null;
		if (connection == null) {
			return "opens a connection";
		}
		return ((this.connection != null) ? "uses" : "tests") + " the connection " + connection;
	}

	/**
	 * Ends the lease of a thread that is stuck a second after its deadline. Called in the
	 * watchdog's thread.
	 * @param thread the thread
	 */
	void stuck(Thread thread) {
		this.pool.stuck(this, thread);
	}

	/**
	 * Lets other threads use the lease.
	 */
	void share() {
		this.thread = null;
	}

	@Override
	public FramedConnection connection() {
		return Objects.requireNonNull(this.connection);
	}

	@Override
	public ConnectionInfo info() {
		return connection().info();
	}

	@Override
	public @Nullable String hint(ExchangeFailedException ex) {
		return connection().hint(ex);
	}

	@Override
	public ConnectionAttributes attributes() {
		return connection().attributes();
	}

	@Override
	public @Nullable ExchangeMatcher matcher() {
		return connection().socket().hooks().matcher();
	}

	@Override
	public boolean hasUsesFor(int requests) {
		return connection().usesLeft() >= requests;
	}

	@Override
	public EncodedFrame prepare(EncodedFrame frame, boolean answered, Deadline deadline)
			throws ExchangeFailedException {
		return ConnectionHooks.prepare(usable(), frame, answered, deadline);
	}

	@Override
	public byte[] exchange(EncodedFrame request, Deadline deadline) throws ExchangeFailedException {
		return usable().exchange(request, deadline);
	}

	@Override
	public List<byte[]> exchangeAll(Batch batch, Deadline first, Supplier<Deadline> following)
			throws ExchangeFailedException {
		return batch.exchangeOn(usable(), first, following);
	}

	@Override
	public void send(EncodedFrame frame, Deadline deadline) throws ExchangeFailedException {
		usable().send(true, deadline, frame);
	}

	@Override
	public byte[] receive(PendingRequests requests, Deadline deadline) throws ExchangeFailedException {
		return usable().receive(requests::isReplyToAny, requests.next(), deadline);
	}

	@Override
	public byte[] receiveLast(PendingRequests requests, Deadline deadline) throws ExchangeFailedException {
		return usable().receive(requests::isReplyToLast, requests.next(), deadline);
	}

	@Override
	public byte[] receiveLastEarly(PendingRequests requests, ExchangeFailedException failure)
			throws ExchangeFailedException {
		return usable().receiveEarly(requests::isReplyToLast, requests.next(), false, failure);
	}

	@Override
	public void close() {
		end(null);
	}

	@Override
	public void retire(CloseReason reason) {
		end(reason);
	}

	/**
	 * Ends the lease.
	 * @param reason why to close the connection; {@code null} to keep it
	 * @return {@code false} if it has already ended
	 */
	boolean end(@Nullable CloseReason reason) {
		Slot slot = SLOT.getAndSet(this, ENDED);
		if (slot == ENDED) {
			return false;
		}
		try {
			if (slot != null && reason != null) {
				slot.retire(reason);
			}
		}
		finally {
			this.pool.ended(this, slot);
		}
		return true;
	}

	private Exchange usable() {
		FramedConnection connection = this.connection;
		if (this.slot == ENDED || connection == null) {
			throw new IllegalStateException("The connection " + info() + " has been returned: its lease has ended");
		}
		return connection.exchange();
	}

}
