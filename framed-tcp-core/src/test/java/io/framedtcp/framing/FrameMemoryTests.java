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
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.framedtcp.support.Bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A frame takes memory for what has come of it, and not for what it announces.
 */
class FrameMemoryTests {

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private static final int MIB = 1024 * 1024;

	private static final int LARGE = 64 * MIB;

	/** For exceptions, and for what is used for the first time. */
	private static final int SLACK = MIB / 2;

	private final LengthFieldFraming framing = LengthFieldFraming.builder().build();

	static Stream<Arguments> headers() {
		return Stream.of(Arguments.of(LengthFieldFraming.builder().build(), "03 00 00 00"),
				Arguments.of(LengthFieldFraming.builder().keepHeader(true).build(), "03 00 00 00"),
				Arguments.of(ContentLengthFraming.bodyOnly(), contentLength()),
				Arguments.of(ContentLengthFraming.keepingHead(), contentLength()),
				Arguments.of(VarintFraming.protobuf(), "80 80 80 10"),
				Arguments.of(NetstringFraming.netstrings(), "33 33 35 35 34 34 33 32 3a"),
				Arguments.of(RecordMarkingFraming.builder().build(), "83 00 00 00"),
				Arguments.of(FixedSizeFraming.of(LARGE), ""));
	}

	@ParameterizedTest
	@MethodSource("headers")
	void nothingIsAllocatedForAPayloadOfWhichNoByteHasCome(Framing framing, String header) {
		FrameReader reader = new FrameReader(ChunkSource.ofHex(header), LARGE);
		assertThat(allocatedUpToTheEnd(reader, framing)).isLessThan(SLACK);
	}

	@Test
	void nothingIsAllocatedWhereNothingIsPending() {
		FrameReader reader = new FrameReader(FrameMemoryTests::nothing, LARGE);
		long before = THREADS.getCurrentThreadAllocatedBytes();
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> reader.readFrame(FixedSizeFraming.of(LARGE)))
			.withMessage("nothing is pending");
		assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(SLACK);
		assertThat(reader.recorded().size()).isZero();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 8192, MIB, MIB + 1, 2 * MIB, 5 * MIB })
	void lengthThatIsNotTrueTakesTwiceWhatHasComeOrOneMebibyte(int came) {
		FrameReader reader = new FrameReader(new Zeros(came), LARGE);
		assertThat(allocatedUpToTheEnd(reader, FixedSizeFraming.of(LARGE)))
			.isLessThan(Math.max(MIB, 2L * came) + SLACK);
	}

	@ParameterizedTest
	@ValueSource(ints = { MIB, MIB + 1, 2 * MIB, 2 * MIB + 1, 5 * MIB + 17 })
	void anySplitOfALargeFrameGivesTheSamePayload(int size) throws IOException {
		byte[] payload = HexFrames.payload(size);
		byte[] stream = Bytes.join(ByteBuffer.allocate(4).putInt(size).array(), payload,
				HexFrames.bytes("00 00 00 01 61"));
		for (int maxChunkSize : new int[] { 9000, 300_000, 3 * MIB }) {
			ChunkSource source = ChunkSource.split(stream, maxChunkSize, new Random(size));
			FrameReader reader = new FrameReader(source, size + 4);
			assertThat(reader.readFrame(this.framing)).isEqualTo(payload);
			assertThat(reader.readFrame(this.framing)).isEqualTo(HexFrames.bytes("61"));
		}
	}

	@Test
	void frameOfUpToOneMebibyteIsNotCopied() throws IOException {
		FrameReader reader = new FrameReader(new Zeros(MIB), LARGE);
		long before = THREADS.getCurrentThreadAllocatedBytes();
		assertThat(reader.readFrame(FixedSizeFraming.of(MIB))).hasSize(MIB);
		assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(MIB + SLACK);
	}

	@ParameterizedTest
	@ValueSource(ints = { Integer.MAX_VALUE, Integer.MAX_VALUE - 7 })
	void frameThatNoArrayHoldsIsMalformedWhateverTheMaximum(int size) {
		FrameReader reader = new FrameReader(new Zeros(0), Integer.MAX_VALUE);
		assertThatExceptionOfType(MalformedFrameException.class)
			.isThrownBy(() -> reader.readFrame(FixedSizeFraming.of(size)))
			.withMessageContaining("the maximum frame size of 2147483639 bytes");
	}

	@Test
	void largestFrameThatAnArrayHoldsIsWaitedFor() {
		FrameReader reader = new FrameReader(new Zeros(1000), Integer.MAX_VALUE);
		assertThatExceptionOfType(EndOfStreamException.class)
			.isThrownBy(() -> reader.readFrame(FixedSizeFraming.of(Integer.MAX_VALUE - 8)))
			.withMessageContaining("after 1000 bytes");
	}

	@Test
	void bytesBehindALargestFrameAreCountedToo() throws IOException {
		FrameReader reader = new FrameReader(new Zeros(Long.MAX_VALUE), Integer.MAX_VALUE);
		int read = 0;
		while (read < Integer.MAX_VALUE - 8 - FrameReader.MAX_LOOK_AHEAD) {
			reader.require(FrameReader.MAX_LOOK_AHEAD);
			reader.skip(FrameReader.MAX_LOOK_AHEAD);
			read += FrameReader.MAX_LOOK_AHEAD;
		}
		reader.require(1);
		assertThat((long) read + reader.buffered()).isGreaterThan(Integer.MAX_VALUE);
		assertThat(reader.malformed("test").getExcerpt()).isEqualTo("00 ".repeat(32) + "…");
	}

	private static long allocatedUpToTheEnd(FrameReader reader, Framing framing) {
		long before = THREADS.getCurrentThreadAllocatedBytes();
		assertThatExceptionOfType(EndOfStreamException.class).isThrownBy(() -> reader.readFrame(framing));
		return THREADS.getCurrentThreadAllocatedBytes() - before;
	}

	private static String contentLength() {
		return HexFrames.hex("Content-Length: 50331648\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
	}

	private static int nothing(ByteBuffer target) throws IOException {
		throw new IOException("nothing is pending");
	}

	/** Takes no memory for what it gives. */
	private static final class Zeros implements ByteSource {

		private long left;

		private Zeros(long count) {
			this.left = count;
		}

		@Override
		public int read(ByteBuffer target) {
			int count = (int) Math.min(this.left, target.remaining());
			target.position(target.position() + count);
			this.left -= count;
			return (count > 0) ? count : -1;
		}

	}

}
