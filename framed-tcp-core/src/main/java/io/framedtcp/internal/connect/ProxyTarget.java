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

package io.framedtcp.internal.connect;

import java.io.IOException;
import java.net.IDN;
import java.net.InetAddress;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.framedtcp.config.ServerAddress;

/**
 * The server address that is sent to a proxy. The host stays as configured: the proxy
 * resolves a name.
 *
 * @param server the server
 */
record ProxyTarget(ServerAddress server) {

	private static final String OCTET = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";

	/** Texts that the JDK reads as an address, without asking a name server. */
	private static final Pattern IPV4 = Pattern.compile("(" + OCTET + "\\.){3}" + OCTET);

	private static final Pattern PRINTABLE = Pattern.compile("[!-~]+");

	/**
	 * Returns the IP address of the server.
	 * @return its bytes, or {@code null} if the server has a name
	 * @throws IOException if it is no valid IP address
	 */
	byte @Nullable [] ip() throws IOException {
		String host = this.server.host();
		boolean literal = host.indexOf(':') >= 0 || IPV4.matcher(host).matches();
		return literal ? InetAddress.getByName(host).getAddress() : null;
	}

	/**
	 * Returns the name or IP address of the server.
	 * @return the host in ASCII
	 * @throws IOException if the host is not a valid name
	 */
	String host() throws IOException {
		String host = this.server.host();
		try {
			String ascii = (host.indexOf(':') >= 0) ? host : IDN.toASCII(host, IDN.ALLOW_UNASSIGNED);
			if (PRINTABLE.matcher(ascii).matches()) {
				return ascii;
			}
		}
		catch (IllegalArgumentException ex) {
			// Reported below.
		}
		throw new IOException("'" + host + "' is no host name that a proxy can be told");
	}

	/**
	 * Returns the server in the notation of HTTP.
	 * @return {@code host:port}, with an IPv6 address in brackets
	 * @throws IOException if the host is not a valid name
	 */
	String authority() throws IOException {
		return new ServerAddress(host(), this.server.port()).toString();
	}

}
