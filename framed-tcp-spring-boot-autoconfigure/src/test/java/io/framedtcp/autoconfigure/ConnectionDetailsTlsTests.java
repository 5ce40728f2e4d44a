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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import io.framedtcp.FramedTcpConnectException;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.config.ServerAddress;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.TlsIdentity;
import io.framedtcp.test.TlsTerminator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FramedTcpConnectionDetails}: TLS.
 */
class ConnectionDetailsTlsTests {

	private static TlsIdentity localhost;

	@TempDir
	private Path directory;

	private final FramedTcpServer server = FramedTcpServer.echo();

	private TlsTerminator terminator;

	private ApplicationContextRunner contextRunner;

	@BeforeAll
	static void makeIdentity() {
		localhost = TlsIdentity.of("dns:localhost");
	}

	@BeforeEach
	void start() throws IOException {
		this.terminator = new TlsTerminator(localhost.contextTrusting(), this.server.port());
		trust(localhost.certificatePem());
		this.contextRunner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, FramedTcpAutoConfiguration.class))
			.withPropertyValues("spring.ssl.bundle.pem.switch.truststore.certificate=file:" + trusted(),
					"spring.ssl.bundle.pem.switch.reload-on-update=true",
					"spring.ssl.bundle.watch.file.quiet-period=50ms");
	}

	@AfterEach
	void close() {
		this.terminator.close();
		this.server.close();
	}

	@Test
	void bundleOfTheDetailsSecuresTheClient() {
		withDetails("localhost", this.terminator.port(), bundleOf(localhost))
			.run((context) -> assertThat(exchange(context.getBean(FramedTcpTemplate.class))).isEqualTo("?"));
	}

	@Test
	void nameIsVerifiedUnlessPropertiesSayOtherwise() {
		ApplicationContextRunner byAddress = withDetails("127.0.0.1", this.terminator.port(), bundleOf(localhost));
		byAddress.run((context) -> assertThatExceptionOfType(FramedTcpConnectException.class)
			.isThrownBy(() -> exchange(context.getBean(FramedTcpTemplate.class))));
		byAddress.withPropertyValues("framed-tcp.ssl.verify-hostname=false")
			.run((context) -> assertThat(exchange(context.getBean(FramedTcpTemplate.class))).isEqualTo("?"));
	}

	@Test
	void detailsWithoutBundleArePlainWhateverPropertiesSay() {
		withDetails("localhost", this.server.port(), null)
			.withPropertyValues("framed-tcp.ssl.enabled=true", "framed-tcp.ssl.bundle=no such bundle")
			.run((context) -> assertThat(exchange(context.getBean(FramedTcpTemplate.class))).isEqualTo("?"));
	}

	@Test
	void renewedBundleIsFollowedIfItHasAName() {
		this.contextRunner.withUserConfiguration(NamedBundleDetails.class)
			.withPropertyValues("test.port=" + this.terminator.port())
			.run((context) -> {
				FramedTcpTemplate template = context.getBean(FramedTcpTemplate.class);
				assertThat(exchange(template)).isEqualTo("?");
				trust(TlsIdentity.of("dns:other").certificatePem());
				Awaitility.await()
					.untilAsserted(() -> assertThatExceptionOfType(FramedTcpConnectException.class)
						.isThrownBy(() -> exchange(template))
						.withMessageContaining("PKIX"));
			});
	}

	private ApplicationContextRunner withDetails(String host, int port, @Nullable SslBundle bundle) {
		return this.contextRunner.withBean(FramedTcpConnectionDetails.class, () -> new Details(host, port, bundle));
	}

	private static SslBundle bundleOf(TlsIdentity identity) {
		return SslBundle.of(new PemSslStoreBundle(null, PemSslStoreDetails.forCertificate(identity.certificatePem())));
	}

	private Path trusted() {
		return this.directory.resolve("trusted.pem");
	}

	private void trust(String certificates) throws IOException {
		Path written = Files.writeString(this.directory.resolve("trusted.new"), certificates);
		Files.move(written, trusted(), StandardCopyOption.REPLACE_EXISTING);
	}

	private static String exchange(FramedTcpTemplate template) {
		return template.convertSendAndReceive("?", String.class);
	}

	private record Details(String host, int port, @Nullable SslBundle bundle) implements FramedTcpConnectionDetails {

		@Override
		public List<ServerAddress> getAddresses() {
			return List.of(new ServerAddress(this.host, this.port));
		}

		@Override
		public @Nullable SslBundle getSslBundle() {
			return this.bundle;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NamedBundleDetails {

		@Bean
		FramedTcpConnectionDetails details(Environment environment, SslBundles bundles) {
			return new Details("localhost", environment.getRequiredProperty("test.port", int.class),
					bundles.getBundle("switch"));
		}

	}

}
