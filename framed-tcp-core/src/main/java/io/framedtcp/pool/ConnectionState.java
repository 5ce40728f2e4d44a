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

/**
 * What a connection is doing.
 */
public enum ConnectionState {

	/**
	 * Nobody has begun to open it.
	 */
	NEW,

	/**
	 * It is being opened: connect, TLS handshake, initializer.
	 */
	OPENING,

	/**
	 * It waits for a caller.
	 */
	IDLE,

	/**
	 * It is tested or pinged. Nobody can have it meanwhile.
	 */
	TESTING,

	/**
	 * Callers have it, at most as many as its capacity.
	 */
	LEASED,

	/**
	 * There is a reason to close it. Nobody gets it any more; callers who have it may go
	 * on.
	 */
	DRAINING,

	/**
	 * It is closed.
	 */
	CLOSED

}
