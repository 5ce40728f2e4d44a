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

package io.framedtcp;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import org.junit.jupiter.api.AfterEach;

import io.framedtcp.config.ProxySettings;
import io.framedtcp.config.ProxyType;
import io.framedtcp.support.RelayingProxy;
import io.framedtcp.test.FramedTcpServer;

import static io.framedtcp.support.Bytes.bytes;
import static io.framedtcp.support.Bytes.exchange;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * A proxy that says what a test tells it to, between a client and a server whose name
 * only the proxy knows.
 */
abstract class AbstractProxyTests {

	static final HexFormat HEX = HexFormat.of();

	static final int NOBODY = 0;

	static final String NAME = "server.internal";

	static final String SOCKS_CONNECT = "050100030f" + HEX.formatHex(bytes(NAME)) + "2328";

	static final String SOCKS_CONNECTED = "05000001000000000000";

	static final String HTTP_CONNECT = "CONNECT " + NAME + ":9000 HTTP/1.1\r\nHost: " + NAME + ":9000\r\n";

	static final String USER = "alice-77";

	static final String PASSWORD = "s3cr3t-pass";

	final FramedTcpServer server = FramedTcpServer.echo();

	final BlockingQueue<String> asked = new LinkedBlockingQueue<>();

	RelayingProxy proxy;

	@AfterEach
	void stop() throws IOException {
		this.proxy.close();
		this.server.close();
	}

	FramedTcpConnectException assertRefused(FramedTcpTemplateBuilder builder, String protocol, String reason) {
		try (FramedTcpTemplate template = builder.build()) {
			FramedTcpConnectException ex = catchThrowableOfType(FramedTcpConnectException.class,
					() -> exchange(template, "one"));
			// A reason that names a property needs no further advice.
			String advice = reason.contains("framed-tcp.") ? "."
					: ". Check that the proxy can reach the server, and lets you.";
			assertThat(ex).hasMessageContaining(
					"Cannot connect: " + NAME + ":9000 via " + protocol + " proxy 127.0.0.1:" + this.proxy.port()
							+ ": the proxy did not connect to the server: " + reason + advice + " [client=");
			assertThat(ex.getPhase()).isEqualTo(Phase.PROXY);
			assertThat(ex.isRequestMaybeSent()).isFalse();
			return ex;
		}
	}

	static void assertNothingSecret(Throwable ex) {
		StringWriter trace = new StringWriter();
		ex.printStackTrace(new PrintWriter(trace));
		assertThat(trace.toString()).doesNotContain(USER, PASSWORD, "YWxpY2UtNzc6czNjcjN0LXBhc3M=");
	}

	FramedTcpTemplateBuilder builder(ProxyType type) {
		return FramedTcpTemplate.builder(NAME, 9000).connection((connection) -> connection.proxy(settings(type)));
	}

	FramedTcpTemplateBuilder builder(ProxyType type, String username, String password) {
		return FramedTcpTemplate.builder(NAME, 9000)
			.connection((connection) -> connection.proxy(settings(type).credentials(username, password)));
	}

	ProxySettings settings(ProxyType type) {
		return (type == ProxyType.SOCKS5) ? ProxySettings.socks5(this.proxy.host(), this.proxy.port())
				: ProxySettings.httpConnect(this.proxy.host(), this.proxy.port());
	}

	void startRefusing(String... turns) throws IOException {
		start(NOBODY, turns);
	}

	/**
	 * Starts a proxy that reads what it expects, and answers.
	 * @param target port of the server, or 0 to close the connection then
	 * @param turns for each what it expects and what it answers, in hexadecimal
	 * @throws IOException if that fails
	 */
	void start(int target, String... turns) throws IOException {
		this.proxy = new RelayingProxy(target, (in, out) -> {
			for (String turn : turns) {
				String[] parts = turn.split(">", 2);
				this.asked.add(HEX.formatHex(in.readNBytes(parts[0].length() / 2)));
				out.write(HEX.parseHex(parts[1]));
			}
			return target != NOBODY;
		});
	}

	static String lengthAndHex(String text) {
		return String.format("%02x", text.length()) + hex(text);
	}

	static String hex(String text) {
		return HEX.formatHex(text.getBytes(StandardCharsets.ISO_8859_1));
	}

}
