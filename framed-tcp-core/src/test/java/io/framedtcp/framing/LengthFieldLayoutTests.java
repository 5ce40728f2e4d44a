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
import java.nio.ByteOrder;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.support.Bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Length fields that are varints, stand behind a type or before a marker, or do not count
 * all of the frame.
 */
class LengthFieldLayoutTests {

	private final LengthFieldFraming mqtt = LengthFieldFraming.builder().varint(4).offset(1).keepPrefix(true).build();

	private final LengthFieldFraming tpdu = LengthFieldFraming.builder()
		.size(2)
		.markerBehind(HexFrames.bytes("60 00 01 00 00"))
		.build();

	private final LengthFieldFraming turn = LengthFieldFraming.builder()
		.offset(2)
		.size(2)
		.keepHeader(true)
		.padding(4)
		.build();

	private final LengthFieldFraming fastCgi = LengthFieldFraming.builder()
		.offset(4)
		.size(2)
		.adjustment(2)
		.secondField(6, 1, 1)
		.keepHeader(true)
		.build();

	/** Of iSCSI: data in bytes, padded, behind additional headers in words. */
	private final LengthFieldFraming iscsi = LengthFieldFraming.builder()
		.offset(5)
		.size(3)
		.adjustment(40)
		.padding(4)
		.secondField(4, 1, 4)
		.keepHeader(true)
		.build();

	@ParameterizedTest
	@CsvSource({ "c0, c0 00", "10 48 69, 10 02 48 69" })
	void typeStandsBeforeAVarint(String payload, String frame) throws IOException {
		assertThat(HexFrames.encode(this.mqtt, payload)).isEqualTo(frame);
		assertThat(HexFrames.decode(this.mqtt, frame)).isEqualTo(payload);
	}

	@Test
	void varintTakesAsManyBytesAsItNeeds() throws IOException {
		byte[] payload = Bytes.join(HexFrames.bytes("30"), HexFrames.payload(300));
		byte[] frame = Bytes.join(HexFrames.bytes("30 ac 02"), HexFrames.payload(300));
		assertThat(HexFrames.encode(this.mqtt, payload)).isEqualTo(frame);
		assertThat(HexFrames.decode(this.mqtt, frame)).isEqualTo(payload);
	}

	@Test
	void brokenVarintIsRefused() {
		MalformedAssert.assertMalformed(this.mqtt, "10 80 80 80 80")
			.withMessageContaining("its varint does not end within 4 bytes");
		MalformedAssert.assertMalformed(this.mqtt, "10 82 00").withMessageContaining("over-long");
		MalformedAssert.assertMalformed(this.mqtt, "10 ff ff ff 7f").withMessageContaining("maximum frame size");
	}

	@Test
	void varintMayCountItsHeader() throws IOException {
		LengthFieldFraming framing = LengthFieldFraming.builder().varint(2).offset(1).adjustment(-2).build();
		assertThat(HexFrames.encode(framing, "48 69")).isEqualTo("00 04 48 69");
		assertThat(HexFrames.decode(framing, "07 04 48 69")).isEqualTo("48 69");
		MalformedAssert.assertMalformed(framing, "00 01").withMessageContaining("a length of 1 is too short");
	}

	@Test
	void largestVarintIsOverAnyMaximum() {
		LengthFieldFraming framing = LengthFieldFraming.builder().varint(8).build();
		MalformedAssert.assertMalformed(framing, "ff ff ff ff ff ff ff 7f")
			.withMessageContaining("a length of 72057594037927935 is over any maximum");
	}

	@Test
	void payloadTooLongForTheVarintIsRefused() {
		LengthFieldFraming framing = LengthFieldFraming.builder().varint(1).build();
		assertThat(HexFrames.encode(framing, new byte[127])).hasSize(128).startsWith(0x7f);
		assertThatIllegalArgumentException().isThrownBy(() -> HexFrames.encode(framing, new byte[128]))
			.withMessage("The number 128 does not fit into a varint of 1 bytes");
	}

