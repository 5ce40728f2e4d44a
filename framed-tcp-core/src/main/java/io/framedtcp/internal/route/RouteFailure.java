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

package io.framedtcp.internal.route;

import io.framedtcp.spi.ConnectionInitializer;

/**
 * The kind of failure of a route. A probe must get past this failure before callers
 * prefer the route again.
 */
public enum RouteFailure {

	/** No TCP connection was opened, or another address was faster. */
	CONNECT,

	/** The proxy did not connect to the server. */
	PROXY,

	/** The TLS handshake failed. */
	HANDSHAKE,

	/** The {@link ConnectionInitializer} failed. */
	INITIALIZE,

	/** The server closed connections without any answer. */
	CLOSED,

	/** The server accepted connections, but answered nothing in time. */
	SILENT;

	/**
	 * Returns whether an opened connection proves that the route works.
	 * @return {@code false} if an answer is needed
	 */
	public boolean isDisprovedByOpening() {
		return this != CLOSED && this != SILENT;
	}

}
