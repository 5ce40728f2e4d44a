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
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslManagerBundle;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

import io.framedtcp.FramedTcpConnectException;
import io.framedtcp.FramedTcpException;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.pool.TlsStatus;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.TlsIdentity;
import io.framedtcp.test.TlsTerminator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * SSL bundles that are renewed while the application runs, or while it starts.
 */
@ExtendWith(OutputCaptureExtension.class)
class SslRenewalTests {

	private static TlsIdentity localhost;

	private static TlsIdentity other;

	private final DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry();

	private final FramedTcpServer server = FramedTcpServer.echo();

	private @Nullable TlsTerminator terminator;

	@BeforeAll
	static void makeIdentities() {
		localhost = TlsIdentity.of("dns:localhost");
		other = TlsIdentity.of("dns:localhost");
	}

	@AfterEach
	void close() {
		if (this.terminator != null) {
			this.terminator.close();
		}
		this.server.close();
	}

	@Test
	void bundleThatIsRenewedWhileItsClientIsMadeIsUsedAndFollowed() throws IOException {
		this.bundles.registerBundle("switch", trusting(other));
		runner(localhost.contextTrusting())
			.withBean(FramedTcpClientCustomizer.class,
					() -> (client, connection, pool) -> this.bundles.updateBundle("switch", trusting(localhost)))
			.run((context) -> {
				assertThat(exchange(context)).isEqualTo("?");
				this.bundles.updateBundle("switch", trusting(other));
				assertIsNotTrusted(context);
			});
	}

	@Test
	void bundleThatIsRenewedAsSoonAsItIsObtainedIsUsedAndFollowed() throws IOException {
		this.bundles.registerBundle("switch", new RenewedWhenUsed());
		runner(localhost.contextTrusting()).run((context) -> {
			assertThat(exchange(context)).isEqualTo("?");
			this.bundles.updateBundle("switch", trusting(other));
			assertIsNotTrusted(context);
		});
	}

	@Test
	void protocolsAndCiphersAreRenewedAsWell() throws IOException {
		this.bundles.registerBundle("switch", bundle(null, SslOptions.of(null, new String[] { "TLSv1.3" })));
		runner(localhost.contextTrusting()).run((context) -> {
			assertThat(exchange(context)).isEqualTo("?");
			assertThat(tls(context).protocol()).isEqualTo("TLSv1.3");
			this.bundles.updateBundle("switch", bundle(null, SslOptions
				.of(new String[] { "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384" }, new String[] { "TLSv1.2" })));
			assertThat(exchange(context)).isEqualTo("?");
			assertThat(tls(context).protocol()).isEqualTo("TLSv1.2");
			assertThat(tls(context).cipherSuite()).isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
		});
	}

	@Test
	void bundleThatCannotBeUsedIsNotUsed(CapturedOutput output) throws IOException {
		this.bundles.registerBundle("switch", trusting(localhost));
		runner(localhost.contextTrusting()).run((context) -> {
			assertThat(exchange(context)).isEqualTo("?");
			this.bundles.updateBundle("switch",
					SslBundle.of(new PemSslStoreBundle(null, PemSslStoreDetails.forCertificate("rubbish"))));
			assertThat(output).contains("Client 'default' goes on with the SSL bundle 'switch' as it was");
			pool(context).evictAll();
			assertThat(exchange(context)).isEqualTo("?");
		});
	}

	@Test
	void keyOfTheClientIsRenewedAsWell() throws IOException {
		TlsIdentity own = TlsIdentity.of("dns:client");
		TlsIdentity renewed = TlsIdentity.of("dns:client");
		this.bundles.registerBundle("switch", bundle(own, SslOptions.NONE));
		runner(localhost.contextTrusting(renewed), (socket) -> socket.setNeedClientAuth(true), this.server)
			.run((context) -> {
				assertThatExceptionOfType(FramedTcpException.class).isThrownBy(() -> exchange(context));
				this.bundles.updateBundle("switch", bundle(renewed, SslOptions.NONE));
				assertThat(exchange(context)).isEqualTo("?");
			});
	}

	@Test
	void connectionsThatAreKeptReadyAreReplaced() throws IOException {
		this.bundles.registerBundle("switch", trusting(localhost));
		runner(localhost.contextTrusting()).withPropertyValues("framed-tcp.pool.min-idle=2").run((context) -> {
			FramedConnectionPool pool = pool(context);
			Awaitility.await().until(() -> pool.counts().idle() == 2);
			this.bundles.updateBundle("switch", trusting(localhost));
			Awaitility.await().untilAsserted(() -> {
				assertThat(pool.statistics().closed()).isEqualTo(Map.of(CloseReason.EVICTED, 2L));
				assertThat(pool.connections().openConnections()).extracting((connection) -> connection.info().id())
					.containsExactly(3L, 4L);
			});
		});
	}

