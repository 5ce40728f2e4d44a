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
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinitionCustomizer;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.test.util.ReflectionTestUtils;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.framing.DelimiterFraming;
import io.framedtcp.framing.Framing;
import io.framedtcp.observation.FramedTcpObservationConvention;
import io.framedtcp.observation.TraceContextWriter;
import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.spi.ConnectionInfo;
import io.framedtcp.spi.ConnectionInitializer;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.PayloadRedactor;
import io.framedtcp.spi.Ping;
import io.framedtcp.spi.PoolListener;
import io.framedtcp.spi.UnsolicitedFrameHandler;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which beans of the application a named client uses, and which the default one.
 */
class NamedClientBeansTests {

	private static final Framing LINES = DelimiterFraming.lines();

	private static final Framing NUL = DelimiterFraming.nul();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FramedTcpAutoConfiguration.class))
		.withPropertyValues("framed-tcp.clients.payments.addresses=localhost:9000",
				"framed-tcp.addresses=localhost:9001");

	@Test
	void qualifiedBeanIsForItsClientOnly() {
		this.contextRunner.withBean("nul", Framing.class, () -> NUL, qualified("payments")).run((context) -> {
			assertThat(framing(context, "payments")).isSameAs(NUL);
			assertThat(framing(context, "default").toString()).contains("length field");
		});
	}

	@Test
	void beanQualifiedAsDefaultIsForTheClientWithoutAName() {
		this.contextRunner.withBean("nul", Framing.class, () -> NUL, qualified("default")).run((context) -> {
			assertThat(framing(context, "default")).isSameAs(NUL);
			assertThat(framing(context, "payments").toString()).contains("length field");
		});
	}

	@Test
	void qualifiedBeanNeedNotBeADefaultCandidate() {
		this.contextRunner
			.withBean("nul", Framing.class, () -> NUL, qualified("payments"),
					(definition) -> ((AbstractBeanDefinition) definition).setDefaultCandidate(false))
			.run((context) -> assertThat(framing(context, "payments")).isSameAs(NUL));
	}

	@Test
	void beanForAllClientsReachesEach() {
		this.contextRunner.withPropertyValues("framed-tcp.framing.type=mllp")
			.withBean("lines", Framing.class, () -> LINES)
			.run((context) -> {
				assertThat(framing(context, "payments")).isSameAs(LINES);
				assertThat(framing(context, "default")).isSameAs(LINES);
			});
	}

	@Test
	void qualifiedBeanComesBeforeOneForAllClientsAndBeforeProperties() {
		this.contextRunner.withPropertyValues("framed-tcp.clients.payments.framing.type=mllp")
			.withBean("lines", Framing.class, () -> LINES)
			.withBean("nul", Framing.class, () -> NUL, qualified("payments"))
			.run((context) -> {
				assertThat(framing(context, "payments")).isSameAs(NUL);
				assertThat(framing(context, "default")).isSameAs(LINES);
			});
	}

	@Test
	void propertiesOfTheClientComeBeforeABeanForAllClients() {
		this.contextRunner
			.withPropertyValues("framed-tcp.clients.payments.framing.length-field.size=2",
					"framed-tcp.clients.payments.matcher.length=2", "framed-tcp.clients.payments.ping.payload=0a",
					"framed-tcp.clients.payments.initializer.greeting=true")
			.withBean(Framing.class, () -> LINES)
			.withBean(ExchangeMatcher.class, () -> (request, frame) -> ExchangeMatcher.Verdict.MATCH)
			.withBean(Ping.class, () -> () -> new byte[9])
			.withBean(ConnectionInitializer.class, () -> (connection) -> {
			})
			.run((context) -> {
				FramedConnectionPool pool = pool(context, "payments");
				assertThat(pool.connectionSettings().framing().toString()).contains("length field");
				assertThat(pool.connectionSettings().matcher()).usingRecursiveComparison()
					.isEqualTo(ExchangeMatcher.equalBytes(0, 0, 2));
				assertThat(settings(pool).ping().ping().request()).containsExactly(0x0a);
				assertThat(pool.connectionSettings().initializer())
					.isNotSameAs(context.getBean(ConnectionInitializer.class));
			});
	}

	@Test
	void everyKindOfPartMayBeQualified() {
		ExchangeMatcher matcher = (request, frame) -> ExchangeMatcher.Verdict.MATCH;
		UnsolicitedFrameHandler handler = (connection, payload) -> null;
		ConnectionInitializer initializer = (connection) -> {
		};
		Ping ping = () -> new byte[1];
		this.contextRunner.withBean("m", ExchangeMatcher.class, () -> matcher, qualified("payments"))
			.withBean("h", UnsolicitedFrameHandler.class, () -> handler, qualified("payments"))
			.withBean("i", ConnectionInitializer.class, () -> initializer, qualified("payments"))
			.withBean("p", Ping.class, () -> ping, qualified("payments"))
			.run((context) -> {
				FramedConnectionPool named = pool(context, "payments");
				assertThat(named.connectionSettings().matcher()).isSameAs(matcher);
				assertThat(named.connectionSettings().unsolicitedFrameHandler()).isSameAs(handler);
				assertThat(named.connectionSettings().initializer()).isSameAs(initializer);
				assertThat(settings(named).ping().ping()).isSameAs(ping);
				FramedConnectionPool other = pool(context, "default");
				assertThat(other.connectionSettings().matcher()).isNull();
				assertThat(other.connectionSettings().unsolicitedFrameHandler()).isNull();
				assertThat(other.connectionSettings().initializer()).isNull();
				assertThat(settings(other).ping()).isNull();
			});
	}

	@Test
	void converterMayBeQualified() {
		try (FramedTcpServer server = FramedTcpServer.echo()) {
			this.contextRunner
				.withPropertyValues("framed-tcp.clients.payments.addresses=" + server.host() + ":" + server.port())
				.withBean("utf16", MessageConverter.class, () -> new StringMessageConverter(StandardCharsets.UTF_16BE),
						qualified("payments"))
				.run((context) -> {
					assertThat(context.getBean("paymentsFramedTcpTemplate", FramedTcpTemplate.class)
						.convertSendAndReceive("a", String.class)).isEqualTo("a");
					assertThat(server.requests().get(0).payload()).containsExactly(0, 'a');
				});
		}
	}

	@ParameterizedTest
	@ValueSource(classes = { Framing.class, ConnectionInitializer.class, ExchangeMatcher.class,
			UnsolicitedFrameHandler.class, PayloadRedactor.class, Ping.class, FramedTcpObservationConvention.class,
			TraceContextWriter.class, PoolListener.class, FramedTcpClientCustomizer.class })
	<T> void qualifierThatIsNoClientsNameStopsTheStart(Class<T> type) {
		this.contextRunner
			.withBean("theirs", type, () -> null, qualified("paymnets"), (definition) -> definition.setLazyInit(true))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(ClientConfigurationException.class)
				.hasMessageContaining("'theirs', of type " + type.getName())
				.hasMessageContaining("'paymnets'"));
	}

	@Test
	void beanThatTheApplicationKeepsForItselfMayHaveAnyQualifierAndReachesNoClient() {
		this.contextRunner
			.withBean("theirs", Framing.class, () -> LINES, qualified("gateway"),
					(definition) -> ((AbstractBeanDefinition) definition).setDefaultCandidate(false))
			.run((context) -> assertThat(framing(context, "payments").toString()).contains("length field"));
	}

	@Test
	void beanMayHaveAnyNameAndAliases() {
		this.contextRunner.withUserConfiguration(Aliases.class)
			.run((context) -> assertThat(framing(context, "payments")).isSameAs(LINES));
	}

	@Test
	void beanOfAParentContextMayBeForAClientThereAndReachesNoneHere() {
		new ApplicationContextRunner().withBean("theirs", Framing.class, () -> LINES, qualified("gateway"))
			.run((parent) -> this.contextRunner.withParent(parent)
				.run((context) -> assertThat(framing(context, "payments").toString()).contains("length field")));
	}

	@Test
	void converterWithAnotherQualifierIsMeantForSomethingElse() {
		try (FramedTcpServer server = FramedTcpServer.echo()) {
			this.contextRunner
				.withPropertyValues("framed-tcp.clients.payments.addresses=" + server.host() + ":" + server.port())
				.withBean("utf16", MessageConverter.class, () -> new StringMessageConverter(StandardCharsets.UTF_16BE),
						qualified("broker"))
				.run((context) -> {
					context.getBean("paymentsFramedTcpTemplate", FramedTcpTemplate.class)
						.convertSendAndReceive("a", String.class);
					assertThat(server.requests().get(0).payload()).containsExactly('a');
				});
		}
	}

	@Test
	void severalBeansForOneClientStopTheStart() {
		this.contextRunner.withBean("one", Framing.class, () -> LINES, qualified("payments"))
			.withBean("two", Framing.class, () -> NUL, qualified("payments"))
			.run((context) -> assertThat(context).getFailure().hasMessageContaining("one,two"));
	}

	@Test
	void primaryOfSeveralBeansForOneClientIsUsed() {
		this.contextRunner.withBean("one", Framing.class, () -> LINES, qualified("payments"))
			.withBean("two", Framing.class, () -> NUL, qualified("payments"),
					(definition) -> definition.setPrimary(true))
			.run((context) -> assertThat(framing(context, "payments")).isSameAs(NUL));
	}

	@Test
	void fallbackOfSeveralBeansForOneClientIsNotUsed() {
		this.contextRunner
			.withBean("one", Framing.class, () -> LINES, qualified("payments"),
					(definition) -> definition.setFallback(true))
			.withBean("two", Framing.class, () -> NUL, qualified("payments"))
			.run((context) -> assertThat(framing(context, "payments")).isSameAs(NUL));
	}

	@Test
	void primaryBeanForAnotherClientIsNotUsedForAll() {
		this.contextRunner.withBean("common", Framing.class, () -> LINES)
			.withBean("theirs", Framing.class, () -> NUL, qualified("payments"),
					(definition) -> definition.setPrimary(true))
			.run((context) -> {
				assertThat(framing(context, "payments")).isSameAs(NUL);
				assertThat(framing(context, "default")).isSameAs(LINES);
			});
	}

	@Test
	void listenersHearOfAllClientsUnlessQualified() {
		List<String> heard = new CopyOnWriteArrayList<>();
		try (FramedTcpServer server = FramedTcpServer.echo()) {
			String address = server.host() + ":" + server.port();
			this.contextRunner
				.withPropertyValues("framed-tcp.addresses=" + address,
						"framed-tcp.clients.payments.addresses=" + address)
				.withBean("all", PoolListener.class, () -> listener("all", heard))
				.withBean("one", PoolListener.class, () -> listener("one", heard), qualified("payments"))
				.run((context) -> {
					context.getBeansOfType(FramedTcpTemplate.class)
						.values()
						.forEach((template) -> template.sendAndReceive(new byte[1]));
					Awaitility.await().until(() -> heard.size() == 3);
					assertThat(heard).containsExactlyInAnyOrder("all", "all", "one");
				});
		}
	}

	@Test
	void customizersChangeClientsByNameInTheirOrderAfterProperties() {
		this.contextRunner.withPropertyValues("framed-tcp.pool.max-total=3")
			.withUserConfiguration(Customizers.class)
			.run((context) -> {
				assertThat(settings(pool(context, "payments")).maxTotal()).isEqualTo(30);
				assertThat(settings(pool(context, "default")).maxTotal()).isEqualTo(20);
				assertThat(pool(context, "payments").connectionSettings().failFastAfter()).isEqualTo(7);
				assertThat(pool(context, "default").connectionSettings().failFastAfter()).isEqualTo(5);
			});
	}

	private static PoolListener listener(String name, List<String> heard) {
		return new PoolListener() {

			@Override
			public void connectionOpened(ConnectionInfo connection, Duration elapsed) {
				heard.add(name);
			}

		};
	}

	private static BeanDefinitionCustomizer qualified(String client) {
		return (definition) -> ((AbstractBeanDefinition) definition)
			.addQualifier(new AutowireCandidateQualifier(Qualifier.class, client));
	}

	private static Framing framing(AssertableApplicationContext context, String client) {
		return pool(context, client).connectionSettings().framing();
	}

	private static FramedConnectionPool pool(AssertableApplicationContext context, String client) {
		return context.getBeansOfType(FramedConnectionPool.class)
			.values()
			.stream()
			.filter((pool) -> pool.client().equals(client))
			.findFirst()
			.orElseThrow();
	}

	private static PoolSettings settings(FramedConnectionPool pool) {
		return (PoolSettings) ReflectionTestUtils.getField(pool, "settings");
	}

	@Configuration(proxyBeanMethods = false)
	static class Aliases {

		@Bean({ "lines", "linefeeds" })
		Framing lines() {
			return LINES;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Customizers {

		@Bean
		@Order(2)
		FramedTcpClientCustomizer second() {
			return (client, connection, pool) -> {
				if (client.equals("payments")) {
					pool.maxTotal(30);
				}
			};
		}

		@Bean
		@Order(1)
		FramedTcpClientCustomizer first() {
			return (client, connection, pool) -> pool.maxTotal(20);
		}

		@Bean
		@Qualifier("payments")
		FramedTcpClientCustomizer ofPayments() {
			return (client, connection, pool) -> connection.failFastAfter(7);
		}

	}

}
