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
 * What had failed on a route, which is what a probe has to try before the route is used
 * first again.
 */
public enum RouteFailure {

	/** No TCP connection, or not as soon as to another address. */
	CONNECT,

	/** The proxy, which did not connect to the server. */
	PROXY,

	/** The TLS handshake. */
	HANDSHAKE,

	/** The {@link ConnectionInitializer}. */
	INITIALIZE,

	/** The server closed connections without having answered anything. */
	CLOSED,

	/** The server accepted connections and answered nothing in time. */
	SILENT;

	/**
	 * Returns whether a connection that could be opened shows that the route works.
	 * @return {@code false} if an answer is needed
	 */
	public boolean isDisprovedByOpening() {
		return this != CLOSED && this != SILENT;
	}

}
