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
import io.framedtcp.internal.connection.FramedConnection;
import io.framedtcp.internal.exchange.ExchangeFailedException;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.internal.pool.Lease;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.CorrelationKey;

/**
 * One frame of one caller on a shared connection, from the wait for a place to the reply.
 * It is the caller's lease: ending it gives the place to others, whatever state it is in.
 * <p>
 * Its own thread waits on it. Other threads change it under the lock of its connection.
 */
final class SharedCall extends Sleeper implements Lease {

	private final SharedConnections connections;

	private final EncodedFrame frame;

	private final @Nullable CorrelationKey key;

	/** Whether a reply is expected. */
	private final boolean answered;

	/** The bytes in whose place the client has written its own id. */
	private final byte @Nullable [] ownId;

	/** The payload that was sent. */
	private volatile byte[] request;

	/** Neighbours among those in flight. */
	@Nullable SharedCall previous;

	@Nullable SharedCall next;

	/** The next one among those whose keys have similar hashes. */
	@Nullable SharedCall nextInBucket;

	private volatile @Nullable SharedConnection connection;

	private volatile CallState state = CallState.WAITING;

	/** Set under the connection's lock; taken by the call's thread. */
	private volatile boolean writer;

	private volatile boolean driver;

	private boolean standby;

	private byte @Nullable [] reply;

	private @Nullable Failure failure;

	/** Where the frame begins among the bytes of the connection. */
	private long offset;

	/** When the caller gave up. */
	private long orphanedAt;

	/** Whose a frame was that had come in part when the call ended. */
	private PartOwner partOwner = PartOwner.THIS_CALL;

	/** Whether it was given the driver's role by another. */
	private boolean promoted;

	private volatile boolean left;

	/**
	 * Creates a call.
	 * @param connections the connections of the client
	 * @param thread that of the caller, or {@code null} if nobody waits for the call
	 * @param frame the frame
	 * @param answered whether a reply is expected
	 * @param key the key of the request, if it has one
	 * @param ownId what the caller has put where the client writes its own id
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
	 * Returns what the caller's request has where the client has written its own id.
	 * @return the bytes, or {@code null} if it has written none
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

	CallState state() {
		return this.state;
	}

	boolean isDone() {
		return this.state.ordinal() >= CallState.ANSWERED.ordinal();
	}

	boolean isSent() {
		return this.state == CallState.SENT;
	}

	/**
	 * Notes whose a frame is that has come in part, as the call ends without a reply.
	 * @param owner whose it is
	 */
	void partOwner(PartOwner owner) {
		this.partOwner = owner;
	}

	PartOwner partOwner() {
		return this.partOwner;
	}

	/**
	 * Returns whether a reply may come, for whomever.
	 * @return whether the request has been taken by the writer and has no reply
	 */
	boolean isUnanswered() {
		return this.state == CallState.SENT || this.state == CallState.ORPHANED;
	}

	boolean isOrphaned() {
		return this.state == CallState.ORPHANED;
	}

	long orphanedAt() {
		return this.orphanedAt;
	}

	/**
	 * Returns where the frame begins.
	 * @return how many bytes of others come before it on the connection
	 */
	long offset() {
		return this.offset;
	}

	/**
	 * Returns whether a thread waits for the call, so that it can take a role.
	 * @return {@code false} for what nobody waits for, and for an orphan
	 */
	boolean isAwaited() {
		return thread() != null && !this.standby && !isDone() && !isOrphaned();
	}

	/**
	 * Says whether the thread is busy with another call of the same batch. Changed under
	 * the connection's lock.
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
	 * Keeps the request, as its caller may change the array from now on.
	 */
	void keepRequest() {
		this.request = this.request.clone();
	}

	/**
	 * Notes that the caller leaves.
	 * @return {@code false} if it has left before
	 */
	boolean leave() {
		boolean first = !this.left;
		this.left = true;
		return first;
	}

	/**
	 * Gives the call the driver's role, which another has had before.
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
		this.state = (connection != null) ? CallState.PLACED : CallState.WAITING;
	}

	void queued() {
		this.state = CallState.QUEUED;
	}

	void sent(long offset) {
		this.offset = offset;
		if (this.state == CallState.QUEUED) {
			this.state = CallState.SENT;
		}
	}

	void cancelled() {
		this.state = CallState.CANCELLED;
	}

	void orphaned(long nanoTime) {
		this.orphanedAt = nanoTime;
		this.state = CallState.ORPHANED;
	}

	void answered(byte[] reply) {
		this.reply = reply;
		this.state = CallState.ANSWERED;
	}

	void failed(Failure failure) {
		this.failure = failure;
		this.state = CallState.FAILED;
	}

	@Override
	public FramedConnection connection() {
		return place().connection();
	}

	@Override
	public byte[] exchange(EncodedFrame request, Deadline deadline) throws ExchangeFailedException {
		return result(deadline);
	}

	@Override
	public void send(EncodedFrame frame, Deadline deadline) throws ExchangeFailedException {
		result(deadline);
	}

	@Override
	public List<byte[]> exchangeAll(Batch batch, Deadline first, Supplier<Deadline> following)
			throws ExchangeFailedException {
		return new SharedBatch(this.connections, this, batch).exchange(first, following);
	}

	/**
	 * Returns whether the request of a call that has been closed may have been sent.
	 * @return {@code false} only if it is certain that it has not
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
	 * Gives up what the call holds. If its request may have been sent, its reply is
	 * swallowed when it comes.
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
	 * Writes, if the call has got the writer's role.
	 */
	void writeIfAsked() {
		if (this.writer) {
			place().write(this);
		}
	}

	/**
	 * Waits for the reply, and does meanwhile what the call's roles ask for.
	 * @param deadline by when it must be there
	 * @return the reply
	 * @throws ExchangeFailedException if there is none in time
	 */
	byte[] result(Deadline deadline) throws ExchangeFailedException {
		return this.connections.replies().await(this, deadline);
	}

	/**
	 * Returns what the call has come to, once it is done.
	 * @return the reply
	 * @throws ExchangeFailedException if its connection has ended
	 */
	byte[] outcome() throws ExchangeFailedException {
		if (this.state == CallState.FAILED) {
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

}
