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

import java.net.InetSocketAddress;

import org.jspecify.annotations.Nullable;

import io.framedtcp.config.ProxySettings;
import io.framedtcp.config.ServerAddress;
import io.framedtcp.spi.ConnectionInfo;

/**
 * One way to a server: an IP address of the server, or of the proxy that connects to it.
 *
 * @param server the configured address of the server
 * @param target an IP address of the server or of the proxy, and the port
 * @param proxy the proxy, or {@code null} if there is none
 */
public record Route(ServerAddress server, InetSocketAddress target, @Nullable ProxySettings proxy) {

	/**
	 * Creates a route without a proxy.
	 * @param server the configured address of the server
	 * @param target one of its IP addresses, and its port
	 */
	public Route(ServerAddress server, InetSocketAddress target) {
		this(server, target, null);
	}

	/**
	 * Returns the address of the server.
	 * @return an IP address and a port; behind a proxy the configured host, which the
	 * proxy resolves
	 */
	public InetSocketAddress remoteAddress() {
		return (this.proxy != null) ? InetSocketAddress.createUnresolved(this.server.host(), this.server.port())
				: this.target;
	}

	@Override
	public String toString() {
		String description = ConnectionInfo.describe(this.target);
		return (this.proxy != null) ? this.server + " via " + this.proxy.type().protocol() + " proxy " + description
				: description;
	}

}
