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
import java.nio.ByteOrder;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.framedtcp.support.Bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class FrameReaderTests {

	private static final int MAX_READ = 128 * 1024;

	private final LengthFieldFraming framing = LengthFieldFraming.builder().build();

	@Test
	void smallFrameTakesOneRead() throws IOException {
		ChunkSource source = ChunkSource.ofHex("00 00 00 03 61 62 63").thenSilent();
		assertThat(reader(source).readFrame(this.framing)).isEqualTo(HexFrames.bytes("61 62 63"));
		assertThat(source.reads()).isEqualTo(1);
	}

	@Test
	void frameThatFillsTheReadBufferTakesOneRead() throws IOException {
		byte[] payload = HexFrames.payload(FrameReader.MAX_LOOK_AHEAD - Integer.BYTES);
		ChunkSource source = ChunkSource.of(HexFrames.encode(this.framing, payload)).thenSilent();
		assertThat(reader(source).readFrame(this.framing)).isEqualTo(payload);
		assertThat(source.reads()).isEqualTo(1);
	}

	@Test
	void eachSmallFrameOfALongStreamTakesOneRead() throws IOException {
		byte[] payload = HexFrames.payload(3000);
		byte[] frame = HexFrames.encode(this.framing, payload);
		ChunkSource source = ChunkSource.of(frame, frame, frame, frame, frame).thenSilent();
		FrameReader reader = reader(source);
		for (int i = 1; i <= 5; i++) {
			assertThat(reader.readFrame(this.framing)).isEqualTo(payload);
			assertThat(source.reads()).isEqualTo(i);
		}
	}

	@Test
	void emptyFrameIsReadWithoutWaitingForMore() throws IOException {
		ChunkSource source = ChunkSource.ofHex("00 00 00 00").thenSilent();
		assertThat(reader(source).readFrame(this.framing)).isEmpty();
		assertThat(source.reads()).isEqualTo(1);
	}

	@Test
	void framesThatArriveTogetherTakeOneRead() throws IOException {
		ChunkSource source = ChunkSource.ofHex("00 00 00 01 61 00 00 00 02 62 63").thenSilent();
		FrameReader reader = reader(source);
		assertThat(reader.readFrame(this.framing)).isEqualTo(HexFrames.bytes("61"));
		assertThat(reader.buffered()).isEqualTo(6);
		assertThat(reader.readFrame(this.framing)).isEqualTo(HexFrames.bytes("62 63"));
		assertThat(reader.buffered()).isZero();
		assertThat(source.reads()).isEqualTo(1);
	}

	@Test
	void beginningOfTheNextFrameIsLeftOver() throws IOException {
		FrameReader reader = reader(ChunkSource.ofHex("00 00 00 01 61 00 00"));
		assertThat(reader.buffered()).isZero();
		reader.readFrame(this.framing);
		assertThat(reader.buffered()).isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(ints = { FrameReader.MAX_LOOK_AHEAD + 1, MAX_READ, 3 * MAX_READ + 17 })
	void largePayloadGoesStraightIntoTheResult(int size) throws IOException {
		byte[] payload = HexFrames.payload(size);
		ChunkSource source = ChunkSource.of(HexFrames.encode(this.framing, payload)).thenSilent();
		FrameReader reader = reader(source);
		byte[] result = reader.readFrame(this.framing);
		assertThat(result).isEqualTo(payload);
		int direct = Integer.BYTES + size - FrameReader.MAX_LOOK_AHEAD;
		assertThat(source.reads()).isEqualTo(1 + (direct + MAX_READ - 1) / MAX_READ);
		List<ByteBuffer> directTargets = source.targets().subList(1, source.reads());
		assertThat(directTargets).allMatch((target) -> target.hasArray() && target.array() == result);
		assertThat(reader.buffered()).isZero();
	}

	@Test
	void singleReadNeverAsksForMoreThanTheJdkBuffersPerThread() throws IOException {
		ChunkSource source = ChunkSource.of(HexFrames.encode(this.framing, HexFrames.payload(5 * MAX_READ)));
		reader(source).readFrame(this.framing);
		assertThat(source.targets()).hasSizeGreaterThan(5).allMatch((target) -> target.remaining() <= MAX_READ);
	}

	@Test
	void directReadNeverAsksForBytesBehindTheFrame() throws IOException {
		byte[] payload = HexFrames.payload(20_000);
		ChunkSource source = ChunkSource
			.of(Bytes.join(HexFrames.encode(this.framing, payload), HexFrames.bytes("00 00 00 01 61")));
		FrameReader reader = reader(source);
		assertThat(reader.readFrame(this.framing)).isEqualTo(payload);
		assertThat(reader.buffered()).isZero();
		assertThat(source.given()).isEqualTo(Integer.BYTES + payload.length);
		assertThat(reader.readFrame(this.framing)).isEqualTo(HexFrames.bytes("61"));
	}

	@Test
	void requiredBytesCanBeLookedAtAndStayUnread() throws IOException {
		FrameReader reader = reader(ChunkSource.ofHex("fe", "dc ba", "98"));
		reader.require(3);
		assertThat(reader.peek(0)).isEqualTo(0xfe);
		assertThat(reader.peek(2)).isEqualTo(0xba);
		assertThat(reader.peekUnsigned(0, 3, ByteOrder.BIG_ENDIAN)).isEqualTo(0xfedcba);
		assertThat(reader.peekUnsigned(1, 2, ByteOrder.LITTLE_ENDIAN)).isEqualTo(0xbadc);
		assertThat(reader.readBytes(4)).isEqualTo(HexFrames.bytes("fe dc ba 98"));
	}

	@Test
	void requireWaitsForNoMoreThanItWasAskedFor() throws IOException {
		ChunkSource source = ChunkSource.ofHex("01 02", "03").thenSilent();
		FrameReader reader = reader(source);
		reader.require(2);
		reader.require(1);
		assertThat(source.reads()).isEqualTo(1);
		reader.require(3);
		assertThat(source.reads()).isEqualTo(2);
	}

	@Test
	void byteThatWasNotRequiredCannotBeLookedAt() throws IOException {
		FrameReader reader = reader(ChunkSource.ofHex("01 02"));
		assertThatIllegalStateException().isThrownBy(() -> reader.peek(0));
		reader.require(2);
		assertThatIllegalStateException().isThrownBy(() -> reader.peek(2));
		assertThatIllegalStateException().isThrownBy(() -> reader.peek(-1));
		assertThatIllegalStateException().isThrownBy(() -> reader.peekUnsigned(1, 2, ByteOrder.BIG_ENDIAN));
	}

	@Test
	void bytesThatWereNotRequiredCannotBeSkipped() throws IOException {
		FrameReader reader = reader(ChunkSource.ofHex("01 02 03"));
		reader.require(3);
		assertThatIllegalStateException().isThrownBy(() -> reader.skip(4));
		assertThatIllegalStateException().isThrownBy(() -> reader.skip(-1));
		reader.skip(2);
		assertThat(reader.buffered()).isEqualTo(1);
		assertThat(reader.peek(0)).isEqualTo(3);
		assertThatIllegalStateException().isThrownBy(() -> reader.peek(1));
	}

	@Test
	void asMuchAsTheReadBufferCanBeRequiredWhereverTheFrameBegins() throws IOException {
		byte[] stream = HexFrames.payload(5 + FrameReader.MAX_LOOK_AHEAD);
		FrameReader reader = reader(ChunkSource.of(stream));
		reader.require(10);
		reader.skip(5);
		reader.require(FrameReader.MAX_LOOK_AHEAD);
		assertThat(reader.peek(0)).isEqualTo(stream[5] & 0xff);
		assertThat(reader.peek(FrameReader.MAX_LOOK_AHEAD - 1)).isEqualTo(stream[stream.length - 1] & 0xff);
	}

	@Test
	void moreThanTheReadBufferCannotBeRequired() {
		FrameReader reader = reader(ChunkSource.ofHex("01"));
		assertThatIllegalArgumentException().isThrownBy(() -> reader.require(FrameReader.MAX_LOOK_AHEAD + 1))
			.withMessageContaining("8192");
	}

	@Test
	void numbersAreReadAsUnsigned() throws IOException {
		FrameReader reader = reader(ChunkSource.ofHex("ff", "ff fe", "01 02 fd", "80 00 00 00 00 00 00 01"));
		assertThat(reader.readByte()).isEqualTo(255);
		assertThat(reader.readUnsigned(2, ByteOrder.BIG_ENDIAN)).isEqualTo(0xfffe);
		assertThat(reader.readUnsigned(3, ByteOrder.LITTLE_ENDIAN)).isEqualTo(0xfd0201);
		assertThat(reader.readUnsigned(8, ByteOrder.BIG_ENDIAN)).isEqualTo(Long.MIN_VALUE + 1);
	}

	@Test
	void frameMayNotGrowBeyondTheMaximumInSmallSteps() throws IOException {
		FrameReader reader = new FrameReader(ChunkSource.ofHex("01 02 03 04 05"), 4);
		reader.readByte();
		reader.readBytes(2);
		reader.require(1);
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> reader.require(2));
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> reader.readBytes(2));
		reader.readByte();
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(reader::readByte);
	}

	@Test
	void maximumHoldsForEachFrameAnew() throws IOException {
		FrameReader reader = new FrameReader(ChunkSource.ofHex("00 00 00 01 61 00 00 00 01 62"), 5);
		assertThat(reader.readFrame(this.framing)).isEqualTo(HexFrames.bytes("61"));
		assertThat(reader.readFrame(this.framing)).isEqualTo(HexFrames.bytes("62"));
	}

	@Test
	void frameThatWasReadIsOver() throws IOException {
		FrameReader reader = reader(ChunkSource.ofHex("00 00 00 01 61 00"));
		reader.readFrame(FixedSizeFraming.of(5));
		assertThat(reader.buffered()).isOne();
		assertThat(reader.recorded().size()).isEqualTo(5);
		reader.readFrame(FixedSizeFraming.of(1));
		assertThat(reader.buffered()).isZero();
		assertThat(reader.recorded().size()).isOne();
	}

	@Test
	void payloadThatIsReadInPiecesIsWhole() throws IOException {
		byte[] payload = HexFrames.payload(5 * 1024 * 1024 + 7);
		ChunkSource source = ChunkSource.of(payload);
		FrameReader reader = new FrameReader(source, payload.length);
		assertThat(reader.readFrame(FixedSizeFraming.of(payload.length))).isEqualTo(payload);
	}

	@Test
	void negativeCountIsMalformed() {
		FrameReader reader = reader(ChunkSource.ofHex().thenSilent());
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> reader.readBytes(-1))
			.withMessageContaining("-1 bytes is negative");
	}

	private static FrameReader reader(ChunkSource source) {
		return new FrameReader(source, HexFrames.MAX_FRAME_SIZE);
	}

}
