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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.spi.ConnectionAttributes.Key;
import io.framedtcp.spi.ConnectionInitializer;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.RequestStamper;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Beans that stamp requests by what an initializer has learnt of their connection.
 */
@ExtendWith(OutputCaptureExtension.class)
class RequestStamperTests {

	private static final Key<String> TOKEN = Key.of("token", String.class);

	@Test
	void requestsAreStampedByABean() {
		try (FramedTcpServer server = FramedTcpServer.echo()) {
			new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(FramedTcpAutoConfiguration.class))
				.withPropertyValues("framed-tcp.host=" + server.host(), "framed-tcp.port=" + server.port())
				.withBean(ConnectionInitializer.class,
						() -> (connection) -> connection.attributes()
							.set(TOKEN, text(connection.exchange(bytes("tok")))))
				.withBean(RequestStamper.class,
						() -> (connection, payload) -> bytes(connection.require(TOKEN) + text(payload)))
				.run((context) -> assertThat(text(context.getBean(FramedTcpTemplate.class).sendAndReceive(bytes("1"))))
					.isEqualTo("tok1"));
		}
	}

	@Test
	void stamperOfSharedConnectionsIsExplained(CapturedOutput output) {
		FailingStart.of(Stamping.class, "--framed-tcp.addresses=localhost:9000", "--framed-tcp.shared.enabled=true",
				"--framed-tcp.matcher.length=4");
		assertThat(output).contains("APPLICATION FAILED TO START", "framed-tcp.shared.enabled",
				"a bean of type RequestStamper");
	}

	@Test
	void matcherOfEachSharedConnectionIsExplained(CapturedOutput output) {
		FailingStart.of(Matching.class, "--framed-tcp.addresses=localhost:9000", "--framed-tcp.shared.enabled=true");
		assertThat(output).contains("APPLICATION FAILED TO START", "framed-tcp.shared.enabled",
				"ExchangeMatcher.perConnection");
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.US_ASCII);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Stamping {

		@Bean
		RequestStamper stamper() {
			return (connection, payload) -> payload;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Matching {

		@Bean
		ExchangeMatcher matcher() {
			return ExchangeMatcher.perConnection((connection) -> ExchangeMatcher.equalBytes(0, 0, 4));
		}

	}

}
