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

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.framedtcp.internal.framing.EncodedFrame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Frames so close to 2 GiB that a sum of sizes may be more than an int holds. Skipped
 * where the heap has no room for one array of that size.
 */
class LargestFrameTests {

	private static final int LARGEST = Integer.MAX_VALUE - 8;

	private static final int LENGTH_SIZE = 4;

	private static final int MAX_WRITE = 128 * 1024;

	private static final long HEAP_NEEDED = 3L << 30;

	@BeforeAll
	static void requireHeap() {
		assumeTrue(Runtime.getRuntime().maxMemory() >= HEAP_NEEDED, "the heap is too small");
	}

	@Test
	void largestFrameIsWrittenInPartsThatCoverIt() {
		byte[] payload = new byte[LARGEST - LENGTH_SIZE];
		EncodedFrame frame = EncodedFrame.of(payload, LengthFieldFraming.builder().build(), Integer.MAX_VALUE);
		assertThat(frame.size()).isEqualTo(LARGEST);
		ByteBuffer[] parts = frame.toBuffers(MAX_WRITE);
		long covered = 0;
		for (ByteBuffer part : parts) {
			assertThat(part.remaining()).isBetween(1, MAX_WRITE);
			covered += part.remaining();
		}
		assertThat(covered).isEqualTo(LARGEST);
		assertThat(parts).hasSize(1 + payload.length / MAX_WRITE + 1);
	}

	@Test
	void delimiterBehindTheLargestPayloadIsTooMuchAndSaysSo() {
		byte[] payload = new byte[LARGEST];
		byte[] delimiter = new byte[ByteSequences.MAX_SIZE];
		delimiter[0] = 1;
		assertThatIllegalArgumentException()
			.isThrownBy(() -> EncodedFrame.of(payload, DelimiterFraming.endingWith(delimiter), Integer.MAX_VALUE))
			.withMessage("A frame of 2147483767 bytes is over the maximum frame size of 2147483639 bytes"
					+ " (framed-tcp.max-frame-size)");
	}

}
