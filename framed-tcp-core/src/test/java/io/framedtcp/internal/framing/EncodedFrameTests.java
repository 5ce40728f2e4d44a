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

package io.framedtcp.internal.framing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.framedtcp.framing.FrameReader;
import io.framedtcp.framing.FrameWriter;
import io.framedtcp.framing.Framing;
import io.framedtcp.framing.HexFrames;
import io.framedtcp.framing.LengthFieldFraming;
import io.framedtcp.framing.StxEtxFraming;
import io.framedtcp.support.Bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class EncodedFrameTests {

	private static final byte[] NONE = {};

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 10, 16, 63, 64, 65, 1000, 200_000 })
	void frameHasTheSameBytesCopiedOrNot(int size) {
		byte[] payload = HexFrames.payload(size);
		EncodedFrame frame = encode(LengthFieldFraming.builder().build(), payload);
		byte[] expected = Bytes.join(ByteBuffer.allocate(4).putInt(size).array(), payload);
		assertFrame(frame, expected);
	}

	@Test
	void largePayloadIsNotCopied() {
		byte[] payload = HexFrames.payload(1000);
		EncodedFrame frame = encode(LengthFieldFraming.builder().build(), payload);
		assertThat(frame.toBuffers(Integer.MAX_VALUE))
			.anyMatch((buffer) -> buffer.array() == payload && buffer.remaining() == 1000);
	}

	@Test
	void payloadBehindAKeptHeaderIsNotCopied() {
		byte[] payload = HexFrames.bytes("00 00 03 e4" + " 61".repeat(996));
		EncodedFrame frame = encode(LengthFieldFraming.builder().keepHeader(true).build(), payload);
		assertThat(frame.toBuffers(Integer.MAX_VALUE))
			.anyMatch((buffer) -> buffer.array() == payload && buffer.remaining() == 996);
		assertFrame(frame, payload);
	}

	@Test
	void smallPayloadIsNotCopiedEither() {
		byte[] payload = HexFrames.payload(1);
		EncodedFrame frame = encode(LengthFieldFraming.builder().build(), payload);
		assertThat(frame.toBuffers(Integer.MAX_VALUE)).anyMatch((buffer) -> buffer.array() == payload);
	}

	@Test
	void partsOfBoundedSizeCoverTheFrame() {
		byte[] payload = HexFrames.payload(10);
		EncodedFrame frame = write((out) -> {
			out.writeByte(1);
			out.writeBytes(Bytes.join(payload, HexFrames.payload(100)), 0, 10);
			out.writeBytes(Bytes.join(HexFrames.payload(7), payload, HexFrames.payload(100)), 7, 10);
		});
		ByteBuffer gathered = ByteBuffer.allocate(frame.size());
		for (ByteBuffer part : frame.toBuffers(4)) {
			assertThat(part.remaining()).isBetween(1, 4);
			gathered.put(part);
		}
		assertThat(gathered.array()).isEqualTo(Bytes.join(HexFrames.bytes("01"), payload, payload));
	}

	@Test
	void smallPartOfTheFrameIsCopied() {
		EncodedFrame frame = write((out) -> out.writeBytes(HexFrames.payload(64)));
		assertThat(frame.toBuffers(Integer.MAX_VALUE)).hasSize(1);
	}

	@Test
	void buffersOfOneCallAreNotThoseOfTheNext() {
		EncodedFrame frame = encode(LengthFieldFraming.builder().build(), HexFrames.payload(1000));
		for (ByteBuffer buffer : frame.toBuffers(Integer.MAX_VALUE)) {
			buffer.position(buffer.limit());
		}
		assertThat(gather(frame)).hasSize(1004);
	}

	@Test
	void copyBeginsAtThePositionOfTheTarget() {
		ByteBuffer target = ByteBuffer.allocate(7).position(2);
		encode(LengthFieldFraming.builder().size(2).build(), HexFrames.bytes("61 62")).copyTo(target);
		assertThat(target.position()).isEqualTo(6);
		assertThat(target.array()).isEqualTo(HexFrames.bytes("00 00 00 02 61 62 00"));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 14, 15, 63, 64, 65, 1000 })
	void framingCanPutBytesBehindThePayload(int size) {
		byte[] payload = HexFrames.payload(size);
		EncodedFrame frame = encode(new StxEtxFraming(), payload);
		assertFrame(frame, Bytes.join(HexFrames.bytes("02"), payload, HexFrames.bytes("03")));
	}

	@Test
	void partsOfAnyNumberAndSizeKeepTheirOrder() {
		byte[] large = HexFrames.payload(300);
		byte[] small = HexFrames.bytes("a1 a2 a3");
		EncodedFrame frame = write((out) -> {
			out.writeBytes(small);
			out.writeBytes(large, 100, 65);
			out.writeBytes(small, 1, 1);
			out.writeBytes(large, 200, 100);
			out.writeBytes(large, 0, 64);
			out.writeByte(0xff);
		});
		assertFrame(frame, Bytes.join(small, part(large, 100, 65), part(small, 1, 1), part(large, 200, 100),
				part(large, 0, 64), HexFrames.bytes("ff")));
	}

	@Test
	void manySmallPartsBeforeThePayloadMakeALongHead() {
		EncodedFrame frame = write((out) -> {
			for (int i = 0; i < 100; i++) {
				out.writeByte(i);
			}
			out.writeBytes(new byte[65]);
		});
		assertThat(frame.size()).isEqualTo(165);
		assertThat(gather(frame)).startsWith(0, 1, 2).endsWith(new byte[65]).containsSubsequence(98, 99, 0);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2, 3, 4, 5, 6, 15, 16, 17, 40 })
	void endsOfAnySizeKeepTheirOrder(int size) {
		byte[] head = HexFrames.payload(size);
		byte[] body = HexFrames.payload(100);
		for (int tail : new int[] { 0, 1, 2, 3, 4, 5, 20 }) {
			byte[] bytes = HexFrames.payload(tail);
			assertFrame(write((out) -> {
				out.writeBytes(head);
				out.writeBytes(body);
				out.writeBytes(bytes);
			}), Bytes.join(head, body, bytes));
		}
	}

	@Test
	void headGrowsByDoublingUpToWhatAnArrayHolds() {
		assertThat(EncodedFrame.grown(16, 17)).isEqualTo(32);
		assertThat(EncodedFrame.grown(16, 100)).isEqualTo(100);
		assertThat(EncodedFrame.grown(1 << 30, (1 << 30) + 1)).isEqualTo(Integer.MAX_VALUE - 8);
	}

	@Test
	void onlyTheLowestEightBitsOfAByteCount() {
		EncodedFrame frame = write((out) -> {
			out.writeByte(0x1ff);
			out.writeByte(-2);
		});
		assertFrame(frame, HexFrames.bytes("ff fe"));
	}

	@Test
	void numbersAreWrittenInTheirByteOrder() {
		EncodedFrame frame = write((out) -> {
			out.writeUnsigned(0xfedcba, 3, ByteOrder.BIG_ENDIAN);
			out.writeUnsigned(0xfedcba, 4, ByteOrder.LITTLE_ENDIAN);
			out.writeUnsigned(Long.MAX_VALUE, 8, ByteOrder.BIG_ENDIAN);
		});
		assertFrame(frame, HexFrames.bytes("fe dc ba ba dc fe 00 7f ff ff ff ff ff ff ff"));
	}

	@Test
	void textIsWrittenInAscii() {
		assertFrame(write((out) -> out.writeAscii("Hi: \r\n")), HexFrames.bytes("48 69 3a 20 0d 0a"));
		assertThatIllegalArgumentException().isThrownBy(() -> write((out) -> out.writeAscii("AUTH \u00fc")))
			.withMessage("The character at index 5 of the text is not ASCII");
	}

	@Test
	void numberThatDoesNotFitIsRefused() {
		assertThat(write((out) -> out.writeUnsigned(65535, 2, ByteOrder.BIG_ENDIAN)).size()).isEqualTo(2);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> write((out) -> out.writeUnsigned(65536, 2, ByteOrder.BIG_ENDIAN)))
			.withMessageContaining("65536 does not fit into an unsigned field of 2 bytes");
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0, 9 })
	void numberOfAnImpossibleSizeIsRefused(int width) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> write((out) -> out.writeUnsigned(0, width, ByteOrder.BIG_ENDIAN)))
			.withMessage("The size of a number must be 1 to 8 bytes, not " + width);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 4, 8 })
	void negativeNumberIsRefused(int width) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> write((out) -> out.writeUnsigned(-1, width, ByteOrder.BIG_ENDIAN)))
			.withMessageContaining("-1 does not fit");
	}

	@Test
	void noPartMayTakeTheFrameOverTheMaximum() {
		assertRefused((out) -> out.writeByte(0));
		assertRefused((out) -> out.writeUnsigned(0, 2, ByteOrder.BIG_ENDIAN));
		assertRefused((out) -> out.writeBytes(new byte[1]));
		assertRefused((out) -> out.writeBytes(new byte[1000]));
	}

	@Test
	void partOutsideOfTheArrayIsRefused() {
		assertThatExceptionOfType(IndexOutOfBoundsException.class)
			.isThrownBy(() -> write((out) -> out.writeBytes(new byte[100], 30, 71)));
		assertThatExceptionOfType(IndexOutOfBoundsException.class)
			.isThrownBy(() -> write((out) -> out.writeBytes(new byte[100], -1, 2)));
	}

	private static void assertRefused(Script oneMore) {
		TestFraming full = new TestFraming((out) -> {
			out.writeBytes(new byte[70]);
			out.writeBytes(new byte[30]);
		});
		assertThat(EncodedFrame.of(NONE, full, 100).size()).isEqualTo(100);
		TestFraming overfull = new TestFraming((out) -> {
			full.encode(NONE, out);
			oneMore.write(out);
		});
		assertThatIllegalArgumentException().isThrownBy(() -> EncodedFrame.of(NONE, overfull, 100))
			.withMessageContaining("is over the maximum frame size of 100 bytes");
	}

	private static void assertFrame(EncodedFrame frame, byte[] expected) {
		assertThat(frame.size()).isEqualTo(expected.length);
		assertThat(HexFrames.copyOf(frame)).isEqualTo(expected);
		assertThat(gather(frame)).isEqualTo(expected);
	}

	private static byte[] gather(EncodedFrame frame) {
		ByteBuffer gathered = ByteBuffer.allocate(frame.size());
		for (ByteBuffer buffer : frame.toBuffers(Integer.MAX_VALUE)) {
			gathered.put(buffer);
		}
		assertThat(gathered.hasRemaining()).isFalse();
		return gathered.array();
	}

	private static byte[] part(byte[] bytes, int offset, int count) {
		return ByteBuffer.allocate(count).put(bytes, offset, count).array();
	}

	private static EncodedFrame encode(Framing framing, byte[] payload) {
		return EncodedFrame.of(payload, framing, HexFrames.MAX_FRAME_SIZE);
	}

	private static EncodedFrame write(Script script) {
		return encode(new TestFraming(script), NONE);
	}

	private interface Script {

		void write(FrameWriter out);

	}

	private record TestFraming(Script script) implements Framing {

		@Override
		public void encode(byte[] payload, FrameWriter out) {
			this.script.write(out);
		}

		@Override
		public byte[] decode(FrameReader in) {
			throw new UnsupportedOperationException();
		}

	}

}
