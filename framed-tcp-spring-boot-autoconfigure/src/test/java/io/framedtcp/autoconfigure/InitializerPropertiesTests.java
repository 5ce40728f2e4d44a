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
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
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
	@CsvSource(delimiter = '|',
			textBlock = """
					O      | of 1 bytes, which begins with 4f: framed-tcp.initializer.login-reply has more
					NO     | of 2 bytes, which begins with 4e …: the first that differs from framed-tcp.initializer.login-reply is at index 0
					ON     | of 2 bytes, which begins with 4f 4e: the first that differs from framed-tcp.initializer.login-reply is at index 1
					ONs3cr | of 6 bytes, which begins with 4f 4e …: the first that differs from framed-tcp.initializer.login-reply is at index 1
					""")
	void otherAnswerToTheLoginIsRefused(String answer, String told) {
		try (FramedTcpServer server = FramedTcpServer.answering((request) -> bytes(answer))) {
			at(server)
				.withPropertyValues("framed-tcp.initializer.login=" + hex("login"),
						"framed-tcp.initializer.login-reply=" + hex("OK"))
				.run((context) -> assertThatExceptionOfType(FramedTcpConnectException.class)
					.isThrownBy(() -> context.getBean(FramedTcpTemplate.class).sendAndReceive(bytes("1")))
					.withMessageContaining("the server refused the login with an answer " + told + "."));
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					initializer.login=01                                                   | login-reply    | is not set, or empty, but 'framed-tcp.initializer.login' is set
					initializer.login=01;initializer.login-reply=                          | login-reply    | is not set, or empty, but 'framed-tcp.initializer.login' is set
					initializer.login-reply=01                                             | login          | is not set, or empty, but 'framed-tcp.initializer.login-reply' is set
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
	void beansFollowTheStepsOfTheProperties() {
		List<String> turns = new CopyOnWriteArrayList<>();
		ConnectionHandler handler = (connection) -> {
			connection.writeFrame(bytes("greeting"));
			turns.add(new String(connection.readFrame(), StandardCharsets.US_ASCII));
			connection.writeFrame(bytes("OK"));
			turns.add(new String(connection.readFrame(), StandardCharsets.US_ASCII));
			connection.writeFrame(connection.readFrame());
		};
		try (FramedTcpServer server = FramedTcpServer.serving(handler)) {
			at(server).withPropertyValues("framed-tcp.initializer.greeting=true",
					"framed-tcp.initializer.login=" + hex("login"), "framed-tcp.initializer.login-reply=" + hex("OK"))
				.withBean(ConnectionInitializer.class, () -> (connection) -> connection.send(bytes("bean")))
				.run((context) -> {
					context.getBean(FramedTcpTemplate.class).sendAndReceive(bytes("1"));
					assertThat(turns).containsExactly("login", "bean");
				});
		}
	}

	@Test
	void beanOfANamedClientFollowsItsOwnPropertiesAndReplacesInheritedOnes() {
		ConnectionInitializer bean = (connection) -> connection.send(bytes("bean"));
		try (FramedTcpServer server = FramedTcpServer.answering((request) -> request)) {
			this.contextRunner
				.withPropertyValues("framed-tcp.initializer.preamble=" + hex("common"),
						"framed-tcp.clients.own.addresses=" + server.host() + ":" + server.port(),
						"framed-tcp.clients.own.initializer.preamble=" + hex("own"),
						"framed-tcp.clients.inherits.addresses=" + server.host() + ":" + server.port())
				.withBean("first", ConnectionInitializer.class, () -> bean, InitializerPropertiesTests::forOwn)
				.withBean("second", ConnectionInitializer.class, () -> bean, InitializerPropertiesTests::forInherits)
				.run((context) -> {
					assertThat(initializer(context, "inherits")).isSameAs(bean);
					assertThat(initializer(context, "own")).isNotNull().isNotSameAs(bean);
				});
		}
	}

	private static ConnectionInitializer initializer(BeanFactory context, String client) {
		return context.getBean(client + "FramedTcpPool", FramedConnectionPool.class).connectionSettings().initializer();
	}

	private static void forOwn(BeanDefinition definition) {
		((AbstractBeanDefinition) definition).addQualifier(new AutowireCandidateQualifier(Qualifier.class, "own"));
	}

	private static void forInherits(BeanDefinition definition) {
		((AbstractBeanDefinition) definition).addQualifier(new AutowireCandidateQualifier(Qualifier.class, "inherits"));
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
