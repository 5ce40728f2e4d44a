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

import java.util.ArrayList;
import java.util.List;

import org.springframework.util.Assert;

import io.framedtcp.framing.EncodedFrame;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.connection.Batch;
import io.framedtcp.internal.exchange.ExchangeFailedException;
import io.framedtcp.internal.pool.Lease;

/**
 * Sends several requests on one connection without waiting for each reply.
 */
final class BatchExchange implements Call.Use<List<byte[]>> {

	private final List<EncodedFrame> requests;

	private final Batch batch;

	/**
	 * Makes the frames of the requests, before a connection is borrowed for them.
	 * @param payloads what they are to carry
	 * @param encoder makes the frames
	 */
	BatchExchange(List<byte[]> payloads, FrameEncoder encoder) {
		Assert.notNull(payloads, "'payloads' must not be null");
		this.requests = new ArrayList<>(payloads.size());
		for (byte[] payload : payloads) {
			this.requests.add(encoder.encodeRequest(payload));
		}
		Assert.isTrue(this.requests.size() < 2 || !encoder.isEndedByClose(),
				"Several requests cannot share a connection that has one reply, ended by its close");
		this.batch = new Batch(this.requests, encoder.matcher());
	}

	EncodedFrame first() {
		return this.requests.get(0);
	}

	boolean isEmpty() {
		return this.requests.isEmpty();
	}

	@Override
	public List<byte[]> of(Call call, Lease lease, Deadline respondBy) throws ExchangeFailedException {
		if (this.requests.size() == 1) {
			return List.of(lease.exchange(this.requests.get(0), respondBy));
		}
		return lease.exchangeAll(this.batch, respondBy, call::respondBy);
	}

	@Override
	public String progress() {
		return (this.requests.size() > 1)
				? " (" + this.batch.answered() + " of " + this.requests.size() + " replies had come)" : "";
	}

}
