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

package io.framedtcp;

import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.exchange.ExchangeFailedException;
import io.framedtcp.internal.exchange.PendingRequests;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.internal.pool.SessionLease;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectionAttributes;
import io.framedtcp.spi.ExchangeMatcher;

/**
 * A session on an acquired connection. After a failed frame it refuses further ones,
 * because the beginning of the next frame is unknown.
 */
final class LeasedSession implements FramedTcpSession {

	private final Call call;

	private final SessionLease lease;

	/** Whether the matcher or the framing needs the requests to read their replies. */
	private final boolean lookedAt;

	/** The unanswered requests, with copies of their payloads if these are needed. */
	private final PendingRequests unanswered;

	private boolean used;

	private boolean ended;

	private @Nullable FramedTcpException failure;

	LeasedSession(Call call, SessionLease lease) {
		this.call = call;
		this.lease = lease;
		ExchangeMatcher matcher = lease.matcher();
		this.lookedAt = matcher != null || call.isRequestNeeded();
		this.unanswered = new PendingRequests(matcher);
	}

	/**
	 * Runs the callback. The connection is kept only if the callback returns normally and
	 * no reply is missing.
	 * @param callback the callback
	 * @param <T> the type of the result
	 * @return the result
	 */
	<T extends @Nullable Object> T run(FramedTcpSessionCallback<T> callback) {
		boolean complete = false;
		try {
			T result = callback.doInSession(this);
			complete = this.failure == null && this.unanswered.isEmpty();
			return result;
		}
		finally {
			this.ended = true;
			if (this.used && !complete) {
				this.lease.retire(CloseReason.SESSION_INCOMPLETE);
			}
		}
	}

	@Override
	public ConnectionAttributes attributes() {
		checkUsable();
		return this.lease.attributes();
	}

	@Override
	public void send(byte[] payload) {
		checkUsable();
		Deadline deadline = this.call.respondBy();
		EncodedFrame frame = prepared(this.call.encode(payload), false, deadline);
		add(frame);
		try {
			this.lease.send(frame, deadline);
		}
		catch (ExchangeFailedException ex) {
			throw failed(ex);
		}
	}

	@Override
	public byte[] receive() {
		checkUsable();
		return read(this.lease::receive);
	}

	@Override
	public byte[] sendAndReceive(byte[] payload) {
		checkUsable();
		Deadline deadline = this.call.respondBy();
		EncodedFrame frame = prepared(this.call.encodeRequest(payload), true, deadline);
		add(frame);
		try {
			this.lease.send(frame, deadline);
		}
		catch (ExchangeFailedException ex) {
			return read((requests, respondBy) -> this.lease.receiveLastEarly(requests, ex));
		}
		return read(this.lease::receiveLast);
	}

	private EncodedFrame prepared(EncodedFrame frame, boolean answered, Deadline deadline) {
		try {
			return this.lease.prepare(frame, answered, deadline);
		}
		catch (ExchangeFailedException ex) {
			throw failed(ex);
		}
	}

	private void add(EncodedFrame frame) {
		this.unanswered.add(this.lookedAt ? frame.payload().clone() : PendingRequests.NOT_KEPT);
		this.used = true;
	}

	private byte[] read(Reader reader) {
		this.used = true;
		try {
			return reader.read(this.unanswered, this.call.respondBy());
		}
		catch (ExchangeFailedException ex) {
			throw failed(ex);
		}
	}

	private FramedTcpException failed(ExchangeFailedException ex) {
		FramedTcpException failure = this.call.failed(ex, this.lease);
		this.failure = failure;
		return failure;
	}

	private void checkUsable() {
		if (this.ended) {
			throw new IllegalStateException("The session has ended: it is valid only inside its callback");
		}
		if (this.failure != null) {
			throw new IllegalStateException("The session has failed", this.failure);
		}
	}

	/**
	 * A way to read a reply.
	 */
	@FunctionalInterface
	private interface Reader {

		byte[] read(PendingRequests requests, Deadline deadline) throws ExchangeFailedException;

	}

}
