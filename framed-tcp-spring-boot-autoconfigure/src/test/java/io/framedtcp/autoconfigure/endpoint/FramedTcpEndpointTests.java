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

import java.util.Map;
import java.util.function.BiConsumer;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.autoconfigure.FramedTcpAutoConfiguration;
import io.framedtcp.autoconfigure.endpoint.FramedTcpEndpoint.Action;
import io.framedtcp.connection.ConnectionState;
import io.framedtcp.connection.RetireReason;
import io.framedtcp.connection.Traffic;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FramedTcpEndpoint} and its auto-configuration.
 */
class FramedTcpEndpointTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(FramedTcpAutoConfiguration.class, FramedTcpEndpointAutoConfiguration.class))
		.withPropertyValues("management.endpoints.web.exposure.include=framedtcp");

	@Test
	void showsConfigurationConnectionsAndRetirements() {
		run((context, server) -> {
			FramedTcpTemplate template = context.getBean(FramedTcpTemplate.class);
			template.sendAndReceive(new byte[4]);
			template.execute((session) -> {
				session.sendAndReceive(new byte[4]);
				template.sendAndReceive(new byte[4]);
				session.send(new byte[4]);
				return null;
			});
			ClientDescriptor client = endpoint(context).client("default");
			assertThat(client.state()).isEqualTo(ClientDescriptor.State.OPEN);
			assertThat(client.traffic()).isEqualTo(new Traffic(4, 32, 24));
			assertThat(client.connections()).singleElement().satisfies((connection) -> {
				assertThat(connection.id()).isEqualTo(2);
				assertThat(connection.state()).isEqualTo(ConnectionState.IDLE);
				assertThat(connection.exchanges()).isOne();
				assertThat(connection.address()).isEqualTo(server.host() + ":" + server.port());
				assertThat(connection.age()).isGreaterThanOrEqualTo(connection.silent());
			});
			assertThat(client.lastRetirements()).singleElement().satisfies((retirement) -> {
				assertThat(retirement.id()).isOne();
				assertThat(retirement.reason()).isEqualTo(RetireReason.SESSION_INCOMPLETE);
				assertThat(retirement.exchanges()).isEqualTo(3);
			});
			assertThat(client.configuration().addresses()).containsExactly(server.host() + ":" + server.port());
			assertThat(client.configuration().maxTotal()).isEqualTo(8);
			assertThat(client.configuration().framing()).startsWith("length field of 4 bytes");
			assertThat(client.lastFailure()).isNull();
		});
	}

	@Test
	void showsNoSecret() {
		this.contextRunner
			.withPropertyValues("framed-tcp.host=localhost", "framed-tcp.port=9000",
					"framed-tcp.initializer.preamble=736563726574", "framed-tcp.initializer.login=736563726574",
					"framed-tcp.initializer.login-reply=736563726574", "framed-tcp.ping.payload=736563726574")
			.run((context) -> {
				ClientDescriptor client = endpoint(context).client("default");
				assertThat(client.configuration().initializer()).isTrue();
				assertThat(client.configuration().pingInterval()).isNotNull();
				assertThat(client.toString()).doesNotContainIgnoringCase("736563726574")
					.doesNotContain("73 65 63 72 65 74", "secret");
			});
	}

	@Test
	void idleConnectionsAreEvicted() {
		run((context, server) -> {
			context.getBean(FramedTcpTemplate.class).sendAndReceive(new byte[4]);
			endpoint(context).act("default", Action.EVICT_IDLE);
			Awaitility.await()
				.untilAsserted(() -> assertThat(endpoint(context).client("default").lastRetirements()).singleElement()
					.extracting(RetirementDescriptor::reason)
					.isEqualTo(RetireReason.EVICTED));
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
			assertThat(endpoint(context).client("default").state()).isEqualTo(ClientDescriptor.State.PAUSED);
			endpoint(context).act("default", Action.RESUME);
			assertThat(endpoint(context).client("default").state()).isEqualTo(ClientDescriptor.State.OPEN);
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
			assertThat(endpoint(context).client("default").state()).isEqualTo(ClientDescriptor.State.CLOSED);
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
