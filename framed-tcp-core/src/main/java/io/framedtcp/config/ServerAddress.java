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

package io.framedtcp.config;

import java.util.regex.Pattern;

import io.framedtcp.internal.Checks;

/**
 * The address of a server. The host name is resolved anew for each connection.
 *
 * @param host name or IP address, IPv6 without brackets
 * @param port TCP port, 1 to 65535
 */
public record ServerAddress(String host, int port) {

	private static final int MAX_PORT = 65535;

	private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]+(%.*)?");

	/**
	 * Creates an address.
	 * @throws IllegalArgumentException if the host is empty or includes a port, or the
	 * port is out of range
	 */
	public ServerAddress {
		Checks.check(host != null && !host.isBlank(), "'host' must not be empty");
		Checks.check(host.indexOf(':') < 0 || IPV6.matcher(host).matches(),
				"'host' must not include a port, but is " + host);
		Checks.check(port >= 1 && port <= MAX_PORT, "'port' must be 1 to " + MAX_PORT + ", but is " + port);
	}

	/**
	 * Parses {@code host:port}. An IPv6 address must be in brackets: {@code [::1]:9000}.
	 * @param address the text
	 * @return the address
	 * @throws IllegalArgumentException if the text does not have this form
	 */
	public static ServerAddress parse(String address) {
		int colon = address.lastIndexOf(':');
		String host = (colon < 0) ? address : address.substring(0, colon);
		boolean bracketed = host.startsWith("[") && host.endsWith("]");
		if (colon < 0 || (!bracketed && host.indexOf(':') >= 0)) {
			throw new IllegalArgumentException("'" + address + "' is not of the form host:port or [IPv6 address]:port");
		}
		try {
			return new ServerAddress(bracketed ? host.substring(1, host.length() - 1) : host,
					Integer.parseInt(address.substring(colon + 1)));
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("'" + address + "' does not end with a port number", ex);
		}
	}

	@Override
	public String toString() {
		return ((this.host.indexOf(':') >= 0) ? "[" + this.host + "]" : this.host) + ":" + this.port;
	}

}
