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

package io.framedtcp.interop;

/**
 * A server that nobody here wrote, running on the loopback interface.
 */
interface Server extends AutoCloseable {

	/**
	 * Return where it listens. To be asked for each client anew, as there are servers
	 * that move.
	 * @return the port
	 */
	int port();

	/**
	 * Closes its idle connections. By default the relay closes them instead.
	 * @param relay stands between client and server
	 */
	default void closeConnections(Relay relay) {
		relay.closeConnections();
	}

	@Override
	void close();

}
