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

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.connection.Batch;
import io.framedtcp.internal.exchange.ExchangeFailedException;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.internal.pool.Lease;
import io.framedtcp.internal.shared.CallOutcomes.Failure;
import io.framedtcp.internal.shared.DeadlineWatch.Waiter;
import io.framedtcp.internal.shared.OutstandingCalls.InFlightCalls;
import io.framedtcp.internal.shared.UnfinishedFrame.Addressee;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectionInfo;
import io.framedtcp.spi.CorrelationKey;

/**
 * One call on a shared connection, from the wait for a place to the reply. It carries one
 * frame and is also the caller's lease. Closing it frees the place in every state.
 * <p>
 * The caller's thread waits for it. Its state is changed under the lock of its
 * connection.
 */
final class SharedCall extends Waiter implements Lease {

	private final SharedConnections connections;

	private final EncodedFrame frame;

	private final @Nullable CorrelationKey key;

	/** Whether a reply is expected. */
	private final boolean answered;

	/** The caller's bytes, replaced by the assigned id. */
	private final byte @Nullable [] ownId;

	/** The payload that was sent. */
	private volatile byte[] request;

	/** Neighbours in {@link InFlightCalls}. */
	@Nullable SharedCall previous;

	@Nullable SharedCall next;

	/** The next call in the same bucket of {@link CallsByKey}. */
	@Nullable SharedCall nextInBucket;

	private volatile @Nullable SharedConnection connection;

	private volatile State state = State.WAITING;

	/** Set under the connection's lock; taken by the call's thread. */
	private volatile boolean writer;

	private volatile boolean driver;

	private boolean standby;

	private byte @Nullable [] reply;

	private @Nullable Failure failure;

	/** The number of bytes sent on the connection before this frame. */
	private long offset;

	/** The time when the caller gave up. */
	private long orphanedAt;

	/**
	 * The possible recipient of an unfinished frame when the call ended without a reply.
	 */
	private Addressee addressee = Addressee.THIS_CALL;

	/** Whether another call handed the driver's role to this one. */
	private boolean promoted;

	private volatile boolean left;

	/**
	 * Creates a call.
	 * @param connections the connections of the client
	 * @param thread the thread of the caller, or {@code null} if no thread waits
	 * @param frame the frame
	 * @param answered whether a reply is expected
	 * @param key the key of the request, if it has one
	 * @param ownId the caller's bytes, replaced by the assigned id
	 */
	SharedCall(SharedConnections connections, @Nullable Thread thread, EncodedFrame frame, boolean answered,
			@Nullable CorrelationKey key, byte @Nullable [] ownId) {
		super(thread);
		this.connections = connections;
		this.frame = frame;
		this.request = frame.payload();
		this.answered = answered;
		this.key = key;
		this.ownId = ownId;
	}

	EncodedFrame frame() {
		return this.frame;
	}

	/**
	 * Returns the bytes of the caller's request that the assigned id replaces.
	 * @return the bytes, or {@code null} if the client assigns no ids
	 */
	byte @Nullable [] ownId() {
		return this.ownId;
	}

	@Nullable CorrelationKey key() {
		return this.key;
	}

	boolean isAnswered() {
		return this.answered;
	}

	State state() {
		return this.state;
	}

	boolean isDone() {
		return this.state.ordinal() >= State.ANSWERED.ordinal();
	}

	boolean isSent() {
		return this.state == State.SENT;
	}

	void addressee(Addressee addressee) {
		this.addressee = addressee;
	}

	Addressee addressee() {
		return this.addressee;
	}

	/**
	 * Returns whether a reply may still come.
	 * @return whether the request is gathered for a write, and has no reply
	 */
	boolean isUnanswered() {
		return this.state == State.SENT || this.state == State.ORPHANED;
	}

	boolean isOrphaned() {
		return this.state == State.ORPHANED;
	}

	long orphanedAt() {
		return this.orphanedAt;
	}

	long offset() {
		return this.offset;
	}

	/**
	 * Returns whether a thread waits for the call. Only then can the call take a role.
	 * @return {@code false} for an orphan, and for a call without a thread
	 */
	boolean isAwaited() {
		return thread() != null && !this.standby && !isDone() && !isOrphaned();
	}

	/**
	 * Sets whether the thread is busy with another call of the same batch. Called under
	 * the connection's lock or before the call has a place.
	 * @param standby whether the call can take no role
	 */
	void standby(boolean standby) {
		this.standby = standby;
	}

	boolean isStandby() {
		return this.standby;
	}

