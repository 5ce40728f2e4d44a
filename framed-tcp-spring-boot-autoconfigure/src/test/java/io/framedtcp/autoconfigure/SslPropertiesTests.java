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

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.pem.PemContent;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.framedtcp.FramedTcpConnectException;
import io.framedtcp.FramedTcpException;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.TlsIdentity;
import io.framedtcp.test.TlsTerminator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * TLS by SSL bundles.
 */
@ExtendWith(OutputCaptureExtension.class)
@SuppressWarnings("try")
class SslPropertiesTests {

	private static final String PASSWORD = "changeit";

	private static TlsIdentity localhost;

	private static TlsIdentity own;

	@TempDir
	private Path directory;

	private final FramedTcpServer server = FramedTcpServer.echo();

	private TlsTerminator terminator;

	@BeforeAll
	static void makeIdentities() {
		localhost = TlsIdentity.of("dns:localhost");
		own = TlsIdentity.of("dns:client");
	}

	@BeforeEach
	void start() throws IOException {
		this.terminator = new TlsTerminator(localhost.contextTrusting(own), this.server.port());
		write("trusted.pem", localhost.certificatePem());
	}

	@AfterEach
	void close() {
		this.terminator.close();
		this.server.close();
	}

	@Test
	void bundleSecuresTheClient() {
		contextRunner("framed-tcp.ssl.bundle=switch").run((context) -> {
			assertThat(exchange(context.getBean(FramedTcpTemplate.class), "1")).isEqualTo("1");
			assertThat(context.getBean(FramedConnectionPool.class).connectionSettings().tls()).isNotNull();
		});
	}

	@Test
	void serverNameIsThatOfTheCertificateWhateverIsDialled() {
		contextRunner("framed-tcp.ssl.bundle=switch", "framed-tcp.host=127.0.0.1",
				"framed-tcp.ssl.server-name=localhost")
			.run((context) -> assertThat(exchange(context.getBean(FramedTcpTemplate.class), "1")).isEqualTo("1"));
		contextRunner("framed-tcp.ssl.bundle=switch", "framed-tcp.ssl.server-name=switch.example.com")
			.run((context) -> assertThatExceptionOfType(FramedTcpConnectException.class)
				.isThrownBy(() -> exchange(context.getBean(FramedTcpTemplate.class), "1"))
				.withMessageContaining("switch.example.com"));
	}

	@Test
	void bundleMayHoldTheKeyOfTheClientAndTheProtocols() throws Exception {
		write("own.pem", own.certificatePem());
		write("own.key", own.privateKeyPem());
		try (TlsTerminator strict = new TlsTerminator(localhost.contextTrusting(own), this.server.port(), (socket) -> {
			socket.setNeedClientAuth(true);
			socket.setEnabledProtocols(new String[] { "TLSv1.2" });
		})) {
			contextRunner("framed-tcp.ssl.bundle=switch", "framed-tcp.port=" + strict.port(),
					"spring.ssl.bundle.pem.switch.keystore.certificate=file:" + this.directory.resolve("own.pem"),
					"spring.ssl.bundle.pem.switch.keystore.private-key=file:" + this.directory.resolve("own.key"),
					"spring.ssl.bundle.pem.switch.options.enabled-protocols=TLSv1.2")
				.run((context) -> assertThat(exchange(context.getBean(FramedTcpTemplate.class), "1")).isEqualTo("1"));
			contextRunner("framed-tcp.ssl.bundle=switch", "framed-tcp.port=" + strict.port(),
					"spring.ssl.bundle.pem.switch.options.enabled-protocols=TLSv1.3")
				.run((context) -> assertThatExceptionOfType(FramedTcpConnectException.class)
					.isThrownBy(() -> exchange(context.getBean(FramedTcpTemplate.class), "1"))
					.withMessageContaining("TLS handshake"));
		}
	}

