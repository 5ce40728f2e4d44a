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

import io.framedtcp.config.ServerAddress;
import io.framedtcp.spi.ConnectionInfo;

/**
 * One of the ways to a server: an IP address that its configured address stands for.
 *
 * @param server the server's address, as it is configured
 * @param target one of its IP addresses, and its port
 */
public record Route(ServerAddress server, InetSocketAddress target) {

	@Override
	public String toString() {
		return ConnectionInfo.describe(this.target);
	}

}
