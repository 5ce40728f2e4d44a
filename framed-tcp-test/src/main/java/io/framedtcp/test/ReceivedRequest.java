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

package io.framedtcp.test;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A request as it reached the server. Immutable.
 */
public final class ReceivedRequest {

	private final byte[] payload;

	private final int connection;

	private final int exchange;

	private final Instant time;

	ReceivedRequest(byte[] payload, int connection, int exchange) {
		this.payload = payload;
		this.connection = connection;
		this.exchange = exchange;
		this.time = Instant.now();
	}

	/**
	 * Returns what the request carried.
	 * @return a copy of the payload
	 */
	public byte[] payload() {
		return this.payload.clone();
	}

	/**
	 * Returns what the request carried.
	 * @return the payload, read as UTF-8
	 */
	public String text() {
		return new String(this.payload, StandardCharsets.UTF_8);
	}

	/**
	 * Returns the connection that it came on.
	 * @return the connection's number in the order of accepting, from 1
	 */
	public int connection() {
		return this.connection;
	}

	/**
	 * Returns which exchange of its connection it began.
	 * @return the exchange's number, from 1: more than 1 tells that the connection was
	 * used again
	 */
	public int exchange() {
		return this.exchange;
	}

	/**
	 * Returns when its last byte was read.
	 * @return the time
	 */
	public Instant time() {
		return this.time;
	}

	@Override
	public String toString() {
		return Bytes.describe(this.payload) + " on connection " + this.connection + ", exchange " + this.exchange;
	}

}
