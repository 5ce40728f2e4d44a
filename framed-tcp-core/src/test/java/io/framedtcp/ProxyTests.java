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
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.framedtcp.config.ProxySettings;
import io.framedtcp.config.ProxyType;
import io.framedtcp.config.TlsSettings;
import io.framedtcp.pool.ConnectionStatus;
import io.framedtcp.spi.ConnectFailedException;
import io.framedtcp.spi.ConnectionAttributes.Key;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.support.LocalhostTls;
import io.framedtcp.support.Ports;
import io.framedtcp.support.RelayingProxy;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.TlsTerminator;

import static io.framedtcp.support.Bytes.bytes;
import static io.framedtcp.support.Bytes.exchange;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Connections by a SOCKS5 proxy and by an HTTP proxy. The server has a name that only the
 * proxy knows.
 */
@Timeout(30)
class ProxyTests {

	private static final HexFormat HEX = HexFormat.of();

	private static final int NOBODY = 0;

	private static final String NAME = "server.internal";

	private static final String SOCKS_CONNECT = "050100030f" + HEX.formatHex(bytes(NAME)) + "2328";

	private static final String SOCKS_CONNECTED = "05000001000000000000";

	private static final String HTTP_CONNECT = "CONNECT " + NAME + ":9000 HTTP/1.1\r\nHost: " + NAME + ":9000\r\n";

	private static final String USER = "alice-77";

	private static final String PASSWORD = "s3cr3t-pass";

	private static LocalhostTls tls;

	private final FramedTcpServer server = FramedTcpServer.echo();

	private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();

	private RelayingProxy proxy;

	@BeforeAll
	static void makeCertificate() {
		tls = LocalhostTls.create();
	}

	@AfterEach
	void stop() throws IOException {
		this.proxy.close();
		this.server.close();
	}

	@Test
	void callsGoThroughASocks5Proxy() throws Exception {
		start(this.server.port(), "050100>0500", SOCKS_CONNECT + ">" + SOCKS_CONNECTED);
		try (FramedTcpTemplate template = builder(ProxyType.SOCKS5).build()) {
			assertThat(exchange(template, "one")).isEqualTo("one");
			assertThat(exchange(template, "two")).isEqualTo("two");
			assertThat(this.asked).containsExactly("050100", SOCKS_CONNECT);
			assertThat(template.getPool().connections().openConnections()).singleElement()
				.satisfies((connection) -> assertThat(connection.info().address()).isEqualTo(NAME + ":9000"));
		}
	}

	@Test
	void socks5ProxyIsToldTheUserNameAndThePasswordIfItWantsThem() throws Exception {
		String login = "01" + lengthAndHex(USER) + lengthAndHex(PASSWORD);
		start(this.server.port(), "05020002>0502", login + ">0100", SOCKS_CONNECT + ">" + SOCKS_CONNECTED);
		try (FramedTcpTemplate template = builder(ProxyType.SOCKS5, USER, PASSWORD).build()) {
			assertThat(exchange(template, "one")).isEqualTo("one");
			assertThat(this.asked).containsExactly("05020002", login, SOCKS_CONNECT);
		}
	}

	@ParameterizedTest
	@CsvSource({ "10.1.2.3, 050100010a0102032328", "2001:db8::7, 0501000420010db80000000000000000000000072328" })
	void socks5ProxyIsToldAnIpAddressAsSuch(String host, String request) throws Exception {
		start(this.server.port(), "050100>0500", request + ">050000030461626364ffff");
		try (FramedTcpTemplate template = FramedTcpTemplate.builder(host, 9000)
			.connection((connection) -> connection.proxy(settings(ProxyType.SOCKS5)))
			.build()) {
			assertThat(exchange(template, "one")).isEqualTo("one");
			assertThat(this.asked).contains(request);
		}
	}

	@Test
	void callsGoThroughAnHttpProxy() throws Exception {
		String request = HTTP_CONNECT + "\r\n";
		start(this.server.port(),
				hex(request) + ">" + hex("HTTP/1.1 200 Connection established\r\nVia: proxy\r\nX: y\r\n\r\n"));
		try (FramedTcpTemplate template = builder(ProxyType.HTTP_CONNECT).build()) {
			assertThat(exchange(template, "one")).isEqualTo("one");
			assertThat(exchange(template, "two")).isEqualTo("two");
			assertThat(this.asked).containsExactly(hex(request));
			assertThat(this.proxy.accepted()).isOne();
		}
	}

	@Test
	void httpProxyIsToldTheUserNameAndThePassword() throws Exception {
		String request = HTTP_CONNECT + "Proxy-Authorization: Basic YWxpY2UtNzc6czNjcjN0LXBhc3M=\r\n\r\n";
		start(this.server.port(), hex(request) + ">" + hex("HTTP/1.0 200 OK\n\n"));
		try (FramedTcpTemplate template = builder(ProxyType.HTTP_CONNECT, USER, PASSWORD).build()) {
			assertThat(exchange(template, "one")).isEqualTo("one");
		}
	}

