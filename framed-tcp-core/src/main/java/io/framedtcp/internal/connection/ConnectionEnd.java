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

package io.framedtcp.internal.connection;

import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.framedtcp.spi.CloseReason;

/**
 * How a connection ended, as evidence about its server. It is evaluated when the
 * connection is closed or has failed.
 *
 * @param reason why the connection was retired, or {@code null} if it was not
 * @param reused whether it had been idle
 * @param exchanges how many requests it has carried
 * @param spokenTo whether any byte has come since it was opened
 * @param answered whether any byte has come since the last request
 * @param ageNanos time since opening it began
 * @param silentNanos time since the last frame, or since it was opened
 */
public record ConnectionEnd(@Nullable CloseReason reason, boolean reused, long exchanges, boolean spokenTo,
		boolean answered, long ageNanos, long silentNanos) {

	/** A connection that ends earlier was not closed for being idle. */
	private static final long YOUNG_NANOS = TimeUnit.SECONDS.toNanos(1);

	/**
	 * Returns whether the peer or the network has ended the connection.
	 * @return whether that was the reason to retire it
	 */
	public boolean isByPeer() {
		return this.reason == CloseReason.PEER_CLOSED || this.reason == CloseReason.BROKEN;
	}

	/**
	 * Returns whether the server ended the connection soon after it was opened, or
	 * instead of answering its first request. A proxy does this if its server is down. A
	 * connection that had been idle for a while does not count.
	 * @return whether it was useless from the beginning
	 */
	public boolean isStillborn() {
		boolean firstRequestLost = !this.reused && this.exchanges == 1;
		return isByPeer() && !this.spokenTo && (this.ageNanos < YOUNG_NANOS || firstRequestLost);
	}

	/**
	 * Returns whether the last request ran out of time before a single byte came back.
	 * @return whether the server sent nothing
	 */
	public boolean isRequestUnanswered() {
		return this.reason == CloseReason.TIMED_OUT && this.exchanges > 0 && !this.answered;
	}

	/**
	 * Returns whether the server has ended the connection shortly after its only reply.
	 * @return whether it was found to be closed before a second request
	 */
	public boolean isAfterOneReply() {
		return this.reused && isByPeer() && this.exchanges == 1 && this.spokenTo && this.silentNanos < YOUNG_NANOS;
	}

	/**
	 * Returns whether the connection has ended at its second request, shortly after the
	 * first.
	 * @return {@code false} after a long idle time, which may be the cause instead
	 */
	boolean isAtSecondRequest() {
		return this.reused && this.exchanges == 2 && this.silentNanos < YOUNG_NANOS;
	}

}
