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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import io.framedtcp.FramedTcpClosedException;
import io.framedtcp.FramedTcpOperations;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.FramedTcpTimeoutException;
import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.config.ServerAddress;
import io.framedtcp.internal.pool.ExclusivePool;
import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.test.Fault;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.Point;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Several clients by name: which beans there are, who gets which, and that each talks to
 * its own server.
 */
class NamedClientsTests {

	private final FramedTcpServer prices = answering('p');

	private final FramedTcpServer payments = answering('m');

	private final FramedTcpServer quotes = answering('q');

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FramedTcpAutoConfiguration.class));

	private final ApplicationContextRunner namedRunner = this.contextRunner
		.withPropertyValues(server("framed-tcp.clients.payments", this.payments))
		.withPropertyValues(server("framed-tcp.clients.quotes", this.quotes));

	private final ApplicationContextRunner allRunner = this.namedRunner
		.withPropertyValues(server("framed-tcp", this.prices));

	@AfterEach
	void close() {
		List.of(this.prices, this.payments, this.quotes).forEach(FramedTcpServer::close);
	}

	@Test
	void eachInjectionPointGetsTheClientOfItsQualifierAndEachClientItsServer() {
		this.allRunner.withUserConfiguration(DeskConfiguration.class, DefaultConfiguration.class).run((context) -> {
			Desk desk = context.getBean(Desk.class);
			assertThat(exchange(desk.payments)).isEqualTo("m");
			assertThat(exchange(desk.quotes)).isEqualTo("q");
			assertThat(desk.pool.client()).isEqualTo("payments");
			assertThat(desk.pool).isSameAs(desk.payments.getPool());
			assertThat(exchange(context.getBean("viaDefault", FramedTcpOperations.class))).isEqualTo("p");
			assertThat(exchange(context.getBean("viaDefaultQualifier", FramedTcpOperations.class))).isEqualTo("p");
		});
	}

	@Test
	void messagesTellThePropertiesOfTheirOwnClient() {
		this.payments.inject(Fault.stall()).at(Point.BEFORE_REPLY);
		this.allRunner
			.withPropertyValues("framed-tcp.response-timeout=100ms", "framed-tcp.max-frame-size=20B",
					"framed-tcp.pool.acquire-timeout=1ms")
			.withUserConfiguration(DeskConfiguration.class)
			.run((context) -> {
				Desk desk = context.getBean(Desk.class);
				assertThatExceptionOfType(FramedTcpTimeoutException.class).isThrownBy(() -> exchange(desk.payments))
					.withMessageContaining(
							"See framed-tcp.clients.payments.framing and framed-tcp.clients.payments.ssl.enabled.");
				assertThatIllegalArgumentException().isThrownBy(() -> desk.quotes.send(new byte[21]))
					.withMessageContaining("(framed-tcp.clients.quotes.max-frame-size)");
				assertThatIllegalArgumentException()
					.isThrownBy(() -> context.getBean("framedTcpTemplate", FramedTcpTemplate.class).send(new byte[21]))
					.withMessageContaining("(framed-tcp.max-frame-size)");
			});
	}

	@Test
	void startTellsThePropertiesOfTheirOwnClient() {
		this.namedRunner
			.withPropertyValues("framed-tcp.clients.payments.max-frame-size=5B",
					"framed-tcp.clients.payments.ping.payload=0001")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("framed-tcp.clients.payments.ping.payload")
				.hasStackTraceContaining("(framed-tcp.clients.payments.max-frame-size)"));
	}

	@Test
	void namedClientsNeedNoDefaultClient() {
		this.namedRunner.withUserConfiguration(DeskConfiguration.class).run((context) -> {
			assertThat(exchange(context.getBean(Desk.class).payments)).isEqualTo("m");
			assertThat(context).doesNotHaveBean("framedTcpTemplate").doesNotHaveBean("framedTcpConnectionPool");
		});
	}

	@Test
	void plainInjectionGetsNoNamedClient() {
		this.namedRunner.withUserConfiguration(DefaultConfiguration.class)
			.run((context) -> assertThat(context).getFailure().hasMessageContaining(FramedTcpTemplate.class.getName()));
	}

	@Test
	void clientsWaitForTheirCallsAtTheSameTimeWhenTheyAreClosed() {
		this.payments.inject(Fault.stall()).at(Point.BEFORE_REPLY);
		this.quotes.inject(Fault.stall()).at(Point.BEFORE_REPLY);
		ExecutorService callers = Executors.newCachedThreadPool();
		this.namedRunner.withPropertyValues("framed-tcp.pool.close-timeout=2s").run((context) -> {
			for (String client : List.of("payments", "quotes")) {
				FramedTcpTemplate template = context.getBean(client + "FramedTcpTemplate", FramedTcpTemplate.class);
				callers.execute(() -> assertThatExceptionOfType(FramedTcpClosedException.class)
					.isThrownBy(() -> exchange(template)));
				Awaitility.await().until(() -> template.getPool().counts().active() == 1);
			}
			long start = System.nanoTime();
			context.close();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(1900),
					Duration.ofMillis(3900));
		});
		callers.shutdown();
	}

	@Test
	void beansHaveTheNamesOfTheirClients() {
		this.allRunner.run((context) -> {
			assertThat(context.getBeansOfType(FramedTcpTemplate.class)).containsOnlyKeys("framedTcpTemplate",
					"paymentsFramedTcpTemplate", "quotesFramedTcpTemplate");
			assertThat(context.getBeansOfType(FramedConnectionPool.class)).containsOnlyKeys("framedTcpConnectionPool",
					"paymentsFramedTcpPool", "quotesFramedTcpPool");
			assertThat(context.getBeansOfType(PoolLifecycle.class)).hasSize(3);
		});
	}

	@Test
	void stoppedContextClosesEachClientAndRestartedOneOpensItAgain() {
		this.allRunner.run((context) -> {
			List<FramedTcpTemplate> templates = List.copyOf(context.getBeansOfType(FramedTcpTemplate.class).values());
			templates.forEach(NamedClientsTests::exchange);
			context.stop();
			assertThat(templates).allSatisfy((template) -> assertThatExceptionOfType(FramedTcpClosedException.class)
				.isThrownBy(() -> exchange(template)));
			context.start();
			assertThat(templates).extracting(NamedClientsTests::exchange).containsExactlyInAnyOrder("p", "m", "q");
			context.close();
			assertThat(templates).noneMatch((template) -> template.getPool().isOpen());
		});
	}

	@Test
	void beansOfTheApplicationReplaceThoseOfAClient() {
		this.namedRunner
			.withBean("paymentsFramedTcpPool", FramedConnectionPool.class, this::poolOfQuotes,
					(definition) -> ((AbstractBeanDefinition) definition).setDefaultCandidate(false))
			.run((context) -> assertThat(
					exchange(context.getBean("paymentsFramedTcpTemplate", FramedTcpTemplate.class)))
				.isEqualTo("q"));
	}

	@Test
	void environmentVariablesNameClientsAndBelongToThoseOfTheSameLetters() {
		this.contextRunner
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
						new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
								Map.of("FRAMEDTCP_CLIENTS_CARDPAYMENTS_PORT", "9001", "FRAMEDTCP_CLIENTS_QUOTES_HOST",
										"q", "FRAMEDTCP_CLIENTS_QUOTES_PORT", "9002"))))
			.withPropertyValues("framed-tcp.clients.card-payments.host=m")
			.run((context) -> {
				assertThat(context.getBeansOfType(FramedConnectionPool.class))
					.containsOnlyKeys("card-paymentsFramedTcpPool", "quotesFramedTcpPool");
				assertThat(addresses(context.getBean("card-paymentsFramedTcpPool", FramedConnectionPool.class)))
					.containsExactly(new ServerAddress("m", 9001));
				assertThat(addresses(context.getBean("quotesFramedTcpPool", FramedConnectionPool.class)))
					.containsExactly(new ServerAddress("q", 9002));
			});
	}

	@Test
	void nameKeepsItsSpelling() {
		this.contextRunner.withPropertyValues(server("framed-tcp.clients.cardPayments", this.payments))
			.run((context) -> {
				FramedTcpTemplate template = context.getBean("cardPaymentsFramedTcpTemplate", FramedTcpTemplate.class);
				assertThat(template.getPool().client()).isEqualTo("cardPayments");
				assertThat(exchange(template)).isEqualTo("m");
			});
	}

	@Test
	void childContextSharesTheClientsOfItsParent() {
		this.namedRunner.run((parent) -> this.namedRunner.withParent(parent)
			.withUserConfiguration(DeskConfiguration.class)
			.run((child) -> {
				assertThat(child.getBean(Desk.class).pool).isSameAs(parent.getBean("paymentsFramedTcpPool"));
				child.close();
				assertThat(parent.getBean("paymentsFramedTcpPool", FramedConnectionPool.class).isOpen()).isTrue();
			}));
	}

	private FramedConnectionPool poolOfQuotes() {
		return new ExclusivePool("own",
				ConnectionSettings.builder().address(this.quotes.host(), this.quotes.port()).build(),
				PoolSettings.builder().build(), List.of());
	}

	private static List<ServerAddress> addresses(FramedConnectionPool pool) {
		return pool.connectionSettings().addresses();
	}

	private static FramedTcpServer answering(char name) {
		return FramedTcpServer.handling((request, connection) -> connection.writeFrame(new byte[] { (byte) name }));
	}

	private static String exchange(FramedTcpOperations operations) {
		return new String(operations.sendAndReceive(new byte[1]), StandardCharsets.US_ASCII);
	}

	private static String[] server(String prefix, FramedTcpServer server) {
		return new String[] { prefix + ".host=" + server.host(), prefix + ".port=" + server.port() };
	}

	record Desk(FramedTcpTemplate payments, FramedTcpOperations quotes, FramedConnectionPool pool) {
	}

	@Configuration(proxyBeanMethods = false)
	static class DeskConfiguration {

		@Bean
		Desk desk(@Qualifier("payments") FramedTcpTemplate payments, @Qualifier("quotes") FramedTcpOperations quotes,
				@Qualifier("payments") FramedConnectionPool pool) {
			return new Desk(payments, quotes, pool);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class DefaultConfiguration {

		@Bean(defaultCandidate = false)
		FramedTcpOperations viaDefault(FramedTcpTemplate template) {
			return template.idempotent();
		}

		@Bean(defaultCandidate = false)
		FramedTcpOperations viaDefaultQualifier(@Qualifier("default") FramedTcpTemplate template) {
			return template.idempotent();
		}

	}

}
