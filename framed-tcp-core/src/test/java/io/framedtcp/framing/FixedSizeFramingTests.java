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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class FixedSizeFramingTests {

	private final Framing framing = FixedSizeFraming.of(3);

	@Test
	void frameIsThePayload() throws IOException {
		assertThat(HexFrames.encode(this.framing, "61 62 63")).isEqualTo("61 62 63");
		FrameReader reader = new FrameReader(ChunkSource.ofHex("61 62 63 64", "65 66 67"), 100);
		assertThat(reader.readFrame(this.framing)).isEqualTo(HexFrames.bytes("61 62 63"));
		assertThat(reader.readFrame(this.framing)).isEqualTo(HexFrames.bytes("64 65 66"));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 2, 4 })
	void payloadOfAnotherSizeIsRefused(int size) {
		assertThatIllegalArgumentException().isThrownBy(() -> HexFrames.encode(this.framing, new byte[size]))
			.withMessage("A payload of " + size + " bytes does not have the fixed size of 3 bytes");
	}

	@Test
	void frameOverTheMaximumIsRefusedAtOnce() {
		MalformedAssert.assertMalformed(FixedSizeFraming.of(1025), "")
			.withMessageContaining("maximum frame size of 1024 bytes");
	}

	@Test
	void endInsideTheFrameDoesNotShowIt() {
		assertThatExceptionOfType(EndOfStreamException.class).isThrownBy(() -> HexFrames.decode(this.framing, "61 62"))
			.withMessageEndingWith("after 2 bytes [frame begins with …]");
	}

	@Test
	void sizeIsAtLeastOne() {
		assertThatIllegalArgumentException().isThrownBy(() -> FixedSizeFraming.of(0))
			.withMessageContaining("'size' must be at least 1 byte, but is 0");
	}

	@Test
	void settingsAreTold() {
		assertThat(this.framing).hasToString("fixed size of 3 bytes");
	}

}
