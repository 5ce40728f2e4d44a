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
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.test.context.MergedContextConfiguration;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.autoconfigure.FramedTcpAutoConfiguration;
import io.framedtcp.framing.Framing;
import io.framedtcp.framing.VarintFraming;
import io.framedtcp.test.FrameFormat;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TestServerFactory} and {@link LengthFieldFormat}: which framings the
 * server follows, and what is said of the others.
 */
class TestServerFactoryTests {

	private static final String WHAT_TO_DO = "Define a bean of type ServerFraming, or of type FramedTcpServer";

	@ParameterizedTest
	@ValueSource(strings = { "size=1", "size=2", "size=3", "size=8", "size=4,byte-order=little-endian",
			"size=3,byte-order=little-endian", "size=2,offset=4", "size=2,offset=3,marker=cafe", "size=2,adjustment=-2",
			"size=4,offset=2,adjustment=-6", "size=2,adjustment=3", "size=4,encoding=decimal",
			"size=4,encoding=hexadecimal", "size=4,encoding=upper-case-hexadecimal", "size=2,encoding=bcd",
			"size=5,encoding=ebcdic,byte-order=little-endian" })
	void serverFollowsLengthFields(String settings) {
		ApplicationContextRunner runner = runner("default");
		for (String setting : settings.split(",")) {
			runner = runner.withPropertyValues("framed-tcp.framing.length-field." + setting);
		}
		runner.run((context) -> {
			FramedTcpServer server = context.getBean(FramedTcpServer.class);
			FramedTcpTemplate template = context.getBean(FramedTcpTemplate.class);
			for (int length : new int[] { 3, 10, 99, 187 }) {
				byte[] payload = "x".repeat(length).getBytes(StandardCharsets.US_ASCII);
				server.enqueue(payload);
				assertThat(template.sendAndReceive(payload)).isEqualTo(payload);
				assertThat(server.executions(payload)).isOne();
			}
			server.verify();
		});
	}

	@Test
	void framingThatIsABeanIsRefused() {
		runner("default").withBean("varint", Framing.class, VarintFraming::protobuf)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContainingAll("which is the bean 'varint'", WHAT_TO_DO));
	}

	@Test
	void formatOfTheTestIsUsed() {
		runner("default").withBean("varint", Framing.class, VarintFraming::protobuf)
			.withBean(FrameFormat.class, ShortVarint::new)
			.run((context) -> {
				context.getBean(FramedTcpServer.class).enqueue("b");
				assertThat(context.getBean(FramedTcpTemplate.class).convertSendAndReceive("a", String.class))
					.isEqualTo("b");
			});
	}

	@Test
	void unknownClientIsRefusedWithThoseThatAreKnown() {
		runner("paymnets").withPropertyValues("framed-tcp.clients.payments.addresses=p.invalid:1")
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContainingAll("'paymnets'", "only these clients by name: payments"));
	}

	@Test
	void severalServersForAClientAreRefused() {
		runner("default").withBean("one", FramedTcpServer.class, FramedTcpServer::echo)
			.withBean("other", FramedTcpServer.class, FramedTcpServer::echo)
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContainingAll("There must be one bean of type", "'default'", "one, other"));
	}

	private static ApplicationContextRunner runner(String client) {
		return new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(FramedTcpAutoConfiguration.class))
			.withInitializer((context) -> new FramedTcpServerContextCustomizer(Set.of(client)).customizeContext(context,
					new MergedContextConfiguration(TestServerFactoryTests.class, null, null, null, null)));
	}

	/**
	 * Varints of one byte.
	 */
	private static final class ShortVarint implements FrameFormat {

		@Override
		public int headerLength() {
			return 1;
		}

		@Override
		public long payloadLength(byte[] header) {
			return header[0];
		}

		@Override
		public byte[] header(long payloadLength) {
			return new byte[] { (byte) payloadLength };
		}

	}

}
