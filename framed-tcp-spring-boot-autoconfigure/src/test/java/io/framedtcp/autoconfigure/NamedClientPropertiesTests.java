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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.test.util.ReflectionTestUtils;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.config.ServerAddress;
import io.framedtcp.framing.DelimiterFraming;
import io.framedtcp.framing.LengthFieldFraming;
import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.spi.ExchangeMatcher;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a named client inherits, what it does not, and how its failures name properties.
 */
class NamedClientPropertiesTests {

	private static final String CLIENT = "framed-tcp.clients.payments.";

	private final ApplicationContextRunner bareRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FramedTcpAutoConfiguration.class));

	private final ApplicationContextRunner contextRunner = this.bareRunner
		.withPropertyValues(CLIENT + "addresses=localhost:9000");

	@Test
	void whatAClientDoesNotSetIsInherited() {
		this.contextRunner
			.withPropertyValues("framed-tcp.connect-timeout=750ms", "framed-tcp.framing.length-field.size=2",
					"framed-tcp.framing.length-field.offset=4", "framed-tcp.matcher.length=2",
					"framed-tcp.matcher.reply-offset=8", "framed-tcp.pool.max-total=3", "framed-tcp.pool.max-idle=2")
			.withPropertyValues(own("framing.length-field.offset=1", "pool.max-idle=1"))
			.run((context) -> {
				ConnectionSettings connection = connection(context);
				assertThat(connection.connectTimeout()).isEqualTo(Duration.ofMillis(750));
				assertThat(connection.framing())
					.hasToString(LengthFieldFraming.builder().offset(1).size(2).build().toString());
				assertThat(connection.matcher()).usingRecursiveComparison()
					.isEqualTo(ExchangeMatcher.equalBytes(0, 8, 2));
				PoolSettings pool = (PoolSettings) ReflectionTestUtils.getField(pool(context), "settings");
				assertThat(pool.maxTotal()).isEqualTo(3);
				assertThat(pool.maxIdle()).isOne();
			});
	}

	@Test
	void propertiesAreToldWithoutWhatMayBeASecret() {
		this.contextRunner
			.withPropertyValues(own("initializer.login=5ec4e7", "initializer.login-reply=00", "ping.payload=5ec4e7"))
			.run((context) -> assertThat(
					new FramedTcpClients(context.getEnvironment()).getProperties("payments").toString())
				.contains("localhost:9000")
				.doesNotContain("5ec4e7"));
	}

	@Test
	void defaultClientHasNothingOfANamedOne() {
		this.contextRunner.withPropertyValues("framed-tcp.addresses=localhost:9001")
			.withPropertyValues(own("connect-timeout=750ms"))
			.run((context) -> assertThat(
					context.getBean(FramedConnectionPool.class).connectionSettings().connectTimeout())
				.isEqualTo(Duration.ofSeconds(2)));
	}

	@Test
	void addressesOfTheDefaultClientAreNotInheritedByAClientWithAHost() {
		this.bareRunner.withPropertyValues("framed-tcp.addresses=a:1,b:2")
			.withPropertyValues(own("host=c", "port=3"))
			.run((context) -> assertThat(connection(context).addresses()).containsExactly(new ServerAddress("c", 3)));
	}

	@ParameterizedTest
	@CsvSource({ "host=c, port", "port=3, host", "idempotent=true, host", "addresses=, host" })
	void hostAndPortAreNotInherited(String own, String missing) {
		this.bareRunner.withPropertyValues("framed-tcp.host=a", "framed-tcp.port=1")
			.withPropertyValues(own(own))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class,
						(ex) -> assertThat(ex.getName()).isEqualTo(CLIENT + missing)));
	}

	@Test
	void clientWithAnotherFramingInheritsNothingOfFramings() {
		this.contextRunner
			.withPropertyValues("framed-tcp.framing.type=delimiter", "framed-tcp.framing.delimiter.end=00",
					"framed-tcp.reply-framing.type=fixed-size", "framed-tcp.reply-framing.fixed-size.size=4",
					"framed-tcp.reply-frames.count=2")
			.withPropertyValues(own("framing.type=mllp"))
			.run((context) -> assertThat(connection(context).framing())
				.hasToString(DelimiterFraming.mllp().toString()));
	}

	@Test
	void clientWithAnotherReplyFramingInheritsTheFramingOfRequests() {
		this.contextRunner
			.withPropertyValues("framed-tcp.framing.type=lines", "framed-tcp.reply-framing.type=fixed-size",
					"framed-tcp.reply-framing.fixed-size.size=4", "framed-tcp.reply-frames.count=2")
			.withPropertyValues(own("reply-framing.type=nul"))
			.run((context) -> assertThat(connection(context).framing())
				.hasToString(DelimiterFraming.lines().withReplies(DelimiterFraming.nul()).toString()));
	}

	@Test
	void replyFramingLeftEmptyIsThatOfRequests() {
		this.contextRunner.withPropertyValues("framed-tcp.framing.type=lines", "framed-tcp.reply-framing.type=nul")
			.withPropertyValues(own("reply-framing.type="))
			.run((context) -> assertThat(connection(context).framing())
				.hasToString(DelimiterFraming.lines().toString()));
	}

	@Test
	void propertyLeftEmptyHasItsDefaultInSpiteOfAnInheritedValue() {
		this.contextRunner.withPropertyValues("framed-tcp.connect-timeout=750ms", "framed-tcp.pool.max-idle=1")
			.withPropertyValues(own("connect-timeout=", "pool.max-idle="))
			.run((context) -> {
				assertThat(connection(context).connectTimeout()).isEqualTo(Duration.ofSeconds(2));
				assertThat(pool(context).settings().maxIdle()).isEqualTo(8);
			});
	}

	@Test
	void clientMayHaveNoMatcherOrAnother() {
		ApplicationContextRunner runner = this.contextRunner.withPropertyValues("framed-tcp.matcher.length=2",
				"framed-tcp.matcher.request-offset=8");
		runner.withPropertyValues(own("matcher.length="))
			.run((context) -> assertThat(connection(context).matcher()).isNull());
		runner.withPropertyValues(own("matcher.length=4"))
			.run((context) -> assertThat(connection(context).matcher()).usingRecursiveComparison()
				.isEqualTo(ExchangeMatcher.equalBytes(0, 0, 4)));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			framing.length-field.size=9       | framing.length-field.size
			framing.type=delimiter            | framing.delimiter.end
			framing.fixed-size.size=4         | framing.fixed-size.size
			reply-framing.type=fixed-size     | reply-framing.fixed-size.size
			max-frame-size=2B                 | max-frame-size
			initializer.preamble=z            | initializer.preamble
			initializer.login=00              | initializer.login-reply
			matcher.length=0                  | matcher.length
			ping.payload=z                    | ping.payload
			response-timeout=0s               | response-timeout
			pool.max-total=0                  | pool.max-total
			ssl.bundle=none                   | ssl.bundle
			""")
	void failuresNameThePropertyOfTheClient(String own, String name) {
		this.contextRunner.withPropertyValues(own(own))
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining(CLIENT + name));
	}

	@ParameterizedTest
	@CsvSource({ "ssl.bundle=none, ssl.bundle", "initializer.preamble=z, initializer.preamble" })
	void failuresTellWhereAPropertyIsInheritedFrom(String inherited, String name) {
		this.contextRunner.withPropertyValues("framed-tcp." + inherited)
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining(CLIENT + name)
				.hasStackTraceContaining("It is inherited from framed-tcp." + name + "."));
	}

	@Test
	void valueThatCannotBeConvertedStopsTheStart() {
		this.contextRunner.withPropertyValues(own("connect-timeout=soon"))
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining(CLIENT + "connect-timeout"));
	}

	private static String[] own(String... properties) {
		return Arrays.stream(properties).map((property) -> CLIENT + property).toArray(String[]::new);
	}

	private static ConnectionSettings connection(AssertableApplicationContext context) {
		return pool(context).connectionSettings();
	}

	private static FramedConnectionPool pool(AssertableApplicationContext context) {
		return context.getBean("paymentsFramedTcpPool", FramedConnectionPool.class);
	}

}
