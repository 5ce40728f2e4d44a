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
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.framedtcp.support.Bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class LengthDigitsTests {

	@ParameterizedTest
	@CsvSource({ "DECIMAL, 4, 30 31 32 33", "DECIMAL, 8, 30 30 30 30 30 31 32 33", "HEXADECIMAL, 4, 30 30 37 62",
			"HEXADECIMAL, 8, 30 30 30 30 30 30 37 62", "UPPER_CASE_HEXADECIMAL, 4, 30 30 37 42", "BCD, 2, 01 23",
			"BCD, 3, 00 01 23", "EBCDIC, 4, f0 f1 f2 f3", "DECIMAL, 15, 30 30 30 30 30 30 30 30 30 30 30 30 31 32 33",
			"BCD, 7, 00 00 00 00 00 01 23" })
	void lengthStandsInDigits(LengthDigits digits, int size, String header) throws IOException {
		Framing framing = LengthFieldFraming.builder().digits(digits, size).build();
		byte[] payload = HexFrames.payload(123);
		byte[] frame = Bytes.join(HexFrames.bytes(header), payload);
		assertThat(HexFrames.encode(framing, payload)).isEqualTo(frame);
		assertThat(HexFrames.decode(framing, frame)).isEqualTo(payload);
	}

	@Test
	void lengthCanCountItself() throws IOException {
		Framing framing = LengthFieldFraming.builder().digits(LengthDigits.DECIMAL, 4).adjustment(-4).build();
		assertThat(HexFrames.encode(framing, "48 69")).isEqualTo("30 30 30 36 48 69");
		assertThat(HexFrames.decode(framing, "30 30 30 36 48 69")).isEqualTo("48 69");
		MalformedAssert.assertMalformed(framing, "30 30 30 33")
			.withMessageContaining("a length of 3 is too short for a length adjustment of -4");
	}

	@Test
	void digitsCanStandBehindAMarkerAndBeKept() throws IOException {
		Framing framing = LengthFieldFraming.builder()
			.marker((byte) 'I', (byte) 'S', (byte) 'O')
			.offset(3)
			.digits(LengthDigits.DECIMAL, 4)
			.keepHeader(true)
			.build();
		assertThat(HexFrames.encode(framing, "00 00 00 00 00 00 00 48 69")).isEqualTo("49 53 4f 30 30 30 32 48 69");
		assertThat(HexFrames.decode(framing, "49 53 4f 30 30 30 32 48 69")).isEqualTo("49 53 4f 30 30 30 32 48 69");
	}

	@Test
	void hexadecimalDigitsAreReadInEitherCase() throws IOException {
		for (LengthDigits digits : new LengthDigits[] { LengthDigits.HEXADECIMAL,
				LengthDigits.UPPER_CASE_HEXADECIMAL }) {
			Framing framing = LengthFieldFraming.builder().digits(digits, 2).build();
			assertThat(HexFrames.decode(framing, "30 62" + " 61".repeat(11))).hasSize(32);
			assertThat(HexFrames.decode(framing, "30 42" + " 61".repeat(11))).hasSize(32);
		}
	}

	@ParameterizedTest
	@CsvSource({ "DECIMAL, 2b 32, 2b", "DECIMAL, 2d 32, 2d", "DECIMAL, 20 32, 20", "DECIMAL, 32 20, 20",
			"DECIMAL, 32 61, 61", "DECIMAL, 30 3a, 3a", "DECIMAL, 2f 30, 2f", "DECIMAL, b2 30, b2",
			"HEXADECIMAL, 30 78, 78", "HEXADECIMAL, 30 67, 67", "HEXADECIMAL, 30 47, 47", "HEXADECIMAL, 40 30, 40",
			"HEXADECIMAL, 60 30, 60", "HEXADECIMAL, 30 10, 10", "UPPER_CASE_HEXADECIMAL, 30 3a, 3a", "BCD, 00 0a, 0a",
			"BCD, a0 00, a0", "EBCDIC, f0 fa, fa", "EBCDIC, f0 32, 32", "EBCDIC, c1 f0, c1" })
	void byteThatIsNoDigitIsRefused(LengthDigits digits, String header, String wrong) {
		Framing framing = LengthFieldFraming.builder().digits(digits, 2).build();
		MalformedAssert.assertMalformed(framing, header)
			.withMessageContaining("its length has a byte " + wrong + ", which is not ");
	}

	@Test
	void lengthOverTheMaximumIsRefusedBeforeThePayload() {
		Framing framing = LengthFieldFraming.builder().digits(LengthDigits.DECIMAL, 4).build();
		MalformedAssert.assertMalformed(framing, "31 30 32 31")
			.withMessageContaining("maximum frame size of 1024 bytes");
		Framing longest = LengthFieldFraming.builder().digits(LengthDigits.HEXADECIMAL, 15).build();
		MalformedAssert.assertMalformed(longest, "66" + " 66".repeat(14))
			.withMessageContaining("a length of 1152921504606846975 is over any maximum");
	}

	@ParameterizedTest
	@CsvSource({ "DECIMAL, 9, 10, 1", "HEXADECIMAL, 15, 16, 1", "BCD, 99, 100, 1", "EBCDIC, 99, 100, 2",
			"DECIMAL, 9999, 10000, 4" })
	void payloadTooLongForTheDigitsIsRefused(LengthDigits digits, int longest, int tooLong, int size) {
		Framing framing = LengthFieldFraming.builder().digits(digits, size).build();
		assertThat(HexFrames.encode(framing, new byte[longest])).hasSize(size + longest);
		assertThatIllegalArgumentException().isThrownBy(() -> HexFrames.encode(framing, new byte[tooLong]))
			.withMessageContaining("does not fit into")
			.withMessageContaining(" " + ((digits == LengthDigits.BCD) ? 2 * size : size) + " digits");
	}

	@ParameterizedTest
	@EnumSource
	void sizeIsBounded(LengthDigits digits) {
		int longest = (digits == LengthDigits.BCD) ? 7 : 15;
		LengthFieldFraming.Builder builder = LengthFieldFraming.builder();
		builder.digits(digits, longest);
		assertThatIllegalArgumentException().isThrownBy(() -> builder.digits(digits, longest + 1))
			.withMessageContaining("'size' must be 1 to " + longest + " bytes for " + digits + " digits");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.digits(digits, 0));
	}

	@Test
	void sizeMakesTheFieldBinaryAgain() {
		Framing framing = LengthFieldFraming.builder().digits(LengthDigits.DECIMAL, 4).size(2).build();
		assertThat(HexFrames.encode(framing, "48 69")).isEqualTo("00 02 48 69");
	}

	@Test
	void fieldMustEndWithinTheReadBuffer() {
		LengthFieldFraming.Builder builder = LengthFieldFraming.builder()
			.offset(FrameReader.MAX_LOOK_AHEAD - 8)
			.digits(LengthDigits.DECIMAL, 9);
		assertThatIllegalArgumentException().isThrownBy(builder::build)
			.withMessageContaining("must end within the first 8192 bytes, but ends at 8193");
	}

	@Test
	void settingsAreTold() {
		LengthFieldFraming.Builder builder = LengthFieldFraming.builder()
			.byteOrder(ByteOrder.LITTLE_ENDIAN)
			.digits(LengthDigits.UPPER_CASE_HEXADECIMAL, 4)
			.adjustment(-4);
		assertThat(builder.build()).hasToString("length field of 4 bytes at offset 0, upper-case-hexadecimal digits,"
				+ " adjustment -4, header stripped");
	}

	@Test
	void framingOfOnesOwnReadsAndWritesDigits() throws IOException {
		Framing framing = new FiveDigits();
		assertThat(HexFrames.encode(framing, "48 69")).isEqualTo("30 30 30 30 32 48 69");
		assertThat(HexFrames.decode(framing, "30 30 30 30 32 48 69")).isEqualTo("48 69");
		MalformedAssert.assertMalformed(framing, "30 20", "30 20").withMessageContaining("a byte 20");
		assertThatIllegalArgumentException().isThrownBy(() -> HexFrames.encode(framing, new byte[100_000]))
			.withMessageContaining("100000 does not fit into 5 digits");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 16 })
	void numberOfDigitsIsBounded(int count) {
		FrameReader reader = new FrameReader(ChunkSource.ofHex("30"), 100);
		assertThatIllegalArgumentException().isThrownBy(() -> reader.readDigits(count, LengthDigits.DECIMAL))
			.withMessageContaining("'size' must be 1 to 15 bytes");
	}

	private static final class FiveDigits implements Framing {

		@Override
		public void encode(byte[] payload, FrameWriter out) {
			out.writeDigits(payload.length, 5, LengthDigits.DECIMAL);
			out.writeBytes(payload);
		}

		@Override
		public byte[] decode(FrameReader in) throws IOException {
			return in.readBytes(in.readDigits(5, LengthDigits.DECIMAL));
		}

	}

}
