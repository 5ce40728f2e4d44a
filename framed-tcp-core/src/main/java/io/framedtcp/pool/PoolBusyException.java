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
 * Thrown when all connections were in use for too long, or too many callers were waiting
 * already. For shared connections, all their places were taken.
 */
public class PoolBusyException extends IOException {

	private static final long serialVersionUID = 1L;

	private final PoolCounts counts;

	private final @Nullable SharingStatus sharing;

	/**
	 * Creates an exception for a caller who got no connection.
	 * @param message what happened
	 * @param counts the state of the pool
	 * @param lastConnectFailure the last failure to connect, or {@code null}
	 */
	public PoolBusyException(String message, PoolCounts counts, @Nullable ConnectFailure lastConnectFailure) {
		super(message + " (" + counts + ")" + describe(lastConnectFailure), causeOf(lastConnectFailure));
		this.counts = counts;
		this.sharing = null;
	}

	/**
	 * Creates an exception for a caller who got no place on a shared connection.
	 * @param message what happened, with the state of the connections
	 * @param remedy a sentence that says what to do
	 * @param counts the state of the pool
	 * @param sharing the status of the shared connections
	 * @param lastConnectFailure the last failure to connect, or {@code null}
	 */
	public PoolBusyException(String message, String remedy, PoolCounts counts, SharingStatus sharing,
			@Nullable ConnectFailure lastConnectFailure) {
		super(message + describe(lastConnectFailure) + ". " + remedy, causeOf(lastConnectFailure));
		this.counts = counts;
		this.sharing = sharing;
	}

	private static String describe(@Nullable ConnectFailure failure) {
		return (failure != null) ? "; last connect failure " + failure : "";
	}

	private static @Nullable Throwable causeOf(@Nullable ConnectFailure failure) {
		return (failure != null) ? failure.exception() : null;
	}

	/**
	 * Returns the pool's counts at that moment.
	 * @return the counts
	 */
	public PoolCounts getCounts() {
		return this.counts;
	}

	/**
	 * Returns the status of the shared connections at that moment.
	 * @return the status, or {@code null} if the caller did not wait for a place on one
	 */
	public @Nullable SharingStatus getSharing() {
		return this.sharing;
	}

}
