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

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.framedtcp.config.ProxyType;
import io.framedtcp.internal.route.ProxyRefusedException;
import io.framedtcp.spi.ConnectFailedException;

import static io.framedtcp.support.Bytes.exchange;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * SOCKS5 proxies and HTTP proxies that do not connect to the server. What they say is in
 * the message, and no secret.
 */
@Timeout(30)
class ProxyRefusalTests extends AbstractProxyTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			05ff             | it wants a login; set framed-tcp.proxy.username and framed-tcp.proxy.password
			0501             | it chose the login method 1, which was not offered
			0400             | its answer begins with 0x04, so it is no SOCKS5 proxy
					''               | it closed the connection without an answer
			""")
	void answerToTheGreetingOfSocks5IsInTheMessage(String answer, String reason) throws Exception {
		startRefusing("050100>" + answer);
		assertRefused(builder(ProxyType.SOCKS5), "SOCKS5", reason);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			05010001000000000000 | general failure (SOCKS reply 1)
			05020001000000000000 | its rules do not allow the connection (SOCKS reply 2)
			05030001000000000000 | network unreachable (SOCKS reply 3)
			05040001000000000000 | host unreachable (SOCKS reply 4)
			05050001000000000000 | connection refused (SOCKS reply 5)
			05060001000000000000 | TTL expired (SOCKS reply 6)
			05070001000000000000 | command not supported (SOCKS reply 7)
			05080001000000000000 | address type not supported (SOCKS reply 8)
			05630001000000000000 | unknown failure (SOCKS reply 99)
			05000009000000000000 | its reply has an address of the unknown type 9
			0500000100           | it closed the connection after its answer of 7 bytes
			""")
	void refusalOfSocks5IsInTheMessage(String answer, String reason) throws Exception {
		startRefusing("050100>0500", SOCKS_CONNECT + ">" + answer);
		assertRefused(builder(ProxyType.SOCKS5), "SOCKS5", reason);
	}

	@Test
	void refusedLoginOfSocks5TellsNoPassword() throws Exception {
		String login = "01" + lengthAndHex(USER) + lengthAndHex(PASSWORD);
		startRefusing("05020002>0502", login + ">0101");
		FramedTcpConnectException ex = assertRefused(builder(ProxyType.SOCKS5, USER, PASSWORD), "SOCKS5",
				"it does not accept the user name and the password (status 1); see framed-tcp.proxy.username");
		assertNothingSecret(ex);
		assertThat(((ConnectFailedException) ex.getCause()).isLoginRefused()).isTrue();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			HTTP/1.1 403 Filtered      | it answered 'HTTP/1.1 403 Filtered'
			HTTP/1.0 502 Bad Gateway   | it answered 'HTTP/1.0 502 Bad Gateway'
					HTTP/1.1 ok                | its answer has no status: HTTP/1.1 ok
			SSH-2.0-OpenSSH            | byte 1 of its answer is 0x53, so it is no HTTP/1.1 proxy
			HTTP/2                     | byte 6 of its answer is 0x32, so it is no HTTP/1.1 proxy
			""")
	void refusalOfAnHttpProxyIsInTheMessage(String answer, String reason) throws Exception {
		startRefusing(hex(HTTP_CONNECT + "\r\n") + ">" + hex(answer + "\r\nContent-Length: 4\r\n\r\nbody"));
		FramedTcpConnectException ex = assertRefused(builder(ProxyType.HTTP_CONNECT), "HTTP", reason);
		assertThat(((ConnectFailedException) ex.getCause()).getSummary()).doesNotContain("Filtered", "Gateway");
	}

	@Test
	void httpProxyThatWantsALoginSaysSo() throws Exception {
		startRefusing(hex(HTTP_CONNECT + "\r\n") + ">" + hex("HTTP/1.1 407 Who are you\r\n\r\n"));
		assertRefused(builder(ProxyType.HTTP_CONNECT), "HTTP", "it answered 'HTTP/1.1 407 Who are you'; set "
				+ "framed-tcp.proxy.username and framed-tcp.proxy.password");
	}

	@Test
	void httpProxyThatIsAskedBySocks5IsRecognised() throws Exception {
		startRefusing("050100>" + hex("HTTP/1.1 400 Bad Request\r\n\r\n"));
		assertRefused(builder(ProxyType.SOCKS5), "SOCKS5",
				"its answer begins with 0x48, so it is no SOCKS5 proxy; if it speaks HTTP, let "
						+ "framed-tcp.proxy.type be http-connect");
	}

	@Test
	void socksProxyThatIsAskedByHttpIsRecognised() throws Exception {
		startRefusing(hex(HTTP_CONNECT + "\r\n") + ">05ff");
		assertRefused(builder(ProxyType.HTTP_CONNECT), "HTTP",
				"byte 1 of its answer is 0x05, so it is no HTTP/1.1 proxy; if it speaks SOCKS5, let "
						+ "framed-tcp.proxy.type be socks5");
	}

	@ParameterizedTest
	@ValueSource(ints = { 401, 407 })
	void refusalThatRepeatsTheLoginDoesNotShowIt(int status) throws Exception {
		String request = HTTP_CONNECT + "Proxy-Authorization: Basic YWxpY2UtNzc6czNjcjN0LXBhc3M=\r\n\r\n";
		startRefusing(hex(request) + ">" + hex("HTTP/1.1 " + status + " Not " + USER + " with " + PASSWORD
				+ " or YWxpY2UtNzc6czNjcjN0LXBhc3M=\r\n\r\n"));
		FramedTcpConnectException ex = assertRefused(builder(ProxyType.HTTP_CONNECT, USER, PASSWORD), "HTTP",
				"it answered 'HTTP/1.1 " + status + " Not *** with *** or ***'; see framed-tcp.proxy.username");
		assertNothingSecret(ex);
		assertThat(((ConnectFailedException) ex.getCause()).isLoginRefused()).isTrue();
	}

	@Test
	void refusalThatRepeatsALoginBeyondAsciiDoesNotShowIt() throws Exception {
		String password = "p\u00e4ssword";
		byte[] login = (USER + ":" + password).getBytes(StandardCharsets.UTF_8);
		String request = HTTP_CONNECT + "Proxy-Authorization: Basic " + Base64.getEncoder().encodeToString(login)
				+ "\r\n\r\n";
		String answer = "HTTP/1.1 407 No " + new String(login, StandardCharsets.ISO_8859_1);
		startRefusing(hex(request) + ">" + hex(answer + " or " + password + "\r\n\r\n"));
		FramedTcpConnectException ex = assertRefused(builder(ProxyType.HTTP_CONNECT, USER, password), "HTTP",
				"it answered 'HTTP/1.1 407 No ***:*** or ***'; see framed-tcp.proxy.username");
		assertThat(ex).hasMessageNotContaining("ssword");
	}

	@Test
	void socks5ProxyThatClosesBehindItsReplyCodeIsUnderstood() throws Exception {
		startRefusing("050100>0500", SOCKS_CONNECT + ">0505");
		assertRefused(builder(ProxyType.SOCKS5), "SOCKS5", "connection refused (SOCKS reply 5)");
	}

	@Test
	void refusalNamesThePropertiesOfTheClient() throws Exception {
		startRefusing("050100>05ff");
		try (FramedTcpTemplate template = builder(ProxyType.SOCKS5)
			.connection((connection) -> connection.propertyPrefix("framed-tcp.clients.payments."))
			.build()) {
			FramedTcpConnectException ex = catchThrowableOfType(FramedTcpConnectException.class,
					() -> exchange(template, "one"));
			assertThat(ex).hasMessageContaining("it wants a login; set framed-tcp.clients.payments.proxy.username and "
					+ "framed-tcp.clients.payments.proxy.password. [client=");
			assertThat(((ConnectFailedException) ex.getCause()).getSummary())
				.contains("framed-tcp.clients.payments.proxy.username");
			assertThat(ex).rootCause()
				.isInstanceOf(ProxyRefusedException.class)
				.hasMessageContaining("set framed-tcp.clients.payments.proxy.username");
			assertThat(ex.getCause().getCause()).hasMessageContaining("framed-tcp.clients.payments.proxy.password");
		}
	}

}
