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
	 * A frame arrived that answers another request or more than one, or the matcher
	 * failed.
	 */
	WRONG_REPLY,

	/**
	 * Bytes arrived that belong to no request: behind a reply, before a request, or on an
	 * idle connection.
	 */
	UNEXPECTED_BYTES,

	/**
	 * A session on the connection ended with an exception, or with unanswered requests.
	 */
	SESSION_INCOMPLETE,

	/**
	 * The connection has served as many exchanges as it may, or its framing allows one
	 * reply only.
	 */
	USED_UP,

	/**
	 * The ping did not accept the server's reply.
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
	 * More connections were idle than the pool keeps.
	 */
	SURPLUS,

	/**
	 * All connections opened until then were evicted.
	 */
	EVICTED,

	/**
	 * A shared connection had too many orphans, or one for too long.
	 */
	ORPHANED,

	/**
	 * The pool was closed.
	 */
	POOL_CLOSED;

	/**
	 * Returns whether the reason always indicates a fault of the server, the network or a
	 * setting.
	 * @return whether somebody should look into it
	 */
	public boolean isFailure() {
		return switch (this) {
			case TIMED_OUT, BROKEN, MALFORMED_FRAME, WRONG_REPLY, UNEXPECTED_BYTES, PING_FAILED -> true;
			default -> false;
		};
	}

	/**
	 * Returns the reason as text.
	 * @return the name in lower case, with spaces
	 */
	public String describe() {
		return name().toLowerCase(Locale.ROOT).replace('_', ' ');
	}

}
