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

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.core.env.MapPropertySource;
import org.springframework.javapoet.ClassName;

import io.framedtcp.autoconfigure.endpoint.FramedTcpEndpoint;
import io.framedtcp.autoconfigure.endpoint.FramedTcpEndpointAutoConfiguration;
import io.framedtcp.config.AssignedIds;
import io.framedtcp.config.SocketSettings;
import io.framedtcp.pool.PoolCounts;
import io.framedtcp.pool.PoolFailure;
import io.framedtcp.pool.PoolStatistics;
import io.framedtcp.pool.SharingStatus;
import io.framedtcp.pool.TlsStatus;
import io.framedtcp.pool.Traffic;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that an application which is processed ahead of time knows all that a native
 * image must keep for reflection: what properties are bound to, and what the endpoint
 * shows as JSON.
 */
class RuntimeHintsTests {

	private static RuntimeHints hints;

	@BeforeAll
	static void process() {
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get(Application.class)), new InMemoryGeneratedFiles());
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("test",
						Map.of("framed-tcp.clients.payments.addresses", "build:1",
								"management.endpoints.web.exposure.include", "framedtcp",
								"management.endpoints.jmx.exposure.include", "framedtcp")));
			context.register(Application.class);
			new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
		}
		hints = generation.getRuntimeHints();
	}

	@Test
	void propertiesCanBeBoundWithAllTheirGroups() {
		assertThat(countOfProperties(FramedTcpProperties.class)).isGreaterThan(50);
	}

	@Test
	void stepsOfAnInitializerCanBeBound() {
		assertThat(countOfProperties(FramedTcpProperties.Initializer.Step.class)).isEqualTo(14);
	}

	@ParameterizedTest
	@ValueSource(classes = { FramedTcpEndpoint.ClientsDescriptor.class, FramedTcpEndpoint.ClientDescriptor.class,
			FramedTcpEndpoint.ConfigurationDescriptor.class, SocketSettings.class,
			FramedTcpEndpoint.SharedDescriptor.class, AssignedIds.class, SharingStatus.class,
			FramedTcpEndpoint.ConnectionDescriptor.class, FramedTcpEndpoint.ClosedConnectionDescriptor.class,
			PoolCounts.class, PoolFailure.class, PoolStatistics.class, TlsStatus.class, Traffic.class })
	void whatTheEndpointShowsCanBeWritten(Class<?> type) {
		assertThat(type.getRecordComponents()).isNotEmpty()
			.extracting(RecordComponent::getAccessor)
			.allSatisfy(RuntimeHintsTests::assertHinted);
	}

	@Test
	void operationsOfTheEndpointCanBeCalled() {
		assertThat(FramedTcpEndpoint.class.getDeclaredMethods()).filteredOn((method) -> !method.isSynthetic())
			.hasSize(3)
			.allSatisfy(RuntimeHintsTests::assertHinted);
	}

	private static int countOfProperties(Class<?> type) {
		Constructor<?> constructor = type.getDeclaredConstructors()[0];
		assertThat(RuntimeHintsPredicates.reflection().onConstructorInvocation(constructor)).as(type.getName())
			.accepts(hints);
		return Arrays.stream(constructor.getParameterTypes())
			.mapToInt((parameter) -> parameter.isRecord() ? countOfProperties(parameter) : 1)
			.sum();
	}

	private static void assertHinted(Method method) {
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(method)).as(method.toString()).accepts(hints);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ FramedTcpAutoConfiguration.class, FramedTcpEndpointAutoConfiguration.class })
	static class Application {

	}

}
