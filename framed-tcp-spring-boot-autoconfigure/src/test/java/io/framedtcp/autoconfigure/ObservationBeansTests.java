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

import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.observation.DefaultFramedTcpObservationConvention;
import io.framedtcp.observation.FramedTcpObservationConvention;
import io.framedtcp.observation.TraceContextWriter;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which beans observe calls.
 */
class ObservationBeansTests {

	private final FramedTcpServer server = FramedTcpServer.echo();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FramedTcpAutoConfiguration.class))
		.withPropertyValues("framed-tcp.host=localhost", "framed-tcp.port=" + this.server.port(),
				"framed-tcp.clients.payments.host=localhost", "framed-tcp.clients.payments.port=" + this.server.port());

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void callsGoToTheRegistryOfTheApplication() {
		this.runner.withBean(TestObservationRegistry.class, TestObservationRegistry::create).run((context) -> {
			assertThat(exchange(context, "framedTcpTemplate")).isEqualTo("a");
			assertThat(exchange(context, "paymentsFramedTcpTemplate")).isEqualTo("a");
			observations(context).hasNumberOfObservationsWithNameEqualTo("framedtcp.exchange", 2)
				.hasAnObservationWithAKeyValue("client", "default")
				.hasAnObservationWithAKeyValue("client", "payments");
		});
	}

	@Test
	void withoutARegistryNothingIsObserved() {
		this.runner.run((context) -> assertThat(exchange(context, "framedTcpTemplate")).isEqualTo("a"));
	}

	@Test
	void conventionAndWriterAreThoseOfTheClient() {
		this.runner.withUserConfiguration(Parts.class).run((context) -> {
			assertThat(exchange(context, "framedTcpTemplate")).isEqualTo("a");
			assertThat(exchange(context, "paymentsFramedTcpTemplate")).isEqualTo("0a");
			observations(context).hasNumberOfObservationsWithNameEqualTo("of.all", 1)
				.hasNumberOfObservationsWithNameEqualTo("of.payments", 1);
		});
	}

	private static TestObservationRegistryAssert observations(ApplicationContext context) {
		return TestObservationRegistryAssert.assertThat(context.getBean(TestObservationRegistry.class));
	}

	private static String exchange(ApplicationContext context, String template) {
		byte[] reply = context.getBean(template, FramedTcpTemplate.class)
			.sendAndReceive("a".getBytes(StandardCharsets.UTF_8));
		return new String(reply, StandardCharsets.UTF_8);
	}

	@Configuration(proxyBeanMethods = false)
	static class Parts {

		@Bean
		TestObservationRegistry registry() {
			return TestObservationRegistry.create();
		}

		@Bean
		FramedTcpObservationConvention common() {
			return named("of.all");
		}

		@Bean
		@Qualifier("payments")
		FramedTcpObservationConvention ofPayments() {
			return named("of.payments");
		}

		@Bean
		@Qualifier("payments")
		TraceContextWriter writer() {
			return (payload, headers) -> (headers.size() + new String(payload, StandardCharsets.UTF_8))
				.getBytes(StandardCharsets.UTF_8);
		}

		private static FramedTcpObservationConvention named(String name) {
			return new DefaultFramedTcpObservationConvention() {

				@Override
				public String getName() {
					return name;
				}

			};
		}

	}

}
