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

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.framedtcp.internal.framing.EncodedFrame;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A frame goes out with one write, whatever the framing: an ordinary one as one buffer, a
 * larger one as a head, a body and a tail that are gathered.
 */
class FrameWritingTests {

	/** As a connection has it: a frame that fits is copied there and written at once. */
	private static final int WRITE_BUFFER_SIZE = 8 * 1024;

	@ParameterizedTest
	@MethodSource(RandomFramings.SEEDS)
	void ordinaryFrameFitsIntoTheWriteBufferAsAWhole(RandomFramings kind, long seed) {
		Random random = new Random(seed);
		RandomFraming settings = kind.with(random);
		byte[] frame = settings.frame();
		for (int i = 0; i < 1000 && frame.length > WRITE_BUFFER_SIZE; i++) {
			// Some settings, as a fixed size, have large frames only.
			settings = kind.with(random);
			frame = settings.frame();
		}
		EncodedFrame encoded = encode(settings, frame);
		ByteBuffer buffer = ByteBuffer.allocate(WRITE_BUFFER_SIZE);
		encoded.copyTo(buffer);
		assertThat(buffer.flip()).as("buffer with seed %d: %s", seed, settings.framing())
			.isEqualTo(ByteBuffer.wrap(frame));
		assertThat(encoded.size()).as("size with seed %d: %s", seed, settings.framing()).isEqualTo(frame.length);
	}

	@ParameterizedTest
	@MethodSource(RandomFramings.SEEDS)
	void frameOfAnySizeHasAtMostThreeParts(RandomFramings kind, long seed) {
		RandomFraming settings = kind.with(new Random(seed));
		byte[] frame = settings.frame();
		ByteBuffer[] parts = encode(settings, frame).toBuffers(Integer.MAX_VALUE);
		assertThat(parts).as("parts with seed %d: %s", seed, settings.framing()).hasSizeBetween(1, 3);
		assertThat(Stream.of(parts).mapToInt(ByteBuffer::remaining).sum()).isEqualTo(frame.length);
	}

	private static EncodedFrame encode(RandomFraming settings, byte[] frame) {
		return EncodedFrame.of(settings.payload(frame), settings.framing(), frame.length);
	}

}
