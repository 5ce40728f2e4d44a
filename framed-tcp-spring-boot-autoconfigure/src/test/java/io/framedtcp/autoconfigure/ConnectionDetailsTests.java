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

import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.config.ServerAddress;
import io.framedtcp.framing.Framing;
import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FramedTcpConnectionDetails}: which client gets which addresses.
 */
class ConnectionDetailsTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FramedTcpAutoConfiguration.class));

	@Test
	void detailsGiveTheDefaultClientItsServerWithoutProperties() {
		try (FramedTcpServer server = FramedTcpServer.echo()) {
			this.contextRunner
				.withBean(FramedTcpConnectionDetails.class, () -> details(server.host() + ":" + server.port()))
				.run((context) -> {
					assertThat(context).hasSingleBean(FramedConnectionPool.class)
						.hasSingleBean(PoolLifecycle.class)
						.hasSingleBean(Framing.class);
					assertThat(context.getBean(FramedTcpTemplate.class).convertSendAndReceive("a", String.class))
						.isEqualTo("a");
				});
		}
	}

	@Test
	void detailsMayHaveSeveralAddresses() {
		withDetails("b:2", "a:1").run((context) -> assertAddresses(defaultPool(context), "b:2", "a:1"));
	}

	@Test
	void detailsReplaceHostAndAddresses() {
		withDetails("a:1").withPropertyValues("framed-tcp.host=h", "framed-tcp.port=9", "framed-tcp.addresses=c:3")
			.run((context) -> assertAddresses(defaultPool(context), "a:1"));
	}

	@Test
	void otherPropertiesHoldWithDetails() {
		withDetails("a:1").withPropertyValues("framed-tcp.pool.max-total=3", "framed-tcp.framing.length-field.size=2")
			.run((context) -> {
				assertThat(defaultPool(context).counts().maxTotal()).isEqualTo(3);
				assertThat(context.getBean(Framing.class).toString()).contains("2");
			});
	}

	@Test
	void detailsOfTheNameDefaultAreForTheDefaultClient() {
		this.contextRunner.withUserConfiguration(DefaultDetails.class)
			.run((context) -> assertAddresses(defaultPool(context), "a:1"));
	}

	@Test
	void primaryDetailsWinAmongSeveral() {
		withDetails("a:1")
			.withBean("others", FramedTcpConnectionDetails.class, () -> details("b:2"),
					(definition) -> definition.setPrimary(true))
			.run((context) -> assertAddresses(defaultPool(context), "b:2"));
	}

	@Test
	void detailsForNobodyInParticularAreNoneOfTheDefaultClient() {
		this.contextRunner
			.withBean("others", FramedTcpConnectionDetails.class, () -> details("b:2"),
					(definition) -> ((AbstractBeanDefinition) definition).setDefaultCandidate(false))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(FramedConnectionPool.class));
	}

	@Test
	void detailsQualifiedWithNoClientAreForNobody() {
		withDetailsFor("misspelled", "b:2").withPropertyValues("framed-tcp.clients.payments.addresses=c:3")
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean("framedTcpTemplate");
				assertAddresses(pool(context, "payments"), "c:3");
			});
	}

	@Test
	void qualifiedDetailsGiveANamedClientItsServer() {
		this.contextRunner.withUserConfiguration(PaymentsDetails.class)
			.withPropertyValues("framed-tcp.clients.payments.idempotent=true")
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean("framedTcpTemplate");
				assertAddresses(pool(context, "payments"), "p:1", "p:2");
			});
	}

	@Test
	void qualifiedDetailsReplaceTheServerOfANamedClientOnly() {
		withDetailsFor("payments", "p:1")
			.withPropertyValues("framed-tcp.addresses=d:1", "framed-tcp.clients.payments.host=x",
					"framed-tcp.clients.payments.port=1", "framed-tcp.clients.quotes.addresses=q:1")
			.run((context) -> {
				assertAddresses(pool(context, "payments"), "p:1");
				assertAddresses(pool(context, "quotes"), "q:1");
				assertAddresses(context.getBean("framedTcpConnectionPool", FramedConnectionPool.class), "d:1");
			});
	}

	@Test
	void detailsAreNotInherited() {
		withDetails("a:1").withPropertyValues("framed-tcp.clients.payments.idempotent=true")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class,
						(ex) -> assertThat(ex.getName()).isEqualTo("framed-tcp.clients.payments.host")));
	}

	@Test
	void ownPoolWinsOverDetails() {
		try (FramedTcpTemplate own = FramedTcpTemplate.builder("own", 1).build()) {
			withDetails("a:1").withBean("ownPool", FramedConnectionPool.class, own::getPool)
				.run((context) -> assertAddresses(defaultPool(context), "own:1"));
		}
	}

	@Test
	void detailsOfTheParentContextAreUsed() {
		withDetails("a:1").run((parent) -> this.contextRunner.withParent(parent)
			.withPropertyValues("framed-tcp.clients.payments.addresses=c:3")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertAddresses(context.getBean("framedTcpConnectionPool", FramedConnectionPool.class), "a:1");
				assertAddresses(pool(context, "payments"), "c:3");
			}));
	}

	private ApplicationContextRunner withDetails(String... addresses) {
		return this.contextRunner.withBean("details", FramedTcpConnectionDetails.class, () -> details(addresses));
	}

	private ApplicationContextRunner withDetailsFor(String client, String... addresses) {
		return this.contextRunner.withBean("details", FramedTcpConnectionDetails.class, () -> details(addresses),
				(definition) -> ((AbstractBeanDefinition) definition)
					.addQualifier(new AutowireCandidateQualifier(Qualifier.class, client)));
	}

	private static FramedConnectionPool defaultPool(BeanFactory context) {
		return context.getBean(FramedConnectionPool.class);
	}

	private static FramedConnectionPool pool(BeanFactory context, String client) {
		return context.getBean(client + NamedClientRegistrar.POOL_SUFFIX, FramedConnectionPool.class);
	}

	private static void assertAddresses(FramedConnectionPool pool, String... addresses) {
		assertThat(pool.connectionSettings().addresses()).extracting(ServerAddress::toString)
			.containsExactly(addresses);
	}

	private static FramedTcpConnectionDetails details(String... addresses) {
		return () -> List.of(addresses).stream().map(ServerAddress::parse).toList();
	}

	@Configuration(proxyBeanMethods = false)
	static class DefaultDetails {

		@Bean
		@Qualifier("default")
		FramedTcpConnectionDetails any() {
			return details("a:1");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PaymentsDetails {

		@Bean
		@Qualifier("payments")
		FramedTcpConnectionDetails any() {
			return details("p:1", "p:2");
		}

	}

}
