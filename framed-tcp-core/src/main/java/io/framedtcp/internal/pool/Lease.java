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

import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.connection.Batch;
import io.framedtcp.internal.exchange.ExchangeFailedException;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectionInfo;

/**
 * The right to exchange frames on a connection, by one thread at a time. It ends with
 * {@link #close()} or {@link #retire(CloseReason)}, whichever comes first. Neither waits,
 * opens a connection or throws an exception. Later use of the lease throws an
 * {@link IllegalStateException}.
 */
public interface Lease extends AutoCloseable {

	/**
	 * Returns the identity of the connection, even after the lease has ended.
	 * @return its client, number and addresses
	 */
	ConnectionInfo info();

	/**
	 * Returns a hint about settings that may be wrong, even after the lease has ended.
	 * @param ex the failure of an exchange on this lease
	 * @return sentences, or {@code null} if no setting is suspected
	 */
	@Nullable String hint(ExchangeFailedException ex);

	/**
	 * Returns whether the connection may serve a whole batch.
	 * @param requests the number of requests
	 * @return {@code false} if its remaining uses are fewer
	 */
	default boolean hasUsesFor(int requests) {
		return true;
	}

	/**
	 * Prepares a frame for the connection.
	 * @param frame the frame of the caller
	 * @param answered whether a reply is expected
	 * @param deadline bounds the preparation
	 * @return the frame to send, usually the same
	 * @throws ExchangeFailedException if the preparation took so long that the lease has
	 * ended
	 */
	default EncodedFrame prepare(EncodedFrame frame, boolean answered, Deadline deadline)
			throws ExchangeFailedException {
		return frame;
	}

	/**
	 * Sends a request and reads its reply. Use it only while no earlier request is
	 * unanswered. It ignores requests sent by {@link #send}, because frames without a
	 * reply are sent that way too. While a request is unanswered, use {@link #send},
	 * {@link SessionLease#receive} and {@link SessionLease#receiveLast} with one set of
	 * pending requests. That set refuses an ambiguous reply.
	 * @param request the request
	 * @param deadline bounds the whole exchange
	 * @return the payload of the reply
	 * @throws ExchangeFailedException if it fails; the connection is then unusable
	 */
	byte[] exchange(EncodedFrame request, Deadline deadline) throws ExchangeFailedException;

	/**
	 * Sends several requests and reads their replies.
	 * @param batch the requests
	 * @param first the deadline of the first reply
	 * @param following supplies, after each reply, the deadline of the next
	 * @return the payloads of the replies, in the order of the requests
	 * @throws ExchangeFailedException if it fails; the connection is then unusable
	 */
	List<byte[]> exchangeAll(Batch batch, Deadline first, Supplier<Deadline> following) throws ExchangeFailedException;

	/**
	 * Sends a frame.
	 * @param frame the frame
	 * @param deadline bounds the write to the kernel
	 * @throws ExchangeFailedException if it fails; the connection is then unusable
	 */
	void send(EncodedFrame frame, Deadline deadline) throws ExchangeFailedException;

	/**
	 * Ends the lease. The connection is kept only if it has no close reason, no byte left
	 * over, and is within its lifetime. A second call does nothing, even if the
	 * connection has been lent again.
	 */
	@Override
	void close();

	/**
	 * Ends the lease and closes the connection for good.
	 * @param reason why it is closed
	 */
	void retire(CloseReason reason);

}