	@Test
	void keptHeaderWithAVarintIsTheCallers() throws IOException {
		LengthFieldFraming kept = LengthFieldFraming.builder().varint(4).offset(1).keepHeader(true).build();
		assertThat(HexFrames.encode(kept, "10 02 48 69")).isEqualTo("10 02 48 69");
		assertThat(HexFrames.decode(kept, "10 02 48 69")).isEqualTo("10 02 48 69");
		assertThatIllegalArgumentException().isThrownBy(() -> HexFrames.encode(kept, "10 01 48 69"))
			.withMessage("The payload must be a frame with its header, but 1 of its 4 bytes follow behind it");
		assertThatIllegalArgumentException().isThrownBy(() -> HexFrames.encode(kept, "10 03 48 69"))
			.withMessageContaining("its 4 bytes end inside it");
	}

	@Test
	void prefixIsKeptBehindTheMarker() throws IOException {
		LengthFieldFraming framing = LengthFieldFraming.builder()
			.marker((byte) 0xca)
			.offset(3)
			.size(2)
			.keepPrefix(true)
			.build();
		assertThat(HexFrames.encode(framing, "01 02 48 69")).isEqualTo("ca 01 02 00 02 48 69");
		assertThat(HexFrames.decode(framing, "ca 01 02 00 02 48 69")).isEqualTo("01 02 48 69");
		assertThat(HexFrames.decode(framing, "ca 01 02 00 00")).isEqualTo("01 02");
		assertThatIllegalArgumentException().isThrownBy(() -> HexFrames.encode(framing, "01"))
			.withMessageContaining("must include what stands before its length, 2 bytes");
		MalformedAssert.assertMalformed(framing, "cb 01 02 00 02")
			.withMessageContaining("does not begin with the marker ca");
	}

	@Test
	void markerMayStandBehindTheLengthThatCountsIt() throws IOException {
		assertThat(HexFrames.encode(this.tpdu, "48 69")).isEqualTo("00 07 60 00 01 00 00 48 69");
		assertThat(HexFrames.decode(this.tpdu, "00 07 60 00 01 00 00 48 69")).isEqualTo("48 69");
		assertThat(HexFrames.decode(this.tpdu, "00 05 60 00 01 00 00")).isEmpty();
		MalformedAssert.assertMalformed(this.tpdu, "00 07 60 01 01 00 00")
			.withMessageContaining("the marker 60 00 01 00 00 does not follow its length");
		MalformedAssert.assertMalformed(this.tpdu, "00 04")
			.withMessageContaining("its length leaves 4 bytes for the marker 60 00 01 00 00 behind it");
		MalformedAssert.assertMalformed(this.tpdu, "ff ff").withMessageContaining("maximum frame size");
	}

	@Test
	void keptHeaderIncludesTheMarkerBehindTheLength() throws IOException {
		LengthFieldFraming framing = LengthFieldFraming.builder()
			.size(1)
			.markerBehind((byte) 0xca)
			.keepHeader(true)
			.build();
		assertThat(HexFrames.encode(framing, "00 00 48 69")).isEqualTo("03 ca 48 69");
		assertThat(HexFrames.decode(framing, "03 ca 48 69")).isEqualTo("03 ca 48 69");
		assertThatIllegalArgumentException().isThrownBy(() -> HexFrames.encode(framing, "00"))
			.withMessageContaining("must include its header of 2 bytes");
	}

	@ParameterizedTest
	@CsvSource({ "40 00 00 00, 40 00 00 00", "40 00 00 00 61, 40 00 00 01 61 00 00 00",
			"40 00 00 00 61 62 63, 40 00 00 03 61 62 63 00", "40 00 00 00 61 62 63 64, 40 00 00 04 61 62 63 64" })
	void frameIsFilledUpToAMultiple(String payload, String frame) {
		assertThat(HexFrames.encode(this.turn, payload)).isEqualTo(frame);
	}

