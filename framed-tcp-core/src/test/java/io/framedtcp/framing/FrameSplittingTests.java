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
import java.util.Random;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.framedtcp.support.Bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Any split of a stream gives the same frames, whatever the framing, and what is encoded
 * is what is decoded.
 */
class FrameSplittingTests {

	private static final int[] MAX_CHUNK_SIZES = { 3, 50, 1460, 9000, 300_000 };

	@ParameterizedTest
	@MethodSource(RandomFramings.SEEDS)
	void anySplitOfAStreamGivesTheSameFrames(RandomFramings kind, long seed) throws IOException {
		Random random = new Random(seed);
		RandomFraming settings = kind.with(random);
		Framing framing = settings.framing();
		FrameSequence sequence = FrameSequence.of(settings, 6);
		int maxChunkSize = MAX_CHUNK_SIZES[random.nextInt(MAX_CHUNK_SIZES.length)];
		ChunkSource source = ChunkSource.split(sequence.bytes(), maxChunkSize, random);
		FrameReader reader = new FrameReader(source, HexFrames.MAX_FRAME_SIZE);
		int claimed = 0;
		for (int i = 0; i < sequence.frames().size(); i++) {
			assertThat(reader.readFrame(framing)).as("payload with seed %d: %s", seed, framing)
				.isEqualTo(sequence.payloads().get(i));
			claimed += sequence.frames().get(i).length;
			assertThat(reader.buffered()).as("left over with seed %d: %s", seed, framing)
				.isEqualTo(source.given() - claimed);
		}
		assertThatExceptionOfType(EndOfStreamException.class).as("end with seed %d: %s", seed, framing)
			.isThrownBy(() -> reader.readFrame(framing))
			.matches((ex) -> !ex.isInsideFrame());
	}

	@ParameterizedTest
	@MethodSource(RandomFramings.SEEDS)
	void streamThatComesByteByByteGivesTheSameFrames(RandomFramings kind, long seed) throws IOException {
		RandomFraming settings = kind.with(new Random(seed));
		Framing framing = settings.framing();
		byte[] first = settings.peersFrame();
		byte[] firstPayload = settings.payload(first);
		byte[] second = settings.peersFrame();
		byte[] secondPayload = settings.payload(second);
		FrameReader reader = new FrameReader(ChunkSource.inBytes(Bytes.join(first, second)), HexFrames.MAX_FRAME_SIZE);
		assertThat(reader.readFrame(framing)).as("first payload with seed %d: %s", seed, framing)
			.isEqualTo(firstPayload);
		assertThat(reader.buffered()).as("left over with seed %d: %s", seed, framing).isZero();
		assertThat(reader.readFrame(framing)).as("second payload with seed %d: %s", seed, framing)
			.isEqualTo(secondPayload);
	}

	@ParameterizedTest
	@MethodSource(RandomFramings.SEEDS)
	void frameIsReadWithoutWaitingForAByteBehindIt(RandomFramings kind, long seed) throws IOException {
		Random random = new Random(seed);
		RandomFraming settings = kind.with(random);
		byte[] frame = settings.peersFrame();
		ChunkSource source = ChunkSource.split(frame, 9000, random).thenSilent();
		assertThat(new FrameReader(source, frame.length).readFrame(settings.framing()))
			.as("payload with seed %d: %s", seed, settings.framing())
			.isEqualTo(settings.payload(frame));
	}

	@ParameterizedTest
	@MethodSource(RandomFramings.SEEDS)
	void frameOfOneByteMoreThanTheMaximumIsRefused(RandomFramings kind, long seed) {
		Random random = new Random(seed);
		RandomFraming settings = kind.with(random);
		byte[] frame = settings.peersFrame();
		FrameReader reader = new FrameReader(ChunkSource.split(frame, 9000, random), frame.length - 1);
		assertThatExceptionOfType(MalformedFrameException.class)
			.as("one byte too long with seed %d: %s", seed, settings.framing())
			.isThrownBy(() -> reader.readFrame(settings.framing()))
			.withMessageContaining("maximum frame size");
	}

	@ParameterizedTest
	@MethodSource(RandomFramings.SEEDS)
	void payloadIsEncodedToTheFrameThatItCameIn(RandomFramings kind, long seed) {
		RandomFraming settings = kind.with(new Random(seed));
		Framing framing = settings.framing();
		byte[] frame = settings.frame();
		assertThat(HexFrames.encode(framing, settings.payload(frame))).as("frame with seed %d: %s", seed, framing)
			.isEqualTo(frame);
	}

}
