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

/**
 * A {@link LengthFieldFraming} with two lengths, the first padded and the second in
 * words.
 */
final class RandomTwoLengths implements RandomFraming {

	private static final int HEADER_SIZE = 12;

	private final Random random;

	RandomTwoLengths(Random random) {
		this.random = random;
	}

	@Override
	public Framing framing() {
		return LengthFieldFraming.builder()
			.offset(2)
			.adjustment(6)
			.padding(8)
			.secondField(8, 2, 4)
			.keepHeader(true)
			.build();
	}

	@Override
	public byte[] frame() {
		int first = RandomFraming.size(this.random);
		int second = this.random.nextInt(1000);
		int padded = (HEADER_SIZE + first + 7) / 8 * 8;
		byte[] frame = RandomFraming.bytes(this.random, padded + 4 * second);
		ByteBuffer.wrap(frame).putInt(2, first).putShort(8, (short) second);
		return frame;
	}

	@Override
	public byte[] payload(byte[] frame) {
		return frame;
	}

}
