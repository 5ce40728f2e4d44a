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
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.framedtcp.framing.FrameReader;
import io.framedtcp.framing.FrameWriter;
import io.framedtcp.framing.Framing;
import io.framedtcp.internal.framing.EncodedFrame;

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
					length-field.encoding=varint                                                      | 02 48 69
					length-field.encoding=varint;length-field.offset=1;length-field.keep-prefix=true  | 48 01 69
					length-field.offset=1;length-field.adjustment=-4;length-field.keep-prefix=true    | 48 00 00 00 05 69
					length-field.size=2;length-field.marker-behind=6000                               | 00 04 60 00 48 69
					length-field.size=1;length-field.padding=4                                        | 02 48 69 00
					length-field.size=1;length-field.unit=2                                           | 01 48 69
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

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			type=ber                                                           | 04 01 61
			type=resp                                                          | 24 31 0d 0a 61 0d 0a
			length-field.encoding=varint;length-field.keep-header=true         | 01 61
			length-field.size=2;length-field.adjustment=2;length-field.keep-header=true;\
			length-field.second.offset=2;length-field.second.size=1            | 00 01 01 00 61 00
			length-field.size=1;length-field.adjustment=1;length-field.keep-header=true;length-field.padding=4;\
			length-field.second.offset=1;length-field.second.size=1;length-field.second.unit=4 | 01 01 61 00 01 02 03 04
			""")
	void payloadIsTheFrame(String properties, String frame) {
		byte[] payload = HexFormat.ofDelimiter(" ").parseHex(frame);
		this.contextRunner.withPropertyValues(prefixed("framed-tcp.framing.", properties)).run((context) -> {
			assertThat(context).hasNotFailed();
			int[] bytes = IntStream.range(0, payload.length).map((index) -> payload[index]).toArray();
			assertThat(frameOf(context.getBean(Framing.class), bytes)).isEqualTo(frame);
		});
	}

	@ParameterizedTest
	@CsvSource({ "raw, raw", "half-close, 'raw, ended by half-close'" })
	void requestsMayBeRaw(String type, String description) {
		this.contextRunner.withPropertyValues("framed-tcp.framing.type=" + type, "framed-tcp.reply-framing.type=lines")
			.run((context) -> {
				assertThat(frameOf(context.getBean(Framing.class), 'H', 'i')).isEqualTo("48 69");
				assertThat(context.getBean(Framing.class)).asString()
					.startsWith("requests: " + description + "; replies: lines");
			});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					reply-frames.count=2                                                            | 2 frames
					reply-frames.last=5a                                                            | until a frame with 5a
					reply-framing.type=lines;reply-frames.last=20;reply-frames.last-offset=3        | 20 at byte 3
					reply-framing.type=lines;reply-frames.last[0]=4f;reply-frames.last[1]=414320    | until a frame with 4f or 41 43 20
					reply-frames.last=5060;reply-frames.last-mask=f0f0;reply-frames.last-offset=1   | with 50 60 of mask f0 f0 at byte 1
					reply-frames.last-mask=20                                                       | until a frame with any bit of mask 20
					reply-frames.last-pattern=^[OE]                                                 | until a frame that matches '^[OE]'
					""")
	void repliesMayHaveSeveralFrames(String properties, String description) {
		this.contextRunner.withPropertyValues(prefixed("framed-tcp.", properties)).run((context) -> {
			assertThat(context.getBean(Framing.class)).asString().endsWith(description);
			assertThat(frameOf(context.getBean(Framing.class), 'H', 'i')).isEqualTo("00 00 00 02 48 69");
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					framing.type=raw                                                | reply-framing.type       | must be set with framed-tcp.framing.type=raw
					framing.type=half-close                                         | reply-framing.type       | must be set with framed-tcp.framing.type=half-close
					reply-framing.type=raw                                          | reply-framing.type       | for framed-tcp.framing.type only
					reply-framing.type=half-close                                   | reply-framing.type       | for framed-tcp.framing.type only
					reply-frames.count=0                                            | reply-frames.count       | 1 to 1048576
					reply-frames.count=2;reply-frames.last=5a                       | reply-frames.count       | cannot be set with framed-tcp.reply-frames.last
					reply-frames.last-offset=2                                      | reply-frames.last-offset | no effect without framed-tcp.reply-frames.last
					reply-frames.last=5                                             | reply-frames.last        | hexadecimal
					reply-frames.last=5a;reply-frames.last-offset=-1                | reply-frames.last-offset | 0 to 1048575
					framing.type=until-close;reply-frames.last=5a                   | reply-frames.last        | ends a single frame
					reply-frames.last[0]=5a;reply-frames.last[1]=5                  | reply-frames.last[1]     | hexadecimal
					reply-frames.last[0]=;reply-frames.last[1]=5                    | reply-frames.last[1]     | hexadecimal
					reply-frames.last[0]=5a;reply-frames.last[1]=;reply-frames.last[2]=5 | reply-frames.last[2] | hexadecimal
					reply-frames.last-mask=5                                        | reply-frames.last-mask   | hexadecimal
					reply-frames.last-mask=00                                       | reply-frames.last-mask   | a bit that is set
					reply-frames.count=2;reply-frames.last-mask=01                  | reply-frames.count       | cannot be set with framed-tcp.reply-frames.last-mask
					reply-frames.last=5a5a;reply-frames.last-mask=ff                | reply-frames.last        | as many bytes as framed-tcp.reply-frames.last-mask
					reply-frames.last=5a;reply-frames.last-mask=0f                  | reply-frames.last        | a bit that the mask has not
					framing.type=until-close;reply-frames.last-pattern=^Z           | reply-frames.last-pattern | ends a single frame
					reply-frames.count=2;reply-frames.last-pattern=^Z               | reply-frames.last-pattern | cannot be set with framed-tcp.reply-frames.count
					reply-frames.last=5a;reply-frames.last-pattern=^Z               | reply-frames.last-pattern | cannot be set with framed-tcp.reply-frames.last
					reply-frames.last-offset=1;reply-frames.last-pattern=^Z         | reply-frames.last-offset | no effect without framed-tcp.reply-frames.last
					reply-frames.last-pattern=(Z                                    | reply-frames.last-pattern | no regular expression
					framing.type=half-close;reply-framing.type=lines;shared.enabled=true;shared.ordering=in-order | shared.enabled | half-close
					framing.type=half-close;reply-framing.type=lines;ssl.enabled=true | framing.type           | TLS has no half-close
					""")
	void framingsThatCannotWorkStopTheStart(String properties, String name, String reason) {
		assertInvalid("framed-tcp.", properties, "framed-tcp." + name, reason);
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
		this.contextRunner.withPropertyValues("framed-tcp.framing.type=" + type, switch (type) {
			case DELIMITER -> "framed-tcp.framing.delimiter.end=0a";
			case FIXED_SIZE -> "framed-tcp.framing.fixed-size.size=2";
			case RAW, HALF_CLOSE -> "framed-tcp.reply-framing.type=lines";
			default -> "unused=";
		}).run((context) -> assertThat(context).hasSingleBean(Framing.class));
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
					type=ber;length-field.padding=4                    | framing.length-field.padding         | type is length-field
					type=varint;length-field.keep-prefix=true          | framing.length-field.keep-prefix     | type is length-field
					type=lines;length-field.marker-behind=01           | framing.length-field.marker-behind   | type is length-field
					type=lines;length-field.unit=2                     | framing.length-field.unit            | type is length-field
					type=lines;length-field.second.offset=2            | framing.length-field.second.offset   | type is length-field
					length-field.encoding=varint;length-field.size=9   | framing.length-field.size            | 1 to 8
					length-field.unit=0                                | framing.length-field.unit            | 1 to 65536
					length-field.padding=4097                          | framing.length-field.padding         | 1 to 4096
					length-field.marker-behind=0                       | framing.length-field.marker-behind   | hexadecimal
					length-field.keep-prefix=true                      | framing.length-field.keep-prefix     | bytes between the marker
					length-field.offset=1;length-field.keep-prefix=true;length-field.keep-header=true \
					                                                   | framing.length-field.keep-prefix     | cannot be set with
					length-field.second.size=2                         | framing.length-field.second.offset   | must be set
					length-field.second.offset=4                       | framing.length-field.keep-header     | must be true
					length-field.keep-header=true;length-field.second.offset=2 \
					                                                   | framing.length-field.second.offset   | overlaps
					length-field.keep-header=true;length-field.second.offset=4;length-field.second.size=9 \
					                                                   | framing.length-field.second.size     | 1 to 8
					length-field.keep-header=true;length-field.second.offset=4;length-field.second.unit=0 \
					                                                   | framing.length-field.second.unit     | 1 to 65536
					length-field.keep-header=true;length-field.second.offset=9;length-field.encoding=varint \
					                                                   | framing.length-field.encoding        | no varint
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
			framing.type=half-close;reply-framing.type=lines;ping.payload=61 | cannot be pinged
			framing.type=ber;ping.payload=61 | must be one BER element
			framing.type=resp;ping.payload=2a310d0a | must be one RESP value
			""")
	void pingThatCannotWorkStopsTheStart(String properties, String reason) {
		this.contextRunner.withPropertyValues(prefixed("framed-tcp.", properties))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("'framed-tcp.ping.payload'")
				.hasMessageContaining(reason));
	}

	@Test
	void framingThatNeedsRequestsIsSharedInOrderOnly() {
		ApplicationContextRunner sharing = this.contextRunner.withBean(Framing.class, AskingFraming::new)
			.withPropertyValues("framed-tcp.shared.enabled=true", "framed-tcp.matcher.length=4");
		sharing.run((context) -> assertThat(context).getFailure()
			.hasStackTraceContaining("framed-tcp.shared.ordering")
			.hasStackTraceContaining("needs the request of each reply"));
		sharing.withPropertyValues("framed-tcp.shared.ordering=in-order")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void repliesOfSeveralFramesAreSharedInOrderOnly() {
		ApplicationContextRunner sharing = this.contextRunner.withPropertyValues("framed-tcp.shared.enabled=true",
				"framed-tcp.matcher.length=4", "framed-tcp.reply-frames.count=2");
		sharing.run((context) -> assertThat(context).getFailure()
			.hasStackTraceContaining("framed-tcp.shared.ordering")
			.hasStackTraceContaining("mix those of several replies"));
		sharing.withPropertyValues("framed-tcp.shared.ordering=in-order")
			.run((context) -> assertThat(context).hasNotFailed());
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

	private static final class AskingFraming implements Framing {

		@Override
		public void encode(byte[] payload, FrameWriter out) {
			out.writeBytes(payload);
		}

		@Override
		public byte[] decode(FrameReader in) throws IOException {
			byte[] request = in.request();
			return in.readBytes((request != null) ? request.length : 1);
		}

		@Override
		public boolean needsRequest() {
			return true;
		}

	}

}
