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

/**
 * What an exception shows of the frame, and where it says that a stream ended.
 */
class FrameExcerptTests {

	private final LengthFieldFraming framing = LengthFieldFraming.builder().build();

	@Test
	void endBetweenFramesIsNotInsideAFrame() throws IOException {
		FrameReader reader = reader(ChunkSource.ofHex("00 00 00 01 61"));
		reader.readFrame(this.framing);
		assertThatExceptionOfType(EndOfStreamException.class).isThrownBy(() -> reader.readFrame(this.framing))
			.satisfies((ex) -> assertThat(ex.isInsideFrame()).isFalse())
			.withMessage("the peer closed the connection where a frame was expected");
	}

	@Test
	void endBeforeTheFirstFrameIsNotInsideAFrame() {
		assertThatExceptionOfType(EndOfStreamException.class)
			.isThrownBy(() -> reader(ChunkSource.ofHex()).readFrame(this.framing))
			.satisfies((ex) -> assertThat(ex.isInsideFrame()).isFalse());
	}

	@Test
	void endInsideTheHeaderIsInsideAFrame() throws IOException {
		FrameReader reader = reader(ChunkSource.ofHex("00 00 00 01 61 00 00", "02"));
		reader.readFrame(this.framing);
		assertThatExceptionOfType(EndOfStreamException.class).isThrownBy(() -> reader.readFrame(this.framing))
			.satisfies((ex) -> assertThat(ex.isInsideFrame()).isTrue())
			.withMessageContaining("after 3 bytes [frame begins with 00 00 02]");
	}

	@Test
	void endBehindTheFirstByteIsInsideAFrame() {
		assertThatExceptionOfType(EndOfStreamException.class)
			.isThrownBy(() -> reader(ChunkSource.ofHex("01")).readFrame(this.framing))
			.satisfies((ex) -> assertThat(ex.isInsideFrame()).isTrue())
			.withMessageContaining("after 1 bytes [frame begins with 01]");
	}

	@Test
	void endBehindTheHeaderIsInsideAFrame() {
		assertThatExceptionOfType(EndOfStreamException.class)
			.isThrownBy(() -> reader(ChunkSource.ofHex("00 00 00 03")).readFrame(this.framing))
			.satisfies((ex) -> assertThat(ex.isInsideFrame()).isTrue())
			.withMessageContaining("after 4 bytes [frame begins with 00 00 00 03]");
	}

	@Test
	void endInsideThePayloadIsInsideAFrame() {
		assertThatExceptionOfType(EndOfStreamException.class)
			.isThrownBy(() -> reader(ChunkSource.ofHex("00 00 00 03 61 62")).readFrame(this.framing))
			.satisfies((ex) -> assertThat(ex.isInsideFrame()).isTrue())
			.withMessageContaining("after 6 bytes [frame begins with 00 00 00 03 …]");
	}

	@Test
	void payloadIsNotShown() throws IOException {
		FrameReader reader = reader(ChunkSource.ofHex("00 00 00 04 51 52 53 54", "00 00 00 09", "61 62", "63"));
		reader.readFrame(this.framing);
		assertThatExceptionOfType(EndOfStreamException.class).isThrownBy(() -> reader.readFrame(this.framing))
			.satisfies((ex) -> assertThat(ex.isInsideFrame()).isTrue())
			.withMessageContaining("after 7 bytes [frame begins with 00 00 00 09 …]");
	}

	@Test
	void payloadThatIsPartOfAKeptHeadersFrameIsNotShown() {
		Framing kept = LengthFieldFraming.builder().keepHeader(true).build();
		ChunkSource source = ChunkSource.of(HexFrames.bytes("00 00 01 00"), HexFrames.payload(30));
		assertThatExceptionOfType(EndOfStreamException.class).isThrownBy(() -> reader(source).readFrame(kept))
			.withMessageEndingWith("[frame begins with 00 00 01 00 …]");
	}

	@Test
	void excerptOfThirtyTwoBytesIsWhole() throws IOException {
		FrameReader reader = reader(ChunkSource.of(HexFrames.payload(32)));
		reader.require(10);
		reader.skip(10);
		reader.require(22);
		assertThat(reader.malformed("test").getExcerpt()).isEqualTo(HexFrames.hex(HexFrames.payload(32)));
	}

	@Test
	void excerptOfMoreThanThirtyTwoBytesIsCut() throws IOException {
		FrameReader reader = reader(ChunkSource.of(HexFrames.payload(33)));
		reader.require(33);
		assertThat(reader.malformed("test").getExcerpt()).isEqualTo(HexFrames.hex(HexFrames.payload(32)) + " …");
		reader.skip(31);
		assertThat(reader.malformed("test").getExcerpt()).isEqualTo(HexFrames.hex(HexFrames.payload(32)) + " …");
	}

	@Test
	void excerptEndsWhereThePayloadBegins() throws IOException {
		FrameReader reader = reader(ChunkSource.ofHex("00 02 61 62 03"));
		reader.require(2);
		reader.skip(2);
		reader.readBytes(2);
		reader.require(1);
		assertThat(reader.malformed("trailer").getExcerpt()).isEqualTo("00 02 …");
		reader.skip(1);
		assertThat(reader.malformed("trailer").getExcerpt()).isEqualTo("00 02 …");
	}

	@Test
	void excerptShowsWhatTheFramingLookedAtInThisFrameOnly() throws IOException {
		FrameReader reader = reader(ChunkSource.ofHex("00 00 00 02 51 52 53 54 55 56"));
		reader.readFrame(this.framing);
		Framing broken = new BrokenFraming();
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> reader.readFrame(broken))
			.satisfies((ex) -> assertThat(ex.getExcerpt()).isEqualTo("53 54 55 …"))
			.withMessage("malformed frame: it is broken [frame begins with 53 54 55 …]");
	}

	private static FrameReader reader(ChunkSource source) {
		return new FrameReader(source, HexFrames.MAX_FRAME_SIZE);
	}

	private static final class BrokenFraming implements Framing {

		@Override
		public void encode(byte[] payload, FrameWriter out) {
			out.writeBytes(payload);
		}

		@Override
		public byte[] decode(FrameReader in) throws IOException {
			in.require(3);
			in.skip(2);
			throw in.malformed("it is broken");
		}

	}

}
