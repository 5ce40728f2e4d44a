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

package io.framedtcp.pool;

import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Supplier;

import io.framedtcp.connection.Batch;
import io.framedtcp.connection.ConnectionInfo;
import io.framedtcp.connection.Deadline;
import io.framedtcp.connection.ExchangeFailedException;
import io.framedtcp.connection.FramedConnection;
import io.framedtcp.connection.PendingRequests;
import io.framedtcp.connection.RetireReason;
import io.framedtcp.framing.EncodedFrame;

/**
 * The use of a borrowed connection, by one thread at a time. It ends with
 * {@link #giveBack()} or {@link #retire(RetireReason)}, whichever comes first; a second
 * ending does nothing, even if the connection has been lent to somebody else by then.
 * Neither waits, opens a connection or throws an exception. Whoever goes on using a lease
 * that has ended gets an {@link IllegalStateException}.
 */
public final class Lease {

	private static final AtomicIntegerFieldUpdater<Lease> ENDED = AtomicIntegerFieldUpdater.newUpdater(Lease.class,
			"ended");

	private final OpenPool pool;

	private final FramedConnection connection;

	/** 1 once the lease has ended; not an object of its own, as there is one a call. */
	private volatile int ended;

	Lease(OpenPool pool, FramedConnection connection) {
		this.pool = pool;
		this.connection = connection;
	}

	/**
	 * Returns what identifies the connection.
	 * @return its client, number and addresses
	 */
	public ConnectionInfo info() {
		return this.connection.info();
	}

	/**
	 * Says that the first request is about to be written, so that the test at the borrow
	 * is good for it. Otherwise the connection is tested once more before that, at the
	 * cost of a read that does not wait: what has come meanwhile belongs to nobody.
	 * @see FramedConnection#useAtOnce()
	 */
	public void useAtOnce() {
		usable().useAtOnce();
	}

	/**
	 * Sends a request and reads its reply. Meant for a connection without unanswered
	 * requests: this method does not know of those that {@link #send} has sent, as a
	 * frame without a reply is sent in the same way. It takes the next frame that the
	 * matcher accepts, or any frame without a matcher, even if that answers an earlier
	 * request.
	 * <p>
	 * While an earlier request is unanswered, add all requests to one
	 * {@link PendingRequests}, send them by {@link #send}, and read the replies by
	 * {@link #receive} or {@link #receiveLast}. These refuse a reply that may belong to
	 * more than one of the requests.
	 * @param request the request
	 * @param deadline by when the reply must be there
	 * @return the payload of the reply
	 * @throws ExchangeFailedException if that fails; the connection is of no use then
	 * @see FramedConnection#exchange(EncodedFrame, Deadline)
	 */
	public byte[] exchange(EncodedFrame request, Deadline deadline) throws ExchangeFailedException {
		return usable().exchange(request, deadline);
	}

	/**
	 * Send several requests and read their replies.
	 * @param batch the requests
	 * @param first by when the first reply must be there
	 * @param following says when a reply has come by when the next must be there
	 * @return the payloads of the replies, in the order of the requests
	 * @throws ExchangeFailedException if that fails; the connection is of no use then
	 * @see Batch#exchangeOn(FramedConnection, Deadline, Supplier)
	 */
	public List<byte[]> exchangeAll(Batch batch, Deadline first, Supplier<Deadline> following)
			throws ExchangeFailedException {
		return batch.exchangeOn(usable(), first, following);
	}

	/**
	 * Send a frame.
	 * @param frame the frame
	 * @param deadline by when it must be handed to the kernel
	 * @throws ExchangeFailedException if that fails; the connection is of no use then
	 * @see FramedConnection#send(EncodedFrame, Deadline)
	 */
	public void send(EncodedFrame frame, Deadline deadline) throws ExchangeFailedException {
		usable().send(frame, deadline);
	}

	/**
	 * Reads the reply to one of several requests.
	 * @param requests those that have no reply yet; the one that is answered is removed
	 * @param deadline by when it must be there
	 * @return its payload
	 * @throws ExchangeFailedException if that fails; the connection is of no use then
	 * @see FramedConnection#receive(PendingRequests, Deadline)
	 */
	public byte[] receive(PendingRequests requests, Deadline deadline) throws ExchangeFailedException {
		return usable().receive(requests, deadline);
	}

	/**
	 * Reads the reply to the request that was added last, though others may be
	 * unanswered.
	 * @param requests those that have no reply yet; the last is removed
	 * @param deadline by when it must be there
	 * @return its payload
	 * @throws ExchangeFailedException if that fails, or the reply to another comes; the
	 * connection is of no use then
	 * @see FramedConnection#receiveLast(PendingRequests, Deadline)
	 */
	public byte[] receiveLast(PendingRequests requests, Deadline deadline) throws ExchangeFailedException {
		return usable().receiveLast(requests, deadline);
	}

	/**
	 * Reads the reply to the request that was added last, which came before all of it
	 * could be written. A server may refuse a request by its header.
	 * @param requests those that have no reply yet; the last is removed
	 * @param failure what writing it has failed with
	 * @return the payload of the reply; the connection is of no further use
	 * @throws ExchangeFailedException that failure if no reply has come
	 * @see FramedConnection#receiveLastEarly(PendingRequests, ExchangeFailedException)
	 */
	public byte[] receiveLastEarly(PendingRequests requests, ExchangeFailedException failure)
			throws ExchangeFailedException {
		return usable().receiveLastEarly(requests, failure);
	}

	/**
	 * Returns the connection to the pool, which keeps it only if it is whole: not marked
	 * to be retired, with no byte left over, and not past its lifetime.
	 */
	public void giveBack() {
		if (ENDED.compareAndSet(this, 0, 1)) {
			this.pool.takeBack(this, this.connection);
		}
	}

	/**
	 * Closes the connection for good.
	 * @param reason why
	 */
	public void retire(RetireReason reason) {
		if (ENDED.compareAndSet(this, 0, 1)) {
			this.connection.retireBecause(reason);
			this.pool.takeBack(this, this.connection);
		}
	}

	FramedConnection connection() {
		return this.connection;
	}

	private FramedConnection usable() {
		if (this.ended != 0) {
			throw new IllegalStateException("The connection " + info() + " has been returned: its lease has ended");
		}
		return this.connection;
	}

}
