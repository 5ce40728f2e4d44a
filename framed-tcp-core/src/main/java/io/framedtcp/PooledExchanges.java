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

import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.exchange.ExchangeFailedException;
import io.framedtcp.internal.pool.Lease;

/**
 * Makes calls over the connections of a pool, repeating them where that is allowed.
 */
final class PooledExchanges implements Exchanges {

	private static final Call.Use<byte[]> EXCHANGE = new Exchange();

	private static final Call.Use<Boolean> SEND = new Send();

	private final Retries retries;

	PooledExchanges(Retries retries) {
		this.retries = retries;
	}

	@Override
	public void send(byte[] payload, Call call) {
		call.carry(call.encode(payload));
		this.retries.run(call, SEND);
	}

	@Override
	public byte[] sendAndReceive(byte[] payload, Call call) {
		call.carry(call.encodeRequest(payload));
		return this.retries.run(call, EXCHANGE);
	}

	@Override
	public List<byte[]> sendAndReceiveAll(List<byte[]> payloads, Call call) {
		BatchExchange batch = new BatchExchange(payloads, call);
		return batch.isEmpty() ? List.of() : this.retries.run(call, batch);
	}

	@Override
	public <T extends @Nullable Object> T execute(FramedTcpSessionCallback<T> callback, Call call) {
		Assert.notNull(callback, "'callback' must not be null");
		Lease lease = call.acquireForSession();
		try {
			return execute(callback, new LeasedSession(call, lease));
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

	/**
	 * Exchanges the frame that the call carries, so that no object is needed for each.
	 */
	private static final class Exchange implements Call.Use<byte[]> {

		@Override
		public byte[] of(Call call, Lease lease, Deadline respondBy) throws ExchangeFailedException {
			return lease.exchange(call.frame(), respondBy);
		}

	}

	/**
	 * Sends the frame that the call carries.
	 */
	private static final class Send implements Call.Use<Boolean> {

		@Override
		public Boolean of(Call call, Lease lease, Deadline respondBy) throws ExchangeFailedException {
			lease.send(call.frame(), respondBy);
			return true;
		}

	}

}
