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
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.framedtcp.config.ProxySettings;
import io.framedtcp.internal.route.ProxyRefusedException;

/**
 * Asks an HTTP proxy to connect to a server, by the method CONNECT (RFC 9110, section
 * 9.3.6). It uses basic authentication if a user name and a password are configured.
 */
final class HttpConnectHandshake {

	private static final String PREFIX = "HTTP/1.";

	private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.\\d (\\d{3})( .*)?", Pattern.DOTALL);

	private static final int MAX_HEAD_LENGTH = 16 * 1024;

	private static final int MAX_SHOWN_LENGTH = 120;

	private static final int LOGIN_WANTED = 407;

	/** Meant for servers, but some proxies use it to refuse a login. */
	private static final int LOGIN_REFUSED = 401;

	private static final int SOCKS5_VERSION = 5;

	private final ProxySettings proxy;

	private final ProxyTarget target;

	private final ProxyChannel channel;

	private final @Nullable String credentials;

	private int headLength;

	HttpConnectHandshake(ProxySettings proxy, ProxyTarget target, ProxyChannel channel) {
		this.proxy = proxy;
		this.target = target;
		this.channel = channel;
		this.credentials = (proxy.username() != null)
				? Base64.getEncoder()
					.encodeToString((proxy.username() + ":" + proxy.password()).getBytes(StandardCharsets.UTF_8))
				: null;
	}

	void run() throws IOException {
		String authority = this.target.authority();
		String login = (this.credentials != null) ? "Proxy-Authorization: Basic " + this.credentials + "\r\n" : "";
		this.channel.write(("CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n" + login + "\r\n")
			.getBytes(StandardCharsets.US_ASCII));
		String statusLine = readLine();
		Matcher matcher = STATUS_LINE.matcher(statusLine);
		if (!matcher.matches()) {
			throw new ProxyRefusedException("its answer has no status: " + shown(statusLine),
					"its answer has no status", false);
		}
		if (matcher.group(1).charAt(0) != '2') {
			throw refused(Integer.parseInt(matcher.group(1)), statusLine);
		}
		while (!readLine().isEmpty()) {
			// The header fields of this answer do not matter.
		}
	}

	private ProxyRefusedException refused(int status, String statusLine) {
		String advice = "";
		boolean login = status == LOGIN_WANTED || status == LOGIN_REFUSED;
		if (login) {
			advice = (this.credentials != null) ? "; see framed-tcp.proxy.username"
					: "; set framed-tcp.proxy.username and framed-tcp.proxy.password";
		}
		return new ProxyRefusedException("it answered '" + shown(statusLine) + "'" + advice,
				"it answered with the status " + status + advice, login && this.credentials != null);
	}

	/**
	 * Reads a line of the answer's head. Another protocol than HTTP is refused by its
	 * first bytes, since it may have no lines.
	 * @return the line without its end
	 * @throws IOException if the connection ends, or the answer is not HTTP
	 */
	private String readLine() throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		int next = this.channel.read();
		while (next != '\n') {
			if (this.headLength < PREFIX.length() && next != PREFIX.charAt(this.headLength)) {
				throw noHttp(next);
			}
			this.headLength++;
			if (this.headLength > MAX_HEAD_LENGTH) {
				String reason = "the head of its answer has more than " + MAX_HEAD_LENGTH + " bytes";
				throw new ProxyRefusedException(reason, reason, false);
			}
			line.write(next);
			next = this.channel.read();
		}
		String text = line.toString(StandardCharsets.ISO_8859_1);
		return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
	}

	private ProxyRefusedException noHttp(int next) {
		String reason = String.format("byte %d of its answer is 0x%02x, so it is no HTTP/1.1 proxy",
				this.headLength + 1, next);
		boolean socks = this.headLength == 0 && next == SOCKS5_VERSION;
		reason += socks ? "; if it speaks SOCKS5, let framed-tcp.proxy.type be socks5" : "";
		return new ProxyRefusedException(reason, reason, false);
	}

	/**
	 * Returns a text of the proxy that is safe to show: printable, short, and without the
	 * login that the proxy may repeat.
	 * @param text the text
	 * @return the text to show
	 */
	private String shown(String text) {
		String shown = hide(hide(hide(text, this.credentials), this.proxy.password()), this.proxy.username());
		shown = shown.replaceAll("[^ -~]", ".");
		return (shown.length() > MAX_SHOWN_LENGTH) ? shown.substring(0, MAX_SHOWN_LENGTH) + "..." : shown;
	}

	private static String hide(String text, @Nullable String secret) {
		if (secret == null || secret.isEmpty()) {
			return text;
		}
		// Proxies repeat the bytes that they were sent, or decode them.
		String sent = new String(secret.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
		return text.replace(sent, "***").replace(secret, "***");
	}

}
