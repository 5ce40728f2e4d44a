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

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.Ordered;

import io.framedtcp.FramedTcpConnectException;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.spi.ConnectionInitializer;
import io.framedtcp.spi.InitializerContext;
import io.framedtcp.test.ConnectionHandler;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What properties and beans say on a new connection.
 */
class InitializerPropertiesTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FramedTcpAutoConfiguration.class));

	@Test
	void stepsAreTakenInTheirOrder() {
		ConnectionHandler handler = (connection) -> {
			assertThat(connection.readBytes(3)).isEqualTo(bytes("pre"));
			connection.writeBytes(bytes("re"));
			connection.writeFrame(bytes("greeting"));
			assertThat(connection.readFrame()).isEqualTo(bytes("login"));
			connection.writeFrame(bytes("OK, come in"));
			connection.writeFrame(connection.readFrame());
		};
		try (FramedTcpServer server = FramedTcpServer.serving(handler)) {
			at(server).withPropertyValues("framed-tcp.initializer.preamble=" + hex("pre"),
					"framed-tcp.initializer.preamble-reply=" + hex("re"), "framed-tcp.initializer.greeting=true",
					"framed-tcp.initializer.login=" + hex("login"), "framed-tcp.initializer.login-reply=" + hex("OK"))
				.run((context) -> assertThat(context.getBean(FramedTcpTemplate.class).sendAndReceive(bytes("1")))
					.isEqualTo(bytes("1")));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "O", "NO" })
	void otherAnswerToTheLoginIsRefused(String answer) {
		try (FramedTcpServer server = FramedTcpServer.answering((request) -> bytes(answer))) {
			at(server)
				.withPropertyValues("framed-tcp.initializer.login=" + hex("login"),
						"framed-tcp.initializer.login-reply=" + hex("OK"))
				.run((context) -> assertThatExceptionOfType(FramedTcpConnectException.class)
					.isThrownBy(() -> context.getBean(FramedTcpTemplate.class).sendAndReceive(bytes("1")))
					.withMessageContaining("refused the login"));
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			initializer.login=01                                                   | login-reply    | set with
			initializer.login-reply=01                                             | login-reply    | set with
			initializer.login=s3cr3t;initializer.login-reply=01                    | login          | hexadecimal
			initializer.login=01;initializer.login-reply=s3cr3t                    | login-reply    | hexadecimal
			initializer.preamble=s3cr3t                                            | preamble       | hexadecimal
			initializer.preamble-reply=s3cr3t                                      | preamble-reply | hexadecimal
			initializer.preamble=010203040506070809;max-frame-size=8B              | preamble       | max-frame-size
			initializer.preamble-reply=010203040506070809;max-frame-size=8B        | preamble-reply | max-frame-size
			initializer.login=0a;initializer.login-reply=01;framing.type=lines     | login          | cannot be sent
			initializer.login=01;initializer.login-reply=01;framing.type=until-close | login        | only frame
			initializer.greeting=true;reply-framing.type=until-close               | greeting       | only frame
			""")
	void whatCannotWorkStopsTheStartAndIsNotShown(String properties, String name, String reason) {
		this.contextRunner.withPropertyValues("framed-tcp.host=localhost", "framed-tcp.port=9000")
			.withPropertyValues(Arrays.stream(properties.split(";"))
				.map((property) -> "framed-tcp." + property)
				.toArray(String[]::new))
			.run((context) -> {
				assertThat(context).getFailure()
					.rootCause()
					.isInstanceOf(ClientConfigurationException.class)
					.hasMessageContaining("'framed-tcp.initializer." + name + "'")
					.hasMessageContaining(reason);
				StringWriter trace = new StringWriter();
				context.getStartupFailure().printStackTrace(new PrintWriter(trace));
				assertThat(trace.toString()).doesNotContain("s3cr3t");
			});
	}

	@Test
	void severalBeansTakeTheirTurns() {
		List<String> turns = new CopyOnWriteArrayList<>();
		try (FramedTcpServer server = FramedTcpServer.echo()) {
			at(server).withBean("later", ConnectionInitializer.class, () -> new Turn("later", 2, turns))
				.withBean("sooner", ConnectionInitializer.class, () -> new Turn("sooner", 1, turns))
				.run((context) -> {
					context.getBean(FramedTcpTemplate.class).sendAndReceive(bytes("1"));
					assertThat(turns).containsExactly("sooner", "later");
				});
		}
	}

	@Test
	void beanReplacesTheProperties() {
		ConnectionInitializer initializer = (connection) -> {
		};
		try (FramedTcpServer server = FramedTcpServer.echo()) {
			at(server).withPropertyValues("framed-tcp.initializer.greeting=true")
				.withBean(ConnectionInitializer.class, () -> initializer)
				.run((context) -> assertThat(
						context.getBean(FramedConnectionPool.class).connectionSettings().initializer())
					.isSameAs(initializer));
		}
	}

	@Test
	void nothingIsSaidUnlessAskedFor() {
		try (FramedTcpServer server = FramedTcpServer.echo()) {
			at(server).withPropertyValues("framed-tcp.initializer.login=", "framed-tcp.initializer.preamble=")
				.run((context) -> assertThat(
						context.getBean(FramedConnectionPool.class).connectionSettings().initializer())
					.isNull());
		}
	}

	private ApplicationContextRunner at(FramedTcpServer server) {
		return this.contextRunner.withPropertyValues("framed-tcp.host=" + server.host(),
				"framed-tcp.port=" + server.port());
	}

	private static String hex(String text) {
		StringBuilder hex = new StringBuilder();
		for (byte value : bytes(text)) {
			hex.append("%02x".formatted(value));
		}
		return hex.toString();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	private record Turn(String name, int order, List<String> turns) implements ConnectionInitializer, Ordered {

		@Override
		public void initialize(InitializerContext connection) {
			this.turns.add(this.name);
		}

		@Override
		public int getOrder() {
			return this.order;
		}

	}

}
