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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Frames that are put together from bytes as they come.
 */
class FrameAssemblerTests {

	private static final int[] MAX_CHUNK_SIZES = { 3, 50, 1460, 9000, 65_536 };

	@ParameterizedTest
	@MethodSource(RandomFramings.SEEDS)
	void anySplitOfAStreamGivesTheSameFramesAndNoneTooEarly(RandomFramings kind, long seed) throws IOException {
		Random random = new Random(seed);
		RandomFraming settings = kind.with(random);
		FrameAssembler assembler = new FrameAssembler(settings.framing(), HexFrames.MAX_FRAME_SIZE, "framed-tcp.");
		FrameSequence sequence = FrameSequence.of(settings, 6);
		List<byte[]> frames = sequence.frames();
		List<byte[]> payloads = sequence.payloads();
		int maxChunkSize = MAX_CHUNK_SIZES[random.nextInt(MAX_CHUNK_SIZES.length)];
		byte[] stream = sequence.bytes();
		List<byte[]> assembled = new ArrayList<>();
		int from = 0;
		int due = 0;
		int end = frames.get(0).length;
		while (from < stream.length) {
			int count = Math.min(1 + random.nextInt(maxChunkSize), stream.length - from);
			assembler.add(ByteBuffer.wrap(stream, from, count));
			from += count;
			for (byte[] payload = assembler.next(); payload != null; payload = assembler.next()) {
				assembled.add(payload);
			}
			while (due < frames.size() && end <= from) {
				due++;
				end += (due < frames.size()) ? frames.get(due).length : 0;
			}
			assertThat(assembled).as("frames after %d bytes with seed %d: %s", from, seed, kind).hasSize(due);
		}
		for (int i = 0; i < payloads.size(); i++) {
			assertThat(assembled.get(i)).as("payload %d with seed %d: %s", i, seed, kind).isEqualTo(payloads.get(i));
		}
		assertThat(assembler.pending()).as("left over with seed %d: %s", seed, kind).isZero();
	}

	@Test
	void frameThatIsTooLargeIsRefusedByItsLength() {
		FrameAssembler assembler = new FrameAssembler(LengthFieldFraming.builder().build(), 100, "framed-tcp.");
		assembler.add(ByteBuffer.wrap(new byte[] { 0, 0, 1, 0 }));
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(assembler::next);
	}

	@Test
	void valuesThatAreOutstandingAreWaitedFor() throws IOException {
		byte[] value = ("*50000\r\n" + ":1\r\n".repeat(50_000)).getBytes(StandardCharsets.US_ASCII);
		AtomicInteger attempts = new AtomicInteger();
		Framing framing = RespFraming.values();
		Framing counting = new Framing() {

			@Override
			public void encode(byte[] payload, FrameWriter out) {
				framing.encode(payload, out);
			}

			@Override
			public byte[] decode(FrameReader in) throws IOException {
				attempts.incrementAndGet();
				return framing.decode(in);
			}

		};
		FrameAssembler assembler = new FrameAssembler(counting, HexFrames.MAX_FRAME_SIZE, "framed-tcp.");
		for (int i = 0; i < value.length - 1; i++) {
			assembler.add(ByteBuffer.wrap(value, i, 1));
			assertThat(assembler.next()).isNull();
		}
		assembler.add(ByteBuffer.wrap(value, value.length - 1, 1));
		assertThat(assembler.next()).isEqualTo(value);
		assertThat(attempts).hasValueLessThan(50);
	}

	@Test
	void maximumCountsAllFramesOfAReply() throws IOException {
		FrameAssembler assembler = new FrameAssembler(CollectingFraming.count(VarintFraming.protobuf(), 3), 6,
				"framed-tcp.");
		assembler.add(ByteBuffer.wrap(new byte[] { 1, 7, 1 }));
		assertThat(assembler.next()).isNull();
		assertThat(assembler.pending()).isEqualTo(3);
		assembler.add(ByteBuffer.wrap(new byte[] { 7, 1, 7, 1 }));
		assertThat(assembler.next()).containsExactly(1, 7, 1, 7, 1, 7);
		assertThat(assembler.pending()).isEqualTo(1);
		assembler.add(ByteBuffer.wrap(new byte[] { 7, 1, 7, 2 }));
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(assembler::next)
			.withMessageContaining("maximum frame size of 6 bytes");
	}

