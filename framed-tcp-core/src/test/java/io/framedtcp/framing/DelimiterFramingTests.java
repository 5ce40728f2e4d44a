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
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class DelimiterFramingTests {

	private static final Framing OVERLAPPING = DelimiterFraming.endingWith((byte) 0x1c, (byte) 0x1c, (byte) 0x0d);

	@Test
	void wellKnownDelimitersHaveNames() throws IOException {
		assertFrame(DelimiterFraming.lines(), "48 69", "48 69 0a");
		assertFrame(DelimiterFraming.crlfLines(), "48 69", "48 69 0d 0a");
		assertFrame(DelimiterFraming.stxEtx(), "48 69", "02 48 69 03");
		assertFrame(DelimiterFraming.nul(), "48 69", "48 69 00");
		assertFrame(DelimiterFraming.mllp(), "48 69", "0b 48 69 1c 0d");
	}

	@Test
	void payloadMayBeEmpty() throws IOException {
		assertFrame(DelimiterFraming.lines(), "", "0a");
		assertFrame(DelimiterFraming.mllp(), "", "0b 1c 0d");
	}

	@Test
	void partOfTheDelimiterIsPayload() throws IOException {
		assertFrame(DelimiterFraming.crlfLines(), "0a", "0a 0d 0a");
		assertFrame(DelimiterFraming.crlfLines(), "0d", "0d 0d 0a");
		assertFrame(DelimiterFraming.mllp(), "1c 0a 0d", "0b 1c 0a 0d 1c 0d");
		assertFrame(DelimiterFraming.lines(), "48 0d", "48 0d 0a");
	}

	@Test
	void delimiterMayBeginInsideOfItsOwnFalseStart() throws IOException {
		assertFrame(OVERLAPPING, "1c", "1c 1c 1c 0d");
		assertFrame(OVERLAPPING, "61 1c 1c 1c", "61 1c 1c 1c 1c 1c 0d");
		assertThat(HexFrames.decode(OVERLAPPING, "1c 1c 0d")).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "'48 69 1c 1c 0d', ''", "'48 69 1c 1c', '0d'", "'48 69 1c', '1c 0d'", "'48 69', '1c 1c 0d'" })
	void delimiterMayBeSplitAnywhere(String first, String second) throws IOException {
		FrameReader reader = new FrameReader(ChunkSource.ofHex(first, second).thenSilent(), HexFrames.MAX_FRAME_SIZE);
		assertThat(reader.readFrame(OVERLAPPING)).isEqualTo(HexFrames.bytes("48 69"));
		assertThat(reader.buffered()).isZero();
	}

	@ParameterizedTest
	@ValueSource(ints = { 8186, 8187, 8188, 8189, 8190, 8191, 8192, 8193, 16381, 16384, 100_000 })
	void delimiterMayStandAcrossTheEndOfTheReadBuffer(int size) throws IOException {
		byte[] payload = new byte[size];
		byte[] frame = HexFrames.encode(OVERLAPPING, payload);
		ChunkSource source = ChunkSource.of(Bytes.join(frame, HexFrames.bytes("61 1c 1c 0d")));
		FrameReader reader = new FrameReader(source, frame.length);
		assertThat(reader.readFrame(OVERLAPPING)).isEqualTo(payload);
		assertThat(reader.readFrame(OVERLAPPING)).isEqualTo(HexFrames.bytes("61"));
	}

	@Test
	void framesThatArriveTogetherAreReadOneByOne() throws IOException {
		ChunkSource source = ChunkSource.ofHex("0b 61 1c 0d 0b 62 1c 0d 0b").thenSilent();
		FrameReader reader = new FrameReader(source, 100);
		assertThat(reader.readFrame(DelimiterFraming.mllp())).isEqualTo(HexFrames.bytes("61"));
		assertThat(reader.readFrame(DelimiterFraming.mllp())).isEqualTo(HexFrames.bytes("62"));
		assertThat(reader.buffered()).isEqualTo(1);
		assertThat(source.reads()).isEqualTo(1);
	}

	@Test
	void startThatOccursAgainIsPayloadWhenRead() throws IOException {
		assertThat(HexFrames.decode(DelimiterFraming.stxEtx(), "02 61 02 62 03")).isEqualTo("61 02 62");
	}

	@Test
	void missingStartIsRefusedAtItsFirstByte() {
		MalformedAssert.assertMalformed(DelimiterFraming.mllp(), "48")
			.withMessageContaining("malformed frame: 0b is expected where 48 stands");
		Framing dollars = DelimiterFraming.between(new byte[] { 0x24, 0x25 }, new byte[] { 0 });
		MalformedAssert.assertMalformed(dollars, "24 24", "24 24")
			.withMessageContaining("24 25 is expected where 24 24 stands");
	}

	@Test
	void delimiterThatNeverComesIsRefusedAtTheMaximum() {
		byte[] stream = Bytes.join(HexFrames.bytes("0b"), HexFrames.payload(99));
		FrameReader reader = new FrameReader(ChunkSource.of(stream).thenSilent(), 100);
		assertThatExceptionOfType(MalformedFrameException.class)
			.isThrownBy(() -> reader.readFrame(DelimiterFraming.mllp()))
			.withMessage("malformed frame: the delimiter 1c 0d does not come in the 99 bytes"
					+ " up to the maximum frame size of 100 bytes (framed-tcp.max-frame-size) [frame begins with 0b …]");
	}

	@ParameterizedTest
	@ValueSource(ints = { 50, 8192, 50_000 })
	void payloadThatIsOnlyTooLargeIsNotShownForWantOfItsDelimiter(int maxFrameSize) {
		byte[] stream = HexFrames.encode(DelimiterFraming.crlfLines(), HexFrames.payload(maxFrameSize - 1));
		FrameReader reader = new FrameReader(ChunkSource.of(stream).thenSilent(), maxFrameSize);
		assertThatExceptionOfType(MalformedFrameException.class)
			.isThrownBy(() -> reader.readFrame(DelimiterFraming.crlfLines()))
			.satisfies((ex) -> assertThat(ex.getExcerpt()).isEqualTo("…"))
			.withMessageContaining("0d 0a does not come in the " + maxFrameSize + " bytes up to the maximum");
	}

	@Test
	void delimiterBehindTheMaximumDoesNotCount() throws IOException {
		byte[] stream = HexFrames.bytes("61 62 63 0d 0a");
		assertThat(new FrameReader(ChunkSource.of(stream), 5).readFrame(DelimiterFraming.crlfLines()))
			.isEqualTo(HexFrames.bytes("61 62 63"));
		assertThatExceptionOfType(MalformedFrameException.class)
			.isThrownBy(() -> new FrameReader(ChunkSource.of(stream), 4).readFrame(DelimiterFraming.crlfLines()));
		assertThatExceptionOfType(MalformedFrameException.class)
			.isThrownBy(() -> new FrameReader(ChunkSource.ofHex("0d"), 1).readFrame(DelimiterFraming.crlfLines()))
			.withMessageContaining("a further 2 bytes");
	}

	@Test
	void endInsideTheFrameDoesNotShowThePayload() {
		FrameReader reader = new FrameReader(ChunkSource.ofHex("0b 61 62 1c"), 100);
		assertThatExceptionOfType(EndOfStreamException.class)
			.isThrownBy(() -> reader.readFrame(DelimiterFraming.mllp()))
			.withMessage("the peer closed the connection inside a frame, after 4 bytes [frame begins with 0b …]");
		FrameReader lines = new FrameReader(ChunkSource.ofHex("61 62"), 100);
		assertThatExceptionOfType(EndOfStreamException.class)
			.isThrownBy(() -> lines.readFrame(DelimiterFraming.lines()))
			.withMessageEndingWith("[frame begins with …]");
	}

	@Test
	void payloadWithTheDelimiterIsNotWritten() {
		assertThatIllegalArgumentException().isThrownBy(() -> HexFrames.encode(DelimiterFraming.mllp(), "61 1c 0d 62"))
			.withMessageContaining("delimiter 1c 0d at byte 1 of the payload");
		assertThatIllegalArgumentException().isThrownBy(() -> HexFrames.encode(DelimiterFraming.lines(), "0a"));
	}

	@Test
	void payloadThatMakesADelimiterTogetherWithItsOwnIsNotWritten() {
		Framing twice = DelimiterFraming.endingWith((byte) 0x61, (byte) 0x61);
		assertThatIllegalArgumentException().isThrownBy(() -> HexFrames.encode(twice, "62 61"))
			.withMessageContaining("delimiter 61 61 at byte 1 of the payload");
		assertThat(HexFrames.encode(twice, "61 62")).isEqualTo("61 62 61 61");
		Framing around = DelimiterFraming.endingWith((byte) 0x61, (byte) 0x62, (byte) 0x61);
		assertThatIllegalArgumentException().isThrownBy(() -> HexFrames.encode(around, "63 61 62"))
			.withMessageContaining("at byte 1");
	}

	@Test
	void payloadWithTheStartIsNotWritten() {
		assertThatIllegalArgumentException().isThrownBy(() -> HexFrames.encode(DelimiterFraming.mllp(), "61 0b"))
			.withMessageContaining("start sequence 0b stands at byte 1 of the payload");
		assertThatIllegalArgumentException().isThrownBy(() -> HexFrames.encode(DelimiterFraming.mllp(), "0b 61"))
			.withMessageContaining("start sequence 0b stands at byte 0 of the payload");
	}

	@Test
	void sequencesAreThoseThatWereSetWhateverBecomesOfTheArrays() {
		byte[] start = { 1 };
		byte[] delimiter = { 2 };
		Framing framing = DelimiterFraming.between(start, delimiter);
		start[0] = 9;
		delimiter[0] = 9;
		assertThat(HexFrames.encode(framing, "61")).isEqualTo("01 61 02");
	}

	@Test
	void sequencesAreBounded() {
		assertThatIllegalArgumentException().isThrownBy(DelimiterFraming::endingWith)
			.withMessageContaining("'delimiter' must have 1 to 128 bytes, but has 0");
		assertThatIllegalArgumentException().isThrownBy(() -> DelimiterFraming.endingWith(new byte[129]));
		assertThatIllegalArgumentException().isThrownBy(() -> DelimiterFraming.between(new byte[129], new byte[] { 1 }))
			.withMessageContaining("'start'");
		assertThat(HexFrames.encode(DelimiterFraming.endingWith(new byte[128]), new byte[0])).hasSize(128);
	}

	@Test
	void settingsAreTold() {
		assertThat(DelimiterFraming.mllp()).hasToString("MLLP: beginning with 0b, ending with 1c 0d");
		assertThat(DelimiterFraming.crlfLines()).hasToString("CRLF lines: ending with 0d 0a");
		assertThat(DelimiterFraming.endingWith((byte) 0x7c)).hasToString("ending with 7c");
	}

	private static void assertFrame(Framing framing, String payload, String frame) throws IOException {
		assertThat(HexFrames.encode(framing, payload)).isEqualTo(frame);
		assertThat(HexFrames.decode(framing, frame)).isEqualTo(payload);
	}

}
