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

package io.framedtcp.fuzz;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.framedtcp.internal.framing.EncodedFrame;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Any bytes, in any chunks, to any framing. The input is, in this order:
 * <ul>
 * <li>1 byte: the {@link FuzzedFraming}</li>
 * <li>3 bytes: the maximum frame size</li>
 * <li>1 byte: how many chunk sizes follow, modulo 8; 1 byte for each, see
 * {@link ChunkedWire}</li>
 * <li>1 byte: how many bytes to add to the stream, as an index of {@link #ADDITIONS}; a
 * 255 for {@link #LARGE_ADDITION}</li>
 * <li>the framing's settings</li>
 * <li>the rest: the stream</li>
 * </ul>
 * One method does all, since Jazzer fuzzes one in a JVM.
 */
class FramingFuzzTests {

	/** The fuzzer does not make long inputs, so long payloads are made here. */
	private static final int[] ADDITIONS = { 0, 1, 55, 63, 64, 65, 255, 256, 8183, 8191, 8192, 8193, 65_535, 65_536,
			131_071, 131_072, 131_073, 262_144 };

	/** Seldom, since it takes long: a frame that comes in several pieces. */
	private static final int LARGE_ADDITION = 1_200_000;

	private static final int MAX_MAX_FRAME_SIZE = 4 * 1024 * 1024;

	@FuzzTest
	void framing(byte[] bytes) throws IOException {
		FuzzInput input = new FuzzInput(bytes);
		int place = input.unsigned(1);
		if (place >= FuzzedFraming.values().length) {
			return;
		}
		int maxFrameSize = Math.max(1, Math.min(input.unsigned(3), MAX_MAX_FRAME_SIZE));
		byte[] chunkSizes = input.bytes(input.unsigned(1) % 8);
		int index = input.unsigned(1);
		int addition = (index == 255) ? LARGE_ADDITION : ADDITIONS[index % ADDITIONS.length];
		Specimen specimen = FuzzedFraming.values()[place].specimen(input);
		byte[] stream = withAddition(input.rest(), addition);
		decode(specimen, maxFrameSize, stream, chunkSizes);
		checkRoundTrip(specimen, maxFrameSize, stream, chunkSizes);
	}

	/**
	 * What is used for the first time takes memory for itself, so the first excess is not
	 * held against the decoder.
	 */
	private List<byte[]> decode(Specimen specimen, int maxFrameSize, byte[] stream, byte[] chunkSizes)
			throws IOException {
		DecodingCheck check = new DecodingCheck(specimen, maxFrameSize, stream, chunkSizes);
		List<byte[]> payloads = check.run();
		if (check.excess() > 0) {
			DecodingCheck again = new DecodingCheck(specimen, maxFrameSize, stream, chunkSizes);
			again.run();
			assertThat(again.excess()).as("bytes allocated beyond what the frame may take").isNotPositive();
		}
		return payloads;
	}

	private void checkRoundTrip(Specimen specimen, int maxFrameSize, byte[] payload, byte[] chunkSizes)
			throws IOException {
		Optional<byte[]> expected = specimen.reference().encode(payload, maxFrameSize);
		Optional<byte[]> frame = encode(specimen, payload, maxFrameSize);
		assertThat(frame.isPresent()).as("payload can be sent").isEqualTo(expected.isPresent());
		if (frame.isPresent()) {
			assertThat(frame.get()).as("frame").isEqualTo(expected.get());
			byte[] received = specimen.reference().received(payload, frame.get());
			byte[] twice = concat(frame.get(), frame.get());
			List<byte[]> payloads = decode(specimen, maxFrameSize, twice, chunkSizes);
			if (specimen.reference().isReadBack()) {
				assertThat(payloads).as("payloads of the frame, sent twice").containsExactly(received, received);
			}
		}
	}

	private Optional<byte[]> encode(Specimen specimen, byte[] payload, int maxFrameSize) {
		try {
			EncodedFrame encoded = EncodedFrame.of(payload, specimen.framing(), maxFrameSize);
			ByteBuffer frame = ByteBuffer.allocate(encoded.size());
			encoded.copyTo(frame);
			return Optional.of(frame.array());
		}
		catch (IllegalArgumentException ex) {
			return Optional.empty();
		}
	}

	private byte[] withAddition(byte[] bytes, int addition) {
		byte[] extended = Arrays.copyOf(bytes, bytes.length + addition);
		for (int i = bytes.length; i < extended.length; i++) {
			extended[i] = (byte) (7 + 31 * i + (i >> 8));
		}
		return extended;
	}

	private byte[] concat(byte[] first, byte[] second) {
		byte[] both = Arrays.copyOf(first, first.length + second.length);
		System.arraycopy(second, 0, both, first.length, second.length);
		return both;
	}

}