	@Test
	void logsGetAReplyOfSeveralFramesAsAWhole() throws IOException {
		FrameAssembler assembler = new FrameAssembler(CollectingFraming.count(VarintFraming.protobuf(), 2), 100,
				"framed-tcp.");
		assembler.recordUpTo(5);
		assembler.add(ByteBuffer.wrap(new byte[] { 2, 7, 8 }));
		assertThat(assembler.next()).isNull();
		assembler.add(ByteBuffer.wrap(new byte[] { 3, 1, 2, 3, 9 }));
		assertThat(assembler.next()).containsExactly(2, 7, 8, 3, 1, 2, 3);
		assertThat(assembler.recorded().bytes()).containsExactly(2, 7, 8, 3, 1);
		assertThat(assembler.recorded().size()).isEqualTo(7);
	}

	@Test
	void whatHasComeOfAReplyOfSeveralFramesBeginsWithTheFirst() throws IOException {
		FrameAssembler assembler = new FrameAssembler(CollectingFraming.count(VarintFraming.protobuf(), 3), 100,
				"framed-tcp.");
		assembler.add(ByteBuffer.wrap(new byte[] { 1, 6, 1, 7, 1, 8, 2, 4 }));
		assertThat(assembler.next()).containsExactly(1, 6, 1, 7, 1, 8);
		assembler.add(ByteBuffer.wrap(new byte[] { 5, 1 }));
		assertThat(assembler.next()).isNull();
		assertThat(assembler.beginning(64).bytes()).containsExactly(2, 4, 5, 1);
		assertThat(assembler.beginning(2).bytes()).containsExactly(2, 4);
		assertThat(assembler.beginning(64).size()).isEqualTo(4);
		assembler.add(ByteBuffer.wrap(new byte[] { 9, 1, 9 }));
		assertThat(assembler.next()).containsExactly(2, 4, 5, 1, 9, 1, 9);
		assembler.add(ByteBuffer.wrap(new byte[] { 1, 6, 1 }));
		assertThat(assembler.next()).isNull();
		assertThat(assembler.beginning(64).bytes()).containsExactly(1, 6, 1);
	}

	@Test
	void endInsideAReplyOfSeveralFramesIsOneInsideAFrame() throws IOException {
		FrameAssembler assembler = new FrameAssembler(CollectingFraming.count(VarintFraming.protobuf(), 2), 100,
				"framed-tcp.");
		assembler.add(ByteBuffer.wrap(new byte[] { 1, 7 }));
		assertThat(assembler.next()).isNull();
		assembler.end();
		assertThatExceptionOfType(EndOfStreamException.class).isThrownBy(assembler::next)
			.matches(EndOfStreamException::isInsideFrame);
	}

	@Test
	void endInsideAFrameIsToldFromAnEndBehindOne() throws IOException {
		FrameAssembler behind = new FrameAssembler(LengthFieldFraming.builder().build(), 100, "framed-tcp.");
		behind.add(ByteBuffer.wrap(new byte[] { 0, 0, 0, 1, 7 }));
		assertThat(behind.next()).containsExactly(7);
		behind.end();
		assertThatExceptionOfType(EndOfStreamException.class).isThrownBy(behind::next)
			.matches((ex) -> !ex.isInsideFrame());
		FrameAssembler inside = new FrameAssembler(LengthFieldFraming.builder().build(), 100, "framed-tcp.");
		inside.add(ByteBuffer.wrap(new byte[] { 0, 0, 0, 1 }));
		assertThat(inside.next()).isNull();
		assertThat(inside.pending()).isEqualTo(4);
		inside.end();
		assertThatExceptionOfType(EndOfStreamException.class).isThrownBy(inside::next)
			.matches(EndOfStreamException::isInsideFrame);
	}

}
