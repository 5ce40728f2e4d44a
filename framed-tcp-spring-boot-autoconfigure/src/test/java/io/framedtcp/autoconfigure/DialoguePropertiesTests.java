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
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.framedtcp.FramedTcpConnectException;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.test.ConnectionHandler;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.ServerConnection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is said on a connection behind its opening and before its close, by properties.
 */
class DialoguePropertiesTests {

	private final List<String> heard = new CopyOnWriteArrayList<>();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FramedTcpAutoConfiguration.class));

	@Test
	void stepsAreTakenInTheirOrderBehindTheShortForms() {
		ConnectionHandler handler = (connection) -> {
			assertThat(connection.readBytes(3)).isEqualTo(bytes("pre"));
			assertThat(connection.readBytes(2)).isEqualTo(new byte[] { 1, 2 });
			connection.writeBytes(bytes("nonce-17"));
			connection.writeBytes(bytes("XY"));
			assertThat(connection.readFrame()).isEqualTo(bytes("user s\u00e4cret"));
			connection.writeFrame(bytes("wait"));
			connection.writeFrame(bytes("OK, come in"));
			assertThat(connection.readFrame()).isEqualTo(new byte[] { 7 });
			assertThat(connection.readBytes(5)).isEqualTo(bytes("GO\r\n."));
			connection.writeFrame(new byte[] { 0x0a, 0x0b });
			connection.writeFrame(bytes("bye"));
			connection.writeFrame(new byte[] { 0x0c, 0x0d });
			connection.writeBytes(bytes("banner 1.2\r\nmotd>"));
			connection.writeFrame(bytes("ready"));
			echo(connection);
		};
		try (FramedTcpServer server = FramedTcpServer.serving(handler)) {
			at(server)
				.withPropertyValues(properties("preamble=" + hex("pre"), "steps[0].write=0102", "steps[1].read=8",
						"steps[1].expect-text=nonce-", "steps[2].read=2", "steps[3].send-text=user s\u00e4cret",
						"steps[4].receive-until-text=OK", "steps[5].send=07", "steps[6].write-text=GO\r\n.",
						"steps[7].receive=true", "steps[7].expect=0a", "steps[8].receive-until=0c0d",
						"steps[9].read-until=0d0a", "steps[9].expect-text=banner", "steps[10].read-until-text=d>",
						"steps[11].receive=true"))
				.run((context) -> assertThat(context.getBean(FramedTcpTemplate.class).sendAndReceive(bytes("1")))
					.isEqualTo(bytes("1")));
		}
	}

	@Test
	void stepThatIsAnsweredOtherwiseIsNamed() {
		try (FramedTcpServer server = FramedTcpServer.answering((request) -> bytes("NO"))) {
			at(server)
				.withPropertyValues(
						properties("steps[0].send-text=s3cr3t", "steps[1].receive=true", "steps[1].expect-text=NEW"))
				.run((context) -> assertThatExceptionOfType(FramedTcpConnectException.class)
					.isThrownBy(() -> context.getBean(FramedTcpTemplate.class).sendAndReceive(bytes("1")))
					.withMessageContaining("framed-tcp.initializer.steps[1]: a frame of 2 bytes came and did not "
							+ "begin as expected: the first byte that differs is at index 1"));
		}
	}

	@Test
	void answerIsRecognizedByAPattern() {
		ConnectionHandler handler = (connection) -> {
			connection.writeBytes(bytes("id 17\n"));
			connection.writeFrame(bytes("code 00"));
			echo(connection);
		};
		try (FramedTcpServer server = FramedTcpServer.serving(handler)) {
			at(server)
				.withPropertyValues(properties("steps[0].read=6", "steps[0].expect-pattern=\\d\\d\\n",
						"steps[1].receive=true", "steps[1].expect-pattern=^code 0+$"))
				.run((context) -> assertThat(context.getBean(FramedTcpTemplate.class).sendAndReceive(bytes("1")))
					.isEqualTo(bytes("1")));
		}
	}

	@Test
	void otherAnswerIsShownWhereThatIsSet() {
		try (FramedTcpServer server = FramedTcpServer.answering((request) -> bytes("NO, wrong password"))) {
			at(server)
				.withPropertyValues(properties("steps[0].send-text=s3cr3t", "steps[1].receive=true",
						"steps[1].expect-text=OK", "steps[1].show-answer=true"))
				.run((context) -> assertThatExceptionOfType(FramedTcpConnectException.class)
					.isThrownBy(() -> context.getBean(FramedTcpTemplate.class).sendAndReceive(bytes("1")))
					.withMessageContaining("steps[1]: a frame of 18 bytes came and did not begin as expected")
					.withMessageContaining("The server answered 'NO, wrong password'"));
		}
	}

	@Test
	void clientWithStepsOfItsOwnInheritsNone() {
		this.contextRunner.withPropertyValues(properties("steps[0].send-text=one", "steps[1].send-text=two"))
			.withPropertyValues("framed-tcp.host=localhost", "framed-tcp.port=9000", "framed-tcp.farewell.send=01",
					"framed-tcp.clients.other.addresses=localhost:9001",
					"framed-tcp.clients.other.initializer.steps[0].receive=true",
					"framed-tcp.clients.other.farewell.write-text=QUIT",
					"framed-tcp.clients.same.addresses=localhost:9002")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				FramedTcpClients clients = new FramedTcpClients(context.getEnvironment());
				assertThat(clients.getProperties("other").initializer().steps()).hasSize(1)
					.allSatisfy((step) -> assertThat(step.sendText()).isNull());
				assertThat(clients.getProperties("other").farewell().send()).isNull();
				assertThat(clients.getProperties("same").initializer().steps()).hasSize(2);
				assertThat(clients.getProperties("same").farewell().send()).isEqualTo("01");
			});
	}

	@ParameterizedTest
	@CsvSource({ "send, 6279652c20627965", "send-text, 'bye, bye'" })
	void farewellIsSentBeforeAnIdleConnectionIsClosed(String property, String value) {
		try (FramedTcpServer server = FramedTcpServer.serving(this::hear)) {
			at(server).withPropertyValues("framed-tcp.farewell." + property + "=" + value)
				.run((context) -> context.getBean(FramedTcpTemplate.class).sendAndReceive(bytes("1")));
			Awaitility.await().until(() -> server.open() == 0);
		}
		assertThat(this.heard).containsExactly("1", "bye, bye");
	}

	@ParameterizedTest
	@CsvSource({ "write, 51554954", "write-text, QUIT" })
	void farewellMayBeBytesWithoutAFrame(String property, String value) {
		ConnectionHandler handler = (connection) -> {
			connection.writeFrame(connection.readFrame());
			this.heard.add(new String(connection.readBytes(4), StandardCharsets.UTF_8));
		};
		try (FramedTcpServer server = FramedTcpServer.serving(handler)) {
			at(server).withPropertyValues("framed-tcp.farewell." + property + "=" + value)
				.run((context) -> context.getBean(FramedTcpTemplate.class).sendAndReceive(bytes("1")));
			Awaitility.await().until(() -> server.open() == 0);
		}
		assertThat(this.heard).containsExactly("QUIT");
	}

	@Test
	void nothingIsSaidUnlessAskedFor() {
		try (FramedTcpServer server = FramedTcpServer.echo()) {
			at(server).withPropertyValues("framed-tcp.farewell.send=")
				.run((context) -> assertThat(
						context.getBean(FramedConnectionPool.class).connectionSettings().farewell())
					.isNull());
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					initializer.steps[0].expect=01                                       | initializer.steps[0]              | Exactly one of
					initializer.steps[0].receive=false                                   | initializer.steps[0]              | must be set.
					initializer.steps[0].send=01;initializer.steps[0].read=1             | initializer.steps[0]              | send and read are
					initializer.steps[0].send=s3cr3t                                     | initializer.steps[0].send         | hexadecimal
					initializer.steps[0].write=s3cr3t                                    | initializer.steps[0].write        | hexadecimal
					initializer.steps[0].receive-until=s3cr3t                            | initializer.steps[0].receive-until | hexadecimal
					initializer.steps[0].read=0                                          | initializer.steps[0].read         | 1 to 1048576
					initializer.steps[0].read=1;initializer.steps[0].expect=0102         | initializer.steps[0].expect       | more than the 1
					initializer.steps[0].read=1;initializer.steps[0].expect-text=ab      | initializer.steps[0].expect-text  | more than the 1
					initializer.steps[0].send=01;initializer.steps[0].expect=01          | initializer.steps[0].expect       | goes with read, read-until or receive
					initializer.steps[0].read-until=s3cr3t                               | initializer.steps[0].read-until   | hexadecimal
					initializer.steps[0].read-until=0a;initializer.steps[0].read=1       | initializer.steps[0]              | read and read-until are
					initializer.steps[0].read=2;initializer.steps[0].expect=01;initializer.steps[0].expect-text=a | initializer.steps[0].expect | Only one
					initializer.steps[0].read=2;initializer.steps[0].expect=01;initializer.steps[0].expect-pattern=a | initializer.steps[0].expect | expect and expect-pattern
					initializer.steps[0].send=01;initializer.steps[0].expect-pattern=a   | initializer.steps[0].expect-pattern | goes with read, read-until or receive
					initializer.steps[0].receive=true;initializer.steps[0].expect-pattern=(s3cr3t | initializer.steps[0].expect-pattern | no regular expression
					initializer.steps[0].receive=true;initializer.steps[0].show-answer=true | initializer.steps[0].show-answer | no effect without expect
					initializer.steps[0].write=010203040506070809;max-frame-size=8B      | initializer.steps[0].write        | max-frame-size
					initializer.steps[0].send=0a;framing.type=lines                      | initializer.steps[0].send         | cannot be sent
					initializer.steps[0].receive=true;framing.type=until-close           | initializer.steps[0].receive      | only frame
					initializer.steps[0].receive-until=01;framing.type=until-close       | initializer.steps[0].receive-until | only frame
					farewell.send=s3cr3t                                                 | farewell.send                     | hexadecimal
					farewell.send=01;farewell.write=02                                   | farewell.send                     | Only one of send, write
					farewell.send-text=s3cr3t;max-frame-size=8B                          | farewell.send-text                | cannot be sent
					farewell.write-text=s3cr3t123;max-frame-size=8B                      | farewell.write-text               | max-frame-size
					farewell.send=01;framing.type=until-close                            | farewell.send                     | nothing to say
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
					.hasMessageContaining("'framed-tcp." + name + "'")
					.hasMessageContaining(reason);
				StringWriter trace = new StringWriter();
				context.getStartupFailure().printStackTrace(new PrintWriter(trace));
				assertThat(trace.toString()).doesNotContain("s3cr3t");
			});
	}

	private void hear(ServerConnection connection) throws IOException {
		for (byte[] frame = connection.readFrame(); frame != null; frame = connection.readFrame()) {
			this.heard.add(new String(frame, StandardCharsets.UTF_8));
			connection.writeFrame(frame);
		}
	}

	private ApplicationContextRunner at(FramedTcpServer server) {
		return this.contextRunner.withPropertyValues("framed-tcp.host=" + server.host(),
				"framed-tcp.port=" + server.port());
	}

	private static String[] properties(String... initializer) {
		return Arrays.stream(initializer).map((each) -> "framed-tcp.initializer." + each).toArray(String[]::new);
	}

	private static void echo(ServerConnection connection) throws IOException {
		for (byte[] request = connection.readFrame(); request != null; request = connection.readFrame()) {
			connection.writeFrame(request);
		}
	}

	private static String hex(String text) {
		StringBuilder hex = new StringBuilder();
		for (byte value : bytes(text)) {
			hex.append("%02x".formatted(value));
		}
		return hex.toString();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
