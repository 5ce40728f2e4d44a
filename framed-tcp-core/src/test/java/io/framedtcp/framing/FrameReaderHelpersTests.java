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
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import io.framedtcp.support.Bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What {@link FrameReader} does for framings of one's own.
 */
class FrameReaderHelpersTests {

	private static final byte[] SENTENCE = "$GPGLL,4916.45,N,12311.12,W,225444,A*31\r\n"
		.getBytes(StandardCharsets.US_ASCII);

	private final Framing nmea = new NmeaFraming();

	@Test
	void helpersMakeAFramingOfAFewLines() throws IOException {
		byte[] payload = "GPGLL,4916.45,N,12311.12,W,225444,A".getBytes(StandardCharsets.US_ASCII);
		FrameReader reader = new FrameReader(ChunkSource.inBytes(Bytes.join(SENTENCE, SENTENCE)), SENTENCE.length);
		assertThat(reader.readFrame(this.nmea)).isEqualTo(payload);
		assertThat(reader.readFrame(this.nmea)).isEqualTo(payload);
		assertThat(HexFrames.encode(this.nmea, payload)).isEqualTo(SENTENCE);
	}

	@Test
	void ruleThatIsBrokenBehindThePayloadDoesNotShowIt() {
		MalformedAssert.assertMalformed(this.nmea, "24 61 2a 36 32", "24 …")
			.withMessageContaining("its checksum is wrong");
		MalformedAssert.assertMalformed(this.nmea, "24 61 2a 36 67", "24 …").withMessageContaining("a byte 67");
		MalformedAssert.assertMalformed(this.nmea, "24 61 2a 36 31 0d 0d", "24 …")
			.withMessageContaining("0d 0a is expected where 0d 0d stands");
	}

	@Test
	void bytesThatWereLookedAtBeforehandAreReadUpToTheDelimiterToo() throws IOException {
		FrameReader reader = new FrameReader(ChunkSource.ofHex("01 02 03", "04 00 05"), 100);
		reader.require(3);
		reader.skip(1);
		assertThat(reader.readUntil((byte) 0)).isEqualTo(HexFrames.bytes("02 03 04"));
		assertThat(reader.malformed("test").getExcerpt()).isEqualTo("01 …");
		assertThat(reader.readByte()).isEqualTo(5);
	}

	@Test
	void headerIsAllThatIsShownWhereTheDelimiterNeverComes() throws IOException {
		FrameReader headed = new FrameReader(ChunkSource.ofHex("01 02 03 04"), 4);
		headed.readByte();
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> headed.readUntil((byte) 0))
			.satisfies((ex) -> assertThat(ex.getExcerpt()).isEqualTo("01 …"))
			.withMessageContaining("00 does not come in the 3 bytes up to the maximum frame size of 4 bytes");
		FrameReader looked = new FrameReader(ChunkSource.ofHex("01 02 03 04"), 4);
		looked.require(4);
		looked.skip(1);
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> looked.readUntil((byte) 0))
			.satisfies((ex) -> assertThat(ex.getExcerpt()).isEqualTo("01 …"));
	}

	@Test
	void trailerBehindAPayloadThatWasReadDirectlyIsNotShown() throws IOException {
		FrameReader reader = new FrameReader(ChunkSource.ofHex("01", "02 03", "04"), 100);
		reader.readByte();
		reader.readBytes(2);
		reader.require(1);
		assertThat(reader.malformed("trailer").getExcerpt()).isEqualTo("01 …");
	}

	@Test
	void bytesThatWereLookedAtBeforehandAreNotShownWhereTheStreamIsTooLong() throws IOException {
		FrameReader reader = new FrameReader(ChunkSource.ofHex("61 62 63 64 65"), 4);
		reader.require(2);
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(reader::readToEnd)
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("61"));
	}

	@Test
	void numbersHaveOneToFifteenDigits() throws IOException {
		FrameReader reader = new FrameReader(ChunkSource.of("9123456789012345".getBytes(StandardCharsets.US_ASCII)),
				16);
		assertThat(reader.readDigits(1, LengthDigits.DECIMAL)).isEqualTo(9);
		assertThat(reader.readDigits(15, LengthDigits.DECIMAL)).isEqualTo(123456789012345L);
		assertThatIllegalArgumentException().isThrownBy(() -> reader.readDigits(0, LengthDigits.DECIMAL));
		assertThatIllegalArgumentException().isThrownBy(() -> reader.readDigits(16, LengthDigits.DECIMAL));
	}

	@Test
	void delimiterIsBounded() {
		FrameReader reader = new FrameReader(ChunkSource.ofHex("01"), 100);
		assertThatIllegalArgumentException().isThrownBy(reader::readUntil)
			.withMessageContaining("'delimiter' must have 1 to 128 bytes, but has 0");
		assertThatIllegalArgumentException().isThrownBy(() -> reader.readUntil(new byte[129]));
	}

	@Test
	void roomIsThatOfTheFrameBeingRead() throws IOException {
		FrameReader reader = new FrameReader(ChunkSource.ofHex("01 02").thenSilent(), 10);
		reader.readByte();
		reader.checkRoom(9);
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> reader.checkRoom(10))
			.withMessageContaining("a further 10 bytes would take it over the maximum frame size of 10 bytes");
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> reader.checkRoom(-1))
			.withMessageContaining("negative");
	}

}
