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

import io.framedtcp.internal.framing.EncodedFrame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RecordMarkingFramingTests {

	private final Framing framing = RecordMarkingFraming.builder().build();

	@Test
	void recordIsWrittenInOneFragment() throws IOException {
		assertThat(HexFrames.encode(this.framing, "48 69")).isEqualTo("80 00 00 02 48 69");
		assertThat(HexFrames.decode(this.framing, "80 00 00 02 48 69")).isEqualTo("48 69");
		assertThat(HexFrames.encode(this.framing, "")).isEqualTo("80 00 00 00");
		assertThat(HexFrames.decode(this.framing, "80 00 00 00")).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "1, 00 00 00 01 48 00 00 00 01 69 80 00 00 01 21", "2, 00 00 00 02 48 69 80 00 00 01 21",
			"3, 80 00 00 03 48 69 21", "4, 80 00 00 03 48 69 21" })
	void recordIsWrittenInFragmentsOfAtMostSomeSize(int size, String frame) throws IOException {
		Framing fragmented = RecordMarkingFraming.builder().fragmentSize(size).build();
		assertThat(HexFrames.encode(fragmented, "48 69 21")).isEqualTo(frame);
		assertThat(HexFrames.decode(fragmented, frame)).isEqualTo("48 69 21");
		assertThat(HexFrames.encode(fragmented, "")).isEqualTo("80 00 00 00");
	}

	@Test
	void largeFragmentsKeepTheirOrder() throws IOException {
		byte[] payload = HexFrames.payload(100_000);
		Framing fragmented = RecordMarkingFraming.builder().fragmentSize(30_000).build();
		byte[] frame = HexFrames.encode(fragmented, payload);
		assertThat(frame).hasSize(100_016);
		assertThat(HexFrames.decode(this.framing, frame)).isEqualTo(payload);
	}

	@Test
	void emptyFragmentsAreLegalAnywhere() throws IOException {
		assertThat(HexFrames.decode(this.framing, "00 00 00 00 00 00 00 01 48 00 00 00 00 80 00 00 00"))
			.isEqualTo("48");
	}

	@Test
	void nextRecordIsLeftOver() throws IOException {
		FrameReader reader = new FrameReader(ChunkSource.ofHex("00 00 00 01 61 80 00 00 01 62 80 00 00 01 63"), 100);
		assertThat(reader.readFrame(this.framing)).isEqualTo(HexFrames.bytes("61 62"));
		assertThat(reader.buffered()).isEqualTo(5);
		assertThat(reader.readFrame(this.framing)).isEqualTo(HexFrames.bytes("63"));
	}

	@Test
	void tooManyFragmentsAreRefused() throws IOException {
		Framing two = RecordMarkingFraming.builder().maxFragments(2).build();
		assertThat(HexFrames.decode(two, "00 00 00 00 80 00 00 00")).isEmpty();
		MalformedAssert.assertMalformed(two, "00 00 00 00 00 00 00 00")
			.withMessageContaining("its record has more than 2 fragments");
	}

	@Test
	void fragmentsThatGoOnForEverAreRefused() {
		FrameReader reader = new FrameReader(ChunkSource.of(new byte[100_000]), HexFrames.MAX_FRAME_SIZE);
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> reader.readFrame(this.framing))
			.withMessageContaining("more than 1024 fragments");
	}

	@Test
	void maximumIsThatOfAllFragmentsAndTheirHeaders() throws IOException {
		String record = "00 00 00 01 61 80 00 00 01 62";
		assertThat(new FrameReader(ChunkSource.ofHex(record), 10).readFrame(this.framing)).hasSize(2);
		FrameReader reader = new FrameReader(ChunkSource.ofHex(record.substring(0, 26)).thenSilent(), 9);
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> reader.readFrame(this.framing))
			.withMessageContaining("a further 1 bytes would take it over the maximum frame size of 9 bytes");
		MalformedAssert.assertMalformed(this.framing, "7f ff ff ff")
			.withMessageContaining("a further 2147483647 bytes");
		MalformedAssert.assertMalformed(this.framing, "ff ff ff ff")
			.withMessageContaining("a further 2147483647 bytes");
		Framing fragmented = RecordMarkingFraming.builder().fragmentSize(1).build();
		assertThat(EncodedFrame.of(new byte[2], fragmented, 10).size()).isEqualTo(10);
		assertThatIllegalArgumentException().isThrownBy(() -> EncodedFrame.of(new byte[2], fragmented, 9));
	}

	@Test
	void endBetweenFragmentsIsInsideTheRecord() {
		assertThatExceptionOfType(EndOfStreamException.class)
			.isThrownBy(() -> HexFrames.decode(this.framing, "00 00 00 01 61"))
			.satisfies((ex) -> assertThat(ex.isInsideFrame()).isTrue())
			.withMessageEndingWith("[frame begins with 00 00 00 01 …]");
	}

	@Test
	void settingsAreBounded() {
		assertThatIllegalArgumentException().isThrownBy(() -> RecordMarkingFraming.builder().fragmentSize(0))
			.withMessageContaining("'fragmentSize' must be at least 1, but is 0");
		assertThatIllegalArgumentException().isThrownBy(() -> RecordMarkingFraming.builder().maxFragments(0))
			.withMessageContaining("'maxFragments' must be at least 1, but is 0");
	}

	@Test
	void settingsAreTold() {
		assertThat(this.framing).hasToString("record marking, at most 1024 fragments read, written in one fragment");
		assertThat(RecordMarkingFraming.builder().fragmentSize(8).maxFragments(2).build())
			.hasToString("record marking, at most 2 fragments read, written in fragments of at most 8 bytes");
	}

}