	@ParameterizedTest
	@EnumSource(ProxyType.class)
	void tlsIsSpokenWithTheServerBehindTheProxy(ProxyType type) throws Exception {
		try (TlsTerminator terminator = new TlsTerminator(tls.server(), this.server.port())) {
			String host = "localhost:9000";
			String head = "CONNECT " + host + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
			if (type == ProxyType.SOCKS5) {
				start(terminator.port(), "050100>0500", "0501000309" + hex("localhost") + "2328>" + SOCKS_CONNECTED);
			}
			else {
				start(terminator.port(), hex(head) + ">" + hex("HTTP/1.1 200 OK\r\n\r\n"));
			}
			try (FramedTcpTemplate template = FramedTcpTemplate.builder("localhost", 9000)
				.tls(TlsSettings.of(tls.client()))
				.connection((connection) -> connection.proxy(settings(type)))
				.build()) {
				assertThat(exchange(template, "one")).isEqualTo("one");
			}
		}
	}

	@Test
	void bytesOfTheServerBehindTheAnswerOfTheProxyAreTheServers() throws Exception {
		// The greeting comes in one segment with the proxy's answer.
		String greeting = "0000000548656c6c6f";
		start(this.server.port(), "050100>0500", SOCKS_CONNECT + ">" + SOCKS_CONNECTED + greeting);
		try (FramedTcpTemplate template = builder(ProxyType.SOCKS5)
			.initializer((connection) -> assertThat(connection.receive()).isEqualTo(bytes("Hello")))
			.build()) {
			assertThat(exchange(template, "one")).isEqualTo("one");
		}
	}

	@Test
	void callersMayShareConnectionsThroughAProxy() throws Exception {
		start(this.server.port(), "050100>0500", SOCKS_CONNECT + ">" + SOCKS_CONNECTED);
		try (FramedTcpTemplate template = builder(ProxyType.SOCKS5).shared((shared) -> shared.inOrder()).build()) {
			assertThat(exchange(template, "one")).isEqualTo("one");
			assertThat(template.async().sendAndReceive(bytes("two"))).succeedsWithin(Duration.ofSeconds(10))
				.isEqualTo(bytes("two"));
			assertThat(this.proxy.accepted()).isOne();
		}
	}

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
	void reasonOfAnHttpProxyMayHaveAnyBytes() throws Exception {
		// The second byte is the end of a line in Unicode.
		start(this.server.port(), hex(HTTP_CONNECT + "\r\n") + ">" + hex("HTTP/1.1 200 \u00c3\u0085\r\n\r\n"));
		try (FramedTcpTemplate template = builder(ProxyType.HTTP_CONNECT).build()) {
			assertThat(exchange(template, "one")).isEqualTo("one");
		}
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
	void nameThatLooksLikeAnAddressIsNotResolved() throws Exception {
		String host = "10.1.2.300";
		String request = "050100030a" + hex(host) + "2328";
		start(this.server.port(), "050100>0500", request + ">" + SOCKS_CONNECTED);
		try (FramedTcpTemplate template = FramedTcpTemplate.builder(host, 9000)
			.connection((connection) -> connection.proxy(settings(ProxyType.SOCKS5)))
			.build()) {
			assertThat(exchange(template, "one")).isEqualTo("one");
			assertThat(this.asked).contains(request);
		}
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
		}
	}

	@Test
	void addressIsUsedAgainThoughMatchersNeedWhatTheInitializerLearns() throws Exception {
		AtomicBoolean refusing = new AtomicBoolean(true);
		Key<String> token = Key.of("token", String.class);
		this.proxy = new RelayingProxy(this.server.port(), (in, out) -> {
			in.readNBytes(3);
			out.write(HEX.parseHex("0500"));
			boolean refused = in.readNBytes(10)[9] == 1 && refusing.get();
			out.write(HEX.parseHex(refused ? "05050001000000000000" : SOCKS_CONNECTED));
			return !refused;
		});
		try (FramedTcpTemplate template = FramedTcpTemplate.builder("10.1.2.3", 1)
			.connection((connection) -> connection.address("10.1.2.3", 2)
				.proxy(settings(ProxyType.SOCKS5))
				.addressRetryDelay(Duration.ofMillis(20)))
			.initializer((connection) -> connection.attributes().set(token, "x"))
			.matcher(ExchangeMatcher.perConnection((attributes) -> {
				attributes.require(token);
				return ExchangeMatcher.anyReply();
			}))
			.build()) {
			assertThat(exchange(template, "one")).isEqualTo("one");
			assertThat(address(template)).isEqualTo("10.1.2.3:2");
			refusing.set(false);
			Awaitility.await().untilAsserted(() -> {
				template.getPool().evictIdle();
				assertThat(exchange(template, "two")).isEqualTo("two");
				assertThat(address(template)).isEqualTo("10.1.2.3:1");
			});
		}
	}

