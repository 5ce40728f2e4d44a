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
import java.util.function.Supplier;

import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.connection.Batch;
import io.framedtcp.internal.connection.FramedConnection;
import io.framedtcp.internal.exchange.ExchangeFailedException;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectionInfo;

/**
 * What one caller has acquired: the right to exchange frames on a connection, by one
 * thread at a time. It ends with {@link #close()} or {@link #retire(CloseReason)},
 * whichever comes first. Neither waits, opens a connection or throws an exception.
 * Whoever goes on using a lease that has ended gets an {@link IllegalStateException}.
 */
public interface Lease extends AutoCloseable {

	/**
	 * Returns the connection, whether the lease has ended or not.
	 * @return the connection that was lent
	 */
	FramedConnection connection();

	/**
	 * Returns what identifies the connection.
	 * @return its client, number and addresses
	 */
	default ConnectionInfo info() {
		return connection().info();
	}

	/**
	 * Returns whether all of a batch may use what was acquired.
	 * @param requests how many requests it has
	 * @return {@code false} if the connection may not serve so many any more
	 */
	default boolean hasUsesFor(int requests) {
		return true;
	}

	/**
	 * Makes the frame that goes out on the connection.
	 * @param frame the frame of the caller
	 * @param answered whether a reply is expected
	 * @param deadline by when that must be done
	 * @return the frame to send, mostly the same
	 * @throws ExchangeFailedException if it was done so late that the lease has ended
	 */
	default EncodedFrame prepare(EncodedFrame frame, boolean answered, Deadline deadline)
			throws ExchangeFailedException {
		return frame;
	}

	/**
	 * Sends a request and reads its reply. Meant for a lease without unanswered requests:
	 * this method does not know of those that {@link #send} has sent, as a frame without
	 * a reply is sent in the same way. While an earlier request is unanswered, use
	 * {@link #send}, {@link SessionLease#receive} and {@link SessionLease#receiveLast}
	 * with one set of pending requests, which refuses a reply that may belong to more
	 * than one.
	 * @param request the request
	 * @param deadline by when the reply must be there
	 * @return the payload of the reply
	 * @throws ExchangeFailedException if that fails; the connection is of no use then
	 */
	byte[] exchange(EncodedFrame request, Deadline deadline) throws ExchangeFailedException;

	/**
	 * Sends several requests and reads their replies.
	 * @param batch the requests
	 * @param first by when the first reply must be there
	 * @param following says when a reply has come by when the next must be there
	 * @return the payloads of the replies, in the order of the requests
	 * @throws ExchangeFailedException if that fails; the connection is of no use then
	 */
	List<byte[]> exchangeAll(Batch batch, Deadline first, Supplier<Deadline> following) throws ExchangeFailedException;

	/**
	 * Sends a frame.
	 * @param frame the frame
	 * @param deadline by when it must be handed to the kernel
	 * @throws ExchangeFailedException if that fails; the connection is of no use then
	 */
	void send(EncodedFrame frame, Deadline deadline) throws ExchangeFailedException;

	/**
	 * Ends the lease. The connection is kept only if it is whole: no reason to close it
	 * was found, no byte is left over, and it is not past its lifetime. A second ending
	 * does nothing, even if the connection has been lent to somebody else by then.
	 */
	@Override
	void close();

	/**
	 * Ends the lease and closes the connection for good.
	 * @param reason why
	 */
	void retire(CloseReason reason);

}
