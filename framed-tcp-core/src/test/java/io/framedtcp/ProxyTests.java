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
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.framedtcp.config.ProxySettings;
import io.framedtcp.config.ProxyType;
import io.framedtcp.config.TlsSettings;
import io.framedtcp.pool.ConnectionStatus;
import io.framedtcp.spi.ConnectionAttributes.Key;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.support.LocalhostTls;
import io.framedtcp.support.Ports;
import io.framedtcp.support.RelayingProxy;
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
class ProxyTests extends AbstractProxyTests {

	private static LocalhostTls tls;

	@BeforeAll
	static void makeCertificate() {
		tls = LocalhostTls.create();
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
		assertSocks5ProxyIsAsked(host, request, "050000030461626364ffff");
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
				.hasMessageContaining(" ms, it had answered nothing. The bound was framed-tcp."
						+ "connect-timeout=200ms. Check that the proxy can reach the server");
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

	@Test
	void reasonOfAnHttpProxyMayHaveAnyBytes() throws Exception {
		// The second byte is the end of a line in Unicode.
		start(this.server.port(), hex(HTTP_CONNECT + "\r\n") + ">" + hex("HTTP/1.1 200 \u00c3\u0085\r\n\r\n"));
		try (FramedTcpTemplate template = builder(ProxyType.HTTP_CONNECT).build()) {
			assertThat(exchange(template, "one")).isEqualTo("one");
		}
	}

	@Test
	void nameThatLooksLikeAnAddressIsNotResolved() throws Exception {
		String host = "10.1.2.300";
		assertSocks5ProxyIsAsked(host, "050100030a" + hex(host) + "2328", SOCKS_CONNECTED);
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

	private void assertSocks5ProxyIsAsked(String host, String request, String answer) throws IOException {
		start(this.server.port(), "050100>0500", request + ">" + answer);
		try (FramedTcpTemplate template = FramedTcpTemplate.builder(host, 9000)
			.connection((connection) -> connection.proxy(settings(ProxyType.SOCKS5)))
			.build()) {
			assertThat(exchange(template, "one")).isEqualTo("one");
			assertThat(this.asked).contains(request);
		}
	}

	private static String address(FramedTcpTemplate template) {
		List<ConnectionStatus> connections = template.getPool().connections().openConnections();
		return connections.get(connections.size() - 1).info().address();
	}

}