	@Test
	void bundleMayBeOfKeyStoresAndHoldTheKeyOfTheClient() throws Exception {
		Path trustStore = store("trusted.p12", "PKCS12", null);
		Path keyStore = store("own.jks", "JKS", own);
		try (TlsTerminator strict = new TlsTerminator(localhost.contextTrusting(own), this.server.port(),
				(socket) -> socket.setNeedClientAuth(true))) {
			ApplicationContextRunner runner = jksRunner(strict.port(),
					"spring.ssl.bundle.jks.stores.truststore.location=file:" + trustStore,
					"spring.ssl.bundle.jks.stores.truststore.password=" + PASSWORD);
			runner
				.withPropertyValues("spring.ssl.bundle.jks.stores.keystore.location=file:" + keyStore,
						"spring.ssl.bundle.jks.stores.keystore.password=" + PASSWORD)
				.run((context) -> assertThat(exchange(context.getBean(FramedTcpTemplate.class), "1")).isEqualTo("1"));
			runner.run((context) -> assertThatExceptionOfType(FramedTcpException.class)
				.isThrownBy(() -> exchange(context.getBean(FramedTcpTemplate.class), "1")));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
			"TLS_CHACHA20_POLY1305_SHA256" })
	void ciphersAreThoseOfTheBundle(String cipher) {
		contextRunner("framed-tcp.ssl.bundle=switch", "spring.ssl.bundle.pem.switch.options.ciphers=" + cipher)
			.run((context) -> {
				exchange(context.getBean(FramedTcpTemplate.class), "1");
				assertThat(context.getBean(FramedConnectionPool.class).connections().openConnections()).singleElement()
					.satisfies((connection) -> assertThat(connection.tls().cipherSuite()).isEqualTo(cipher));
			});
	}

	@Test
	void serverIsToldByWhichNameItIsAddressedThoughThatHasNoDot() throws Exception {
		assertServerIsTold("localhost", new SNIHostName("localhost"));
	}

	@Test
	void serverIsToldNoNameIfItIsAddressedByNone() throws Exception {
		assertServerIsTold("127.0.0.1");
	}

	@Test
	void nameIsVerifiedUnlessSaidOtherwise() {
		contextRunner("framed-tcp.ssl.bundle=switch", "framed-tcp.host=127.0.0.1")
			.run((context) -> assertThatExceptionOfType(FramedTcpConnectException.class)
				.isThrownBy(() -> exchange(context.getBean(FramedTcpTemplate.class), "1"))
				.withMessageContaining("127.0.0.1"));
		contextRunner("framed-tcp.ssl.bundle=switch", "framed-tcp.host=127.0.0.1",
				"framed-tcp.ssl.verify-hostname=false")
			.run((context) -> assertThat(exchange(context.getBean(FramedTcpTemplate.class), "1")).isEqualTo("1"));
	}

	@Test
	void jvmIsTrustedWithoutABundle() {
		contextRunner("framed-tcp.ssl.enabled=true")
			.run((context) -> assertThatExceptionOfType(FramedTcpConnectException.class)
				.isThrownBy(() -> exchange(context.getBean(FramedTcpTemplate.class), "1"))
				.withMessageContaining("PKIX"));
	}

	@Test
	void bundleIsNotUsedIfDisabled() {
		contextRunner("framed-tcp.ssl.bundle=switch", "framed-tcp.ssl.enabled=false",
				"framed-tcp.port=" + this.server.port())
			.run((context) -> assertThat(exchange(context.getBean(FramedTcpTemplate.class), "1")).isEqualTo("1"));
	}

