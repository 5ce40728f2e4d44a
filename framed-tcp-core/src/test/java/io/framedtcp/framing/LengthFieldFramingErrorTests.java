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
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class LengthFieldFramingErrorTests {

	private static final int MAX_FRAME_SIZE = MalformedAssert.MAX_FRAME_SIZE;

	private final LengthFieldFraming framing = LengthFieldFraming.builder().build();

	@Test
	void negativeLengthIsRefused() {
		MalformedAssert.assertMalformed(this.framing, "ff ff ff fb")
			.withMessageContaining("(signed: -5)")
			.withMessageContaining("negative");
	}

	@Test
	void negativeLengthOfEightBytesIsRefused() {
		LengthFieldFraming eightBytes = LengthFieldFraming.builder().size(8).build();
		MalformedAssert.assertMalformed(eightBytes, "ff ff ff ff ff ff ff fb").withMessageContaining("-5 is negative");
	}

	@Test
	void negativeLengthOfSixBytesIsRefused() {
		LengthFieldFraming sixBytes = LengthFieldFraming.builder().size(6).build();
		MalformedAssert.assertMalformed(sixBytes, "80 00 00 00 00 00")
			.withMessageContaining("140737488355328 (signed: -140737488355328) is negative");
	}

	@Test
	void lengthThatNoArrayHoldsIsRefused() {
		LengthFieldFraming fiveBytes = LengthFieldFraming.builder().size(5).build();
		MalformedAssert.assertMalformed(fiveBytes, "00 80 00 00 00")
			.withMessageContaining("2147483648 is over any maximum");
		LengthFieldFraming eightBytes = LengthFieldFraming.builder().size(8).build();
		MalformedAssert.assertMalformed(eightBytes, "7f ff ff ff ff ff ff ff")
			.withMessageContaining("over any maximum");
	}

	/** An array of 2 GiB - 1 byte is more than the JVM makes, on whatever heap. */
	@Test
	void hugeLengthIsRefusedAtOnceAndBeforeAnythingIsAllocated() {
		MalformedAssert.assertMalformed(this.framing, "7f ff ff ff")
			.withMessageContaining("2147483647")
			.withMessageContaining("maximum frame size of 1024 bytes");
		LengthFieldFraming kept = LengthFieldFraming.builder().keepHeader(true).build();
		MalformedAssert.assertMalformed(kept, "7f ff ff ff").withMessageContaining("maximum frame size of 1024 bytes");
		LengthFieldFraming adjusted = LengthFieldFraming.builder().adjustment(Integer.MAX_VALUE).build();
		MalformedAssert.assertMalformed(adjusted, "7f ff ff ff")
			.withMessageContaining("maximum frame size of 1024 bytes");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void maximumCountsTheHeader(boolean keepHeader) throws IOException {
		LengthFieldFraming framing = LengthFieldFraming.builder().keepHeader(keepHeader).build();
		byte[] largest = Bytes.join(HexFrames.bytes("00 00 03 fc"), HexFrames.payload(MAX_FRAME_SIZE - 4));
		byte[] payload = new FrameReader(ChunkSource.of(largest), MAX_FRAME_SIZE).readFrame(framing);
		assertThat(payload).isEqualTo((keepHeader) ? largest : HexFrames.payload(MAX_FRAME_SIZE - 4));
		MalformedAssert.assertMalformed(framing, "00 00 03 fd")
			.withMessageContaining("maximum frame size of 1024 bytes");
	}

	@Test
	void lengthThatMakesTheFrameShorterThanItsHeaderIsRefused() {
		LengthFieldFraming countsItself = LengthFieldFraming.builder().adjustment(-4).build();
		MalformedAssert.assertMalformed(countsItself, "00 00 00 03")
			.withMessageContaining("a length of 3 is too short")
			.withMessageContaining("adjustment of -4");
		MalformedAssert.assertMalformed(countsItself, "00 00 00 00")
			.withMessageContaining("a length of 0 is too short");
		LengthFieldFraming kept = LengthFieldFraming.builder().adjustment(-4).keepHeader(true).build();
		MalformedAssert.assertMalformed(kept, "00 00 00 00").withMessageContaining("a length of 0 is too short");
	}

	@ParameterizedTest
	@ValueSource(strings = { "ac cd 00 00 01", "ab dc 00 00 01", "48 54 54 50 2f" })
	void wrongMarkerIsRefused(String header) {
		LengthFieldFraming marked = LengthFieldFraming.builder()
			.marker((byte) 0xab, (byte) 0xcd)
			.offset(3)
			.size(2)
			.build();
		MalformedAssert.assertMalformed(marked, header).withMessageContaining("does not begin with the marker ab cd");
	}

	@Test
	void streamOutOfStepIsNoticedAtTheNextFrame() throws IOException {
		LengthFieldFraming marked = LengthFieldFraming.builder().marker((byte) 0xab).offset(1).size(1).build();
		FrameReader reader = new FrameReader(ChunkSource.ofHex("ab 01 61 62 ab 01 63"), MAX_FRAME_SIZE);
		assertThat(reader.readFrame(marked)).isEqualTo(HexFrames.bytes("61"));
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> reader.readFrame(marked))
			.satisfies((ex) -> assertThat(ex.getExcerpt()).isEqualTo("62 ab …"));
	}

	@Test
	void payloadTooLongForTheFieldIsRefused() {
		LengthFieldFraming oneByte = LengthFieldFraming.builder().size(1).build();
		assertThat(HexFrames.encode(oneByte, new byte[255])).hasSize(256).startsWith(0xff);
		assertThatIllegalArgumentException().isThrownBy(() -> HexFrames.encode(oneByte, new byte[256]))
			.withMessageContaining("256 does not fit into an unsigned field of 1 bytes");
	}

	@Test
	void adjustmentCountsForWhatFitsIntoTheField() {
		LengthFieldFraming countsItself = LengthFieldFraming.builder().size(1).adjustment(-1).build();
		assertThat(HexFrames.encode(countsItself, new byte[254])).hasSize(255).startsWith(0xff);
		assertThatIllegalArgumentException().isThrownBy(() -> HexFrames.encode(countsItself, new byte[255]))
			.withMessageContaining("256 does not fit");
	}

	@Test
	void payloadShorterThanThePartThatTheFieldDoesNotCountIsRefused() {
		LengthFieldFraming adjusted = LengthFieldFraming.builder().adjustment(2).build();
		assertThat(HexFrames.encode(adjusted, "61 62")).isEqualTo("00 00 00 00 61 62");
		assertThatIllegalArgumentException().isThrownBy(() -> HexFrames.encode(adjusted, "61"))
			.withMessageContaining("A payload of 1 bytes is too short for a length adjustment of 2");
	}

	@Test
	void frameOverTheMaximumIsNotEncoded() {
		assertThat(EncodedFrame.of(new byte[MAX_FRAME_SIZE - 4], this.framing, MAX_FRAME_SIZE).size())
			.isEqualTo(MAX_FRAME_SIZE);
		byte[] tooLong = new byte[MAX_FRAME_SIZE - 3];
		assertThatIllegalArgumentException().isThrownBy(() -> EncodedFrame.of(tooLong, this.framing, MAX_FRAME_SIZE))
			.withMessageContaining("1025 bytes is over the maximum frame size of 1024 bytes");
	}

	@Test
	void payloadTooShortForItsKeptHeaderIsRefused() {
		LengthFieldFraming kept = LengthFieldFraming.builder().offset(4).size(2).keepHeader(true).build();
		assertThatIllegalArgumentException().isThrownBy(() -> HexFrames.encode(kept, "01 02 03 04 05"))
			.withMessageContaining("The payload of 5 bytes must include its header of 6 bytes");
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0, 9 })
	void fieldHasOneToEightBytes(int size) {
		LengthFieldFraming.Builder builder = LengthFieldFraming.builder();
		assertThatIllegalArgumentException().isThrownBy(() -> builder.size(size)).withMessageContaining("is " + size);
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, FrameReader.MAX_LOOK_AHEAD - 7, Integer.MAX_VALUE })
	void offsetOutOfBoundsIsRefused(int offset) {
		LengthFieldFraming.Builder builder = LengthFieldFraming.builder();
		assertThatIllegalArgumentException().isThrownBy(() -> builder.offset(offset))
			.withMessageContaining("is " + offset);
	}

	@Test
	void largestHeaderCanBeRead() throws IOException {
		int offset = FrameReader.MAX_LOOK_AHEAD - 8;
		LengthFieldFraming framing = LengthFieldFraming.builder().offset(offset).size(8).build();
		byte[] frame = Bytes.join(new byte[offset], HexFrames.bytes("00 00 00 00 00 00 00 01 61"));
		assertThat(HexFrames.decode(framing, frame)).isEqualTo(HexFrames.bytes("61"));
	}

	@Test
	void markerMustEndBeforeTheField() {
		LengthFieldFraming.Builder builder = LengthFieldFraming.builder().marker((byte) 1, (byte) 2).offset(1);
		assertThatIllegalArgumentException().isThrownBy(builder::build)
			.withMessageContaining("'marker' of 2 bytes must end before the length field at offset 1");
	}

}
