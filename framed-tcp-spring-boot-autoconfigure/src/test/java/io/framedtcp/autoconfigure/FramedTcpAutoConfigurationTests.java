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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import io.framedtcp.FramedTcpOperations;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.config.ServerAddress;
import io.framedtcp.framing.Framing;
import io.framedtcp.framing.LengthFieldFraming;
import io.framedtcp.internal.pool.ExclusivePool;
import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FramedTcpAutoConfiguration}: which beans there are, and that they
 * work.
 */
class FramedTcpAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FramedTcpAutoConfiguration.class));

	private final ApplicationContextRunner configuredRunner = this.contextRunner
		.withPropertyValues("framed-tcp.host=localhost", "framed-tcp.port=9000");

	@Test
	void createsNoClientWhenNoServerIsConfigured() {
		this.contextRunner.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(FramedTcpOperations.class)
			.doesNotHaveBean(FramedConnectionPool.class)
			.doesNotHaveBean(Framing.class)
			.doesNotHaveBean(PoolLifecycle.class));
	}

	@Test
	void createsNoClientWhenHostAndAddressesAreBlank() {
		this.contextRunner
			.withPropertyValues("framed-tcp.host= ", "framed-tcp.addresses=", "framed-tcp.port=9000",
					"framed-tcp.pool.min-idle=2")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(FramedTcpOperations.class)
				.doesNotHaveBean(FramedConnectionPool.class));
	}

	@Test
	void createsNoClientWhenLibraryIsAbsent() {
		this.configuredRunner.withClassLoader(new FilteredClassLoader(FramedTcpTemplate.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("framedTcpTemplate"));
	}

	@Test
	void createsClientForHostAndPort() {
		this.configuredRunner.run((context) -> {
			assertThat(context).hasSingleBean(FramedTcpTemplate.class)
				.hasSingleBean(FramedTcpOperations.class)
				.hasSingleBean(FramedConnectionPool.class)
				.hasSingleBean(Framing.class)
				.hasSingleBean(PoolLifecycle.class);
			assertThat(context.getBean(FramedConnectionPool.class).connectionSettings().addresses())
				.containsExactly(new ServerAddress("localhost", 9000));
		});
	}

	@Test
	void createsClientForCommaSeparatedAddresses() {
		this.contextRunner.withPropertyValues("framed-tcp.addresses=b:2, a:1,[::1]:3")
			.run((context) -> assertThat(context.getBean(FramedConnectionPool.class).connectionSettings().addresses())
				.containsExactly(new ServerAddress("b", 2), new ServerAddress("a", 1), new ServerAddress("::1", 3)));
	}

	@Test
	void createsClientForIndexedAddresses() {
		this.contextRunner.withPropertyValues("framed-tcp.addresses[0]=b:2", "framed-tcp.addresses[1]=a:1")
			.run((context) -> {
				assertThat(context).hasSingleBean(FramedTcpTemplate.class);
				assertThat(context.getBean(FramedConnectionPool.class).connectionSettings().addresses())
					.containsExactly(new ServerAddress("b", 2), new ServerAddress("a", 1));
			});
	}

	@Test
	void createsClientForEnvironmentVariables() {
		Map<String, Object> variables = Map.of("FRAMEDTCP_HOST", "localhost", "FRAMEDTCP_PORT", "9000");
		this.contextRunner
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
						new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
								variables)))
			.run((context) -> assertThat(context.getBean(FramedConnectionPool.class).connectionSettings().addresses())
				.containsExactly(new ServerAddress("localhost", 9000)));
	}

	@Test
	void addressesReplaceHostAndPort() {
		this.configuredRunner.withPropertyValues("framed-tcp.addresses=other:1")
			.run((context) -> assertThat(context.getBean(FramedConnectionPool.class).connectionSettings().addresses())
				.containsExactly(new ServerAddress("other", 1)));
	}

	@Test
	void injectedTemplateExchangesFrames() {
		try (FramedTcpServer server = FramedTcpServer.echo()) {
			this.contextRunner.withUserConfiguration(GreeterConfiguration.class)
				.withPropertyValues("framed-tcp.host=" + server.host(), "framed-tcp.port=" + server.port())
				.run((context) -> {
					assertThat(server.accepted()).isZero();
					assertThat(context.getBean(Greeter.class).greet("Grüße")).isEqualTo("Grüße");
					assertThat(context.getBean(FramedTcpOperations.class).sendAndReceive(new byte[] { 1, -2, 3 }))
						.containsExactly(1, -2, 3);
					assertThat(server.accepted()).isOne();
				});
		}
	}

	@Test
	void backsOffFromUsersOperations() {
		FramedTcpOperations operations = ProxyFactory.getProxy(FramedTcpOperations.class,
				(MethodInterceptor) (invocation) -> null);
		this.configuredRunner.withBean(FramedTcpOperations.class, () -> operations)
			.run((context) -> assertThat(context).doesNotHaveBean(FramedTcpTemplate.class)
				.getBean(FramedTcpOperations.class)
				.isSameAs(operations));
	}

	@Test
	void backsOffFromUsersTemplate() {
		try (FramedTcpServer server = FramedTcpServer.echo()) {
			this.contextRunner
				.withBean("ownTemplate", FramedTcpTemplate.class,
						() -> FramedTcpTemplate.builder(server.host(), server.port()).build())
				.run((context) -> {
					assertThat(context).hasSingleBean(FramedTcpTemplate.class)
						.hasBean("ownTemplate")
						.doesNotHaveBean(FramedConnectionPool.class)
						.doesNotHaveBean(PoolLifecycle.class);
					assertThat(context.getBean(FramedTcpTemplate.class).sendAndReceive(bytes("a")))
						.containsExactly('a');
				});
		}
	}

	@Test
	void usesUsersPoolThoughNoServerIsConfigured() {
		try (FramedTcpServer server = FramedTcpServer.echo()) {
			this.contextRunner.withBean("ownPool", FramedConnectionPool.class, () -> pool(server)).run((context) -> {
				assertThat(context).hasSingleBean(FramedConnectionPool.class)
					.hasSingleBean(FramedTcpTemplate.class)
					.hasSingleBean(PoolLifecycle.class);
				assertThat(context.getBean(FramedTcpTemplate.class).sendAndReceive(bytes("a"))).containsExactly('a');
				assertThat(context.getBean("ownPool", FramedConnectionPool.class).statistics().opened()).isOne();
			});
		}
	}

	@Test
	void prefersUsersPoolToConfiguredServer() {
		try (FramedTcpServer server = FramedTcpServer.echo()) {
			this.configuredRunner.withBean("ownPool", FramedConnectionPool.class, () -> pool(server)).run((context) -> {
				assertThat(context).hasSingleBean(FramedConnectionPool.class).hasBean("ownPool");
				assertThat(context.getBean(FramedTcpTemplate.class).sendAndReceive(bytes("a"))).containsExactly('a');
			});
		}
	}

	@Test
	void leavesSeveralUsersPoolsAlone() {
		try (FramedTcpServer server = FramedTcpServer.echo()) {
			this.contextRunner.withBean("onePool", FramedConnectionPool.class, () -> pool(server))
				.withBean("otherPool", FramedConnectionPool.class, () -> pool(server))
				.run((context) -> assertThat(context).hasNotFailed()
					.doesNotHaveBean(FramedTcpOperations.class)
					.doesNotHaveBean(PoolLifecycle.class));
		}
	}

	@Test
	void usesPrimaryOfSeveralPools() {
		try (FramedTcpServer server = FramedTcpServer.echo(); FramedTcpServer other = FramedTcpServer.echo()) {
			this.contextRunner
				.withBean("onePool", FramedConnectionPool.class, () -> pool(server),
						(definition) -> definition.setPrimary(true))
				.withBean("otherPool", FramedConnectionPool.class, () -> pool(other))
				.run((context) -> {
					context.getBean(FramedTcpTemplate.class).sendAndReceive(bytes("a"));
					assertThat(server.accepted()).isOne();
					assertThat(other.accepted()).isZero();
				});
		}
	}

	@Test
	void usesUsersFraming() {
		Framing framing = LengthFieldFraming.builder().size(2).build();
		this.configuredRunner.withBean("ownFraming", Framing.class, () -> framing)
			.withPropertyValues("framed-tcp.framing.length-field.size=8")
			.run((context) -> {
				assertThat(context).hasSingleBean(Framing.class).hasBean("ownFraming");
				assertThat(context.getBean(FramedConnectionPool.class).connectionSettings().framing())
					.isSameAs(framing);
			});
	}

	private static FramedConnectionPool pool(FramedTcpServer server) {
		return new ExclusivePool("own", ConnectionSettings.builder().address(server.host(), server.port()).build(),
				PoolSettings.builder().build(), List.of());
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	@Configuration(proxyBeanMethods = false)
	static class GreeterConfiguration {

		@Bean
		Greeter greeter(FramedTcpTemplate template) {
			return new Greeter(template);
		}

	}

	static class Greeter {

		private final FramedTcpTemplate template;

		Greeter(FramedTcpTemplate template) {
			this.template = template;
		}

		String greet(String name) {
			return this.template.convertSendAndReceive(name, String.class, Duration.ofSeconds(5));
		}

	}

}
