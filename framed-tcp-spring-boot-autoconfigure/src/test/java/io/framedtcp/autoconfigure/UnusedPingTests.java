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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.framedtcp.spi.Ping;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Properties of a ping that has nothing to send are a warning.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnusedPingTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FramedTcpAutoConfiguration.class));

	private final ApplicationContextRunner defaultRunner = this.runner
		.withPropertyValues("framed-tcp.addresses=localhost:9000");

	private final ApplicationContextRunner namedRunner = this.runner
		.withPropertyValues("framed-tcp.clients.payments.addresses=localhost:9000");

	@ParameterizedTest
	@ValueSource(strings = { "interval=1m", "timeout=1s", "answered=true" })
	void propertyWithoutAPayloadIsAWarning(String property, CapturedOutput output) {
		this.defaultRunner.withPropertyValues("framed-tcp.ping." + property).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).containsOnlyOnce("WARN")
				.contains("Client 'default': Idle connections are not pinged, and framed-tcp.ping."
						+ property.split("=")[0] + " has no effect: set framed-tcp.ping.payload, or define a bean of "
						+ "type Ping.");
		});
	}

	@Test
	void warningNamesThePropertiesOfTheClient(CapturedOutput output) {
		this.namedRunner.withPropertyValues("framed-tcp.clients.payments.ping.interval=1m")
			.run((context) -> assertThat(output)
				.contains("Client 'payments': Idle connections are not pinged, and framed-tcp.clients.payments.ping."
						+ "interval has no effect: set framed-tcp.clients.payments.ping.payload"));
	}

	@Test
	void inheritedPropertyIsAWarningUnlessAnotherClientIsPinged(CapturedOutput output) {
		ApplicationContextRunner common = this.namedRunner.withPropertyValues("framed-tcp.ping.interval=1m",
				"framed-tcp.clients.quotes.addresses=localhost:9000", "framed-tcp.addresses=localhost:9000");
		common.withPropertyValues("framed-tcp.clients.quotes.ping.payload=00")
			.run((context) -> assertThat(output).doesNotContain("not pinged"));
		common.run((context) -> assertThat(output).contains(
				"Client 'payments': Idle connections are not pinged, and framed-tcp.ping.interval has no effect"));
	}

	@Test
	void pingThatIsThereOrIsLeftOutOnPurposeIsNoWarning(CapturedOutput output) {
		ApplicationContextRunner set = this.defaultRunner.withPropertyValues("framed-tcp.ping.interval=1m");
		set.withPropertyValues("framed-tcp.ping.payload=00").run((context) -> assertThat(context).hasNotFailed());
		set.withPropertyValues("framed-tcp.ping.payload=${PING:}").run((context) -> assertThat(context).hasNotFailed());
		set.withBean(Ping.class, () -> Ping.of(new byte[1])).run((context) -> assertThat(context).hasNotFailed());
		this.defaultRunner.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("not pinged");
	}

}
