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

import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.exchange.ExchangeFailedException;
import io.framedtcp.internal.exchange.PendingRequests;

/**
 * The lease of a connection that nobody else has meanwhile, so that requests can be sent
 * and replies be read one by one.
 */
public interface SessionLease extends Lease {

	/**
	 * Reads the reply to one of several requests.
	 * @param requests those that have no reply yet; the one that is answered is removed
	 * @param deadline by when it must be there
	 * @return its payload
	 * @throws ExchangeFailedException if that fails; the connection is of no use then
	 */
	byte[] receive(PendingRequests requests, Deadline deadline) throws ExchangeFailedException;

	/**
	 * Reads the reply to the request that was added last, though others may be
	 * unanswered.
	 * @param requests those that have no reply yet; the last is removed
	 * @param deadline by when it must be there
	 * @return its payload
	 * @throws ExchangeFailedException if that fails, or the reply to another comes; the
	 * connection is of no use then
	 */
	byte[] receiveLast(PendingRequests requests, Deadline deadline) throws ExchangeFailedException;

	/**
	 * Reads the reply to the request that was added last, which came before all of it
	 * could be written. A server may refuse a request by its header.
	 * @param requests those that have no reply yet; the last is removed
	 * @param failure what writing it has failed with
	 * @return the payload of the reply; the connection is of no further use
	 * @throws ExchangeFailedException that failure if no reply has come
	 */
	byte[] receiveLastEarly(PendingRequests requests, ExchangeFailedException failure) throws ExchangeFailedException;

}
