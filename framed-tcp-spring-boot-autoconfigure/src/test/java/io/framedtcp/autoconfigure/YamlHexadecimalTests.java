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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.ByteArrayResource;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Hexadecimal digits without quotation marks, of which YAML may make other digits.
 */
class YamlHexadecimalTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FramedTcpAutoConfiguration.class))
		.withPropertyValues("framed-tcp.addresses=localhost:9000");

	@ParameterizedTest
	@CsvSource({ "00524551, 174441", "0b01, 1", "0x1f, 31", "12:30, 750", "1_0, 10", "12e03, 12000.0" })
	void markerThatYamlHasMadeANumberStopsTheStart(String written, String number) {
		with("""
				framed-tcp:
				  framing:
				    length-field:
				      offset: 4
				      marker: %s   # without quotation marks
				""".formatted(written)).run((context) -> assertThat(context).getFailure()
			.rootCause()
			.hasMessageContaining("framed-tcp.framing.length-field.marker")
			.hasMessageContaining("It is not in quotation marks, and YAML has read it as a number, " + written + " as "
					+ number + ". Put its hexadecimal digits in quotation marks."));
	}

	@ParameterizedTest
	@ValueSource(strings = { "matcher: { unsolicited: { values: [ '11', 0x12 ] } }",
			"matcher: { unsolicited: { values: 0x12 } }", "matcher: { unsolicited: { mask: 0x12 } }",
			"reply-frames: { last: 0x12 }", "initializer: { steps: [ { send: '11' }, { write: 0x12 } ] }",
			"initializer: { steps: [ { receive: true, expect: 0x12 } ] }",
			"initializer: { steps: [ { receive-until: 0x12 } ] }", "farewell: { send: 0x12 }",
			"framing: { length-field: { marker-behind: 0x12 } }" })
	void otherValueThatYamlHasMadeANumberStopsTheStartToo(String property) {
		with("framed-tcp:\n  " + property)
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining("It is not in quotation marks"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "clients: { payments: { addresses: localhost:1, framing: { type: delimiter, delimiter: "
			+ "{ end: 00012 } } } }", "clients: { payments: { addresses: localhost:1 } }" })
	void propertyOfANamedClientIsNamed(String clients) {
		with("""
				framed-tcp:
				  framing:
				    type: delimiter
				    delimiter:
				      end: "0a"
				      start: 0012
				  %s
				""".formatted(clients))
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining("It is not in quotation marks"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "ping: { payload: 0011223344 }", "initializer: { preamble: 0011223344 }",
			"initializer: { login: '00', login-reply: 0011223344 }" })
	void valueThatMayBeASecretIsNotShown(String property) {
		with("framed-tcp:\n  " + property).run((context) -> assertThat(context).getFailure()
			.rootCause()
			.hasMessageContaining("which is not shown as it may be a secret")
			.hasMessageContaining("It is not in quotation marks, and YAML has read it as a number. Put its")
			.hasMessageNotContaining("0011223344")
			.hasMessageNotContaining("11223344"));
	}

	@Test
	void digitsThatYamlLeavesAsTheyAreMayStandWithoutQuotationMarks() {
		try (FramedTcpServer server = FramedTcpServer.serving((connection) -> {
			assertThat(connection.readBytes(2)).containsExactly(0x12, 0x34);
			connection.writeFrame(connection.readFrame());
		})) {
			with("framed-tcp:\n  initializer:\n    preamble: 1234")
				.withPropertyValues("framed-tcp.addresses=" + server.host() + ":" + server.port())
				.run((context) -> assertThat(
						context.getBean(FramedTcpTemplate.class).sendAndReceive(new byte[] { 1, 2 }))
					.containsExactly(1, 2));
		}
	}

	@Test
	void quotedDigitsAreWhatTheyAre() {
		with("framed-tcp:\n  framing:\n    length-field:\n      offset: 4\n      marker: \"00524551\"")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	private ApplicationContextRunner with(String yaml) {
		return this.contextRunner.withInitializer((context) -> {
			try {
				new YamlPropertySourceLoader()
					.load("application.yaml", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
					.forEach(context.getEnvironment().getPropertySources()::addLast);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
	}

}
