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
	 * Opening it has not begun.
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
	 * It is tested or pinged. No caller can get it meanwhile.
	 */
	TESTING,

	/**
	 * A caller uses it, or several callers share it.
	 */
	LEASED,

	/**
	 * It will be closed. No caller gets it any more. Callers that use it may continue.
	 */
	DRAINING,

	/**
	 * It is closed.
	 */
	CLOSED

}
