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

import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.support.Bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class VarintFramingTests {

	private final Framing framing = VarintFraming.protobuf();

	@ParameterizedTest
	@CsvSource({ "0, 00", "1, 01", "127, 7f", "128, 80 01", "300, ac 02", "16383, ff 7f", "16384, 80 80 01",
			"1000000, c0 84 3d" })
	void lengthTakesAsManyBytesAsItNeeds(int size, String header) throws IOException {
		byte[] payload = HexFrames.payload(size);
		byte[] frame = Bytes.join(HexFrames.bytes(header), payload);
		assertThat(HexFrames.encode(this.framing, payload)).isEqualTo(frame);
		assertThat(HexFrames.decode(this.framing, frame)).isEqualTo(payload);
	}

	@ParameterizedTest
	@ValueSource(strings = { "80 00", "82 00", "82 80 00", "82 80 80 00", "82 80 80 80 00" })
	void overLongLengthIsRefused(String header) {
		int size = HexFrames.bytes(header).length;
		MalformedAssert.assertMalformed(this.framing, header)
			.withMessageContaining("its varint is over-long: the last of " + size + " bytes adds nothing");
	}

	@Test
	void lengthThatDoesNotEndIsRefusedAtItsFifthByte() {
		MalformedAssert.assertMalformed(this.framing, "81 80 80 80 80")
			.withMessageContaining("its varint does not end within 5 bytes");
		MalformedAssert.assertMalformed(this.framing, "ff ff ff ff ff");
	}

	@Test
	void lengthOfMoreThan32BitsIsRefused() {
		MalformedAssert.assertMalformed(this.framing, "80 80 80 80 10")
			.withMessageContaining("its varint is larger than 32 bits");
		MalformedAssert.assertMalformed(this.framing, "ff ff ff ff 7f");
	}

	@Test
	void lengthOverTheMaximumIsRefusedBeforeThePayload() {
		MalformedAssert.assertMalformed(this.framing, "ff ff ff ff 0f")
			.withMessageContaining(
					"a further 4294967295 bytes would take it over the maximum frame size of 1024 bytes");
		MalformedAssert.assertMalformed(this.framing, "ff 07").withMessageContaining("maximum frame size");
	}

	@Test
	void maximumCountsTheLength() throws IOException {
		byte[] payload = HexFrames.payload(1022);
		byte[] frame = Bytes.join(HexFrames.bytes("fe 07"), payload);
		assertThat(new FrameReader(ChunkSource.of(frame), 1024).readFrame(this.framing)).isEqualTo(payload);
		assertThat(EncodedFrame.of(payload, this.framing, 1024).size()).isEqualTo(1024);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> EncodedFrame.of(HexFrames.payload(1023), this.framing, 1024));
	}

	@Test
	void settingsAreTold() {
		assertThat(this.framing).hasToString("varint length");
	}

}
