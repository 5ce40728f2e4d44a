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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

import io.framedtcp.config.ProxySettings;
import io.framedtcp.internal.route.ProxyRefusedException;

/**
 * Asks a SOCKS5 proxy to connect to a server (RFC 1928), with a user name and a password
 * if it wants them (RFC 1929).
 */
final class Socks5Handshake {

	private static final int VERSION = 5;

	private static final int NO_LOGIN = 0;

	private static final int LOGIN = 2;

	private static final int NO_METHOD = 0xff;

	private static final int LOGIN_VERSION = 1;

	private static final int CONNECT = 1;

	private static final int IPV4 = 1;

	private static final int NAME = 3;

	private static final int IPV6 = 4;

	private static final int IPV4_LENGTH = 4;

	private static final int IPV6_LENGTH = 16;

	private static final int MAX_NAME_LENGTH = 255;

	private final ProxySettings proxy;

	private final ProxyTarget target;

	private final ProxyChannel channel;

	Socks5Handshake(ProxySettings proxy, ProxyTarget target, ProxyChannel channel) {
		this.proxy = proxy;
		this.target = target;
		this.channel = channel;
	}

	void run() throws IOException {
		boolean loginKnown = this.proxy.username() != null;
		this.channel
			.write(loginKnown ? new byte[] { VERSION, 2, NO_LOGIN, LOGIN } : new byte[] { VERSION, 1, NO_LOGIN });
		requireVersion();
		int method = this.channel.read();
		if (method == LOGIN && loginKnown) {
			login();
		}
		else if (method == NO_METHOD) {
			throw refused(loginKnown ? "it accepts no login by user name and password"
					: "it wants a login; set framed-tcp.proxy.username and framed-tcp.proxy.password", false);
		}
		else if (method != NO_LOGIN) {
			throw refused("it chose the login method " + method + ", which was not offered", false);
		}
		connect();
	}

	private void requireVersion() throws IOException {
		int version = this.channel.read();
		if (version != VERSION) {
			throw refused(String.format("its answer begins with 0x%02x, so it is no SOCKS5 proxy", version)
					+ ((version == 'H') ? "; if it speaks HTTP, let framed-tcp.proxy.type be http-connect" : ""),
					false);
		}
	}

	private void login() throws IOException {
		ByteArrayOutputStream login = new ByteArrayOutputStream();
		login.write(LOGIN_VERSION);
		writeText(login, String.valueOf(this.proxy.username()));
		writeText(login, String.valueOf(this.proxy.password()));
		this.channel.write(login.toByteArray());
		this.channel.read();
		int status = this.channel.read();
		if (status != 0) {
			throw refused("it does not accept the user name and the password (status " + status
					+ "); see framed-tcp.proxy.username", true);
		}
	}

	private void connect() throws IOException {
		ByteArrayOutputStream request = new ByteArrayOutputStream();
		request.writeBytes(new byte[] { VERSION, CONNECT, 0 });
		writeTarget(request);
		request.write(this.target.server().port() >> Byte.SIZE);
		request.write(this.target.server().port());
		this.channel.write(request.toByteArray());
		requireVersion();
		int reply = this.channel.read();
		if (reply != 0) {
			throw refused(reason(reply) + " (SOCKS reply " + reply + ")", false);
		}
		this.channel.read();
		// The proxy's own address and port towards the server are of no interest.
		this.channel.read(addressLength(this.channel.read()) + Short.BYTES);
	}

	private void writeTarget(ByteArrayOutputStream request) throws IOException {
		byte[] ip = this.target.ip();
		if (ip != null) {
			request.write((ip.length == IPV4_LENGTH) ? IPV4 : IPV6);
			request.writeBytes(ip);
			return;
		}
		String name = this.target.host();
		if (name.length() > MAX_NAME_LENGTH) {
			throw new IOException("the host name is too long for SOCKS5");
		}
		request.write(NAME);
		writeText(request, name);
	}

	private int addressLength(int type) throws IOException {
		return switch (type) {
			case IPV4 -> IPV4_LENGTH;
			case IPV6 -> IPV6_LENGTH;
			case NAME -> this.channel.read();
			default -> throw refused("its reply has an address of the unknown type " + type, false);
		};
	}

	private static String reason(int reply) {
		return switch (reply) {
			case 1 -> "general failure";
			case 2 -> "its rules do not allow the connection";
			case 3 -> "network unreachable";
			case 4 -> "host unreachable";
			case 5 -> "connection refused";
			case 6 -> "TTL expired";
			case 7 -> "command not supported";
			case 8 -> "address type not supported";
			default -> "unknown failure";
		};
	}

	private static void writeText(ByteArrayOutputStream out, String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		out.write(bytes.length);
		out.writeBytes(bytes);
	}

	private static ProxyRefusedException refused(String reason, boolean loginRefused) {
		return new ProxyRefusedException(reason, reason, loginRefused);
	}

}
