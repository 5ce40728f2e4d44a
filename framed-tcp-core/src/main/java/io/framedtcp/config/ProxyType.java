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

/**
 * The protocols to ask a proxy for a connection to the server.
 */
public enum ProxyType {

	/**
	 * SOCKS version 5 (RFC 1928), with a user name and a password if the proxy requires
	 * them (RFC 1929).
	 */
	SOCKS5("SOCKS5"),

	/**
	 * The method CONNECT of HTTP/1.1, with basic authentication if the proxy requires it.
	 */
	HTTP_CONNECT("HTTP");

	private final String protocol;

	ProxyType(String protocol) {
		this.protocol = protocol;
	}

	/**
	 * Returns the name of the protocol.
	 * @return the name, for messages
	 */
	public String protocol() {
		return this.protocol;
	}

}
