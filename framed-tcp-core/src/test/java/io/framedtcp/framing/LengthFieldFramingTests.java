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

import io.framedtcp.support.Bytes;

import static org.assertj.core.api.Assertions.assertThat;

class LengthFieldFramingTests {

	@Test
	void defaultIsA32BitBigEndianLengthAndThenThePayload() throws IOException {
		LengthFieldFraming framing = LengthFieldFraming.builder().build();
		assertThat(HexFrames.encode(framing, "61 62 63")).isEqualTo("00 00 00 03 61 62 63");
		assertThat(HexFrames.decode(framing, "00 00 00 03 61 62 63")).isEqualTo("61 62 63");
	}

	@Test
	void emptyPayloadIsAHeaderAlone() throws IOException {
		LengthFieldFraming framing = LengthFieldFraming.builder().build();
		assertThat(HexFrames.encode(framing, "")).isEqualTo("00 00 00 00");
		assertThat(HexFrames.decode(framing, "00 00 00 00")).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			1, 0, 200, c8, c8
			1, 3, 255, 00 00 00 ff, 00 00 00 ff
			2, 0, 65244, fe dc, dc fe
			2, 4, 65535, 00 00 00 00 ff ff, 00 00 00 00 ff ff
			3, 0, 66051, 01 02 03, 03 02 01
			3, 5, 66051, 00 00 00 00 00 01 02 03, 00 00 00 00 00 03 02 01
			4, 0, 66051, 00 01 02 03, 03 02 01 00
			4, 1, 66051, 00 00 01 02 03, 00 03 02 01 00
			5, 2, 66051, 00 00 00 00 01 02 03, 00 00 03 02 01 00 00
			6, 0, 66051, 00 00 00 01 02 03, 03 02 01 00 00 00
			7, 1, 66051, 00 00 00 00 00 01 02 03, 00 03 02 01 00 00 00 00
			8, 0, 66051, 00 00 00 00 00 01 02 03, 03 02 01 00 00 00 00 00
			8, 3, 66051, 00 00 00 00 00 00 00 00 01 02 03, 00 00 00 03 02 01 00 00 00 00 00
			""")
	void fieldOfAnySizeStandsAtItsOffset(int size, int offset, int payloadSize, String bigEndianHeader,
			String littleEndianHeader) throws IOException {
		byte[] payload = HexFrames.payload(payloadSize);
		LengthFieldFraming.Builder builder = LengthFieldFraming.builder().size(size).offset(offset);
		LengthFieldFraming bigEndian = builder.byteOrder(ByteOrder.BIG_ENDIAN).build();
		byte[] bigEndianFrame = Bytes.join(HexFrames.bytes(bigEndianHeader), payload);
		assertThat(HexFrames.encode(bigEndian, payload)).isEqualTo(bigEndianFrame);
		assertThat(HexFrames.decode(bigEndian, bigEndianFrame)).isEqualTo(payload);
		LengthFieldFraming littleEndian = builder.byteOrder(ByteOrder.LITTLE_ENDIAN).build();
		byte[] littleEndianFrame = Bytes.join(HexFrames.bytes(littleEndianHeader), payload);
		assertThat(HexFrames.encode(littleEndian, payload)).isEqualTo(littleEndianFrame);
		assertThat(HexFrames.decode(littleEndian, littleEndianFrame)).isEqualTo(payload);
	}

	@Test
	void fieldCanCountItself() throws IOException {
		LengthFieldFraming framing = LengthFieldFraming.builder().size(4).adjustment(-4).build();
		assertThat(HexFrames.encode(framing, "61 62 63")).isEqualTo("00 00 00 07 61 62 63");
		assertThat(HexFrames.decode(framing, "00 00 00 07 61 62 63")).isEqualTo("61 62 63");
		assertThat(HexFrames.encode(framing, "")).isEqualTo("00 00 00 04");
		assertThat(HexFrames.decode(framing, "00 00 00 04")).isEmpty();
	}

	@Test
	void fieldCanCountTheWholeFrame() throws IOException {
		LengthFieldFraming framing = LengthFieldFraming.builder().offset(3).size(2).adjustment(-5).build();
		assertThat(HexFrames.encode(framing, "61 62 63")).isEqualTo("00 00 00 00 08 61 62 63");
		assertThat(HexFrames.decode(framing, "00 00 00 00 08 61 62 63")).isEqualTo("61 62 63");
	}

	@Test
	void fieldCanCountOnlyTheEndOfTheFrame() throws IOException {
		LengthFieldFraming framing = LengthFieldFraming.builder().size(1).adjustment(2).build();
		assertThat(HexFrames.encode(framing, "f1 f2 61 62 63")).isEqualTo("03 f1 f2 61 62 63");
		assertThat(HexFrames.decode(framing, "03 f1 f2 61 62 63")).isEqualTo("f1 f2 61 62 63");
		assertThat(HexFrames.encode(framing, "f1 f2")).isEqualTo("00 f1 f2");
	}

	@Test
	void lengthBeyondAnyArrayIsOneThatTheAdjustmentBringsBack() throws IOException {
		LengthFieldFraming framing = LengthFieldFraming.builder().adjustment(Integer.MIN_VALUE).build();
		assertThat(HexFrames.encode(framing, "61 62")).isEqualTo("80 00 00 02 61 62");
		assertThat(HexFrames.decode(framing, "80 00 00 02 61 62")).isEqualTo("61 62");
	}

	@Test
	void keptHeaderCanGoOnBehindTheField() throws IOException {
		LengthFieldFraming memcached = LengthFieldFraming.builder()
			.offset(8)
			.size(4)
			.adjustment(12)
			.keepHeader(true)
			.build();
		String frame = "80 00 00 03 00 00 00 00 00 00 00 03 de ad be ef 01 02 03 04 05 06 07 08 61 62 63";
		String withoutLength = "80 00 00 03 00 00 00 00 ff ff ff ff de ad be ef 01 02 03 04 05 06 07 08 61 62 63";
		assertThat(HexFrames.encode(memcached, withoutLength)).isEqualTo(frame);
		assertThat(HexFrames.decode(memcached, frame)).isEqualTo(frame);
	}

	@Test
	void bytesBeforeTheFieldAreZerosWhenTheHeaderIsStripped() throws IOException {
		LengthFieldFraming modbus = LengthFieldFraming.builder().offset(4).size(2).build();
		assertThat(HexFrames.encode(modbus, "11 03")).isEqualTo("00 00 00 00 00 02 11 03");
		assertThat(HexFrames.decode(modbus, "ca fe ba be 00 02 11 03")).isEqualTo("11 03");
	}

	@Test
	void bytesBeforeTheFieldAreTheCallersWhenTheHeaderIsKept() throws IOException {
		LengthFieldFraming modbus = LengthFieldFraming.builder().offset(4).size(2).keepHeader(true).build();
		assertThat(HexFrames.encode(modbus, "ca fe ba be ff ff 11 03")).isEqualTo("ca fe ba be 00 02 11 03");
		assertThat(HexFrames.decode(modbus, "ca fe ba be 00 02 11 03")).isEqualTo("ca fe ba be 00 02 11 03");
	}

	@Test
	void keptHeaderCanBeThePayloadAlone() throws IOException {
		LengthFieldFraming modbus = LengthFieldFraming.builder().offset(4).size(2).keepHeader(true).build();
		assertThat(HexFrames.encode(modbus, "ca fe ba be ff ff")).isEqualTo("ca fe ba be 00 00");
		assertThat(HexFrames.decode(modbus, "ca fe ba be 00 00")).isEqualTo("ca fe ba be 00 00");
	}

	@Test
	void payloadIsNotChangedWhereItsHeaderIsFilledIn() {
		LengthFieldFraming framing = LengthFieldFraming.builder()
			.offset(2)
			.size(1)
			.marker((byte) 0x4d)
			.keepHeader(true)
			.build();
		byte[] payload = HexFrames.bytes("01 02 03 04");
		assertThat(HexFrames.hex(HexFrames.encode(framing, payload))).isEqualTo("4d 02 01 04");
		assertThat(payload).isEqualTo(HexFrames.bytes("01 02 03 04"));
	}

	@Test
	void zerosFollowTheMarkerWhenTheHeaderIsStripped() throws IOException {
		LengthFieldFraming framing = LengthFieldFraming.builder()
			.marker((byte) 0xab, (byte) 0xcd)
			.offset(4)
			.size(2)
			.build();
		assertThat(HexFrames.encode(framing, "61")).isEqualTo("ab cd 00 00 00 01 61");
		assertThat(HexFrames.decode(framing, "ab cd 12 34 00 01 61")).isEqualTo("61");
	}

	@Test
	void callersBytesFollowTheMarkerWhenTheHeaderIsKept() throws IOException {
		LengthFieldFraming framing = LengthFieldFraming.builder()
			.marker((byte) 0xab, (byte) 0xcd)
			.offset(4)
			.size(2)
			.keepHeader(true)
			.build();
		assertThat(HexFrames.encode(framing, "00 00 12 34 00 00 61")).isEqualTo("ab cd 12 34 00 01 61");
		assertThat(HexFrames.decode(framing, "ab cd 12 34 00 01 61")).isEqualTo("ab cd 12 34 00 01 61");
	}

	@Test
	void markerMayReachUpToTheField() throws IOException {
		LengthFieldFraming framing = LengthFieldFraming.builder().marker((byte) 0xab).offset(1).size(1).build();
		assertThat(HexFrames.encode(framing, "61")).isEqualTo("ab 01 61");
		assertThat(HexFrames.decode(framing, "ab 01 61")).isEqualTo("61");
	}

	@Test
	void markerIsTheOneThatWasSetWhateverBecomesOfTheArray() {
		byte[] marker = { 0x4d };
		LengthFieldFraming framing = LengthFieldFraming.builder().marker(marker).offset(1).size(1).build();
		marker[0] = 0;
		assertThat(HexFrames.encode(framing, "61")).isEqualTo("4d 01 61");
	}

	@Test
	void settingsAreTold() {
		assertThat(LengthFieldFraming.builder().build())
			.hasToString("length field of 4 bytes at offset 0, big-endian, adjustment 0, header stripped");
		assertThat(LengthFieldFraming.builder()
			.offset(3)
			.size(2)
			.byteOrder(ByteOrder.LITTLE_ENDIAN)
			.adjustment(-5)
			.marker((byte) 0xab, (byte) 0xcd)
			.keepHeader(true)
			.build()).hasToString(
					"length field of 2 bytes at offset 3, little-endian, adjustment -5, marker ab cd, header kept");
	}

}
