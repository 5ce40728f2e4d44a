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

package io.framedtcp.test.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.test.context.MergedContextConfiguration;

import io.framedtcp.FramedTcpException;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.autoconfigure.FramedTcpAutoConfiguration;
import io.framedtcp.autoconfigure.FramedTcpClients;
import io.framedtcp.autoconfigure.FramingProperties;
import io.framedtcp.autoconfigure.FramingType;
import io.framedtcp.test.Fault;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.Point;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that a client and its server understand each other by the client's properties,
 * whatever the framing, and what faults of that server come to.
 */
class FollowedFramingTests {

	@ParameterizedTest
	@ValueSource(strings = { "framing.type=delimiter,framing.delimiter.end=0a0d",
			"framing.type=delimiter,framing.delimiter.start=3c3c,framing.delimiter.end=3e3e", "framing.type=lines",
			"framing.type=crlf-lines", "framing.type=stx-etx", "framing.type=nul", "framing.type=mllp",
			"framing.type=fixed-size,framing.fixed-size.size=20", "framing.type=lines,reply-framing.type=crlf-lines" })
	void faultsOfFramesWithoutLength(String properties) {
		run(properties, (context) -> assertFaults(context, ""));
	}

	@ParameterizedTest
	@CsvSource(nullValues = "none", value = { "none, ''", "framing.type=varint, ''", "framing.type=netstring, ''",
			"framing.type=content-length, ''", "framing.type=record-marking, ''",
			"'framing.type=record-marking,framing.record-marking.fragment-size=7', ''",
			"'framing.length-field.size=2,framing.length-field.encoding=bcd,framing.length-field.adjustment=-2', ''",
			"'framing.length-field.offset=4,framing.length-field.size=2,framing.length-field.keep-header=true', 123456",
			"'framing.type=content-length,framing.content-length.keep-head=true', 'Content-Length: 20~~~~'",
			"'framing.length-field.offset=1,framing.length-field.size=4,framing.length-field.encoding=varint', ''",
			"'framing.length-field.offset=1,framing.length-field.keep-prefix=true', T",
			"'framing.length-field.marker-behind=cafe,framing.length-field.unit=2', ''", "framing.type=ber, '0\u0014'",
			"'framing.type=lines,reply-framing.type=netstring', ''",
			"'framing.type=mllp,reply-framing.length-field.size=2,reply-framing.type=length-field', ''" })
	void faultsOfFramesWithALength(String properties, String head) {
		run(properties, (context) -> {
			assertFaults(context, head.replace("~~", "\r\n"));
			assertLost(context, head.replace("~~", "\r\n"), Fault.negativeLength());
			assertLost(context, head.replace("~~", "\r\n"), Fault.longLength(1));
		});
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "VARINT")
	void faultsOfFramesWithALengthInEachEncoding(FramingProperties.Encoding encoding) {
		run("framing.length-field.size=4,framing.length-field.encoding=" + encoding, (context) -> {
			assertFaults(context, "");
			assertLost(context, "", Fault.longLength(1));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "framing.type=crlf-lines,reply-framing.type=until-close", "framing.type=until-close" })
	void faultsOfFramesThatEndWithTheConnection(String properties) {
		run(properties, (context) -> {
			assertReply(context, "");
			FramedTcpServer server = context.getBean(FramedTcpServer.class);
			server.inject(Fault.lateReply(Duration.ofMillis(5))).at(Point.BEFORE_REPLY);
			assertReply(context, "");
			server.inject(Fault.reset()).at(Point.MID_PAYLOAD);
			assertThatExceptionOfType(FramedTcpException.class).isThrownBy(() -> exchange(context, ""));
			server.inject(Fault.fin()).at(Point.BEFORE_REPLY);
			assertThatExceptionOfType(FramedTcpException.class).isThrownBy(() -> exchange(context, ""));
			server.verify();
			assertThat(server.accepted()).isEqualTo(4);
		});
	}

	@Test
	void faultsOfFramesThatAreFilledUp() {
		run("framing.length-field.padding=16", (context) -> assertFaults(context, ""));
	}

	@Test
	void faultsOfFramesWithTwoLengths() {
		run("framing.length-field.size=2,framing.length-field.keep-header=true,framing.length-field.second.offset=2,"
				+ "framing.length-field.second.size=1,framing.length-field.second.unit=2",
				(context) -> assertFaults(context, "\u0000\u0001\n"));
	}

	@Test
	void faultsOfValuesOfRedis() {
		run("framing.type=resp", (context) -> {
			FramedTcpServer server = context.getBean(FramedTcpServer.class);
			FramedTcpTemplate template = context.getBean(FramedTcpTemplate.class);
			server.enqueue("*2\r\n+a\r\n$1\r\nb\r\n");
			String command = "*1\r\n$4\r\nPING\r\n";
			assertThat(template.convertSendAndReceive(command, String.class)).isEqualTo("*2\r\n+a\r\n$1\r\nb\r\n");
			assertThat(server.requests().get(0).text()).isEqualTo(command);
			server.inject(Fault.cutAt(6)).at(Point.BEFORE_REPLY);
			server.enqueue("+PONG\r\n");
			assertThatExceptionOfType(FramedTcpException.class)
				.isThrownBy(() -> template.convertSendAndReceive(command, String.class));
			server.verify();
		});
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "framing.type=raw,reply-framing.type=lines", "framing.type=half-close,reply-framing.type=lines",
					"framing.type=half-close,reply-framing.type=until-close" })
	void faultsOfRequestsWithoutFraming(String properties) {
		run(properties, (context) -> {
			FramedTcpServer server = context.getBean(FramedTcpServer.class);
			assertReply(context, "");
			server.inject(Fault.lateReply(Duration.ofMillis(5))).at(Point.BEFORE_REPLY);
			assertReply(context, "");
			server.inject(Fault.delay(Duration.ofMillis(5))).at(Point.MID_PAYLOAD);
			assertReply(context, "");
			server.inject(Fault.reset()).at(Point.MID_PAYLOAD);
			assertThatExceptionOfType(FramedTcpException.class).isThrownBy(() -> exchange(context, ""));
			server.verify();
		});
	}

