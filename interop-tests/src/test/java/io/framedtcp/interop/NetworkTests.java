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

package io.framedtcp.interop;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.framedtcp.FramedTcpConnectException;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.Phase;
import io.framedtcp.autoconfigure.FramedTcpAutoConfiguration;
import io.framedtcp.config.ProxyProtocol;
import io.framedtcp.framing.DelimiterFraming;
import io.framedtcp.framing.UntilCloseFraming;
import io.framedtcp.spi.ConnectionInfo;
import io.framedtcp.spi.SynchronousPoolListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Reaches memcached through dante and microsocks (SOCKS5), tinyproxy (HTTP) and a haproxy
 * that expects the PROXY protocol.
 */
@Tag(DebianServer.TAG)
class NetworkTests {

	private static final int CALLS = 20;

	private static final String[] MEMCACHED = { "framed-tcp.framing.length-field.offset=8",
			"framed-tcp.framing.length-field.size=4", "framed-tcp.framing.length-field.adjustment=12",
			"framed-tcp.framing.length-field.keep-header=true" };

	private static final String[] LOGIN = { "framed-tcp.proxy.username=alice", "framed-tcp.proxy.password=s3cret-77" };

	@ParameterizedTest
	@CsvSource({ "dante, 127.0.0.1", "dante, localhost", "tinyproxy-open, 127.0.0.1", "tinyproxy-open, localhost" })
	void callsInARowGoOverOneConnectionThroughTheProxy(String proxy, String host) {
		memcached("memcached").withPropertyValues("framed-tcp.host=" + host)
			.withPropertyValues(by(proxy))
			.run((context) -> {
				FramedTcpTemplate template = context.getBean(FramedTcpTemplate.class);
				for (int i = 0; i < CALLS; i++) {
					call(template, i);
				}
				assertThat(template.getPool().statistics().opened()).isOne();
				assertThat(template.getPool().statistics().closed()).isEmpty();
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "dante", "tinyproxy-open" })
	void tlsIsSpokenWithTheServerBehindTheProxy(String proxy) {
		memcached("stunnel-tls1.3").withPropertyValues(by(proxy))
			.withPropertyValues(tls())
			.run((context) -> call(context.getBean(FramedTcpTemplate.class), 1));
	}

	@ParameterizedTest
	@ValueSource(strings = { "microsocks", "tinyproxy-login" })
	void proxyKnowsTheClientByItsLogin(String proxy) {
		memcached("memcached").withPropertyValues(by(proxy))
			.withPropertyValues(LOGIN)
			.run((context) -> call(context.getBean(FramedTcpTemplate.class), 1));
	}

	@Test
	void proxySendsAwayAClientWithoutLogin() {
		assertRefused("microsocks", "memcached", (message) -> assertThat(message)
			.contains("it wants a login; set framed-tcp.proxy.username and framed-tcp.proxy.password"));
		assertRefused("tinyproxy-login", "memcached", (message) -> assertThat(message).contains("it answered 'HTTP/1.",
				" 407 ", "'; set framed-tcp.proxy.username and framed-tcp.proxy.password"));
	}

	@Test
	void proxySendsAwayAClientWithAWrongLogin() {
		assertRefused("microsocks", "memcached",
				(message) -> assertThat(message)
					.contains("it does not accept the user name and the password", "see framed-tcp.proxy.username")
					.doesNotContain("mallory", "wrong-88"),
				"framed-tcp.proxy.username=mallory", "framed-tcp.proxy.password=wrong-88");
		assertRefused("tinyproxy-login", "memcached",
				(message) -> assertThat(message)
					.contains("it answered 'HTTP/1.", " 40", "see framed-tcp.proxy.username")
					.doesNotContain("mallory", "wrong-88"),
				"framed-tcp.proxy.username=mallory", "framed-tcp.proxy.password=wrong-88");
	}

	@Test
	void connectionThatTheProxyDoesNotAllowIsRefused() {
		assertRefused("dante", "nsd",
				(message) -> assertThat(message).contains("its rules do not allow the connection (SOCKS reply 2)"));
		assertRefused("tinyproxy-open", "nsd",
				(message) -> assertThat(message).contains("it answered 'HTTP/1.", " 403 "));
	}

	@Test
	void serverThatDoesNotRunIsToldByTheProxy() {
		assertRefused("dante", "nobody",
				(message) -> assertThat(message).contains("connection refused (SOCKS reply 5)"));
		assertRefused("tinyproxy-open", "nobody",
				(message) -> assertThat(message).contains("it answered 'HTTP/1.", " 50"));
	}

	@Test
	void proxyOfTheOtherTypeSendsTheClientAwayOrLetsItWait() {
		assertRefused("dante", "memcached",
				(message) -> assertThat(message).contains("it closed the connection without an answer"),
				"framed-tcp.proxy.type=http-connect");
		assertRefused("tinyproxy-open", "memcached", (message) -> assertThat(message).contains("timed out after"),
				"framed-tcp.proxy.type=socks5", "framed-tcp.connect-timeout=500ms");
	}

	@ParameterizedTest
	@ValueSource(strings = { "v1", "v2" })
	void serverThatExpectsTheProxyProtocolIsToldTheAddresses(String version) {
		memcached("haproxy-proxied").withPropertyValues("framed-tcp.proxy-protocol=" + version).run((context) -> {
			FramedTcpTemplate template = context.getBean(FramedTcpTemplate.class);
			for (int i = 0; i < CALLS; i++) {
				call(template, i);
			}
			assertThat(template.getPool().statistics().opened()).isOne();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "v1", "v2" })
	void addressesAreToldBeforeTls(String version) {
		memcached("haproxy-proxiedtls").withPropertyValues("framed-tcp.proxy-protocol=" + version)
			.withPropertyValues(tls())
			.withPropertyValues("framed-tcp.ssl.server-name=localhost")
			.run((context) -> call(context.getBean(FramedTcpTemplate.class), 1));
	}

	@ParameterizedTest
	@EnumSource(ProxyProtocol.class)
	void addressesThatAreToldAreThoseOfTheConnection(ProxyProtocol version) throws Exception {
		int port = new DebianServer("haproxy-told").port();
		BlockingQueue<ConnectionInfo> opened = new LinkedBlockingQueue<>();
		SynchronousPoolListener listener = new SynchronousPoolListener() {

			@Override
			public void connectionOpened(ConnectionInfo connection, Duration elapsed) {
				opened.add(connection);
			}

		};
		try (FramedTcpTemplate template = FramedTcpTemplate.builder("127.0.0.1", port)
			.framing(DelimiterFraming.endingWith("\r\n\r\n".getBytes(StandardCharsets.US_ASCII))
				.withReplies(UntilCloseFraming.untilClose()))
			.connection((connection) -> connection.proxyProtocol(version))
			.listener(listener)
			.build()) {
			byte[] request = "GET / HTTP/1.1\r\nHost: told\r\nConnection: close".getBytes(StandardCharsets.US_ASCII);
			String reply = new String(template.sendAndReceive(request), StandardCharsets.US_ASCII);
			ConnectionInfo connection = opened.poll(10, TimeUnit.SECONDS);
			assertThat(reply).endsWith("\r\n\r\n127.0.0.1:" + connection.localPort() + " 127.0.0.1:" + port);
		}
	}

	private static void call(FramedTcpTemplate template, int number) {
		MemcachedPackets.checkGet(template.sendAndReceive(MemcachedPackets.get(number)), number);
	}

	private static void assertRefused(String proxy, String server, Consumer<String> message, String... properties) {
		memcached(server).withPropertyValues(by(proxy)).withPropertyValues(properties).run((context) -> {
			FramedTcpConnectException ex = catchThrowableOfType(FramedTcpConnectException.class,
					() -> call(context.getBean(FramedTcpTemplate.class), 1));
			assertThat(ex.getPhase()).isEqualTo(Phase.PROXY);
			assertThat(ex.isRequestMaybeSent()).isFalse();
			message.accept(ex.getMessage());
		});
	}

	private static ApplicationContextRunner memcached(String server) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, FramedTcpAutoConfiguration.class))
			.withPropertyValues("framed-tcp.host=127.0.0.1", "framed-tcp.port=" + new DebianServer(server).port())
			.withPropertyValues(MEMCACHED);
	}

	private static String[] by(String proxy) {
		return new String[] { "framed-tcp.proxy.host=127.0.0.1",
				"framed-tcp.proxy.port=" + new DebianServer(proxy).port(),
				"framed-tcp.proxy.type=" + (proxy.startsWith("tinyproxy") ? "http-connect" : "socks5") };
	}

	private static String[] tls() {
		return new String[] { "framed-tcp.ssl.bundle=peer", "spring.ssl.bundle.pem.peer.truststore.certificate=file:"
				+ Path.of(System.getProperty("interop.certificates"), "ca.pem") };
	}

}
