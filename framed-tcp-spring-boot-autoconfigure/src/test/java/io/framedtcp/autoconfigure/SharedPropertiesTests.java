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

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.config.AssignedIds;
import io.framedtcp.config.Ordering;
import io.framedtcp.config.SharedSettings;
import io.framedtcp.framing.Framing;
import io.framedtcp.framing.UntilCloseFraming;
import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Clients whose callers share connections, by properties; and the settings that cannot be
 * meant, which stop the start with a report that names the property and the rule.
 */
@ExtendWith(OutputCaptureExtension.class)
class SharedPropertiesTests {

	private static final String FAILED_TO_START = "APPLICATION FAILED TO START";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FramedTcpAutoConfiguration.class))
		.withPropertyValues("framed-tcp.host=localhost", "framed-tcp.port=9000");

	@Test
	void connectionsAreExclusiveUnlessSetOtherwise() {
		this.contextRunner.withPropertyValues("framed-tcp.matcher.length=4").run((context) -> {
			FramedConnectionPool pool = context.getBean(FramedConnectionPool.class);
			assertThat(pool.sharedSettings()).isNull();
			assertThat(pool.sharing()).isNull();
		});
	}

	@Test
	void callsAreMadeOnASharedConnection() {
		try (FramedTcpServer server = FramedTcpServer.echo()) {
			at(server).withPropertyValues("framed-tcp.shared.enabled=true", "framed-tcp.matcher.length=4")
				.run((context) -> {
					FramedTcpTemplate template = context.getBean(FramedTcpTemplate.class);
					byte[] request = { 1, 2, 3, 4, 5 };
					assertThat(template.sendAndReceive(request)).isEqualTo(request);
					assertThat(template.async().sendAndReceive(request)).succeedsWithin(Duration.ofSeconds(10))
						.isEqualTo(request);
					assertThat(template.getPool().sharing().frames()).isEqualTo(2);
					assertThatIllegalArgumentException().isThrownBy(() -> template.sendAndReceive(new byte[3]))
						.withMessageContaining("no id of 4 bytes");
				});
		}
	}

	@Test
	void sessionHasAConnectionOfItsOwnBesideTheSharedOne() {
		try (FramedTcpServer server = FramedTcpServer.echo()) {
			at(server)
				.withPropertyValues("framed-tcp.shared.enabled=true", "framed-tcp.shared.ordering=in-order",
						"framed-tcp.pool.max-total=2")
				.run((context) -> {
					FramedTcpTemplate template = context.getBean(FramedTcpTemplate.class);
					byte[] reply = template.execute((session) -> {
						session.sendAndReceive(new byte[1]);
						assertThat(template.getPool().sharing().connections()).isZero();
						assertThat(template.sendAndReceive(new byte[2])).hasSize(2);
						return session.sendAndReceive(new byte[3]);
					});
					assertThat(reply).hasSize(3);
					assertThat(template.getPool().sharing().frames()).isOne();
					assertThat(template.getPool().statistics().opened()).isEqualTo(2);
				});
		}
	}

	@Test
	void sessionIsRefusedIfAllConnectionsAreShared() {
		try (FramedTcpServer server = FramedTcpServer.echo()) {
			at(server)
				.withPropertyValues("framed-tcp.shared.enabled=true", "framed-tcp.shared.ordering=in-order",
						"framed-tcp.pool.max-total=1")
				.run((context) -> {
					FramedTcpTemplate template = context.getBean(FramedTcpTemplate.class);
					assertThatIllegalStateException()
						.isThrownBy(() -> template.execute((session) -> session.sendAndReceive(new byte[1])))
						.withMessageContaining("All connections of the client 'default' are shared")
						.withMessageContaining(
								"Let framed-tcp.pool.max-total be more than framed-tcp.shared.connections.");
					assertThat(template.sendAndReceive(new byte[1])).hasSize(1);
					assertThat(template.getPool().statistics().opened()).isOne();
				});
		}
	}

	@Test
	void namedClientInheritsHowConnectionsAreShared() {
		this.contextRunner.withPropertyValues("framed-tcp.shared.enabled=true", "framed-tcp.shared.max-in-flight=64",
				"framed-tcp.shared.assign-ids.length=4", "framed-tcp.shared.assign-ids.offset=8",
				"framed-tcp.clients.switch.addresses=localhost:9001", "framed-tcp.clients.switch.shared.max-orphans=8",
				"framed-tcp.clients.switch.shared.assign-ids.length=2",
				"framed-tcp.clients.plain.addresses=localhost:9002", "framed-tcp.clients.plain.shared.enabled=false",
				"framed-tcp.clients.ordered.addresses=localhost:9003",
				"framed-tcp.clients.ordered.shared.ordering=in-order",
				"framed-tcp.clients.ordered.shared.assign-ids.length=")
			.run((context) -> {
				SharedSettings inherited = shared(context.getBean("switchFramedTcpPool", FramedConnectionPool.class));
				assertThat(inherited.maxInFlight()).isEqualTo(64);
				assertThat(inherited.maxOrphans()).isEqualTo(8);
				assertThat(inherited.assignedIds()).isEqualTo(new AssignedIds(0, 2));
				assertThat(context.getBean("plainFramedTcpPool", FramedConnectionPool.class).sharedSettings()).isNull();
				assertThat(shared(context.getBean(FramedConnectionPool.class)).assignedIds())
					.isEqualTo(new AssignedIds(8, 4));
			});
	}

	@Test
	void matcherOfABeanIsEnough() {
		this.contextRunner.withPropertyValues("framed-tcp.shared.enabled=true")
			.withBean(ExchangeMatcher.class, () -> ExchangeMatcher.equalBytes(0, 4, 2))
			.run((context) -> assertThat(shared(context.getBean(FramedConnectionPool.class)).ordering())
				.isEqualTo(Ordering.MATCHED));
	}

	@Test
	void matcherOfTheAssignedIdsIsTaken() {
		this.contextRunner
			.withPropertyValues("framed-tcp.shared.enabled=true", "framed-tcp.shared.assign-ids.offset=4",
					"framed-tcp.shared.assign-ids.length=2")
			.withBean(ExchangeMatcher.class,
					() -> ExchangeMatcher.equalBytes(4, 4, 2).orUnsolicited((frame) -> frame[0] == 0))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void boundsMayBeReached() {
		this.contextRunner
			.withPropertyValues("framed-tcp.shared.enabled=true", "framed-tcp.matcher.length=1",
					"framed-tcp.shared.max-in-flight=224", "framed-tcp.shared.connections=8")
			.run((context) -> assertThat(context).hasNotFailed());
		this.contextRunner
			.withPropertyValues("framed-tcp.shared.enabled=true", "framed-tcp.shared.assign-ids.length=1",
					"framed-tcp.shared.max-in-flight=224")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@MethodSource
	void mistakeIsExplained(Mistake mistake, CapturedOutput output) {
		fail(mistake.application, mistake.properties.split(" "));
		assertThat(output).contains(FAILED_TO_START).contains(mistake.explanation);
	}

	static List<Mistake> mistakeIsExplained() {
		return List.of(new Mistake("matched without an id", Application.class, "", "'matched'",
				"framed-tcp.shared.ordering",
				"Callers share connections, and the client knows no id to tell their replies apart. Set "
						+ "framed-tcp.matcher.length or framed-tcp.matcher.pattern, "
						+ "or a bean of type ExchangeMatcher; or framed-tcp.shared.assign-ids.length if the server "
						+ "repeats any id; or in-order if it answers requests in their order."),
				new Mistake("assigned ids that are too short", Application.class,
						"shared.assign-ids.length=1 shared.max-in-flight=225", "'1'",
						"framed-tcp.shared.assign-ids.length",
						"An id of this length tells at most 256 requests apart. framed-tcp.shared.max-in-flight and "
								+ "framed-tcp.shared.max-orphans are 257 together, and each needs an id of its own."),
				new Mistake("more in flight than the matcher can tell apart", Application.class,
						"matcher.length=2 shared.max-in-flight=65505", "'65505'", "framed-tcp.shared.max-in-flight",
						"The id of the matcher tells at most 65536 requests apart. framed-tcp.shared.max-in-flight and "
								+ "framed-tcp.shared.max-orphans are 65537 together, and each needs an id of its own."),
				new Mistake("more in flight than the matcher of a bean can tell apart", ShortMatcher.class,
						"shared.max-in-flight=240", "'240'", "framed-tcp.shared.max-in-flight",
						"The id of the matcher tells at most 256 requests apart."),
				new Mistake("connections that end with their reply", Application.class,
						"framing.type=until-close matcher.length=4", "'true'", "framed-tcp.shared.enabled",
						"With the framing until-close a connection carries one request, so callers cannot share it."),
				new Mistake("a framing bean until the close", UntilClose.class, "shared.ordering=in-order",
						"framed-tcp.shared.enabled", "a connection carries one request"),
				new Mistake("more connections than the pool may open", Application.class,
						"matcher.length=4 shared.connections=9", "'9'", "framed-tcp.shared.connections",
						"It must be 1 to framed-tcp.pool.max-total, which is 8."),
				new Mistake("assigned ids in order", Application.class,
						"shared.ordering=in-order shared.assign-ids.length=4", "'4'",
						"framed-tcp.shared.assign-ids.length",
						"It has no effect unless framed-tcp.shared.ordering is matched."),
				new Mistake("assigned ids beside a matcher of other bytes", Application.class,
						"shared.assign-ids.length=4 matcher.length=4 matcher.reply-offset=8", "'4'",
						"framed-tcp.shared.assign-ids.length",
						"Replies are found by the ids that the client assigns, at offset 0, so a matcher that compares "
								+ "anything else is not asked. Remove the ids, or the matcher, a bean or "
								+ "framed-tcp.matcher.length."),
				new Mistake("assigned ids beside a matcher without ids", OwnMatcher.class, "shared.assign-ids.length=4",
						"framed-tcp.shared.assign-ids.length", "is not asked"),
				new Mistake("an inherited mistake", Application.class,
						"matcher.length=4 clients.switch.addresses=localhost:9001 "
								+ "clients.switch.framing.type=until-close",
						"framed-tcp.clients.switch.shared.enabled",
						"so callers cannot share it. It is inherited from framed-tcp.shared.enabled."));
	}

	@Test
	void customizersHaveTheLastWordOnTheSizeOfThePool() {
		this.contextRunner
			.withBean(FramedTcpClientCustomizer.class, () -> (client, connection, pool) -> pool.maxTotal(9))
			.withPropertyValues("framed-tcp.shared.enabled=true", "framed-tcp.matcher.length=4",
					"framed-tcp.shared.connections=9")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	private ApplicationContextRunner at(FramedTcpServer server) {
		return this.contextRunner.withPropertyValues("framed-tcp.host=" + server.host(),
				"framed-tcp.port=" + server.port());
	}

	private static SharedSettings shared(FramedConnectionPool pool) {
		SharedSettings settings = pool.sharedSettings();
		assertThat(settings).isNotNull();
		return settings;
	}

	private static void fail(Class<?> application, String... properties) {
		FailingStart.of(application,
				Stream
					.concat(Stream.of("addresses=localhost:9000", "shared.enabled=true"),
							Arrays.stream(properties).filter((property) -> !property.isEmpty()))
					.map((property) -> "--framed-tcp." + property)
					.toArray(String[]::new));
	}

	/**
	 * Settings that cannot be meant.
	 */
	private static final class Mistake {

		private final String name;

		private final Class<?> application;

		private final String properties;

		private final String[] explanation;

		Mistake(String name, Class<?> application, String properties, String... explanation) {
			this.name = name;
			this.application = application;
			this.properties = properties;
			this.explanation = explanation;
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class ShortMatcher {

		@Bean
		ExchangeMatcher matcher() {
			return ExchangeMatcher.equalBytes(0, 0, 1).orUnsolicited((frame) -> false);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class OwnMatcher {

		@Bean
		ExchangeMatcher matcher() {
			return (request, frame) -> ExchangeMatcher.Verdict.MATCH;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class UntilClose {

		@Bean
		Framing framing() {
			return UntilCloseFraming.untilClose();
		}

	}

}
