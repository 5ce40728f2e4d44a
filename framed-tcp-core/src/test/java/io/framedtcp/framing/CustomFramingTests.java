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
import org.junit.jupiter.params.provider.ValueSource;

import io.framedtcp.support.Bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class CustomFramingTests {

	@Test
	void exampleOfTheJavadocWritesATwoByteLengthAndThePayload() throws IOException {
		Framing framing = new TwoByteLength();
		assertThat(HexFrames.encode(framing, "61 62 63")).isEqualTo("00 03 61 62 63");
		assertThat(HexFrames.decode(framing, "00 03 61 62 63")).isEqualTo("61 62 63");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 64, 65, 8190, 8191, 65535 })
	void exampleOfTheJavadocReadsAStreamInAnyChunks(int size) throws IOException {
		Framing framing = new TwoByteLength();
		byte[] payload = HexFrames.payload(size);
		byte[] frame = HexFrames.encode(framing, payload);
		FrameReader reader = new FrameReader(ChunkSource.inBytes(Bytes.join(frame, frame)), HexFrames.MAX_FRAME_SIZE);
		assertThat(reader.readFrame(framing)).isEqualTo(payload);
		assertThat(reader.readFrame(framing)).isEqualTo(payload);
		assertThatExceptionOfType(EndOfStreamException.class).isThrownBy(() -> reader.readFrame(framing))
			.satisfies((ex) -> assertThat(ex.isInsideFrame()).isFalse());
	}

	@Test
	void exampleOfTheJavadocRefusesAPayloadThatItsFieldCannotCount() {
		assertThatIllegalArgumentException().isThrownBy(() -> HexFrames.encode(new TwoByteLength(), new byte[65536]))
			.withMessageContaining("65536 does not fit into an unsigned field of 2 bytes");
	}

	@Test
	void exampleOfTheJavadocIsHeldToTheMaximumFrameSize() {
		FrameReader reader = new FrameReader(ChunkSource.ofHex("00 63").thenSilent(), 100);
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> reader.readFrame(new TwoByteLength()))
			.satisfies((ex) -> assertThat(ex.getExcerpt()).isEqualTo("00 63"));
	}

	@Test
	void delimitedFramesAreReadOneByOne() throws IOException {
		Framing framing = new StxEtxFraming();
		FrameReader reader = new FrameReader(ChunkSource.ofHex("02 61", "62 03 02", "03 02 63", "03"), 100);
		assertThat(reader.readFrame(framing)).isEqualTo(HexFrames.bytes("61 62"));
		assertThat(reader.buffered()).isEqualTo(1);
		assertThat(reader.readFrame(framing)).isEmpty();
		assertThat(reader.readFrame(framing)).isEqualTo(HexFrames.bytes("63"));
		assertThat(reader.buffered()).isZero();
	}

	@Test
	void delimiterThatNeverComesIsAwaitedUpToTheMaximumFrameSizeOnly() {
		FrameReader reader = new FrameReader(ChunkSource.of(HexFrames.bytes("02" + " 61".repeat(99))).thenSilent(),
				100);
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> reader.readFrame(new StxEtxFraming()))
			.withMessageContaining("maximum frame size of 100 bytes");
	}

	@Test
	void malformedFrameShowsWhatTheFramingHasReadAlready() {
		FrameReader reader = new FrameReader(ChunkSource.ofHex("48 54 54 50"), 100);
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> reader.readFrame(new StxEtxFraming()))
			.withMessage("malformed frame: it does not begin with STX [frame begins with 48 …]");
	}

	private static final class TwoByteLength implements Framing {

		@Override
		public void encode(byte[] payload, FrameWriter out) {
			out.writeUnsigned(payload.length, 2, ByteOrder.BIG_ENDIAN);
			out.writeBytes(payload);
		}

		@Override
		public byte[] decode(FrameReader in) throws IOException {
			return in.readBytes(in.readUnsigned(2, ByteOrder.BIG_ENDIAN));
		}

	}

}