	@Test
	void replyOfSeveralFramesIsWrittenByAHandler() {
		run("framing.type=lines,reply-frames.count=2", (context) -> {
			context.getBean(FramedTcpServer.class).enqueue((request, connection) -> {
				connection.writeFrame("a".getBytes(StandardCharsets.US_ASCII));
				connection.writeFrame("b".getBytes(StandardCharsets.US_ASCII));
			});
			assertThat(context.getBean(FramedTcpTemplate.class).convertSendAndReceive("x", String.class))
				.isEqualTo("a\nb\n");
		});
	}

	@Test
	void noFramingIsLeftOut() {
		MockEnvironment environment = new MockEnvironment().withProperty("framed-tcp.framing.delimiter.end", "0a")
			.withProperty("framed-tcp.framing.fixed-size.size", "20");
		FramingProperties properties = new FramedTcpClients(environment).getProperties("default").framing();
		for (FramingType type : FramingType.values()) {
			assertThat(new ServerFramingMapper(properties).map(type)).as("%s", type).isNotNull();
		}
	}

	@ParameterizedTest
	@CsvSource({ "framing.type=delimiter, framed-tcp.framing.delimiter.end",
			"framing.type=fixed-size, framed-tcp.framing.fixed-size.size",
			"framing.length-field.size=9, framed-tcp.framing.length-field.size",
			"'framing.type=delimiter,framing.delimiter.end=0', framed-tcp.framing.delimiter.end" })
	void wrongPropertiesAreTheClientsToReport(String properties, String property) {
		run(properties, (context) -> assertThat(context).getFailure().hasStackTraceContaining(property));
	}