	@Test
	void exchangeThatIsGoingOnEndsOnTheConnectionThatItHas() throws IOException {
		CountDownLatch arrived = new CountDownLatch(1);
		CountDownLatch renewed = new CountDownLatch(1);
		FramedTcpServer holding = FramedTcpServer.handling((request, connection) -> {
			arrived.countDown();
			renewed.await(10, TimeUnit.SECONDS);
			connection.writeFrame(request);
		});
		this.bundles.registerBundle("switch", trusting(localhost));
		try (holding) {
			runner(localhost.contextTrusting(), (socket) -> {
			}, holding).run((context) -> {
				Future<String> reply = context.getBean(FramedTcpTemplate.class)
					.async()
					.convertSendAndReceive("?", String.class);
				assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
				this.bundles.updateBundle("switch", trusting(other));
				assertThat(reply).isNotDone();
				renewed.countDown();
				assertThat(reply.get(10, TimeUnit.SECONDS)).isEqualTo("?");
				assertThat(pool(context).statistics().closed()).isEqualTo(Map.of(CloseReason.EVICTED, 1L));
				assertIsNotTrusted(context);
			});
		}
	}

	private ApplicationContextRunner runner(SSLContext context) throws IOException {
		return runner(context, (socket) -> {
		}, this.server);
	}

	private ApplicationContextRunner runner(SSLContext context, Consumer<SSLSocket> options, FramedTcpServer server)
			throws IOException {
		this.terminator = new TlsTerminator(context, server.port(), options);
		return new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(FramedTcpAutoConfiguration.class))
			.withBean(SslBundles.class, () -> this.bundles)
			.withPropertyValues("framed-tcp.host=localhost", "framed-tcp.port=" + this.terminator.port(),
					"framed-tcp.ssl.bundle=switch");
	}

	private static void assertIsNotTrusted(ApplicationContext context) {
		assertThatExceptionOfType(FramedTcpConnectException.class).isThrownBy(() -> exchange(context))
			.withMessageContaining("PKIX");
	}

	private static SslBundle trusting(TlsIdentity trusted) {
		return bundle(null, SslOptions.NONE, trusted);
	}

	private static SslBundle bundle(@Nullable TlsIdentity own, SslOptions options) {
		return bundle(own, options, localhost);
	}

	private static SslBundle bundle(@Nullable TlsIdentity own, SslOptions options, TlsIdentity trusted) {
		PemSslStoreDetails key = (own != null)
				? PemSslStoreDetails.forCertificate(own.certificatePem()).withPrivateKey(own.privateKeyPem()) : null;
		return SslBundle.of(new PemSslStoreBundle(key, PemSslStoreDetails.forCertificate(trusted.certificatePem())),
				SslBundleKey.NONE, options);
	}

	private static TlsStatus tls(ApplicationContext context) {
		return pool(context).connections()
			.openConnections()
			.stream()
			.map((connection) -> connection.tls())
			.reduce((first, last) -> last)
			.orElseThrow();
	}

	private static FramedConnectionPool pool(ApplicationContext context) {
		return context.getBean(FramedConnectionPool.class);
	}

	private static String exchange(ApplicationContext context) {
		return context.getBean(FramedTcpTemplate.class).convertSendAndReceive("?", String.class);
	}

	/**
	 * Is renewed by the registry while the client makes its context.
	 */
	private final class RenewedWhenUsed implements SslBundle {

		private final SslBundle delegate = trusting(other);

		@Override
		public SSLContext createSslContext() {
			SslRenewalTests.this.bundles.updateBundle("switch", trusting(localhost));
			return this.delegate.createSslContext();
		}

		@Override
		public SslStoreBundle getStores() {
			return this.delegate.getStores();
		}

		@Override
		public SslBundleKey getKey() {
			return this.delegate.getKey();
		}

		@Override
		public SslOptions getOptions() {
			return this.delegate.getOptions();
		}

		@Override
		public String getProtocol() {
			return this.delegate.getProtocol();
		}

		@Override
		public SslManagerBundle getManagers() {
			return this.delegate.getManagers();
		}

	}

}
