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

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import io.framedtcp.FramedTcpTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PropertyNamesCheck}: what becomes of names under {@code framed-tcp}
 * that nothing reads, and of groups with a value.
 */
@ExtendWith(OutputCaptureExtension.class)
class PropertyNamesTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FramedTcpAutoConfiguration.class))
		.withPropertyValues("framed-tcp.addresses=localhost:9000");

	@ParameterizedTest
	@CsvSource({ "respones-timeout=1s, response-timeout", "responesTimeout=1s, response-timeout",
			"pool.max-totl=4, pool.max-total", "max-total=4, pool.max-total",
			"framing.lenght-field.size=2, framing.length-field.size", "length-field.size=2, framing.length-field.size",
			"reply-framing.typ=lines, reply-framing.type", "adresses=localhost:9000, addresses",
			"clients.payments.hots=localhost, clients.payments.host", "framing.size=4, framing.fixed-size.size",
			"pool.response-timeout=1s, response-timeout", "client.payments.host=localhost, clients.payments.host",
			"payments.host=localhost, clients.payments.host" })
	void unknownNameIsWarnedOfWithTheNearest(String property, String nearest, CapturedOutput output) {
		this.contextRunner.withPropertyValues("framed-tcp.clients.payments.addresses=localhost:9001")
			.withPropertyValues("framed-tcp." + property)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(output).contains("WARN", "Nothing reads what is set by framed-tcp.",
						": did you mean framed-tcp." + nearest + "? To stop the start instead, set "
								+ "framed-tcp.strict=true.");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "colour=green", "pool.size=4", "framing.type.is=lines", "clients.payments.strict=true",
			"clients.payments.clients.quotes.host=localhost" })
	void unknownNameThatResemblesNoOtherIsWarnedOf(String property, CapturedOutput output) {
		this.contextRunner.withPropertyValues("framed-tcp.clients.payments.addresses=localhost:9001")
			.withPropertyValues("framed-tcp." + property)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(output).contains("Nothing reads what is set by framed-tcp."
						+ property.substring(0, property.indexOf('=')) + " (");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "strict=true", "addresses[1]=localhost:9001", "responseTimeout=1s",
			"clients.card-payments.addresses[0]=localhost:9001", "clients.card-payments.replyFraming.type=lines",
			"shared.assign-ids.length=4" })
	void knownNamesAreNotWarnedOf(String property, CapturedOutput output) {
		this.contextRunner.withPropertyValues("framed-tcp.clients.card-payments.addresses[0]=localhost:9001")
			.withPropertyValues("framed-tcp.addresses=", "framed-tcp.addresses[0]=localhost:9000")
			.withPropertyValues("framed-tcp." + property)
			.run((context) -> assertThat(output).doesNotContain("Nothing reads"));
	}

	@Test
	void unknownNameStopsTheStartIfThatIsAskedFor() {
		this.contextRunner
			.withPropertyValues("framed-tcp.strict=true", "framed-tcp.colour=green", "framed-tcp.respones-timeout=1s")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(ClientConfigurationException.class)
				.hasMessageContainingAll("Nothing reads what is set by:",
						"    framed-tcp.colour (\"framed-tcp.colour\"", "    framed-tcp.respones-timeout (",
						": did you mean framed-tcp.response-timeout?"));
	}

	@Test
	void everyPropertyOfTheMetadataIsKnown() throws Exception {
		Path classes = Path.of(FramedTcpProperties.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		List<String> names = JsonPath.parse(classes.resolve("META-INF/spring-configuration-metadata.json").toFile())
			.read("$.properties[*].name");
		assertThat(new KnownProperties().values()).map((name) -> "framed-tcp." + name)
			.containsExactlyInAnyOrderElementsOf(names.stream()
				.filter((name) -> name.startsWith("framed-tcp."))
				.filter((name) -> !List.of("framed-tcp.strict", "framed-tcp.clients").contains(name))
				.toList());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			FRAMED_TCP_CLIENTS_PAYMENTS_HOST              | FRAMEDTCP_CLIENTS_PAYMENTS_HOST
			FRAMED_TCP_CLIENTS_CARD_PAYMENTS_HOST         | FRAMEDTCP_CLIENTS_CARDPAYMENTS_HOST
			FRAMED_TCP_CLIENTS_PAYMENTS_RESPONSE_TIMEOUT  | FRAMEDTCP_CLIENTS_PAYMENTS_RESPONSETIMEOUT
			FRAMED_TCP_CLIENTS_PAYMENTS_REPLYFRAMING_TYPE | FRAMEDTCP_CLIENTS_PAYMENTS_REPLYFRAMING_TYPE
			FRAMED_TCP_RESPONSETIMEOUT                    | FRAMEDTCP_RESPONSETIMEOUT
			""")
	void variableInAFormThatIsNotReadIsWarnedOf(String variable, String meant, CapturedOutput output) {
		this.contextRunner.withInitializer(variables(Map.of(variable, "1s"))).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).contains("Nothing reads what is set by " + variable + " (\"" + variable
					+ "\" from property source \"systemEnvironment\"): did you mean " + meant + "?");
		});
	}

	@Test
	void unknownNameInAVariableIsWarnedOf(CapturedOutput output) {
		this.contextRunner.withInitializer(variables(Map.of("FRAMEDTCP_RESPONESTIMEOUT", "1s")))
			.run((context) -> assertThat(output).contains("FRAMEDTCP_RESPONESTIMEOUT",
					"did you mean framed-tcp.response-timeout?"));
	}

	@Test
	void variablesThatAreReadAndThoseOfKubernetesAreNotWarnedOf(CapturedOutput output) {
		this.contextRunner.withPropertyValues("framed-tcp.clients.payments.addresses=localhost:9001")
			.withInitializer(variables(
					Map.of("FRAMED_TCP_CLIENTS_PAYMENTS_RESPONSE_TIMEOUT", "7s", "FRAMED_TCP_RESPONSE_TIMEOUT", "8s",
							"FRAMEDTCP_POOL_MAXTOTAL", "3", "FRAMEDTCP_CLIENTS_PAYMENTS_POOL_MAXTOTAL", "3",
							"FRAMED_TCP_SERVICE_HOST", "10.0.0.1", "FRAMED_TCP_PORT_9000_TCP", "tcp://10.0.0.1:9000")))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean("framedTcpTemplate", FramedTcpTemplate.class).getPool().counts().maxTotal())
					.isEqualTo(3);
				assertThat(output).doesNotContain("Nothing reads");
			});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			framing.length-field=           | is empty. It is a group of properties of the client 'default'
			ssl=true                        | has a value, which is not shown
			initializer=s3cr3t              | has a value, which is not shown
			clients=                        | is empty. It is the group of all named clients
			clients.payments=               | is empty. It is the group of the client 'payments'
			clients.payments.pool=          | is empty. It is a group of properties of the client 'payments'
			""")
	void groupWithoutPropertiesStopsTheStart(String property, String reason) {
		this.contextRunner.withPropertyValues("framed-tcp." + property)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(ClientConfigurationException.class)
				.hasMessageContainingAll(
						"The configuration property 'framed-tcp." + property.replaceAll("=.*", "") + "' (", reason)
				.hasMessageNotContaining("s3cr3t"));
	}

	@Test
	void groupWithoutPropertiesIsExplainedWithThem() {
		this.contextRunner.withPropertyValues("framed-tcp.ssl=true")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOfSatisfying(ClientConfigurationException.class, (ex) -> assertThat(ex.getAction())
					.isEqualTo("Remove it, or set one of framed-tcp.ssl.enabled, "
							+ "framed-tcp.ssl.bundle, framed-tcp.ssl.verify-hostname, framed-tcp.ssl.server-name.")));
		this.contextRunner.withPropertyValues("framed-tcp.clients.payments=")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOfSatisfying(ClientConfigurationException.class,
						(ex) -> assertThat(ex.getAction())
							.isEqualTo("Remove it, or set framed-tcp.clients.payments.host and "
									+ "framed-tcp.clients.payments.port, or framed-tcp.clients.payments.addresses.")));
	}

	@Test
	void emptyGroupDoesNoHarmIfItsPropertiesAreSetElsewhere(CapturedOutput output) {
		this.contextRunner.withPropertyValues("framed-tcp.pool=", "framed-tcp.pool.max-total=3").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).doesNotContain("Nothing reads");
		});
	}

	@Test
	void indicesOfListsMayBeAny() {
		KnownProperties known = new KnownProperties();
		assertThat(known.isValue(ConfigurationPropertyName.of("addresses[17]"))).isTrue();
		assertThat(known.isValue(ConfigurationPropertyName.of("addresses[17].host"))).isFalse();
		assertThat(known.isValue(ConfigurationPropertyName.of("addresses[first]"))).isFalse();
	}

	private static ApplicationContextInitializer<ConfigurableApplicationContext> variables(
			Map<String, Object> variables) {
		return (context) -> context.getEnvironment()
			.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new SystemEnvironmentPropertySource(
					StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new HashMap<>(variables)));
	}

}