	@ParameterizedTest
	@EnumSource(ProxyType.class)
	void handshakeWithTheProxyIsBoundedByTheConnectTimeout(ProxyType type) throws Exception {
		CountDownLatch end = new CountDownLatch(1);
		this.proxy = new RelayingProxy(1, (in, out) -> end.await(20, TimeUnit.SECONDS) && in.available() < 0);
		long start = System.nanoTime();
		try (FramedTcpTemplate template = builder(type)
			.connection((connection) -> connection.connectTimeout(Duration.ofMillis(200)))
			.build()) {
			FramedTcpConnectException ex = catchThrowableOfType(FramedTcpConnectException.class,
					() -> exchange(template, "one"));
			assertThat(ex).hasMessageContaining("the proxy did not connect to the server: timed out after ")
				.hasMessageContaining(" ms, it had answered nothing. Check that the proxy can reach the server");
			assertThat(ex.getPhase()).isEqualTo(Phase.PROXY);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
		}
		finally {
			end.countDown();
		}
	}

	@Test
	void proxyThatCannotBeReachedIsNamed() throws Exception {
		startRefusing();
		int nobody = Ports.unused();
		try (FramedTcpTemplate template = FramedTcpTemplate.builder(NAME, 9000)
			.connection((connection) -> connection.proxy(ProxySettings.socks5("127.0.0.1", nobody)))
			.build()) {
			assertThat(catchThrowableOfType(FramedTcpConnectException.class, () -> exchange(template, "one")))
				.hasMessageContaining(NAME + ":9000 via SOCKS5 proxy 127.0.0.1:" + nobody
						+ ": the proxy cannot be reached: Connection refused");
		}
	}

	@Test
	void nameOfTheProxyIsResolvedAndNotThatOfTheServer() throws Exception {
		startRefusing();
		try (FramedTcpTemplate template = FramedTcpTemplate.builder(NAME, 9000)
			.connection((connection) -> connection.proxy(ProxySettings.httpConnect("proxy.invalid", 3128))
				.lookup((host) -> {
					this.asked.add(host);
					throw new UnknownHostException(host + ": unknown");
				}))
			.build()) {
			assertThat(catchThrowableOfType(FramedTcpConnectException.class, () -> exchange(template, "one")))
				.hasMessageContaining("HTTP proxy proxy.invalid:3128: cannot resolve the host name");
			assertThat(this.asked).containsOnly("proxy.invalid");
		}
	}

	private FramedTcpConnectException assertRefused(FramedTcpTemplateBuilder builder, String protocol, String reason) {
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

	private static void assertNothingSecret(Throwable ex) {
		StringWriter trace = new StringWriter();
		ex.printStackTrace(new PrintWriter(trace));
		assertThat(trace.toString()).doesNotContain(USER, PASSWORD, "YWxpY2UtNzc6czNjcjN0LXBhc3M=");
	}

	private FramedTcpTemplateBuilder builder(ProxyType type) {
		return FramedTcpTemplate.builder(NAME, 9000).connection((connection) -> connection.proxy(settings(type)));
	}

	private FramedTcpTemplateBuilder builder(ProxyType type, String username, String password) {
		return FramedTcpTemplate.builder(NAME, 9000)
			.connection((connection) -> connection.proxy(settings(type).credentials(username, password)));
	}

	private ProxySettings settings(ProxyType type) {
		return (type == ProxyType.SOCKS5) ? ProxySettings.socks5(this.proxy.host(), this.proxy.port())
				: ProxySettings.httpConnect(this.proxy.host(), this.proxy.port());
	}

	private void startRefusing(String... turns) throws IOException {
		start(NOBODY, turns);
	}

	/**
	 * Starts a proxy that reads what it expects, and answers.
	 * @param target port of the server, or 0 to close the connection then
	 * @param turns for each what it expects and what it answers, in hexadecimal
	 * @throws IOException if that fails
	 */
	private void start(int target, String... turns) throws IOException {
		this.proxy = new RelayingProxy(target, (in, out) -> {
			for (String turn : turns) {
				String[] parts = turn.split(">", 2);
				this.asked.add(HEX.formatHex(in.readNBytes(parts[0].length() / 2)));
				out.write(HEX.parseHex(parts[1]));
			}
			return target != NOBODY;
		});
	}

	private static String address(FramedTcpTemplate template) {
		List<ConnectionStatus> connections = template.getPool().connections().openConnections();
		return connections.get(connections.size() - 1).info().address();
	}

	private static String lengthAndHex(String text) {
		return String.format("%02x", text.length()) + hex(text);
	}

	private static String hex(String text) {
		return HEX.formatHex(text.getBytes(StandardCharsets.ISO_8859_1));
	}

}
