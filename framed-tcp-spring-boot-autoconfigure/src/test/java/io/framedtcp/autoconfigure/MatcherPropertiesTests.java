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
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.FramedTcpWrongReplyException;
import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.spi.KeyedMatcher;
import io.framedtcp.spi.UnsolicitedFrameHandler;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Matchers by properties: patterns, and frames that are no replies; and how requests
 * follow each other.
 */
@ExtendWith(OutputCaptureExtension.class)
class MatcherPropertiesTests {

	private static final String FAILED_TO_START = "APPLICATION FAILED TO START";

	private final List<String> unsolicited = new CopyOnWriteArrayList<>();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FramedTcpAutoConfiguration.class))
		.withBean(UnsolicitedFrameHandler.class, () -> (connection, payload) -> {
			this.unsolicited.add(new String(payload, StandardCharsets.ISO_8859_1));
			return null;
		});

	@Test
	void patternsFindTheIdsOfRequestAndReply() {
		String acknowledgement = "MSH|^~\\&|B\rMSA|AA|";
		try (FramedTcpServer server = FramedTcpServer
			.answering((request) -> bytes(acknowledgement + (text(request).contains("late") ? "2" : "1")))) {
			at(server)
				.withPropertyValues("framed-tcp.matcher.pattern=^MSH\\|(?:[^|]*\\|){2}([^|]*)",
						"framed-tcp.matcher.reply-pattern=\\rMSA\\|[^|]*\\|([^|\\r]*)")
				.run((context) -> {
					FramedTcpTemplate template = context.getBean(FramedTcpTemplate.class);
					assertThat(template.sendAndReceive(bytes("MSH|^~\\&|A|1|")))
						.isEqualTo(bytes(acknowledgement + "1"));
					assertThatExceptionOfType(FramedTcpWrongReplyException.class)
						.isThrownBy(() -> template.sendAndReceive(bytes("MSH|^~\\&|late|1|")))
						.withMessageContaining("the id of the request is '1', that of the frame is '2'");
				});
		}
	}

	@ParameterizedTest
	@CsvSource({ "values, '4842,4e54'", "mask, 4000", "values;mask, 48;fb" })
	void framesWithSuchBytesAreNoReplies(String names, String values) {
		String[] name = names.split(";");
		String[] value = values.split(";");
		String[] properties = new String[name.length];
		for (int i = 0; i < name.length; i++) {
			properties[i] = "framed-tcp.matcher.unsolicited." + name[i] + "=" + value[i];
		}
		try (FramedTcpServer server = FramedTcpServer.handling((request, connection) -> {
			connection.writeFrame(bytes("HB"));
			connection.writeFrame(bytes("NT"));
			connection.writeFrame(request);
		})) {
			at(server).withPropertyValues(properties)
				.run((context) -> assertThat(context.getBean(FramedTcpTemplate.class).sendAndReceive(bytes("01")))
					.isEqualTo(names.equals("values;mask") ? bytes("NT") : bytes("01")));
		}
		assertThat(this.unsolicited).startsWith("HB");
	}

	@Test
	void patternIsEnoughForSharedConnections() {
		try (FramedTcpServer server = FramedTcpServer.echo()) {
			at(server).withPropertyValues("framed-tcp.shared.enabled=true", "framed-tcp.matcher.pattern=11=(\\d+)")
				.run((context) -> {
					FramedConnectionPool pool = context.getBean(FramedConnectionPool.class);
					assertThat(KeyedMatcher.in(pool.connectionSettings().matcher())).isNotNull();
					assertThat(context.getBean(FramedTcpTemplate.class).sendAndReceive(bytes("8=X 11=5")))
						.isEqualTo(bytes("8=X 11=5"));
					assertThat(pool.sharing().frames()).isOne();
				});
		}
	}

	@Test
	void unsolicitedFramesMayGoWithAssignedIds() {
		at(null)
			.withPropertyValues("framed-tcp.shared.enabled=true", "framed-tcp.shared.assign-ids.length=4",
					"framed-tcp.matcher.unsolicited.mask=80", "framed-tcp.matcher.unsolicited.offset=4")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void unsolicitedFramesAloneTellNoRepliesApart(CapturedOutput output) {
		FailingStart.of(Application.class, "--framed-tcp.addresses=localhost:9000", "--framed-tcp.shared.enabled=true",
				"--framed-tcp.matcher.unsolicited.values=00");
		assertThat(output).contains(FAILED_TO_START, "framed-tcp.shared.ordering",
				"Callers share connections, and the client knows no id to tell their replies apart. Set "
						+ "framed-tcp.matcher.length or framed-tcp.matcher.pattern");
	}

	@Test
	void restBetweenRequestsOnSharedConnectionsIsExplained(CapturedOutput output) {
		FailingStart.of(Application.class, "--framed-tcp.addresses=localhost:9000", "--framed-tcp.shared.enabled=true",
				"--framed-tcp.shared.ordering=in-order", "--framed-tcp.min-request-interval=20ms");
		assertThat(output).contains(FAILED_TO_START, "framed-tcp.min-request-interval", "'20ms'",
				"A server that needs a rest between requests takes one at a time, so framed-tcp.shared.enabled must "
						+ "be false.");
	}

	@Test
	void clientWithAPatternOfItsOwnInheritsNoLength() {
		at(null).withPropertyValues("framed-tcp.matcher.length=4", "framed-tcp.matcher.unsolicited.values=80,81",
				"framed-tcp.clients.text.addresses=localhost:9001", "framed-tcp.clients.text.matcher.pattern=id=(\\d+)",
				"framed-tcp.clients.same.addresses=localhost:9002")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				FramedTcpClients clients = new FramedTcpClients(context.getEnvironment());
				assertThat(clients.getProperties("text").matcher().length()).isNull();
				assertThat(clients.getProperties("same").matcher().unsolicited().values()).containsExactly("80", "81");
			});
	}

	@Test
	void batchesAndRestsAreAsSet() {
		at(null).withPropertyValues("framed-tcp.batch.window=3", "framed-tcp.min-request-interval=50ms")
			.run((context) -> {
				FramedConnectionPool pool = context.getBean(FramedConnectionPool.class);
				assertThat(pool.connectionSettings().batchWindow()).isEqualTo(3);
				assertThat(pool.connectionSettings().minRequestInterval()).isEqualTo(Duration.ofMillis(50));
			});
		at(null).run((context) -> {
			FramedConnectionPool pool = context.getBean(FramedConnectionPool.class);
			assertThat(pool.connectionSettings().batchWindow()).isEqualTo(Integer.MAX_VALUE);
			assertThat(pool.connectionSettings().minRequestInterval()).isZero();
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';',
			textBlock = """
					matcher.pattern=(;                                                       matcher.pattern;            no regular expression
					matcher.pattern=abc;                                                     matcher.pattern;            one capturing group
					matcher.pattern=(a)(b);                                                  matcher.pattern;            and has 2
					matcher.pattern=(a)|matcher.reply-pattern=a;                             matcher.reply-pattern;      one capturing group
					matcher.reply-pattern=(a);                                               matcher.pattern;            set with the pattern
					matcher.pattern=(a)|matcher.length=4;                                    matcher.pattern;            framed-tcp.matcher.length
					matcher.pattern=(a)|matcher.request-offset=4;                            matcher.length;             set with the offset
					matcher.unsolicited.offset=4;                                            matcher.unsolicited.values; set with the offset
					matcher.unsolicited.values=xy;                                           matcher.unsolicited.values; hexadecimal
					matcher.unsolicited.values=0102,03;                                      matcher.unsolicited.values; as many bytes
					matcher.unsolicited.values=0102|matcher.unsolicited.mask=ff;             matcher.unsolicited.values; as many bytes
					matcher.unsolicited.values=81|matcher.unsolicited.mask=7f;               matcher.unsolicited.values; no frame could be equal
					matcher.unsolicited.mask=0000;                                           matcher.unsolicited.mask;   a bit that is set
					matcher.unsolicited.mask=zz;                                             matcher.unsolicited.mask;   hexadecimal
					matcher.unsolicited.mask=80|matcher.unsolicited.offset=1048576;          matcher.unsolicited.offset; 0 to 1048575
					batch.window=0;                                                          batch.window;               at least 1
					min-request-interval=-1ms;                                               min-request-interval;       not be negative
					min-request-interval=5s;                                                 min-request-interval;       framed-tcp.response-timeout
					min-request-interval=2s|ping.payload=01;                                 min-request-interval;       framed-tcp.ping.timeout
					""")
	void whatCannotWorkStopsTheStart(String properties, String name, String reason) {
		at(null).withPropertyValues(split(properties))
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("framed-tcp." + name)
				.hasStackTraceContaining(reason));
	}

	private static String[] split(String properties) {
		return Arrays.stream(properties.split("\\|"))
			.map((property) -> "framed-tcp." + property)
			.toArray(String[]::new);
	}

	private ApplicationContextRunner at(FramedTcpServer server) {
		return this.contextRunner.withPropertyValues("framed-tcp.host=localhost",
				"framed-tcp.port=" + ((server != null) ? server.port() : 9000));
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.ISO_8859_1);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.ISO_8859_1);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
