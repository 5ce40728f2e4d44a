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

package io.framedtcp.autoconfigure;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

import io.framedtcp.config.ProxyProtocol;
import io.framedtcp.config.ProxySettings;
import io.framedtcp.config.ProxyType;
import io.framedtcp.config.ServerAddress;
import io.framedtcp.config.SocketSettings;

/**
 * Checks and maps the properties of the network: proxies and sockets.
 *
 * @param client checks of the client's properties
 * @param properties properties of the client
 */
record NetworkMapper(PropertyCheck client, FramedTcpProperties properties) {

	private static final FramedTcpProperties.Proxy NONE = new FramedTcpProperties.Proxy(null, null, null, null, null);

	private static final int MAX_PORT = 65535;

	private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])";

	/** Text that the JDK parses as an IP address, without a name server. */
	private static final Pattern IP_ADDRESS = Pattern
		.compile("(" + OCTET + "\\.){3}" + OCTET + "|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%.*)?");

	/**
	 * Maps the proxy.
	 * @return the settings, or {@code null} without a proxy
	 */
	@Nullable ProxySettings proxy() {
		FramedTcpProperties.Proxy proxy = this.properties.proxy();
		PropertyCheck check = this.client.group("proxy");
		String host = proxy.host();
		if (host == null) {
			check.require(proxy.equals(NONE), "host", null,
					"It must be set to the name or address of the proxy, as other properties of it are; "
							+ "or be left empty to have none.");
			return null;
		}
		if (!StringUtils.hasText(host)) {
			return null;
		}
		ProxyType type = proxy.type();
		if (type == null) {
			throw check.invalid("type", null,
					"It must be set with " + check.name("host") + ", and be socks5 or http-connect.");
		}
		ProxySettings settings = new ProxySettings(type, address(check, host, proxy.port()), null, null);
		return credentials(check, settings, proxy.username(), proxy.password());
	}

	private static ServerAddress address(PropertyCheck check, String host, @Nullable Integer port) {
		if (port == null || port < 1 || port > MAX_PORT) {
			throw check.invalid("port", port,
					"It must be set with " + check.name("host") + ", and be 1 to " + MAX_PORT + ".");
		}
		try {
			return new ServerAddress(host, port);
		}
		catch (IllegalArgumentException ex) {
			throw check.invalid("host", host,
					"It must be a name or an IP address; the port belongs in " + check.name("port") + ".");
		}
	}

	private static ProxySettings credentials(PropertyCheck check, ProxySettings settings, @Nullable String username,
			@Nullable String password) {
		boolean named = StringUtils.hasLength(username);
		if (!named && !StringUtils.hasLength(password)) {
			return settings;
		}
		PropertyCheck hidden = check.hidden();
		if (username == null || !named) {
			throw hidden.invalid("username", null, "It must be set with " + check.name("password") + ".");
		}
		if (password == null) {
			throw hidden.invalid("password", null, "It must be set with " + check.name("username") + ".");
		}
		try {
			return settings.credentials(username, password);
		}
		catch (IllegalArgumentException ex) {
			String reason = String.valueOf(ex.getMessage());
			throw hidden.invalid(reason.startsWith("'password'") ? "password" : "username", null,
					settings.type().protocol() + " cannot carry it: " + reason + ".");
		}
	}

	/**
	 * Maps the PROXY protocol.
	 * @return its version, or {@code null} if it is not used
	 */
	@Nullable ProxyProtocol proxyProtocol() {
		ProxyProtocol version = this.properties.proxyProtocol();
		this.client.require(version == null || !StringUtils.hasText(this.properties.proxy().host()), "proxy-protocol",
				version, "It must not be set with " + this.client.name("proxy.host")
						+ ": the server would be told the addresses of the connection to the proxy.");
		return version;
	}

	/**
	 * Maps the socket options.
	 * @param defaults options of the library
	 * @return the options
	 */
	SocketSettings socket(SocketSettings defaults) {
		SocketProperties properties = this.properties.socket();
		PropertyCheck check = this.client.group("socket");
		SocketSettings settings = defaults.tcpNoDelay(properties.tcpNoDelay())
			.keepAlive(properties.keepAlive())
			.quickAck(properties.quickAck())
			.localAddress(localAddress(check, properties.localAddress()));
		DataSize sendBufferSize = properties.sendBufferSize();
		if (sendBufferSize != null) {
			settings = settings.sendBufferSize(check.bytes("send-buffer-size", sendBufferSize));
		}
		DataSize receiveBufferSize = properties.receiveBufferSize();
		if (receiveBufferSize != null) {
			settings = settings.receiveBufferSize(check.bytes("receive-buffer-size", receiveBufferSize));
		}
		return settings.keepAliveTimes(keepAliveTime(check, "keep-alive-idle", properties.keepAliveIdle()),
				keepAliveTime(check, "keep-alive-interval", properties.keepAliveInterval()), keepAliveCount(check));
	}

	private @Nullable Duration keepAliveTime(PropertyCheck check, String property, @Nullable Duration time) {
		if (time != null) {
			check.require(SocketSettings.isKeepAliveTime(time), property, time, "It must be 1 to "
					+ SocketSettings.MAX_KEEP_ALIVE_TIME.toSeconds() + " whole seconds, such as 30s.");
			requireKeepAlive(check, property, time);
		}
		return time;
	}

	private @Nullable Integer keepAliveCount(PropertyCheck check) {
		Integer count = this.properties.socket().keepAliveCount();
		if (count != null) {
			check.inRange("keep-alive-count", count, 1, SocketSettings.MAX_KEEP_ALIVE_COUNT);
			requireKeepAlive(check, "keep-alive-count", count);
		}
		return count;
	}

	private void requireKeepAlive(PropertyCheck check, String property, Object value) {
		check.require(this.properties.socket().keepAlive(), property, value,
				"It has no effect while " + check.name("keep-alive") + " is false.");
	}

	private static @Nullable InetAddress localAddress(PropertyCheck check, @Nullable String value) {
		if (!StringUtils.hasText(value)) {
			return null;
		}
		InetAddress address = ipAddress(value);
		if (address == null) {
			throw check.invalid("local-address", value,
					"It must be an IP address of this machine, without a port; no name.");
		}
		check.require(!address.isAnyLocalAddress() && !address.isMulticastAddress(), "local-address", value,
				"It must be the address of one network interface. Leave it out to let the system choose.");
		return address;
	}

	private static @Nullable InetAddress ipAddress(String value) {
		try {
			return IP_ADDRESS.matcher(value).matches() ? InetAddress.getByName(value) : null;
		}
		catch (UnknownHostException ex) {
			return null;
		}
	}

}
