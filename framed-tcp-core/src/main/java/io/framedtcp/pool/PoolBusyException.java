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

package io.framedtcp.pool;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * All connections were in use for too long, or too many callers were waiting already.
 */
public class PoolBusyException extends IOException {

	private static final long serialVersionUID = 1L;

	private final PoolCounts counts;

	/**
	 * Creates an exception for a caller who got no connection.
	 * @param message what happened
	 * @param counts the state of the pool
	 * @param lastConnectFailure the last failure to connect, or {@code null}
	 */
	public PoolBusyException(String message, PoolCounts counts, @Nullable ConnectFailure lastConnectFailure) {
		super(message + " (" + counts + ")"
				+ ((lastConnectFailure != null) ? "; last connect failure " + lastConnectFailure : ""),
				(lastConnectFailure != null) ? lastConnectFailure.exception() : null);
		this.counts = counts;
	}

	/**
	 * Return the pool's counts at that moment.
	 * @return the counts
	 */
	public PoolCounts getCounts() {
		return this.counts;
	}

}