	private static void assertFaults(AssertableApplicationContext context, String head) {
		FramedTcpServer server = context.getBean(FramedTcpServer.class);
		assertReply(context, head);
		server.inject(Fault.splitAt(1, 2, 5)).at(Point.BEFORE_REPLY);
		assertReply(context, head);
		server.inject(Fault.lateReply(Duration.ofMillis(5))).at(Point.BEFORE_REPLY);
		assertReply(context, head);
		server.inject(Fault.duplicateReply()).at(Point.AFTER_REPLY);
		assertReply(context, head);
		assertThat(exchange(context, head)).as("a reply that came twice").isEqualTo(payload(head, 'r'));
		server.inject(Fault.unknownId(head.length(), 1)).at(Point.BEFORE_REPLY);
		byte[] other = payload(head, 'r');
		other[head.length()] = (byte) ~other[head.length()];
		assertThat(exchange(context, head)).as("another id").isEqualTo(other);
		assertLost(context, head, Fault.fin(), Point.MID_PAYLOAD);
		server.inject(Fault.extraBytes((byte) 0xfa, (byte) 0xfa, (byte) 0xfa, (byte) 0xfa)).at(Point.BEFORE_REPLY);
		server.inject(Fault.fin()).at(Point.AFTER_REPLY);
		assertThat(outcome(context, head)).as("garbage in front").isNotEqualTo(payload(head, 'r'));
		// The garbage may have been taken for a reply, before the connection was closed.
		Awaitility.await().until(() -> server.open() == 0);
		assertReply(context, head);
		server.verify();
	}

	private static void assertLost(AssertableApplicationContext context, String head, Fault fault) {
		assertLost(context, head, fault, Point.BEFORE_REPLY);
	}

	/**
	 * Check that a call fails whose reply has a fault, and whose connection ends behind
	 * it.
	 * @param context the application
	 * @param head what payloads begin with
	 * @param fault the fault
	 * @param point where to inject it
	 */
	private static void assertLost(AssertableApplicationContext context, String head, Fault fault, Point point) {
		FramedTcpServer server = context.getBean(FramedTcpServer.class);
		server.inject(fault).at(point);
		if (point == Point.BEFORE_REPLY) {
			server.inject(Fault.fin()).at(Point.AFTER_REPLY);
		}
		assertThatExceptionOfType(FramedTcpException.class).isThrownBy(() -> exchange(context, head));
		assertReply(context, head);
		server.verify();
	}

	private static void assertReply(AssertableApplicationContext context, String head) {
		assertThat(exchange(context, head)).isEqualTo(payload(head, 'r'));
	}

	private static byte[] outcome(AssertableApplicationContext context, String head) {
		try {
			return exchange(context, head);
		}
		catch (FramedTcpException ex) {
			return new byte[0];
		}
	}

	private static byte[] exchange(AssertableApplicationContext context, String head) {
		FramedTcpServer server = context.getBean(FramedTcpServer.class);
		server.enqueue(payload(head, 'r'));
		byte[] request = payload(head, 'q');
		byte[] reply = context.getBean(FramedTcpTemplate.class).sendAndReceive(request);
		// The client fills its own header into the request.
		assertThat(server.requests()).last()
			.extracting((each) -> Arrays.copyOfRange(each.payload(), head.length(), request.length))
			.isEqualTo(Arrays.copyOfRange(request, head.length(), request.length));
		return withHead(reply, head);
	}

	/**
	 * Undo what was filled into a header that is kept.
	 * @param reply the reply
	 * @param head the header that was sent
	 * @return the reply with that header
	 */
	private static byte[] withHead(byte[] reply, String head) {
		byte[] restored = reply.clone();
		byte[] bytes = head.getBytes(StandardCharsets.ISO_8859_1);
		System.arraycopy(bytes, 0, restored, 0, Math.min(bytes.length, restored.length));
		return restored;
	}

	private static byte[] payload(String head, char letter) {
		return (head + String.valueOf(letter).repeat(20)).getBytes(StandardCharsets.ISO_8859_1);
	}

	private static void run(String properties, ContextConsumer<AssertableApplicationContext> test) {
		ApplicationContextRunner runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(FramedTcpAutoConfiguration.class))
			.withInitializer((context) -> new FramedTcpServerContextCustomizer(Set.of("default")).customizeContext(
					context, new MergedContextConfiguration(FollowedFramingTests.class, null, null, null, null)));
		for (String property : (properties != null) ? properties.split(",") : new String[0]) {
			runner = runner.withPropertyValues("framed-tcp." + property);
		}
		runner.run(test);
	}

}
