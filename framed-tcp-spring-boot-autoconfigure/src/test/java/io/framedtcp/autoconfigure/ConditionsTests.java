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

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.google.protobuf.Message;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.condition.ConditionEvaluationReport;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import tools.jackson.databind.json.JsonMapper;

import io.framedtcp.FramedTcpOperations;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.autoconfigure.endpoint.FramedTcpEndpoint;
import io.framedtcp.autoconfigure.endpoint.FramedTcpEndpointAutoConfiguration;
import io.framedtcp.autoconfigure.health.FramedTcpHealthContributorAutoConfiguration;
import io.framedtcp.autoconfigure.metrics.FramedTcpMetrics;
import io.framedtcp.autoconfigure.metrics.FramedTcpMetricsAutoConfiguration;
import io.framedtcp.config.ServerAddress;
import io.framedtcp.framing.Framing;
import io.framedtcp.framing.VarintFraming;
import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the conditions of all auto-configurations, one by one, and for applications
 * that lack optional libraries.
 */
class ConditionsTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, JacksonAutoConfiguration.class,
				FramedTcpAutoConfiguration.class, FramedTcpHealthContributorAutoConfiguration.class,
				FramedTcpMetricsAutoConfiguration.class, FramedTcpEndpointAutoConfiguration.class))
		.withPropertyValues("management.endpoints.web.exposure.include=framedtcp")
		.withBean(MeterRegistry.class, SimpleMeterRegistry::new);

	private final ApplicationContextRunner configuredRunner = this.contextRunner
		.withPropertyValues("framed-tcp.addresses=localhost:9000");

	@ParameterizedTest
	@MethodSource("optionalLibraries")
	void applicationStartsWithoutOptionalLibraries(List<Class<?>> missing) {
		try (FramedTcpServer server = FramedTcpServer.echo()) {
			new ApplicationContextRunner()
				.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, JacksonAutoConfiguration.class,
						FramedTcpAutoConfiguration.class, FramedTcpHealthContributorAutoConfiguration.class,
						FramedTcpMetricsAutoConfiguration.class, FramedTcpEndpointAutoConfiguration.class))
				.withClassLoader(new FilteredClassLoader(missing.toArray(Class<?>[]::new)))
				.withPropertyValues("management.endpoints.web.exposure.include=framedtcp",
						"framed-tcp.addresses=" + server.host() + ":" + server.port(),
						"framed-tcp.clients.payments.addresses=" + server.host() + ":" + server.port())
				.run((context) -> {
					assertThat(context).hasNotFailed();
					assertThat(context.getBean("framedTcpTemplate", FramedTcpTemplate.class)
						.convertSendAndReceive("a", String.class)).isEqualTo("a");
					assertThat(context.containsBean("framedTcpHealthContributor"))
						.isEqualTo(isThere(missing, HealthIndicator.class));
					assertThat(context.containsBean("framedTcpEndpoint")).isEqualTo(isThere(missing, Endpoint.class));
					assertThat(context.containsBean("framedTcpMetrics")).isEqualTo(isThere(missing, MeterBinder.class));
					assertThat(context.containsBean("framedTcpJsonConverter"))
						.isEqualTo(isThere(missing, JsonMapper.class));
					assertThat(context.containsBean("framedTcpProtobufConverter"))
						.isEqualTo(isThere(missing, Message.class));
				});
		}
	}

	static Stream<List<Class<?>>> optionalLibraries() {
		List<Class<?>> health = List.of(ConditionalOnEnabledHealthIndicator.class, HealthContributor.class,
				HealthIndicator.class);
		List<Class<?>> actuator = List.of(ConditionalOnAvailableEndpoint.class, Endpoint.class);
		List<Class<?>> micrometer = List.of(MeterBinder.class, MeterRegistry.class);
		List<Class<?>> jackson = List.of(JsonMapper.class);
		List<Class<?>> protobuf = List.of(Message.class);
		List<Class<?>> all = new ArrayList<>();
		Stream.of(health, actuator, micrometer, jackson, protobuf).forEach(all::addAll);
		return Stream.of(List.of(), health, actuator, micrometer, jackson, protobuf, all);
	}

	@Test
	void nothingIsMadeOfClientsWithoutTheLibrary() {
		this.configuredRunner.withClassLoader(new FilteredClassLoader(FramedTcpTemplate.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(FramedConnectionPool.class)
				.doesNotHaveBean(FramedTcpMetrics.class)
				.doesNotHaveBean(FramedTcpEndpoint.class)
				.doesNotHaveBean(HealthContributor.class));
	}

	@Test
	void healthAndMetersNeedAPool() {
		this.contextRunner.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(HealthContributor.class)
			.doesNotHaveBean(FramedTcpMetrics.class));
		this.contextRunner.withPropertyValues("framed-tcp.clients.payments.addresses=localhost:9000")
			.run((context) -> assertThat(context).hasSingleBean(HealthContributor.class)
				.hasSingleBean(FramedTcpMetrics.class));
		this.contextRunner
			.withBean(FramedTcpConnectionDetails.class, () -> () -> List.of(new ServerAddress("localhost", 9000)))
			.run((context) -> assertThat(context).hasSingleBean(HealthContributor.class)
				.hasSingleBean(FramedTcpMetrics.class));
	}

	@Test
	void healthCanBeSwitchedOff() {
		this.configuredRunner.withPropertyValues("management.health.framedtcp.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(HealthContributor.class)
				.hasSingleBean(FramedTcpMetrics.class));
	}

	@Test
	void framingBacksOffFromUsersFraming() {
		this.configuredRunner.withBean("own", Framing.class, VarintFraming::protobuf)
			.run((context) -> assertThat(context).hasSingleBean(Framing.class).doesNotHaveBean("framedTcpFraming"));
	}

	@Test
	void poolBacksOffFromUsersPool() {
		try (FramedTcpTemplate own = FramedTcpTemplate.builder("localhost", 9000).build()) {
			this.configuredRunner.withBean("own", FramedConnectionPool.class, own::getPool)
				.run((context) -> assertThat(context).doesNotHaveBean("framedTcpConnectionPool")
					.hasBean("framedTcpPoolLifecycle")
					.hasBean("framedTcpTemplate"));
		}
	}

	@Test
	void templateBacksOffFromUsersOperationsAndLeavesThePool() {
		try (FramedTcpTemplate own = FramedTcpTemplate.builder("localhost", 9000).build()) {
			this.configuredRunner.withBean("own", FramedTcpOperations.class, () -> own)
				.run((context) -> assertThat(context).doesNotHaveBean("framedTcpTemplate")
					.hasBean("framedTcpConnectionPool"));
		}
	}

	@Test
	void reportSaysWhyThereIsNoClientAndWhatToSet() {
		this.contextRunner.run((context) -> assertThat(
				ConditionEvaluationReport.get(context.getSourceApplicationContext().getBeanFactory())
					.getConditionAndOutcomesBySource()
					.entrySet()
					.stream()
					.filter((entry) -> entry.getKey().endsWith("#framedTcpConnectionPool"))
					.flatMap((entry) -> entry.getValue().stream())
					.map((each) -> each.getOutcome().getMessage()))
			.anyMatch((message) -> message
				.contains("no server is configured: " + OnServerConfiguredCondition.WHAT_TO_SET)));
	}

	private static boolean isThere(List<Class<?>> missing, Class<?> type) {
		return !missing.contains(type);
	}

}
