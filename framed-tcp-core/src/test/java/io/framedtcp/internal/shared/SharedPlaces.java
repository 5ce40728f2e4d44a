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
import java.time.Duration;
import java.util.List;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.config.SharedSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.internal.pool.ExclusivePool;
import io.framedtcp.spi.CorrelationKey;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.support.ConnectionCount;

/**
 * Shared connections without a template, for tests that take the steps of a call one by
 * one.
 */
final class SharedPlaces implements AutoCloseable {

	static final Duration PATIENCE = Duration.ofSeconds(20);

	private final ConnectionCount count = new ConnectionCount();

	private final ExclusivePool pool;

	private final SharedConnections connections;

	SharedPlaces(SharedPeer peer, SharedSettings settings) {
		this(peer, settings, 0);
	}

	SharedPlaces(SharedPeer peer, SharedSettings settings, long firstId) {
		ConnectionSettings connection = ConnectionSettings.builder()
			.address(peer.host(), peer.port())
			.matcher(ExchangeMatcher.equalBytes(0, 0, SharedPeer.ID_LENGTH))
			.maxFrameSize(SharedPeer.MAX_FRAME_SIZE)
			.build();
		this.pool = new ExclusivePool("places", connection,
				PoolSettings.builder().closeTimeout(Duration.ofMillis(100)).build(), List.of(this.count));
		this.connections = new SharedConnections(this.pool, settings, firstId);
	}

	SharedConnections connections() {
		return this.connections;
	}

	ConnectionCount count() {
		return this.count;
	}

	SharedCall acquire(int id) throws IOException, InterruptedException {
		return this.connections.queue().acquire(frame(id), true, Deadline.after(PATIENCE));
	}

	/**
	 * Makes an exchange.
	 * @param id that of the request
	 * @return that of the reply
	 */
	int exchange(int id) throws Exception {
		try (SharedCall call = acquire(id)) {
			return SharedPeer.id(call.exchange(call.frame(), Deadline.after(PATIENCE)));
		}
	}

	/**
	 * Makes a call that has no place.
	 * @param id its id
	 * @return the call
	 */
	SharedCall call(int id) {
		return new SharedCall(this.connections, Thread.currentThread(), frame(id), true,
				CorrelationKey.of(SharedPeer.message(id, ""), 0, SharedPeer.ID_LENGTH), null);
	}

	EncodedFrame frame(int id) {
		return frame(SharedPeer.message(id, "request"));
	}

	EncodedFrame frame(byte[] message) {
		ConnectionSettings settings = this.pool.connectionSettings();
		return EncodedFrame.of(message, settings.framing(), settings.maxFrameSize());
	}

	@Override
	public void close() {
		this.connections.close(Duration.ZERO);
		this.pool.close();
	}

}
