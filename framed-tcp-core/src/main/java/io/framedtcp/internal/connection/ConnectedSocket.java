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

import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;

import io.framedtcp.internal.route.Route;
import io.framedtcp.internal.transport.Guard;

/**
 * An opened and initialized socket, and the objects that belong to it.
 *
 * @param channel its channel; the transport of {@code frames} sets the blocking mode
 * @param frames carries its frames over the channel
 * @param guard closes it at a deadline
 * @param route the route that it was opened by
 * @param localPort its local port
 * @param hooks the user code bound to it
 */
public record ConnectedSocket(SocketChannel channel, FrameChannel frames, Guard guard, Route route, int localPort,
		ConnectionHooks hooks) {

	/**
	 * Returns the address of the server.
	 * @return an IP address and a port; behind a proxy, the host as configured
	 */
	public InetSocketAddress remoteAddress() {
		return this.route.remoteAddress();
	}

}
