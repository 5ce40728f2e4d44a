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
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.framedtcp.framing.EncodedFrame;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.connection.Batch;
import io.framedtcp.internal.connection.FramedConnection;
import io.framedtcp.internal.exchange.ExchangeFailedException;
import io.framedtcp.internal.pool.Lease;
import io.framedtcp.internal.transport.WrongReplyException;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.CorrelationKey;

/**
 * One frame of one caller on a shared connection, from the wait for a place to the reply.
 * It is the caller's lease: ending it gives the place to others, whatever state it is in.
 * <p>
 * Its own thread waits on it. Other threads change it under the lock of its connection.
 */
final class SharedCall implements Lease {

	private final SharedConnections connections;

	private final EncodedFrame frame;

	private final @Nullable CorrelationKey key;

	/** Whether a reply is expected. */
	private final boolean answered;

	/** The bytes in whose place the client has written its own id. */
	private final byte @Nullable [] ownId;

	private final @Nullable Thread thread;

	/** The payload that was sent. */
	private volatile byte[] request;

	/** Neighbours among those in flight. */
	@Nullable SharedCall previous;

	@Nullable SharedCall next;

	/** The next one among those whose keys have similar hashes. */
	@Nullable SharedCall nextInBucket;

	private volatile @Nullable SharedConnection connection;

	private volatile State state = State.WAITING;

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
		this.connections = connections;
		this.thread = thread;
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

	State state() {
		return this.state;
	}

	boolean isDone() {
		return this.state.ordinal() >= State.ANSWERED.ordinal();
	}

	boolean isSent() {
		return this.state == State.SENT;
	}

	/**
	 * Returns whether a reply may come, for whomever.
	 * @return whether the request has been taken by the writer and has no reply
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
		return this.thread != null && !this.standby && !isDone() && !isOrphaned();
	}

	/**
	 * Says whether the thread is busy with another call of the same batch. Changed under
	 * the connection's lock.
	 * @param standby whether the call can take no role
	 */
	void standby(boolean standby) {
		this.standby = standby;
	}

