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

package io.framedtcp.framing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.framedtcp.support.Bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Values of RESP. A slash stands for the end of a line.
 */
class RespFramingTests {

	private final Framing framing = RespFraming.values();

	@ParameterizedTest
	@ValueSource(strings = { "+PONG/", "+/", "-ERR unknown command/", ":-12/", "$4/PING/", "$0//", "$2///", "$-1/",
			"*-1/", "*0/", "*1/$4/PING/", "*2/*1/+a/$1/b/", "_/", "#t/", ",1.5e3/", "(12345678901234567890/",
			"!5/ERR a/", "=6/txt:ab/", "%2/+a/:1/+b/*2/:2/:3/", "~1/+a/", ">2/+message/$1/x/", "|1/+ttl/:3/+a/",
			"*2/|1/+ttl/:3/+a/+b/", "|0/+a/" })
	void payloadIsTheWholeValue(String text) throws IOException {
		byte[] value = value(text);
		assertThat(HexFrames.encode(this.framing, value)).isEqualTo(value);
		FrameReader reader = new FrameReader(ChunkSource.inBytes(Bytes.join(value, value(":7/"))), 100);
		assertThat(reader.readFrame(this.framing)).isEqualTo(value);
		assertThat(reader.readFrame(this.framing)).isEqualTo(value(":7/"));
	}

	@Test
	void valueOfManyElementsIsRead() throws IOException {
		byte[] value = value("*50000/" + ":1/".repeat(50_000));
		assertThat(HexFrames.decode(this.framing, value)).isEqualTo(value);
		byte[] large = Bytes.join(value("*2/$300000/"), HexFrames.payload(300_000), value("/+a/"));
		assertThat(HexFrames.decode(this.framing, large)).isEqualTo(large);
		assertThat(HexFrames.encode(this.framing, large)).isEqualTo(large);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			P                | its byte 50 is no type of RESP
			$a               | its length has a byte 61, which is not a decimal digit
			$?               | its length has a byte 3f, which is not a decimal digit
			$1-              | its length has a byte 2d, which is not a decimal digit
			$/               | its length is no number
			$-/              | its length is no number
			$-2/             | its length is no number
			$-01/            | its length is no number
			%-1/             | its length is no number
			$12345678901     | its length has more than 10 digits
			$9999999999/     | would take it over the maximum frame size of 1024 bytes
			*9999999999/     | would take it over the maximum frame size of 1024 bytes
			%9999999999/     | would take it over the maximum frame size of 1024 bytes
			*341/            | a further 1029 bytes would take it over the maximum frame size
			$1016/           | a further 1025 bytes would take it over the maximum frame size
			""")
	void brokenHeaderIsRefusedAtOnce(String header, String rule) {
		MalformedAssert.assertMalformed(this.framing, HexFrames.hex(value(header))).withMessageContaining(rule);
	}

	@Test
	void lineThatEndsWithACarriageReturnAloneIsRefused() {
		MalformedAssert.assertMalformed(this.framing, "24 31 0d 61")
			.withMessageContaining("the line of its length has a CR alone");
	}

	@Test
	void stringThatIsLongerThanItsLengthIsRefusedWithoutBeingShown() {
		FrameReader reader = new FrameReader(ChunkSource.of(value("$2/abc/")), 100);
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> reader.readFrame(this.framing))
			.withMessageContaining("0d 0a does not follow its string")
			.withMessageEndingWith("[frame begins with 24 32 0d 0a …]");
	}

	@Test
	void nestingIsBounded() throws IOException {
		byte[] deepest = value("*1/".repeat(32) + "+a/");
		assertThat(HexFrames.decode(this.framing, deepest)).isEqualTo(deepest);
		FrameReader reader = new FrameReader(ChunkSource.of(value("*1/".repeat(33))).thenSilent(), 1024);
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> reader.readFrame(this.framing))
			.withMessageContaining("nested more than 32 deep");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			""           | its 0 bytes end inside it
			PING/        | malformed frame: its byte 50 is no type of RESP
			*2/$4/PING/  | its 14 bytes end inside it
			+a/+b/       | 4 of its 8 bytes follow behind it
			$1/ab/       | malformed frame: 0d 0a is expected
			""")
	void payloadThatIsNotOneValueIsNotSent(String payload, String reason) {
		assertThatIllegalArgumentException().isThrownBy(() -> HexFrames.encode(this.framing, value(payload)))
			.withMessageStartingWith("The payload must be one RESP value, but ")
			.withMessageContaining(reason);
	}

	@Test
	void settingsAreTold() {
		assertThat(this.framing).hasToString("RESP values");
	}

	private static byte[] value(String text) {
		return text.replace("/", "\r\n").getBytes(StandardCharsets.US_ASCII);
	}

}