	byte[] request() {
		return this.request;
	}

	/**
	 * Copies the request, because its caller may change the array from now on.
	 */
	void keepRequest() {
		this.request = this.request.clone();
	}

	/**
	 * Notes that the caller leaves.
	 * @return {@code false} if it has already left
	 */
	boolean leave() {
		boolean first = !this.left;
		this.left = true;
		return first;
	}

	/**
	 * Gives the call the driver's role of another call.
	 */
	void promoted() {
		this.promoted = true;
		this.driver = true;
	}

	boolean isPromoted() {
		return this.promoted;
	}

	boolean isDriver() {
		return this.driver;
	}

	void driver(boolean driver) {
		this.driver = driver;
	}

	boolean isWriter() {
		return this.writer;
	}

	void writer(boolean writer) {
		this.writer = writer;
	}

	void placed(@Nullable SharedConnection connection) {
		this.connection = connection;
		this.state = (connection != null) ? State.PLACED : State.WAITING;
	}

	void queued() {
		this.state = State.QUEUED;
	}

	void sent(long offset) {
		this.offset = offset;
		if (this.state == State.QUEUED) {
			this.state = State.SENT;
		}
	}

	void cancelled() {
		this.state = State.CANCELLED;
	}

	void orphaned(long nanoTime) {
		this.orphanedAt = nanoTime;
		this.state = State.ORPHANED;
	}

	void answered(byte[] reply) {
		this.reply = reply;
		this.state = State.ANSWERED;
	}

	void failed(Failure failure) {
		this.failure = failure;
		this.state = State.FAILED;
	}

	@Override
	public ConnectionInfo info() {
		return place().connection().info();
	}

	@Override
	public @Nullable String hint(ExchangeFailedException ex) {
		return place().connection().hint(ex);
	}

	@Override
	public byte[] exchange(EncodedFrame request, Deadline deadline) throws ExchangeFailedException {
		return this.connections.replies().await(this, deadline);
	}

	@Override
	public void send(EncodedFrame frame, Deadline deadline) throws ExchangeFailedException {
		this.connections.replies().await(this, deadline);
	}

	@Override
	public List<byte[]> exchangeAll(Batch batch, Deadline first, Supplier<Deadline> following)
			throws ExchangeFailedException {
		return new SharedBatch(this.connections, this, batch).exchange(first, following);
	}

	/**
	 * Returns whether the request of a closed call may have been sent.
	 * @return {@code false} only if it was certainly not sent
	 */
	boolean isMaybeSent() {
		Failure failure = this.failure;
		return switch (this.state) {
			case SENT, ORPHANED, ANSWERED -> true;
			case FAILED -> failure != null && failure.sent();
			case WAITING, PLACED, QUEUED, CANCELLED -> false;
		};
	}

	/**
	 * Frees the place of the call. If its request may have been sent, a late reply is
	 * swallowed.
	 */
	@Override
	public void close() {
		SharedConnection connection = this.connection;
		if (connection != null && leave()) {
			connection.leave(this);
		}
	}

	@Override
	public void retire(CloseReason reason) {
		place().drain(reason);
		close();
	}

	/**
	 * Writes the queued frames, if the call has the writer's role.
	 * @param deadline bounds the user code
	 */
	void writeIfAsked(Deadline deadline) {
		if (this.writer) {
			place().write(this, deadline);
		}
	}

	/**
	 * Returns the outcome of the completed call.
	 * @return the reply
	 * @throws ExchangeFailedException if the call has failed with its connection
	 */
	byte[] outcome() throws ExchangeFailedException {
		if (this.state == State.FAILED) {
			throw Objects.requireNonNull(this.failure).exception();
		}
		return Objects.requireNonNull(this.reply);
	}

	SharedConnection place() {
		SharedConnection connection = this.connection;
		if (connection == null) {
			throw new IllegalStateException("The call has no place on a connection");
		}
		return connection;
	}

	/**
	 * The states of a call.
	 */
	enum State {

		/** It waits for a place. */
		WAITING,

		/** It has a place, and its key. */
		PLACED,

		/** Its frame waits to be written; nothing has been sent. */
		QUEUED,

		/** The writer has gathered its frame; some bytes may have been sent. */
		SENT,

		/** Its caller has given up; its late reply will be discarded. */
		ORPHANED,

		/** Its reply has come, or its frame, which expects no reply, has been written. */
		ANSWERED,

		/** Its caller has given up before anything was sent. */
		CANCELLED,

		/** Its connection has ended. */
		FAILED

	}

}
