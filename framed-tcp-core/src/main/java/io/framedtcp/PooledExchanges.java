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

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import io.framedtcp.internal.pool.SessionLease;

/**
 * Makes calls over the connections of a pool, repeating them where that is allowed.
 */
final class PooledExchanges implements Exchanges {

	/** What it needs the call has, so that there is no object of it for each. */
	private static final Call.Use<byte[]> EXCHANGE = (call, lease, respondBy) -> lease.exchange(call.frame(),
			respondBy);

	private static final Call.Use<Boolean> SEND = (call, lease, respondBy) -> {
		lease.send(call.frame(), respondBy);
		return true;
	};

	private final FrameEncoder encoder;

	private final @Nullable Retries retries;

	/**
	 * Makes calls.
	 * @param encoder makes the frames
	 * @param retries repeats calls as a policy says; {@code null} if there is none
	 */
	PooledExchanges(FrameEncoder encoder, @Nullable Retries retries) {
		this.encoder = encoder;
		this.retries = retries;
	}

	@Override
	public void send(byte[] payload, Call call) {
		call.carry(this.encoder.encode(payload), false);
		if (this.retries != null) {
			this.retries.run(call, SEND);
		}
		else {
			call.perform(SEND);
		}
	}

	@Override
	public byte[] sendAndReceive(byte[] payload, Call call) {
		call.carry(this.encoder.encodeRequest(payload), true);
		return (this.retries != null) ? this.retries.run(call, EXCHANGE) : call.perform(EXCHANGE);
	}

	@Override
	public List<byte[]> sendAndReceiveAll(List<byte[]> payloads, Call call) {
		BatchExchange batch = new BatchExchange(payloads, this.encoder);
		if (batch.isEmpty()) {
			return List.of();
		}
		call.carry(batch.first(), true);
		return (this.retries != null) ? this.retries.run(call, batch) : call.perform(batch);
	}

	@Override
	public <T extends @Nullable Object> T execute(FramedTcpSessionCallback<T> callback, Call call) {
		Assert.notNull(callback, "'callback' must not be null");
		SessionLease lease = call.acquireForSession();
		try {
			return execute(callback, new LeasedSession(call, lease, this.encoder));
		}
		finally {
			lease.close();
		}
	}

	private static <T extends @Nullable Object> T execute(FramedTcpSessionCallback<T> callback, LeasedSession session) {
		try {
			T result = callback.doInSession(session);
			session.complete();
			return result;
		}
		finally {
			session.end();
		}
	}

}