	@Test
	void bundleThatDoesNotExistStopsTheStartWithThoseThatDo() {
		contextRunner("framed-tcp.ssl.bundle=swich").run((context) -> assertThat(context).getFailure()
			.rootCause()
			.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, (ex) -> {
				assertThat(ex.getName()).isEqualTo("framed-tcp.ssl.bundle");
				assertThat(ex.getReason()).contains("no such SSL bundle; there are switch.");
			}));
	}

	@Test
	void renewedCertificateIsUsedUnderLoadWithoutAFailure() {
		TlsIdentity renewed = TlsIdentity.of("dns:localhost");
		contextRunner("framed-tcp.ssl.bundle=switch", "spring.ssl.bundle.pem.switch.reload-on-update=true",
				"spring.ssl.bundle.watch.file.quiet-period=50ms")
			.run((context) -> {
				FramedTcpTemplate template = context.getBean(FramedTcpTemplate.class);
				AtomicBoolean over = new AtomicBoolean();
				AtomicInteger exchanges = new AtomicInteger();
				ExecutorService callers = Executors.newFixedThreadPool(4);
				try {
					Future<?>[] calls = new Future<?>[4];
					for (int i = 0; i < calls.length; i++) {
						calls[i] = callers.submit(() -> {
							while (!over.get()) {
								String request = "request " + exchanges.incrementAndGet();
								assertThat(exchange(template, request)).isEqualTo(request);
							}
						});
					}
					Awaitility.await().until(() -> exchanges.get() > 100);
					long opened = template.getPool().statistics().opened();
					write("trusted.pem", localhost.certificatePem() + renewed.certificatePem());
					Awaitility.await().until(() -> template.getPool().statistics().opened() > opened);
					int soFar = exchanges.get();
					Awaitility.await().until(() -> exchanges.get() > soFar + 100);
					over.set(true);
					for (Future<?> call : calls) {
						call.get(10, TimeUnit.SECONDS);
					}
				}
				finally {
					over.set(true);
					callers.shutdownNow();
				}
				try (TlsTerminator next = new TlsTerminator(renewed.contextTrusting(), this.server.port());
						FramedTcpTemplate other = FramedTcpTemplate.builder("localhost", next.port())
							.tls(template.getPool().connectionSettings().tls())
							.build()) {
					assertThat(exchange(other, "1")).isEqualTo("1");
				}
			});
	}

	@Test
	void bundleThatCannotBeReadAnyMoreIsNotUsed(CapturedOutput output) {
		contextRunner("framed-tcp.ssl.bundle=switch", "spring.ssl.bundle.pem.switch.reload-on-update=true",
				"spring.ssl.bundle.watch.file.quiet-period=50ms")
			.run((context) -> {
				FramedTcpTemplate template = context.getBean(FramedTcpTemplate.class);
				assertThat(exchange(template, "1")).isEqualTo("1");
				write("trusted.pem", "rubbish");
				Awaitility.await()
					.until(() -> output.toString().contains("Client 'default' goes on with the SSL bundle 'switch'"));
				assertThat(exchange(template, "2")).isEqualTo("2");
				template.getPool().evictAll();
				assertThat(exchange(template, "3")).isEqualTo("3");
			});
	}

	private void assertServerIsTold(String host, SNIServerName... names) throws Exception {
		BlockingQueue<List<SNIServerName>> told = new LinkedBlockingQueue<>();
		try (TlsTerminator listening = new TlsTerminator(localhost.contextTrusting(), this.server.port(),
				(socket) -> socket.addHandshakeCompletedListener(
						(event) -> told.add(((ExtendedSSLSession) event.getSession()).getRequestedServerNames())))) {
			contextRunner("framed-tcp.ssl.bundle=switch", "framed-tcp.host=" + host,
					"framed-tcp.port=" + listening.port(), "framed-tcp.ssl.verify-hostname=false")
				.run((context) -> exchange(context.getBean(FramedTcpTemplate.class), "1"));
			assertThat(told.poll(10, TimeUnit.SECONDS)).containsExactly(names);
		}
	}

	private static ApplicationContextRunner jksRunner(int port, String... properties) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, FramedTcpAutoConfiguration.class))
			.withPropertyValues("framed-tcp.host=localhost", "framed-tcp.port=" + port, "framed-tcp.ssl.bundle=stores")
			.withPropertyValues(properties);
	}

	/**
	 * Write a key store.
	 * @param name name of the file
	 * @param type type of the store
	 * @param identity what to put into it, with the key; {@code null} for the certificate
	 * of the server alone
	 * @return the file
	 */
	private Path store(String name, String type, @Nullable TlsIdentity identity) throws Exception {
		KeyStore store = KeyStore.getInstance(type);
		store.load(null, null);
		if (identity != null) {
			PrivateKey key = PemContent.of(identity.privateKeyPem()).getPrivateKey();
			store.setKeyEntry("own", key, PASSWORD.toCharArray(), certificates(identity));
		}
		else {
			store.setCertificateEntry("trusted", certificates(localhost)[0]);
		}
		Path file = this.directory.resolve(name);
		try (OutputStream out = Files.newOutputStream(file)) {
			store.store(out, PASSWORD.toCharArray());
		}
		return file;
	}

	private static X509Certificate[] certificates(TlsIdentity identity) {
		return PemContent.of(identity.certificatePem()).getCertificates().toArray(X509Certificate[]::new);
	}

	private ApplicationContextRunner contextRunner(String... properties) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, FramedTcpAutoConfiguration.class))
			.withPropertyValues("framed-tcp.host=localhost", "framed-tcp.port=" + this.terminator.port(),
					"spring.ssl.bundle.pem.switch.truststore.certificate=file:" + this.directory.resolve("trusted.pem"))
			.withPropertyValues(properties);
	}

	private void write(String name, String content) throws IOException {
		Path written = Files.writeString(this.directory.resolve(name + ".new"), content);
		Files.move(written, this.directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
	}

	private static String exchange(FramedTcpTemplate template, String request) {
		return new String(template.sendAndReceive(request.getBytes(StandardCharsets.US_ASCII)),
				StandardCharsets.US_ASCII);
	}

}
