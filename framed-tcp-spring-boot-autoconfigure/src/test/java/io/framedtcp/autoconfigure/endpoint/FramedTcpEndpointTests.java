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

package io.framedtcp.autoconfigure.endpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.Operation;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.FramedTcpTimeoutException;
import io.framedtcp.autoconfigure.FramedTcpAutoConfiguration;
import io.framedtcp.autoconfigure.endpoint.FramedTcpEndpoint.Action;
import io.framedtcp.autoconfigure.health.FramedTcpHealthIndicator;
import io.framedtcp.config.AssignedIds;
import io.framedtcp.config.Ordering;
import io.framedtcp.config.UnknownReplyPolicy;
import io.framedtcp.pool.ConnectionState;
import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.pool.Traffic;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.PayloadRedactor;
import io.framedtcp.spi.UnsolicitedFrameHandler;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.TlsIdentity;
import io.framedtcp.test.TlsTerminator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FramedTcpEndpoint} and its auto-configuration.
 */
class FramedTcpEndpointTests {

	private static final byte[] SECRET = "secret".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] OTHER_SECRET = "hidden".getBytes(StandardCharsets.US_ASCII);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(FramedTcpAutoConfiguration.class, FramedTcpEndpointAutoConfiguration.class))
		.withPropertyValues("management.endpoints.web.exposure.include=framedtcp");

	@Test
	void showsConfigurationConnectionsAndClosedConnections() {
		run((context, server) -> {
			FramedTcpTemplate template = context.getBean(FramedTcpTemplate.class);
			template.sendAndReceive(new byte[4]);
			template.execute((session) -> {
				session.sendAndReceive(new byte[4]);
				template.sendAndReceive(new byte[4]);
				session.send(new byte[4]);
				return null;
			});
			FramedTcpEndpoint.ClientDescriptor client = endpoint(context).client("default");
			assertThat(client.state()).isEqualTo(FramedTcpEndpoint.ClientState.OPEN);
			assertThat(client.traffic()).isEqualTo(new Traffic(4, 32, 24));
			assertThat(client.connections()).singleElement().satisfies((connection) -> {
				assertThat(connection.id()).isEqualTo(2);
				assertThat(connection.state()).isEqualTo(ConnectionState.IDLE);
				assertThat(connection.exchanges()).isOne();
				assertThat(connection.address()).isEqualTo(server.host() + ":" + server.port());
				assertThat(connection.age()).isGreaterThanOrEqualTo(connection.silent());
			});
			assertThat(client.lastClosed()).singleElement().satisfies((closed) -> {
				assertThat(closed.id()).isOne();
				assertThat(closed.reason()).isEqualTo(CloseReason.SESSION_INCOMPLETE);
				assertThat(closed.exchanges()).isEqualTo(3);
			});
			assertThat(client.configuration().addresses()).containsExactly(server.host() + ":" + server.port());
			assertThat(client.configuration().maxTotal()).isEqualTo(8);
			assertThat(client.configuration().framing()).startsWith("length field of 4 bytes");
			assertThat(client.lastFailure()).isNull();
		});
	}

	@Test
	void showsNoSecret() {
		try (FramedTcpServer server = FramedTcpServer.serving((connection) -> {
			connection.readBytes(SECRET.length);
			connection.writeBytes(OTHER_SECRET);
			connection.awaitClose();
		})) {
			this.contextRunner.withPropertyValues("framed-tcp.host=" + server.host(),
					"framed-tcp.port=" + server.port(), "framed-tcp.initializer.preamble=736563726574",
					"framed-tcp.initializer.preamble-reply=736563726574", "framed-tcp.initializer.login=736563726574",
					"framed-tcp.initializer.login-reply=736563726574", "framed-tcp.ping.payload=736563726574")
				.run((context) -> {
					FramedConnectionPool pool = context.getBean(FramedConnectionPool.class);
					Health health = new FramedTcpHealthIndicator(pool, true).health();
					FramedTcpEndpoint.ClientDescriptor client = endpoint(context).client("default");
					assertThat(client.configuration().initializer()).isTrue();
					assertThat(client.configuration().pingInterval()).isNotNull();
					assertThat(client.lastFailure()).isNotNull();
					assertThat((String) health.getDetails().get("error")).contains("ConnectFailedException");
					for (Object shown : List.of(client, health)) {
						assertThat(JsonMapper.shared().writeValueAsString(shown) + shown)
							.contains(server.host() + ":" + server.port())
							.doesNotContainIgnoringCase("736563726574", "73 65 63 72 65 74", "secret")
							.doesNotContainIgnoringCase("68696464656e", "68 69 64 64 65 6e", "hidden");
					}
				});
		}
	}

	@Test
	void showsTheTlsSessionOfAConnection() throws IOException {
		TlsIdentity identity = TlsIdentity.of("dns:localhost");
		SslBundle bundle = SslBundle
			.of(new PemSslStoreBundle(null, PemSslStoreDetails.forCertificate(identity.certificatePem())));
		try (FramedTcpServer server = FramedTcpServer.echo();
				TlsTerminator terminator = new TlsTerminator(identity.contextTrusting(), server.port())) {
			this.contextRunner.withBean(SslBundles.class, () -> new DefaultSslBundleRegistry("switch", bundle))
				.withPropertyValues("framed-tcp.host=localhost", "framed-tcp.port=" + terminator.port(),
						"framed-tcp.ssl.bundle=switch")
				.run((context) -> {
					context.getBean(FramedTcpTemplate.class).sendAndReceive(new byte[4]);
					FramedTcpEndpoint.ClientDescriptor client = endpoint(context).client("default");
					assertThat(client.configuration().tls()).isTrue();
					assertThat(client.connections()).singleElement()
						.extracting(FramedTcpEndpoint.ConnectionDescriptor::tls)
						.satisfies((tls) -> {
							assertThat(tls.protocol()).startsWith("TLSv1.");
							assertThat(tls.cipherSuite()).startsWith("TLS_");
							assertThat(tls.certificateExpiry()).isAfter(Instant.now());
						});
				});
		}
	}

	@Test
	void showsWhatIsSetForAClient() {
		this.contextRunner.withBean(UnsolicitedFrameHandler.class, () -> (connection, payload) -> null)
			.withBean(PayloadRedactor.class, PayloadRedactor::nothingShown)
			.withPropertyValues("framed-tcp.host=localhost", "framed-tcp.port=9000", "framed-tcp.ssl.enabled=true",
					"framed-tcp.ssl.verify-hostname=false", "framed-tcp.socket.keep-alive=false",
					"framed-tcp.socket.send-buffer-size=64KB", "framed-tcp.ping.payload=00",
					"framed-tcp.ping.interval=40s", "framed-tcp.ping.timeout=3s",
					"framed-tcp.clients.plain.addresses=localhost:9001", "framed-tcp.clients.plain.ssl.enabled=false",
					"framed-tcp.clients.plain.ping.payload=", "framed-tcp.clients.strict.addresses=localhost:9002",
					"framed-tcp.clients.strict.ssl.verify-hostname=true")
			.run((context) -> {
				FramedTcpEndpoint.ConfigurationDescriptor shown = endpoint(context).client("default").configuration();
				assertThat(shown.hostnameVerified()).isFalse();
				assertThat(shown.unsolicitedFrameHandler()).isTrue();
				assertThat(shown.payloadRedactor()).isTrue();
				assertThat(shown.socket().keepAlive()).isFalse();
				assertThat(shown.socket().sendBufferSize()).isEqualTo(64 * 1024);
				assertThat(shown.pingInterval()).isEqualTo(Duration.ofSeconds(40));
				assertThat(shown.pingTimeout()).isEqualTo(Duration.ofSeconds(3));
				FramedTcpEndpoint.ConfigurationDescriptor plain = endpoint(context).client("plain").configuration();
				assertThat(plain.hostnameVerified()).isNull();
				assertThat(plain.pingTimeout()).isNull();
				assertThat(endpoint(context).client("strict").configuration().hostnameVerified()).isTrue();
			});
	}

	@Test
	void showsWhatASharedConnectionCarries() {
		CountDownLatch answer = new CountDownLatch(1);
		FramedTcpServer slow = FramedTcpServer.handling((request, connection) -> {
			answer.await();
			connection.writeFrame(request);
		});
		try (slow) {
			this.contextRunner
				.withPropertyValues("framed-tcp.host=" + slow.host(), "framed-tcp.port=" + slow.port(),
						"framed-tcp.shared.enabled=true", "framed-tcp.shared.assign-ids.length=2")
				.run((context) -> {
					FramedTcpTemplate template = context.getBean(FramedTcpTemplate.class);
					assertThatExceptionOfType(FramedTcpTimeoutException.class)
						.isThrownBy(() -> template.sendAndReceive(new byte[4], Duration.ofMillis(50)));
					CompletableFuture<byte[]> one = template.async().sendAndReceive(new byte[4]);
					CompletableFuture<byte[]> other = template.async().sendAndReceive(new byte[4]);
					Awaitility.await().until(() -> template.getPool().sharing().inFlight() == 2);
					FramedTcpEndpoint.ClientDescriptor client = endpoint(context).client("default");
					assertThat(client.connections()).singleElement().satisfies((connection) -> {
						assertThat(connection.state()).isEqualTo(ConnectionState.LEASED);
						assertThat(connection.inFlight()).isEqualTo(2);
						assertThat(connection.orphans()).isOne();
					});
					assertThat(client.sharing().connections()).isOne();
					assertThat(client.sharing().inFlight()).isEqualTo(2);
					assertThat(client.configuration().shared()).isEqualTo(new FramedTcpEndpoint.SharedDescriptor(
							Ordering.MATCHED, 1, 128, 8 * 1024 * 1024, 32, Duration.ofSeconds(60), 3,
							UnknownReplyPolicy.CLOSE, new AssignedIds(0, 2), Duration.ofSeconds(30), false));
					assertThat(JsonMapper.shared().writeValueAsString(client)).contains("\"inFlight\":2",
							"\"lateReplies\":0", "\"ordering\":\"MATCHED\"");
					answer.countDown();
					assertThat(one).succeedsWithin(Duration.ofSeconds(10));
					assertThat(other).succeedsWithin(Duration.ofSeconds(10));
				});
		}
	}

	@Test
	void showsNothingOfSharingForAClientThatSharesNoConnection() {
		run((context, server) -> {
			assertThat(endpoint(context).client("default").sharing()).isNull();
			assertThat(endpoint(context).client("default").configuration().shared()).isNull();
		});
	}

	@Test
	void showsNamedClientsWithoutADefaultOne() {
		this.contextRunner
			.withPropertyValues("framed-tcp.clients.payments.addresses=localhost:9001",
					"framed-tcp.clients.quotes.addresses=localhost:9002")
			.run((context) -> assertThat(endpoint(context).clients().clients()).containsOnlyKeys("payments", "quotes"));
	}

	@ParameterizedTest
	@CsvSource({ "unrestricted, true", "read-only, false" })
	void clientsAreOnlyShownIfAccessIsReadOnly(String access, boolean acts) {
		new WebApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(FramedTcpAutoConfiguration.class, FramedTcpEndpointAutoConfiguration.class,
							EndpointAutoConfiguration.class, WebEndpointAutoConfiguration.class))
			.withInitializer(
					(context) -> context.getEnvironment().setConversionService(new ApplicationConversionService()))
			.withPropertyValues("framed-tcp.host=localhost", "framed-tcp.port=9000",
					"management.endpoints.web.exposure.include=framedtcp",
					"management.endpoint.framedtcp.access=" + access)
			.run((context) -> assertThat(context.getBean(WebEndpointsSupplier.class).getEndpoints()).singleElement()
				.satisfies((endpoint) -> assertThat(endpoint.getOperations()).extracting(Operation::getType)
					.contains(OperationType.READ)
					.matches((types) -> types.contains(OperationType.WRITE) == acts)));
	}

	@Test
	void idleConnectionsAreEvicted() {
		run((context, server) -> {
			context.getBean(FramedTcpTemplate.class).sendAndReceive(new byte[4]);
			endpoint(context).act("default", Action.EVICT_IDLE);
			Awaitility.await()
				.untilAsserted(() -> assertThat(endpoint(context).client("default").lastClosed()).singleElement()
					.extracting(FramedTcpEndpoint.ClosedConnectionDescriptor::reason)
					.isEqualTo(CloseReason.EVICTED));
			Awaitility.await().until(() -> server.open() == 0);
		});
	}

	@Test
	void allConnectionsAreEvicted() {
		run((context, server) -> {
			context.getBean(FramedTcpTemplate.class).execute((session) -> {
				endpoint(context).act("default", Action.EVICT_ALL);
				return session.sendAndReceive(new byte[4]);
			});
			Awaitility.await().until(() -> server.open() == 0);
		});
	}

	@Test
	void clientIsPausedAndResumed() {
		run((context, server) -> {
			endpoint(context).act("default", Action.PAUSE);
			assertThat(endpoint(context).client("default").state()).isEqualTo(FramedTcpEndpoint.ClientState.PAUSED);
			endpoint(context).act("default", Action.RESUME);
			assertThat(endpoint(context).client("default").state()).isEqualTo(FramedTcpEndpoint.ClientState.OPEN);
			context.getBean(FramedTcpTemplate.class).sendAndReceive(new byte[4]);
		});
	}

	@Test
	void showsEachClientByItsName() {
		this.contextRunner
			.withPropertyValues("framed-tcp.host=localhost", "framed-tcp.port=9000",
					"framed-tcp.clients.payments.addresses=localhost:9001")
			.run((context) -> {
				assertThat(endpoint(context).clients().clients()).containsOnlyKeys("default", "payments");
				assertThat(endpoint(context).client("payments").configuration().addresses())
					.containsExactly("localhost:9001");
				assertThat(endpoint(context).client("unknown")).isNull();
				assertThatExceptionOfType(InvalidEndpointRequestException.class)
					.isThrownBy(() -> endpoint(context).act("unknown", Action.PAUSE))
					.withMessage("There is no client 'unknown', but there are [default, payments]");
			});
	}

	@Test
	void closedClientIsShownAsClosed() {
		run((context, server) -> {
			context.getBean(FramedTcpTemplate.class).getPool().close();
			assertThat(endpoint(context).client("default").state()).isEqualTo(FramedTcpEndpoint.ClientState.CLOSED);
		});
	}

	@Test
	void isNotThereUnlessExposed() {
		this.contextRunner
			.withPropertyValues("framed-tcp.host=localhost", "framed-tcp.port=9000",
					"management.endpoints.web.exposure.include=health")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(FramedTcpEndpoint.class));
	}

	@Test
	void isNotThereWithoutAClient() {
		this.contextRunner
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(FramedTcpEndpoint.class));
	}

	@Test
	void isNotThereWithoutActuator() {
		new ApplicationContextRunner().withUserConfiguration(Application.class)
			.withPropertyValues("framed-tcp.host=localhost", "framed-tcp.port=9000")
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(FramedTcpTemplate.class)
				.doesNotHaveBean("framedTcpEndpoint"));
	}

	@Test
	void backsOffFromUsersEndpoint() {
		this.contextRunner.withPropertyValues("framed-tcp.host=localhost", "framed-tcp.port=9000")
			.withBean("own", FramedTcpEndpoint.class, () -> new FramedTcpEndpoint(Map::of))
			.run((context) -> assertThat(context).hasSingleBean(FramedTcpEndpoint.class).hasBean("own"));
	}

	private void run(BiConsumer<AssertableApplicationContext, FramedTcpServer> test) {
		try (FramedTcpServer server = FramedTcpServer.echo()) {
			this.contextRunner
				.withPropertyValues("framed-tcp.host=" + server.host(), "framed-tcp.port=" + server.port())
				.run((context) -> test.accept(context, server));
		}
	}

	private static FramedTcpEndpoint endpoint(AssertableApplicationContext context) {
		return context.getBean(FramedTcpEndpoint.class);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ FramedTcpAutoConfiguration.class, FramedTcpEndpointAutoConfiguration.class })
	static class Application {

	}

}
