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

package io.framedtcp.autoconfigure.health;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.autoconfigure.FramedTcpAutoConfiguration;
import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.internal.pool.ExclusivePool;
import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FramedTcpHealthContributorAutoConfiguration}.
 */
class FramedTcpHealthContributorAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FramedTcpAutoConfiguration.class,
				FramedTcpHealthContributorAutoConfiguration.class, HealthContributorRegistryAutoConfiguration.class));

	private final ApplicationContextRunner configuredRunner = this.contextRunner
		.withPropertyValues("framed-tcp.host=localhost", "framed-tcp.port=9000");

	@Test
	void tellsTheHealthOfTheClient() {
		try (FramedTcpServer server = FramedTcpServer.echo()) {
			this.contextRunner
				.withPropertyValues("framed-tcp.host=" + server.host(), "framed-tcp.port=" + server.port())
				.run((context) -> {
					HealthContributor contributor = context.getBean(HealthContributorRegistry.class)
						.getContributor("framedTcp");
					assertThat(contributor).isInstanceOf(FramedTcpHealthIndicator.class);
					assertThat(((HealthIndicator) contributor).health().getStatus()).isEqualTo(Status.UP);
				});
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void pingsTheServerIfTheApplicationSaysSo(boolean ping) {
		try (FramedTcpServer server = FramedTcpServer.echo()) {
			this.contextRunner
				.withPropertyValues("framed-tcp.host=" + server.host(), "framed-tcp.port=" + server.port(),
						"framed-tcp.ping.payload=010203", "management.health.framedtcp.ping=" + ping)
				.run((context) -> {
					assertThat(context.getBean(FramedTcpHealthIndicator.class).health().getStatus())
						.isEqualTo(Status.UP);
					assertThat(server.executions(new byte[] { 1, 2, 3 })).isEqualTo(ping ? 1 : 0);
				});
		}
	}

	@Test
	void tellsTheHealthOfSeveralPools() {
		this.contextRunner.withBean("one", FramedConnectionPool.class, this::pool)
			.withBean("other", FramedConnectionPool.class, this::pool)
			.run((context) -> assertThat(contributors(context)).containsExactlyInAnyOrder("one", "other"));
	}

	@Test
	void tellsTheHealthOfEachNamedClient() {
		this.contextRunner
			.withPropertyValues("framed-tcp.clients.one.addresses=localhost:9000",
					"framed-tcp.clients.other.addresses=localhost:9001")
			.run((context) -> assertThat(contributors(context)).containsExactlyInAnyOrder("one", "other"));
	}

	@Test
	void tellsTheHealthOfNamedClientsBesideTheDefaultClient() {
		this.configuredRunner.withPropertyValues("framed-tcp.clients.other.addresses=localhost:9001")
			.run((context) -> assertThat(contributors(context)).containsExactlyInAnyOrder("default", "other"));
	}

	@Test
	void onlyClientIsNoCompositeThoughItHasAName() {
		this.contextRunner.withPropertyValues("framed-tcp.clients.one.addresses=localhost:9000")
			.run((context) -> assertThat(context).hasSingleBean(FramedTcpHealthIndicator.class));
	}

	@Test
	void createsNothingWhenNoServerIsConfigured() {
		this.contextRunner
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(HealthContributor.class));
	}

	@Test
	void createsNothingWhenDisabled() {
		this.configuredRunner.withPropertyValues("management.health.framedtcp.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(FramedTcpTemplate.class)
				.doesNotHaveBean(HealthContributor.class));
	}

	@Test
	void createsNothingWhenIndicatorsAreDisabledByDefault() {
		this.configuredRunner.withPropertyValues("management.health.defaults.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(HealthContributor.class));
	}

	@Test
	void createsNothingWhenHealthIsAbsent() {
		new ApplicationContextRunner().withUserConfiguration(Application.class)
			.withPropertyValues("framed-tcp.host=localhost", "framed-tcp.port=9000")
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(FramedTcpTemplate.class)
				.doesNotHaveBean("framedTcpHealthContributor"));
	}

	@Test
	void backsOffFromUsersIndicator() {
		HealthIndicator indicator = () -> Health.outOfService().build();
		this.configuredRunner.withBean("framedTcpHealthIndicator", HealthIndicator.class, () -> indicator)
			.run((context) -> assertThat(context).getBean(HealthContributor.class).isSameAs(indicator));
	}

	private static Stream<String> contributors(ApplicationContext context) {
		return context.getBean(CompositeHealthContributor.class).stream().map(HealthContributors.Entry::name);
	}

	private FramedConnectionPool pool() {
		return new ExclusivePool("own", ConnectionSettings.builder().address("localhost", 9000).build(),
				PoolSettings.builder().build(), List.of());
	}

	/**
	 * Has auto-configurations read from their class files, as an application has, since
	 * they cannot be loaded where their annotations are absent.
	 */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ FramedTcpAutoConfiguration.class, FramedTcpHealthContributorAutoConfiguration.class })
	static class Application {

	}

}
