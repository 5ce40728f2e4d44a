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

import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.exchange.ExchangeFailedException;
import io.framedtcp.internal.exchange.PendingRequests;
import io.framedtcp.spi.ConnectionAttributes;
import io.framedtcp.spi.ExchangeMatcher;

/**
 * The exclusive lease of a connection, on which requests are sent and replies read one by
 * one.
 */
public interface SessionLease extends Lease {

	/**
	 * Returns the attributes of the connection.
	 * @return what its initializer has stored
	 */
	ConnectionAttributes attributes();

	/**
	 * Returns the matcher of the connection's replies.
	 * @return the matcher, or {@code null} if the client has none
	 */
	@Nullable ExchangeMatcher matcher();

	/**
	 * Reads the reply to one of several requests.
	 * @param requests the unanswered requests; the answered one is removed
	 * @param deadline bounds the wait for the reply
	 * @return the payload of the reply
	 * @throws ExchangeFailedException if it fails; the connection is then unusable
	 */
	byte[] receive(PendingRequests requests, Deadline deadline) throws ExchangeFailedException;

	/**
	 * Reads the reply to the last added request, while earlier ones may be unanswered.
	 * @param requests the unanswered requests; the last one is removed
	 * @param deadline bounds the wait for the reply
	 * @return the payload of the reply
	 * @throws ExchangeFailedException if it fails, or the reply to another request comes;
	 * the connection is then unusable
	 */
	byte[] receiveLast(PendingRequests requests, Deadline deadline) throws ExchangeFailedException;

	/**
	 * Reads an early reply to the last added request, whose write has failed. A server
	 * may refuse a request as soon as it has read the header.
	 * @param requests the unanswered requests; the last one is removed
	 * @param failure the failure of the write
	 * @return the payload of the reply; the connection is unusable afterwards
	 * @throws ExchangeFailedException the same failure, if no reply has come
	 */
	byte[] receiveLastEarly(PendingRequests requests, ExchangeFailedException failure) throws ExchangeFailedException;

}
