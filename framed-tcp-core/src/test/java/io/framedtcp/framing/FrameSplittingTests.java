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
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FrameSplittingTests {

	private static final int[] MAX_CHUNK_SIZES = { 3, 50, 1460, 9000, 300_000 };

	/**
	 * Others in each run; one that fails is told, and can be put here to see it again.
	 */
	static LongStream seeds() {
		return new Random().longs(60);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void anySplitOfAStreamGivesTheSameFrames(long seed) throws IOException {
		Random random = new Random(seed);
		RandomFraming settings = new RandomFraming(random);
		LengthFieldFraming framing = settings.framing();
		List<byte[]> frames = Stream.generate(settings::frame).limit(6).toList();
		int maxChunkSize = MAX_CHUNK_SIZES[random.nextInt(MAX_CHUNK_SIZES.length)];
		ChunkSource source = ChunkSource.split(Wire.join(frames), maxChunkSize, random);
		FrameReader reader = new FrameReader(source, Wire.MAX_FRAME_SIZE);
		int claimed = 0;
		for (byte[] frame : frames) {
			assertThat(reader.readFrame(framing)).as("payload with seed %d: %s", seed, framing)
				.isEqualTo(settings.payload(frame));
			claimed += frame.length;
			assertThat(reader.buffered()).as("left over with seed %d: %s", seed, framing)
				.isEqualTo(source.given() - claimed);
		}
		assertThatExceptionOfType(EndOfStreamException.class).as("end with seed %d: %s", seed, framing)
			.isThrownBy(() -> reader.readFrame(framing))
			.matches((ex) -> !ex.isInsideFrame());
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void streamThatComesByteByByteGivesTheSameFrames(long seed) throws IOException {
		RandomFraming settings = new RandomFraming(new Random(seed));
		LengthFieldFraming framing = settings.framing();
		byte[] first = settings.frame();
		byte[] second = settings.frame();
		FrameReader reader = new FrameReader(ChunkSource.inBytes(Wire.join(first, second)), Wire.MAX_FRAME_SIZE);
		assertThat(reader.readFrame(framing)).as("first payload with seed %d: %s", seed, framing)
			.isEqualTo(settings.payload(first));
		assertThat(reader.buffered()).as("left over with seed %d: %s", seed, framing).isZero();
		assertThat(reader.readFrame(framing)).as("second payload with seed %d: %s", seed, framing)
			.isEqualTo(settings.payload(second));
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void payloadIsEncodedToTheFrameThatItCameIn(long seed) {
		RandomFraming settings = new RandomFraming(new Random(seed));
		LengthFieldFraming framing = settings.framing();
		byte[] frame = settings.frame();
		assertThat(Wire.encode(framing, settings.payload(frame))).as("frame with seed %d: %s", seed, framing)
			.isEqualTo(frame);
	}

}