	@Test
	void paddingIsNoPartOfThePayload() throws IOException {
		FrameReader reader = new FrameReader(
				ChunkSource.ofHex("40 00 00 01 61 00", "00 00 40 00 00 02 61 62 ff ff 40 00 00 00"), 100);
		assertThat(reader.readFrame(this.turn)).isEqualTo(HexFrames.bytes("40 00 00 01 61"));
		assertThat(reader.readFrame(this.turn)).isEqualTo(HexFrames.bytes("40 00 00 02 61 62"));
		assertThat(reader.readFrame(this.turn)).isEqualTo(HexFrames.bytes("40 00 00 00"));
		assertThat(reader.buffered()).isZero();
	}

	@Test
	void maximumCountsThePadding() throws IOException {
		assertThat(new FrameReader(ChunkSource.ofHex("40 00 00 01 61 00 00 00"), 8).readFrame(this.turn)).hasSize(5);
		FrameReader reader = new FrameReader(ChunkSource.ofHex("40 00 00 01").thenSilent(), 7);
		assertThat(catchThrowable(() -> reader.readFrame(this.turn))).isInstanceOf(MalformedFrameException.class)
			.hasMessageContaining("maximum frame size of 7 bytes");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> EncodedFrame.of(HexFrames.bytes("40 00 00 00 61"), this.turn, 7))
			.withMessageContaining("maximum frame size of 7 bytes");
	}

	@Test
	void lengthMayCountWords() throws IOException {
		LengthFieldFraming framing = LengthFieldFraming.builder().size(2).unit(4).build();
		assertThat(HexFrames.encode(framing, "01 02 03 04 05 06 07 08")).isEqualTo("00 02 01 02 03 04 05 06 07 08");
		assertThat(HexFrames.decode(framing, "00 02 01 02 03 04 05 06 07 08")).isEqualTo("01 02 03 04 05 06 07 08");
		assertThatIllegalArgumentException().isThrownBy(() -> HexFrames.encode(framing, "01 02 03"))
			.withMessageContaining("3 bytes, which is not a whole number of units of 4 bytes");
		LengthFieldFraming large = LengthFieldFraming.builder().size(8).unit(65_536).build();
		MalformedAssert.assertMalformed(large, "00 00 ff ff ff ff ff ff").withMessageContaining("over any maximum");
		MalformedAssert.assertMalformed(large, "00 00 00 00 00 00 7f ff").withMessageContaining("maximum frame size");
	}

	@Test
	void unitsMayCountTheHeader() throws IOException {
		LengthFieldFraming framing = LengthFieldFraming.builder().size(2).unit(4).adjustment(-2).build();
		assertThat(HexFrames.encode(framing, "61 62")).isEqualTo("00 01 61 62");
		assertThat(HexFrames.decode(framing, "00 01 61 62")).isEqualTo("61 62");
		MalformedAssert.assertMalformed(framing, "00 00").withMessageContaining("a length of 0 is too short");
	}

	@ParameterizedTest
	@ValueSource(strings = { "01 05 00 01 00 02 00 00 48 69", "01 05 00 01 00 02 06 00 48 69 00 00 00 00 00 00",
			"01 03 00 01 00 00 00 00" })
	void twoLengthsAddUp(String frame) throws IOException {
		assertThat(HexFrames.encode(this.fastCgi, frame)).isEqualTo(frame);
		assertThat(HexFrames.decode(this.fastCgi, frame)).isEqualTo(frame);
	}

	@Test
	void secondLengthMayStandBeforeTheFirstAndCountWords() throws IOException {
		byte[] header = new byte[48];
		header[4] = 2;
		header[7] = 5;
		byte[] frame = Bytes.join(header, new byte[8], HexFrames.bytes("61 62 63 64 65 00 00 00"));
		assertThat(HexFrames.decode(this.iscsi, frame)).isEqualTo(frame);
		assertThat(HexFrames.encode(this.iscsi, frame)).isEqualTo(frame);
	}

	@Test
	void payloadWhoseLengthsDoNotAddUpIsNotSent() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> HexFrames.encode(this.fastCgi, "01 05 00 01 00 02 00 00 48 69 00"))
			.withMessageContaining("1 of its 11 bytes follow behind it");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> HexFrames.encode(this.fastCgi, "01 05 00 01 00 02 00 00 48"))
			.withMessageContaining("its 9 bytes end inside it");
	}

	@Test
	void hostileSecondLengthIsRefused() {
		LengthFieldFraming wide = LengthFieldFraming.builder()
			.size(2)
			.adjustment(8)
			.secondField(2, 8, 4)
			.keepHeader(true)
			.build();
		MalformedAssert.assertMalformed(wide, "00 00 ff ff ff ff ff ff ff ff")
			.withMessageContaining("a second length of 18446744073709551615 is over any maximum");
		MalformedAssert.assertMalformed(wide, "00 00 00 00 00 00 1f ff ff ff")
			.withMessageContaining("maximum frame size");
		LengthFieldFraming tooShort = LengthFieldFraming.builder()
			.size(2)
			.secondField(2, 2, 1)
			.keepHeader(true)
			.build();
		MalformedAssert.assertMalformed(tooShort, "00 00 00 01")
			.withMessageContaining("its two lengths make it shorter than its header of 4 bytes");
		MalformedAssert.assertMalformed(tooShort, "ff ff").withMessageContaining("maximum frame size");
	}

	@Test
	void settingsThatExcludeEachOtherAreRefused() {
		assertRefused(LengthFieldFraming.builder().offset(1).keepPrefix(true).keepHeader(true), "exclude each other");
		assertRefused(LengthFieldFraming.builder().keepPrefix(true), "needs bytes between");
		assertRefused(LengthFieldFraming.builder().offset(1).marker((byte) 1).keepPrefix(true), "needs bytes between");
		assertRefused(LengthFieldFraming.builder().secondField(4, 4, 1), "header that is kept");
		assertRefused(LengthFieldFraming.builder().varint(4).keepHeader(true).secondField(4, 4, 1), "no varint");
		assertRefused(LengthFieldFraming.builder().keepHeader(true).secondField(3, 4, 1), "overlaps the first");
		assertRefused(LengthFieldFraming.builder().offset(4).marker((byte) 1).keepHeader(true).secondField(0, 2, 1),
				"overlaps the marker");
		assertRefused(LengthFieldFraming.builder().markerBehind(new byte[FrameReader.MAX_LOOK_AHEAD - 3]),
				"must end within the first 8192 bytes");
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0, 65_537 })
	void numbersOutOfRangeAreRefused(int value) {
		LengthFieldFraming.Builder builder = LengthFieldFraming.builder();
		assertThatIllegalArgumentException().isThrownBy(() -> builder.unit(value));
		assertThatIllegalArgumentException().isThrownBy(() -> builder.padding(value));
		assertThatIllegalArgumentException().isThrownBy(() -> builder.varint(value));
		assertThatIllegalArgumentException().isThrownBy(() -> builder.secondField(0, value, 1));
		assertThatIllegalArgumentException().isThrownBy(() -> builder.secondField(0, 1, value));
	}

	@Test
	void settingsAreTold() {
		assertThat(this.mqtt)
			.hasToString("varint of at most 4 bytes at offset 1, adjustment 0, header stripped but for "
					+ "1 bytes before the field");
		assertThat(this.iscsi).hasToString("length field of 3 bytes at offset 5, big-endian, adjustment 40, second "
				+ "length of 1 bytes at offset 4 in units of 4 bytes, padded to a multiple of 4 bytes, header kept");
		assertThat(LengthFieldFraming.builder()
			.byteOrder(ByteOrder.LITTLE_ENDIAN)
			.size(2)
			.unit(2)
			.markerBehind((byte) 1)
			.build())
			.hasToString("length field of 2 bytes at offset 0, little-endian, adjustment 0, in units of 2 "
					+ "bytes, behind it 01, header stripped");
	}

	private static void assertRefused(LengthFieldFraming.Builder builder, String reason) {
		assertThatIllegalArgumentException().isThrownBy(builder::build).withMessageContaining(reason);
	}

}
