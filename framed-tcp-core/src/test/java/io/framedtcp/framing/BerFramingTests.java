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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.framedtcp.support.Bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

class BerFramingTests {

	private final Framing framing = BerFraming.elements();

	@ParameterizedTest
	@ValueSource(strings = {
			// A bind of LDAP, anonymous, and its answer.
			"30 0c 02 01 01 60 07 02 01 03 04 00 80 00", "30 0c 02 01 01 61 07 0a 01 00 04 00 04 00",
			// A null, and a length in more bytes than it needs.
			"05 00", "04 81 01 61", "04 84 00 00 00 01 61", "04 88 00 00 00 00 00 00 00 01 61",
			// A tag in several bytes.
			"5f 81 48 01 61", "bf 8f ff ff 7f 00" })
	void payloadIsTheWholeElement(String element) throws IOException {
		assertThat(HexFrames.encode(this.framing, element)).isEqualTo(element);
		assertThat(HexFrames.decode(this.framing, element)).isEqualTo(element);
	}

	@ParameterizedTest
	@ValueSource(strings = { "30 80 00 00", "30 80 04 01 61 00 00", "30 80 30 80 04 00 00 00 30 02 00 00 00 00",
			"24 80 04 01 61 24 80 04 01 62 00 00 00 00" })
	void indefiniteLengthEndsWithItsEndOfContents(String element) throws IOException {
		assertThat(HexFrames.encode(this.framing, element)).isEqualTo(element);
		FrameReader reader = new FrameReader(ChunkSource.inBytes(HexFrames.bytes(element + " 30 00")), 100);
		assertThat(reader.readFrame(this.framing)).isEqualTo(HexFrames.bytes(element));
		assertThat(reader.readFrame(this.framing)).isEqualTo(HexFrames.bytes("30 00"));
	}

	@Test
	void largeElementIsRead() throws IOException {
		byte[] element = Bytes.join(HexFrames.bytes("30 83 03 00 00"), HexFrames.payload(0x30000));
		assertThat(HexFrames.decode(this.framing, element)).isEqualTo(element);
		byte[] indefinite = Bytes.join(HexFrames.bytes("30 80"), element, element, HexFrames.bytes("00 00"));
		assertThat(HexFrames.decode(this.framing, indefinite)).isEqualTo(indefinite);
		assertThat(HexFrames.encode(this.framing, indefinite)).isEqualTo(indefinite);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					00                            | the tag 00 is none of an element
					1f 80                         | the number of its tag begins with a zero
					1f 81 81 81 81                | its tag does not end within 5 bytes
					04 80                         | its length is indefinite, which needs the tag of a constructed element
					30 89                         | its length takes 9 bytes, which is more than 8
					30 ff                         | its length takes 127 bytes, which is more than 8
					30 84 ff ff ff ff             | a further 4294967295 bytes would take it over the maximum frame size
					30 88 ff ff ff ff ff ff ff ff | a length of -1 bytes is negative
					30 88 7f ff ff ff ff ff ff ff | a further 9223372036854775807 bytes would take it over the maximum frame size
					30 82 04 00                   | a further 1028 bytes would take it over the maximum frame size
					""")
	void brokenHeaderIsRefusedAtOnce(String header, String rule) {
		MalformedAssert.assertMalformed(this.framing, header).withMessageContaining(rule);
	}

	@Test
	void brokenEndOfContentsIsRefused() {
		MalformedAssert.assertMalformed(this.framing, "30 80 00 01")
			.withMessageContaining("its end of contents has a length");
	}

	@Test
	void nestingIsBounded() throws IOException {
		String deepest = "30 80 ".repeat(32) + "00 00 ".repeat(32).strip();
		assertThat(HexFrames.decode(this.framing, deepest)).isEqualTo(deepest);
		FrameReader reader = new FrameReader(ChunkSource.ofHex("30 80 ".repeat(33).strip()).thenSilent(), 1024);
		assertThat(catchThrowable(() -> reader.readFrame(this.framing))).isInstanceOf(MalformedFrameException.class)
			.hasMessageContaining("nested more than 32 deep");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			''                | its 0 bytes end inside it
			30                | its 1 bytes end inside it
			30 02 61          | its 3 bytes end inside it
			30 80 04 00       | its 4 bytes end inside it
			30 00 05 00       | 2 of its 4 bytes follow behind it
			30 82 01 00       | its 4 bytes end inside it
			00 00             | malformed frame: the tag 00 is none of an element
			""")
	void payloadThatIsNotOneElementIsNotSent(String payload, String reason) {
		assertThatIllegalArgumentException().isThrownBy(() -> HexFrames.encode(this.framing, payload))
			.withMessageStartingWith("The payload must be one BER element, but ")
			.withMessageContaining(reason);
	}

	@Test
	void settingsAreTold() {
		assertThat(this.framing).hasToString("BER elements");
	}

}
