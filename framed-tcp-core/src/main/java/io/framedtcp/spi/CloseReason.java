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

package io.framedtcp.spi;

import java.util.Locale;

/**
 * Why a connection was closed for good.
 */
public enum CloseReason {

	/**
	 * The deadline passed while a frame was being written or read.
	 */
	TIMED_OUT,

	/**
	 * The calling thread was interrupted during the exchange.
	 */
	INTERRUPTED,

	/**
	 * The peer closed the connection, while idle or during an exchange.
	 */
	PEER_CLOSED,

	/**
	 * The connection broke, while idle or during an exchange: a reset, for example.
	 */
	BROKEN,

	/**
	 * The bytes that arrived are not a frame of the configured framing.
	 */
	MALFORMED_FRAME,

	/**
	 * A frame arrived that is not the reply to the request, or to more than one, or the
	 * matcher failed.
	 */
	WRONG_REPLY,

	/**
	 * Bytes were there that belong to no request: behind a reply, before a request, or
	 * while idle.
	 */
	UNEXPECTED_BYTES,

	/**
	 * A session on the connection ended with an exception, or with frames sent that no
	 * reply was read for.
	 */
	SESSION_INCOMPLETE,

	/**
	 * A request was sent on it, and its framing allows one reply for each connection; or
	 * it has served as many exchanges as it may.
	 */
	USED_UP,

	/**
	 * The reply to a ping was not the one that a healthy server gives.
	 */
	PING_FAILED,

	/**
	 * It reached its maximum lifetime.
	 */
	MAX_LIFETIME,

	/**
	 * It was idle for too long.
	 */
	IDLE_TIMEOUT,

	/**
	 * More connections were idle than are to be kept.
	 */
	SURPLUS,

	/**
	 * All connections of its time were evicted.
	 */
	EVICTED,

	/**
	 * Too many replies were outstanding on a shared connection for which nobody waited
	 * any more, or one of them for too long.
	 */
	ORPHANED,

	/**
	 * The pool was closed.
	 */
	POOL_CLOSED;

	/**
	 * Returns whether it tells of something amiss, with the server, the network or a
	 * setting, whenever it happens.
	 * @return whether somebody should know
	 */
	public boolean isFailure() {
		return switch (this) {
			case TIMED_OUT, BROKEN, MALFORMED_FRAME, WRONG_REPLY, UNEXPECTED_BYTES, PING_FAILED -> true;
			default -> false;
		};
	}

	/**
	 * Returns the reason for people to read.
	 * @return the name in lower case, with spaces
	 */
	public String describe() {
		return name().toLowerCase(Locale.ROOT).replace('_', ' ');
	}

}
