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

import io.framedtcp.config.SocketSettings;

/**
 * Checks the properties of sockets and maps them.
 *
 * @param check checks of these properties
 * @param properties the properties
 */
record SocketMapper(PropertyCheck check, SocketProperties properties) {

	private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])";

	/** What the JDK takes for an IP address, so that no name server is asked. */
	private static final Pattern IP_ADDRESS = Pattern
		.compile("(" + OCTET + "\\.){3}" + OCTET + "|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%.*)?");

	SocketSettings map(SocketSettings defaults) {
		SocketSettings settings = defaults.tcpNoDelay(this.properties.tcpNoDelay())
			.keepAlive(this.properties.keepAlive())
			.quickAck(this.properties.quickAck())
			.localAddress(localAddress());
		DataSize sendBufferSize = this.properties.sendBufferSize();
		if (sendBufferSize != null) {
			settings = settings.sendBufferSize(this.check.bytes("send-buffer-size", sendBufferSize));
		}
		DataSize receiveBufferSize = this.properties.receiveBufferSize();
		if (receiveBufferSize != null) {
			settings = settings.receiveBufferSize(this.check.bytes("receive-buffer-size", receiveBufferSize));
		}
		return settings.keepAliveTimes(keepAliveTime("keep-alive-idle", this.properties.keepAliveIdle()),
				keepAliveTime("keep-alive-interval", this.properties.keepAliveInterval()), keepAliveCount());
	}

	private @Nullable Duration keepAliveTime(String property, @Nullable Duration time) {
		if (time != null) {
			this.check.require(SocketSettings.isKeepAliveTime(time), property, time, "It must be 1 to "
					+ SocketSettings.MAX_KEEP_ALIVE_TIME.toSeconds() + " whole seconds, such as 30s.");
			requireKeepAlive(property, time);
		}
		return time;
	}

	private @Nullable Integer keepAliveCount() {
		Integer count = this.properties.keepAliveCount();
		if (count != null) {
			this.check.inRange("keep-alive-count", count, 1, SocketSettings.MAX_KEEP_ALIVE_COUNT);
			requireKeepAlive("keep-alive-count", count);
		}
		return count;
	}

	private void requireKeepAlive(String property, Object value) {
		this.check.require(this.properties.keepAlive(), property, value,
				"It has no effect while " + this.check.name("keep-alive") + " is false.");
	}

	private @Nullable InetAddress localAddress() {
		String value = this.properties.localAddress();
		if (!StringUtils.hasText(value)) {
			return null;
		}
		InetAddress address = address(value);
		this.check.require(!address.isAnyLocalAddress() && !address.isMulticastAddress(), "local-address", value,
				"It must be the address of one network interface. Leave it out to let the system choose.");
		return address;
	}

	private InetAddress address(String value) {
		try {
			if (IP_ADDRESS.matcher(value).matches()) {
				return InetAddress.getByName(value);
			}
		}
		catch (UnknownHostException ex) {
			// Reported below.
		}
		throw this.check.invalid("local-address", value,
				"It must be an IP address of this machine, without a port; no name.");
	}

}
