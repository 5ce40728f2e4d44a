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

package io.framedtcp.connection;

/**
 * For how long a connection may be kept. Safe for use by many threads, unlike the
 * connection and the reason to retire it, which is what its user has met with.
 */
final class Lifespan {

	private final Deadline expiry;

	private final int epoch;

	private volatile boolean evicted;

	/**
	 * Begin.
	 * @param expiry when it reaches its maximum lifetime
	 * @param epoch how often all connections had been evicted before it was opened
	 */
	Lifespan(Deadline expiry, int epoch) {
		this.expiry = expiry;
		this.epoch = epoch;
	}

	/**
	 * Let the connection be retired when it is next tested or returned.
	 */
	void evict() {
		this.evicted = true;
	}

	boolean isEvicted(int currentEpoch) {
		return this.evicted || this.epoch != currentEpoch;
	}

	boolean isExpired() {
		return this.expiry.remainingNanos() <= 0;
	}

}
