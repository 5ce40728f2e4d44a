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

import java.nio.charset.StandardCharsets;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.Checks;

/**
 * A proxy that connects to the server on behalf of the client. The proxy receives the
 * configured host of the server, and resolves its name. Immutable.
 *
 * @param type the protocol of the proxy
 * @param address the address of the proxy
 * @param username the user name, or {@code null} if the proxy requires none
 * @param password the password, or {@code null} if the proxy requires none
 */
public record ProxySettings(ProxyType type, ServerAddress address, @Nullable String username,
		@Nullable String password) {

	/**
	 * The longest user name and password of SOCKS5, in bytes.
	 */
	private static final int MAX_SOCKS_LENGTH = 255;

	/**
	 * Creates the settings.
	 * @throws IllegalArgumentException if the proxy's protocol cannot carry the user name
	 * or the password
	 */
	public ProxySettings {
		Objects.requireNonNull(type, "'type' must not be null");
		Objects.requireNonNull(address, "'address' must not be null");
		Checks.check((username == null) == (password == null), "'username' and 'password' must be set together");
		if (username != null && password != null) {
			check(type, "username", username);
			check(type, "password", password);
			Checks.check(type == ProxyType.SOCKS5 || username.indexOf(':') < 0, "'username' must not have a colon");
		}
	}

	private static void check(ProxyType type, String name, String value) {
		int length = value.getBytes(StandardCharsets.UTF_8).length;
		Checks.check(type != ProxyType.SOCKS5 || (length >= 1 && length <= MAX_SOCKS_LENGTH),
				"'" + name + "' must have 1 to " + MAX_SOCKS_LENGTH + " bytes");
		Checks.check(value.chars().noneMatch(Character::isISOControl),
				"'" + name + "' must not have control characters");
	}

	/**
	 * Returns the settings of a SOCKS5 proxy.
	 * @param host name or IP address of the proxy
	 * @param port its TCP port
	 * @return the settings, without a user name
	 */
	public static ProxySettings socks5(String host, int port) {
		return new ProxySettings(ProxyType.SOCKS5, new ServerAddress(host, port), null, null);
	}

	/**
	 * Returns the settings of an HTTP proxy.
	 * @param host name or IP address of the proxy
	 * @param port its TCP port
	 * @return the settings, without a user name
	 */
	public static ProxySettings httpConnect(String host, int port) {
		return new ProxySettings(ProxyType.HTTP_CONNECT, new ServerAddress(host, port), null, null);
	}

	/**
	 * Returns a copy with a user name and a password.
	 * @param username the user name
	 * @param password the password
	 * @return the copy
	 */
	public ProxySettings credentials(String username, String password) {
		return new ProxySettings(this.type, this.address, username, password);
	}

	/**
	 * Returns a description of the proxy, without user name and password.
	 */
	@Override
	public String toString() {
		return this.type.protocol() + " proxy " + this.address;
	}

}
