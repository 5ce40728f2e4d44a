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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RawFramingTests {

	@Test
	void requestIsThePayload() throws IOException {
		Framing framing = RawFraming.raw().withReplies(VarintFraming.protobuf());
		assertThat(HexFrames.encode(framing, "48 69")).isEqualTo("48 69");
		assertThat(HexFrames.encode(framing, "")).isEmpty();
		assertThat(HexFrames.decode(framing, "02 48 69")).isEqualTo("48 69");
		assertThat(framing.isEndedByClose()).isFalse();
		assertThat(framing.isRequestEndedByHalfClose()).isFalse();
	}

	@Test
	void connectionHasOneRequestThatEndsByHalfClose() {
		Framing framing = RawFraming.endedByHalfClose().withReplies(VarintFraming.protobuf());
		assertThat(HexFrames.encode(framing, "48 69")).isEqualTo("48 69");
		assertThat(framing.isEndedByClose()).isTrue();
		assertThat(framing.isRequestEndedByHalfClose()).isTrue();
	}

	@Test
	void nothingIsRead() {
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> HexFrames.decode(RawFraming.raw(), "48 69"))
			.withMessageContaining("combine them with replies");
	}

	@Test
	void settingsAreTold() {
		assertThat(RawFraming.raw()).hasToString("raw");
		assertThat(RawFraming.endedByHalfClose()).hasToString("raw, ended by half-close");
	}

}
