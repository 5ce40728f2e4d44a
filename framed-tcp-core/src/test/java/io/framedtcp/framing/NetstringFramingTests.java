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
import org.junit.jupiter.params.provider.ValueSource;

import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.support.Bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class NetstringFramingTests {

	private final Framing framing = NetstringFraming.netstrings();

	/** The example of the specification. */
	@Test
	void lengthColonPayloadComma() throws IOException {
		String frame = "31 32 3a 68 65 6c 6c 6f 20 77 6f 72 6c 64 21 2c";
		String payload = "68 65 6c 6c 6f 20 77 6f 72 6c 64 21";
		assertThat(HexFrames.encode(this.framing, payload)).isEqualTo(frame);
		assertThat(HexFrames.decode(this.framing, frame)).isEqualTo(payload);
	}

	@Test
	void payloadMayBeEmpty() throws IOException {
		assertThat(HexFrames.encode(this.framing, "")).isEqualTo("30 3a 2c");
		assertThat(HexFrames.decode(this.framing, "30 3a 2c")).isEmpty();
	}

	@Test
	void payloadMayHaveColonsAndCommas() throws IOException {
		assertThat(HexFrames.decode(this.framing, "34 3a 2c 3a 2c 2c 2c")).isEqualTo("2c 3a 2c 2c");
	}

	@ParameterizedTest
	@ValueSource(strings = { "30 30", "30 31", "30 2c" })
	void leadingZeroIsRefused(String header) {
		MalformedAssert.assertMalformed(this.framing, header)
			.withMessageContaining("a colon has to follow a length that begins with 0");
	}

	@ParameterizedTest
	@ValueSource(strings = { "3a", "2d", "2b", "20", "31 20", "31 2c", "35 61", "48" })
	void anythingButDigitsBeforeTheColonIsRefused(String header) {
		MalformedAssert.assertMalformed(this.framing, header).withMessageContaining("is not a decimal digit");
	}

	@Test
	void longLengthIsRefusedAtItsEleventhDigit() {
		MalformedAssert.assertMalformed(this.framing, "31 30 30 30 30 30 30 30 30 30 30")
			.withMessageContaining("its length has more than 10 digits");
		MalformedAssert.assertMalformed(this.framing, "39 39 39 39 39 39 39 39 39 39 3a")
			.withMessageContaining("a further 10000000000 bytes would take it over the maximum frame size");
	}

	@Test
	void missingCommaIsRefused() {
		MalformedAssert.assertMalformed(this.framing, "32 3a 48 69 3b", "32 3a …")
			.withMessageContaining("2c is expected where 3b stands");
	}

	@Test
	void maximumCountsTheCommaToo() throws IOException {
		byte[] payload = HexFrames.payload(1018);
		byte[] frame = Bytes.join(HexFrames.bytes("31 30 31 38 3a"), payload, HexFrames.bytes("2c"));
		assertThat(new FrameReader(ChunkSource.of(frame), 1024).readFrame(this.framing)).isEqualTo(payload);
		assertThat(EncodedFrame.of(payload, this.framing, 1024).size()).isEqualTo(1024);
		MalformedAssert.assertMalformed(this.framing, "31 30 31 39 3a")
			.withMessageContaining("a further 1020 bytes would take it over the maximum frame size of 1024 bytes");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> EncodedFrame.of(HexFrames.payload(1019), this.framing, 1024));
	}

	@Test
	void settingsAreTold() {
		assertThat(this.framing).hasToString("netstrings");
	}

}
