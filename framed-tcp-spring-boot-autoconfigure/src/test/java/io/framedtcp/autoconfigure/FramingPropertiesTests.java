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

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.framedtcp.framing.EncodedFrame;
import io.framedtcp.framing.Framing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * The framing that properties choose, by what it does on the wire.
 */
class FramingPropertiesTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FramedTcpAutoConfiguration.class))
		.withPropertyValues("framed-tcp.host=localhost", "framed-tcp.port=9000");

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					type=length-field                                                                 | 00 00 00 02 48 69
					type=length-field;length-field.size=2;length-field.byte-order=little-endian       | 02 00 48 69
					length-field.encoding=decimal                                                     | 30 30 30 32 48 69
					length-field.encoding=decimal;length-field.size=6;length-field.adjustment=-6      | 30 30 30 30 30 38 48 69
					length-field.encoding=bcd;length-field.size=2                                     | 00 02 48 69
					length-field.encoding=hexadecimal;length-field.size=2;length-field.adjustment=-12 | 30 65 48 69
					length-field.encoding=upper-case-hexadecimal;length-field.adjustment=-12          | 30 30 30 45 48 69
					length-field.encoding=ebcdic                                                      | f0 f0 f0 f2 48 69
					type=delimiter;delimiter.end=0a0d                                                 | 48 69 0a 0d
					type=delimiter;delimiter.start=5b;delimiter.end=5d                                | 5b 48 69 5d
					type=lines                                                                        | 48 69 0a
					type=crlf-lines                                                                   | 48 69 0d 0a
					type=stx-etx                                                                      | 02 48 69 03
					type=nul                                                                          | 48 69 00
					type=mllp                                                                         | 0b 48 69 1c 0d
					type=varint                                                                       | 02 48 69
					type=netstring                                                                    | 32 3a 48 69 2c
					type=fixed-size;fixed-size.size=2                                                 | 48 69
					type=until-close                                                                  | 48 69
					type=record-marking                                                               | 80 00 00 02 48 69
					type=record-marking;record-marking.fragment-size=1                                | 00 00 00 01 48 80 00 00 01 69
					""")
	void payloadGoesOverTheWireAs(String properties, String frame) {
		this.contextRunner.withPropertyValues(prefixed("framed-tcp.framing.", properties))
			.run((context) -> assertThat(frameOf(context.getBean(Framing.class), 'H', 'i')).isEqualTo(frame));
	}

	@Test
	void headIsWrittenOrKept() {
		this.contextRunner.withPropertyValues("framed-tcp.framing.type=content-length")
			.run((context) -> assertThat(frameOf(context.getBean(Framing.class), 'H', 'i')).endsWith("0d 0a 48 69"));
		this.contextRunner
			.withPropertyValues("framed-tcp.framing.type=content-length",
					"framed-tcp.framing.content-length.keep-head=true")
			.run((context) -> assertThat(context.getBean(Framing.class)).asString().contains("kept"));
	}

	@Test
	void repliesMayBeFramedInAnotherWay() {
		this.contextRunner
			.withPropertyValues("framed-tcp.framing.type=crlf-lines", "framed-tcp.reply-framing.type=length-field",
					"framed-tcp.reply-framing.length-field.offset=2",
					"framed-tcp.reply-framing.length-field.marker=4142")
			.run((context) -> {
				assertThat(frameOf(context.getBean(Framing.class), 'H', 'i')).isEqualTo("48 69 0d 0a");
				assertThat(context.getBean(Framing.class)).asString().contains("replies: length field", "41 42");
			});
	}

	@ParameterizedTest
	@EnumSource
	void everyTypeCanBeChosen(FramingType type) {
		this.contextRunner
			.withPropertyValues("framed-tcp.framing.type=" + type,
					(type == FramingType.DELIMITER) ? "framed-tcp.framing.delimiter.end=0a"
							: (type == FramingType.FIXED_SIZE) ? "framed-tcp.framing.fixed-size.size=2" : "unused=")
			.run((context) -> assertThat(context).hasSingleBean(Framing.class));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					type=delimiter                                     | framing.delimiter.end                | 1 to 128 bytes
					type=delimiter;delimiter.end=xy                    | framing.delimiter.end                | hexadecimal
					type=delimiter;delimiter.end=0a;delimiter.start=0  | framing.delimiter.start              | hexadecimal
					type=fixed-size                                    | framing.fixed-size.size              | size of a frame
					type=fixed-size;fixed-size.size=0                  | framing.fixed-size.size              | 1 to 1048576
					type=fixed-size;fixed-size.size=1048577            | framing.fixed-size.size              | 1 to 1048576
					type=record-marking;record-marking.max-fragments=0 | framing.record-marking.max-fragments | at least 1
					type=record-marking;record-marking.fragment-size=0 | framing.record-marking.fragment-size | at least 1
					length-field.encoding=decimal;length-field.size=16 | framing.length-field.size            | 1 to 15
					length-field.encoding=bcd;length-field.size=8      | framing.length-field.size            | 1 to 7
					delimiter.end=0a                                   | framing.delimiter.end                | type is delimiter
					type=lines;delimiter.start=0a                      | framing.delimiter.start              | type is delimiter
					type=lines;length-field.marker=cafe                | framing.length-field.marker          | type is length-field
					fixed-size.size=3                                  | framing.fixed-size.size              | type is fixed-size
					type=mllp;record-marking.fragment-size=3           | framing.record-marking.fragment-size | type is record-marking
					record-marking.max-fragments=3                     | framing.record-marking.max-fragments | type is record-marking
					content-length.keep-head=true                      | framing.content-length.keep-head     | type is content-length
					type=varint;length-field.size=2                    | framing.length-field.size            | type is length-field
					type=varint;length-field.adjustment=-4             | framing.length-field.adjustment      | type is length-field
					type=varint;length-field.encoding=bcd              | framing.length-field.encoding        | type is length-field
					type=lines;length-field.byte-order=little-endian   | framing.length-field.byte-order      | type is length-field
					type=lines;length-field.keep-header=true           | framing.length-field.keep-header     | type is length-field
					type=lines;length-field.offset=1                   | framing.length-field.offset          | type is length-field
					""")
	void optionsThatMakeNoSenseStopTheStart(String properties, String name, String reason) {
		assertInvalid("framed-tcp.framing.", properties, "framed-tcp." + name, reason);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					delimiter.end=0a                      | reply-framing.delimiter.end       | reply-framing.type is delimiter
					length-field.marker=cafe              | reply-framing.length-field.marker | reply-framing.type is length-field
					type=length-field;length-field.size=9 | reply-framing.length-field.size   | 1 to 8
					length-field.size=2                   | reply-framing.length-field.size   | reply-framing.type is length-field
					""")
	void optionsForRepliesAreCheckedToo(String properties, String name, String reason) {
		assertInvalid("framed-tcp.reply-framing.", properties, "framed-tcp." + name, reason);
	}

	@Test
	void delimiterMustFitIntoAFrame() {
		assertInvalid("framed-tcp.", "framing.type=delimiter;framing.delimiter.end=0d0a0d0a;max-frame-size=3B",
				"framed-tcp.max-frame-size", "at least the 4 bytes");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			framing.type=lines;ping.payload=0a             | cannot be sent
			reply-framing.type=until-close;ping.payload=01 | cannot be pinged
			""")
	void pingThatCannotWorkStopsTheStart(String properties, String reason) {
		this.contextRunner.withPropertyValues(prefixed("framed-tcp.", properties))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("'framed-tcp.ping.payload'")
				.hasMessageContaining(reason));
	}

	private void assertInvalid(String prefix, String properties, String name, String reason) {
		this.contextRunner.withPropertyValues(prefixed(prefix, properties)).run((context) -> {
			assertThat(context).hasFailed();
			Throwable failure = context.getStartupFailure();
			while (failure.getCause() != null && !(failure instanceof InvalidConfigurationPropertyValueException)) {
				failure = failure.getCause();
			}
			if (!(failure instanceof InvalidConfigurationPropertyValueException invalid)) {
				fail("Not an invalid value", failure);
				return;
			}
			assertThat(invalid.getName()).isEqualTo(name);
			assertThat(invalid.getReason()).contains(reason);
		});
	}

	private static String[] prefixed(String prefix, String properties) {
		return Arrays.stream(properties.split(";")).map((property) -> prefix + property).toArray(String[]::new);
	}

	private static String frameOf(Framing framing, int... payload) {
		byte[] bytes = new byte[payload.length];
		for (int i = 0; i < payload.length; i++) {
			bytes[i] = (byte) payload[i];
		}
		List<ByteBuffer> buffers = List.of(EncodedFrame.of(bytes, framing, 1024).toBuffers(1024));
		StringBuilder hex = new StringBuilder();
		for (ByteBuffer buffer : buffers) {
			while (buffer.hasRemaining()) {
				hex.append(hex.isEmpty() ? "" : " ").append("%02x".formatted(buffer.get()));
			}
		}
		return hex.toString();
	}

}
