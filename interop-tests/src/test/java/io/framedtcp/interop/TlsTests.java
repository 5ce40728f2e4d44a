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
import java.util.Locale;
import java.util.function.Consumer;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.framedtcp.FramedTcpException;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.autoconfigure.FramedTcpAutoConfiguration;
import io.framedtcp.pool.ConnectionStatus;
import io.framedtcp.pool.FramedConnectionPool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Speaks TLS with OpenSSL, which both peers are made of: stunnel in front of memcached,
 * and s_server, which sends back each line reversed.
 */
@Tag(DebianServer.TAG)
class TlsTests {

	private static final int CALLS = 20;

	private static final String[] MEMCACHED = { "framed-tcp.framing.length-field.offset=8",
			"framed-tcp.framing.length-field.size=4", "framed-tcp.framing.length-field.adjustment=12",
			"framed-tcp.framing.length-field.keep-header=true" };

	private static final String[] LINES = { "framed-tcp.framing.type=lines" };

	@ParameterizedTest
	@ValueSource(strings = { "stunnel-tls1.2", "stunnel-tls1.3", "openssl-tls1.2", "openssl-tls1.3" })
	void callsInARowGoOverOneConnectionOfTheServersVersion(String server) {
		run(server, false, (client) -> {
			for (int i = 0; i < CALLS; i++) {
				call(server, client, i);
			}
			FramedConnectionPool pool = client.getPool();
			assertThat(pool.statistics().opened()).isOne();
			assertThat(pool.statistics().closed()).isEmpty();
			assertThat(pool.connections().openConnections()).extracting(ConnectionStatus::tls)
				.extracting((tls) -> tls.protocol().toLowerCase(Locale.ROOT).replace("v", ""))
				.containsExactly(server.substring(server.indexOf('-') + 1));
		});
	}

	/** Session tickets of TLS 1.3 come on their own, before the first call. */
	@ParameterizedTest
	@ValueSource(strings = { "stunnel-tls1.2", "stunnel-tls1.3", "openssl-tls1.2", "openssl-tls1.3" })
	void connectionKeptReadyIsNotRetiredForSessionTickets(String server) {
		run(server, false, (client) -> {
			FramedConnectionPool pool = client.getPool();
			Awaitility.await().until(() -> pool.counts().idle() == 1);
			Awaitility.await().during(Duration.ofMillis(500)).until(() -> pool.counts().idle() == 1);
			call(server, client, 1);
			assertThat(pool.statistics().opened()).isOne();
			assertThat(pool.statistics().closed()).isEmpty();
		}, "framed-tcp.pool.min-idle=1", "framed-tcp.pool.housekeeping-interval=50ms");
	}

	@ParameterizedTest
	@ValueSource(strings = { "stunnel-mutual", "openssl-mutual" })
	void serverKnowsTheClientByItsCertificate(String server) {
		for (String version : new String[] { "TLSv1.2", "TLSv1.3" }) {
			run(server, true, (client) -> {
				call(server, client, 1);
				call(server, client, 2);
				assertThat(client.getPool().statistics().opened()).isOne();
			}, "spring.ssl.bundle.pem.peer.options.enabled-protocols=" + version);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "stunnel-mutual", "openssl-mutual" })
	void clientWithoutCertificateIsSentAway(String server) {
		for (String version : new String[] { "TLSv1.2", "TLSv1.3" }) {
			run(server, false,
					(client) -> assertThatExceptionOfType(FramedTcpException.class)
						.isThrownBy(() -> call(server, client, 1))
						.withMessageContaining("127.0.0.1:" + port(server)),
					"spring.ssl.bundle.pem.peer.options.enabled-protocols=" + version);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "stunnel-tls1.3", "openssl-tls1.3" })
	void serverOfAStrangersCertificateIsNotTrusted(String server) {
		run(server, false,
				(client) -> assertThatExceptionOfType(FramedTcpException.class)
					.isThrownBy(() -> call(server, client, 1))
					.withMessageContaining("PKIX"),
				"spring.ssl.bundle.pem.peer.truststore.certificate=" + certificate("stranger.pem"));
	}

	private static void call(String server, FramedTcpTemplate client, int number) {
		if (isMemcached(server)) {
			MemcachedPackets.checkGet(client.sendAndReceive(MemcachedPackets.get(number)), number);
		}
		else {
			String line = "call " + number;
			assertThat(client.sendAndReceive(line.getBytes(StandardCharsets.US_ASCII)))
				.asString(StandardCharsets.US_ASCII)
				.isEqualTo(new StringBuilder(line).reverse().toString());
		}
	}

	/**
	 * Start a client of one connection, as s_server serves one at a time.
	 * @param server name of the server
	 * @param withKey whether the client has a certificate
	 * @param use what to do with the client
	 * @param properties further ones
	 */
	private static void run(String server, boolean withKey, Consumer<FramedTcpTemplate> use, String... properties) {
		ApplicationContextRunner runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, FramedTcpAutoConfiguration.class))
			.withPropertyValues("framed-tcp.host=127.0.0.1", "framed-tcp.port=" + port(server),
					"framed-tcp.pool.max-total=1", "framed-tcp.ssl.bundle=peer",
					"spring.ssl.bundle.pem.peer.truststore.certificate=" + certificate("ca.pem"))
			.withPropertyValues(isMemcached(server) ? MEMCACHED : LINES)
			.withPropertyValues(properties);
		if (withKey) {
			runner = runner.withPropertyValues(
					"spring.ssl.bundle.pem.peer.keystore.certificate=" + certificate("client.pem"),
					"spring.ssl.bundle.pem.peer.keystore.private-key=" + certificate("client.key"));
		}
		runner.run((context) -> use.accept(context.getBean(FramedTcpTemplate.class)));
	}

	private static boolean isMemcached(String server) {
		return server.startsWith("stunnel");
	}

	private static int port(String server) {
		return new DebianServer(server).port();
	}

	private static String certificate(String file) {
		return "file:" + Path.of(System.getProperty("interop.certificates"), file);
	}

}
