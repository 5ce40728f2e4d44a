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

import java.io.Serializable;
import java.net.InetSocketAddress;

/**
 * What identifies a connection in logs and events.
 *
 * @param client name of the client it belongs to
 * @param id number that is unique within the client
 * @param remoteAddress the address it is connected to; unresolved behind a proxy, which
 * resolves the name
 * @param localPort the local port, to find it in the output of {@code ss} or a capture
 */
public record ConnectionInfo(String client, long id, InetSocketAddress remoteAddress,
		int localPort) implements Serializable {

	/**
	 * Return the address for people to read.
	 * @return {@code host/IP address:port}, without the host where there is no name
	 */
	public String address() {
		return describe(this.remoteAddress);
	}

	/**
	 * Returns an address for people to read.
	 * @param address the address
	 * @return {@code host/IP address:port}, without the host where there is no name, and
	 * without the IP address where it is not resolved
	 */
	public static String describe(InetSocketAddress address) {
		if (address.isUnresolved()) {
			String host = address.getHostString();
			return ((host.indexOf(':') >= 0) ? "[" + host + "]" : host) + ":" + address.getPort();
		}
		String text = address.toString();
		return text.startsWith("/") ? text.substring(1) : text;
	}

	@Override
	public String toString() {
		return this.client + "#" + this.id + " [" + this.localPort + " -> " + address() + "]";
	}

}