	@Nullable Thread thread() {
		return this.thread;
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

	/**
	 * Lets the thread that waits look again.
	 */
	void wake() {
		LockSupport.unpark(this.thread);
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

	/**
	 * Exchanges several requests. As many are in flight as find a place at once, so a
	 * caller never waits for a place that it holds itself.
	 */
	@Override
	public List<byte[]> exchangeAll(Batch batch, Deadline first, Supplier<Deadline> following)
			throws ExchangeFailedException {
		batch.begin();
		List<EncodedFrame> requests = batch.requests();
		Deque<SharedCall> unanswered = new ArrayDeque<>();
		unanswered.add(this);
		int begun = 1;
		Deadline deadline = first;
		try {
			while (!unanswered.isEmpty()) {
				boolean placed = true;
				while (placed && begun < requests.size() && unanswered.size() < batch.window()) {
					SharedCall next = this.connections.tryPlace(requests.get(begun));
					placed = next != null;
					if (next != null) {
						unanswered.add(next);
						begun++;
					}
				}
				unanswered.forEach(SharedCall::writeIfAsked);
				SharedCall oldest = unanswered.getFirst();
				if (oldest.standby) {
					oldest.place().calls().takeUp(oldest);
				}
				batch.answered(begun - unanswered.size(), oldest.result(deadline));
				unanswered.removeFirst();
				if (oldest != this) {
					oldest.close();
				}
				deadline = following.get();
				if (unanswered.isEmpty() && begun < requests.size()) {
					unanswered.add(placeNext(requests.get(begun), deadline));
					begun++;
				}
			}
			return batch.replies();
		}
		catch (ExchangeFailedException ex) {
			unanswered.forEach(SharedCall::close);
			boolean otherMaybeSent = begun > unanswered.size() || unanswered.stream().anyMatch(SharedCall::isMaybeSent);
			throw (ex.isMaybeSent() || !otherMaybeSent) ? ex : new ExchangeFailedException(ex.getReason(),
					ex.isWriting(), true, ex.isMaybeClosedWhileIdle(), Objects.requireNonNull(ex.getCause()));
		}
		finally {
			unanswered.forEach(SharedCall::close);
		}
	}

	private boolean isMaybeSent() {
		// Returns whether the request of a call that has been closed may have been sent.
		Failure failure = this.failure;
		return switch (this.state) {
			case SENT, ORPHANED, ANSWERED -> true;
			case FAILED -> failure != null && failure.sent();
			case WAITING, PLACED, QUEUED, CANCELLED -> false;
		};
	}

	private SharedCall placeNext(EncodedFrame request, Deadline deadline) throws ExchangeFailedException {
		try {
			return this.connections.acquire(request, true, deadline);
		}
		catch (IOException ex) {
			throw new ExchangeFailedException(CloseReason.TIMED_OUT, true, true, false, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new ExchangeFailedException(CloseReason.INTERRUPTED, true, true, false, ex);
		}
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

	private void writeIfAsked() {
		if (this.writer) {
			place().write(this);
		}
	}

	private byte[] result(Deadline deadline) throws ExchangeFailedException {
		SharedConnection connection = place();
		while (!isDone()) {
			if (!goOn(connection, deadline) && connection.abandon(this)) {
				throw gaveUp();
			}
		}
		if (this.state == State.FAILED) {
			throw Objects.requireNonNull(this.failure).exception();
		}
		byte[] reply = Objects.requireNonNull(this.reply);
		if (this.answered) {
			check(connection, reply);
		}
		return reply;
	}

	/**
	 * Does what is this call's to do, or waits until there is something.
	 * @param connection the connection
	 * @param deadline for how long
	 * @return {@code false} if the caller must give up
	 */
	private boolean goOn(SharedConnection connection, Deadline deadline) {
		if (this.writer) {
			connection.write(this);
			return true;
		}
		if (this.driver) {
			return connection.drive(this, deadline);
		}
		long nanos = deadline.remainingNanos();
		if (nanos <= 0 || Thread.currentThread().isInterrupted()) {
			return false;
		}
		LockSupport.parkNanos(connection, nanos);
		return true;
	}

	private void check(SharedConnection connection, byte[] reply) throws ExchangeFailedException {
		// Lets the matcher judge a reply that was found by its place, and restores the
		// caller's id.
		try {
			this.connections.check(this, reply);
		}
		catch (WrongReplyException ex) {
			connection.fail(CloseReason.WRONG_REPLY, ex);
			throw new ExchangeFailedException(CloseReason.WRONG_REPLY, false, true, false, ex);
		}
	}

	private ExchangeFailedException gaveUp() {
		boolean maybeSent = this.state == State.ORPHANED;
		if (Thread.currentThread().isInterrupted()) {
			return new ExchangeFailedException(CloseReason.INTERRUPTED, !maybeSent, maybeSent, false,
					new ClosedByInterruptException());
		}
		return new ExchangeFailedException(CloseReason.TIMED_OUT, !maybeSent, maybeSent, false,
				new SocketTimeoutException("the deadline has passed"));
	}

	SharedConnection place() {
		SharedConnection connection = this.connection;
		if (connection == null) {
			throw new IllegalStateException("The call has no place on a connection");
		}
		return connection;
	}

	/**
	 * What has become of a call.
	 */
	enum State {

		/** It waits for a place. */
		WAITING,

		/** It has a place, and its key. */
		PLACED,

		/** Its frame waits to be written; nothing has been sent. */
		QUEUED,

		/** The writer has taken its frame; some of it may have been sent. */
		SENT,

		/** Its caller has gone; its reply is to be swallowed. */
		ORPHANED,

		/** Its reply is there, or for a frame without one, it has been written. */
		ANSWERED,

		/** Its caller has gone before anything was sent. */
		CANCELLED,

		/** Its connection has ended. */
		FAILED

	}

}
