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
import java.nio.ByteBuffer;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class UntilCloseFramingTests {

	private final Framing framing = UntilCloseFraming.untilClose();

	@Test
	void payloadIsAllUpToTheEnd() throws IOException {
		assertThat(HexFrames.encode(this.framing, "48 69")).isEqualTo("48 69");
		FrameReader reader = new FrameReader(ChunkSource.ofHex("48", "69 0a", "0d"), 100);
		assertThat(reader.readFrame(this.framing)).isEqualTo(HexFrames.bytes("48 69 0a 0d"));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 8191, 8192, 8193, 16_384, 16_385, 200_000 })
	void anySplitGivesTheSamePayload(int size) throws IOException {
		byte[] payload = HexFrames.payload(size);
		Random random = new Random(size);
		for (int maxChunkSize : new int[] { 50, 1460, 9000, 300_000 }) {
			ChunkSource source = ChunkSource.split(payload, maxChunkSize, random);
			assertThat(new FrameReader(source, size).readFrame(this.framing)).isEqualTo(payload);
		}
	}

	@Test
	void streamThatEndsAtOnceHeldNoFrame() {
		assertThatExceptionOfType(EndOfStreamException.class).isThrownBy(() -> HexFrames.decode(this.framing, ""))
			.satisfies((ex) -> assertThat(ex.isInsideFrame()).isFalse());
	}

	@Test
	void nothingIsReadBehindTheEnd() throws IOException {
		ChunkSource source = ChunkSource.ofHex("61");
		FrameReader reader = new FrameReader(source, 100);
		reader.readFrame(this.framing);
		int reads = source.reads();
		assertThatExceptionOfType(EndOfStreamException.class).isThrownBy(() -> reader.readFrame(this.framing));
		assertThatExceptionOfType(EndOfStreamException.class)
			.isThrownBy(() -> reader.readFrame(FixedSizeFraming.of(1)));
		assertThat(source.reads()).isEqualTo(reads);
	}

	@ParameterizedTest
	@ValueSource(ints = { 100, 8192, 20_000 })
	void moreThanTheMaximumIsRefused(int maxFrameSize) {
		FrameReader reader = new FrameReader(ChunkSource.inBytes(new byte[maxFrameSize + 1]).thenSilent(),
				maxFrameSize);
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> reader.readFrame(this.framing))
			.withMessage("malformed frame: the peer has not closed the connection within the maximum frame size of "
					+ maxFrameSize + " bytes (framed-tcp.max-frame-size) [frame begins with …]");
	}

	@Test
	void failureInTheMidstIsNoEnd() {
		FrameReader reader = new FrameReader(new ResetSource(), 100);
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> reader.readFrame(this.framing))
			.withMessage("reset");
		assertThat(reader.recorded().size()).isPositive();
	}

	@Test
	void headOfAFramingOfOnesOwnMayBeFollowedByNothing() throws IOException {
		Framing headed = new HeadThenRest();
		assertThat(HexFrames.decode(headed, "01")).isEmpty();
		assertThat(HexFrames.decode(headed, "01 61")).isEqualTo("61");
	}

	@Test
	void settingsAreTold() {
		assertThat(this.framing).hasToString("until close");
	}

	private static final class ResetSource implements ByteSource {

		private boolean given;

		@Override
		public int read(ByteBuffer target) throws IOException {
			if (this.given) {
				throw new IOException("reset");
			}
			this.given = true;
			target.put((byte) 1);
			return 1;
		}

	}

	private static final class HeadThenRest implements Framing {

		@Override
		public void encode(byte[] payload, FrameWriter out) {
			out.writeByte(1);
			out.writeBytes(payload);
		}

		@Override
		public byte[] decode(FrameReader in) throws IOException {
			in.expect((byte) 1);
			return in.readToEnd();
		}

	}

}
