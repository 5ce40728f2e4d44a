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
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;

/**
 * A {@link LengthFieldFraming} with a binary field and random settings.
 */
final class RandomLengthField implements RandomFraming {

	private final Random random;

	private final int size;

	private final int offset;

	private final byte[] marker;

	private final ByteOrder byteOrder;

	private final int adjustment;

	private final boolean keepHeader;

	RandomLengthField(Random random) {
		this.random = random;
		this.size = 1 + random.nextInt(Long.BYTES);
		this.offset = random.nextInt(12);
		this.marker = new byte[random.nextInt(Math.min(this.offset, 4) + 1)];
		random.nextBytes(this.marker);
		this.byteOrder = (random.nextBoolean()) ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
		int[] adjustments = { 0, -this.size, -headerSize(), 12, 1 };
		this.adjustment = adjustments[random.nextInt(adjustments.length)];
		this.keepHeader = random.nextBoolean();
	}

	@Override
	public LengthFieldFraming framing() {
		return LengthFieldFraming.builder()
			.size(this.size)
			.offset(this.offset)
			.marker(this.marker)
			.byteOrder(this.byteOrder)
			.adjustment(this.adjustment)
			.keepHeader(this.keepHeader)
			.build();
	}

	@Override
	public byte[] frame() {
		int behindHeader = sizeBehindHeader();
		byte[] frame = new byte[headerSize() + behindHeader];
		this.random.nextBytes(frame);
		if (!this.keepHeader) {
			Arrays.fill(frame, 0, this.offset, (byte) 0);
		}
		System.arraycopy(this.marker, 0, frame, 0, this.marker.length);
		ByteBuffer field = ByteBuffer.allocate(Long.BYTES)
			.order(this.byteOrder)
			.putLong(behindHeader - this.adjustment);
		int unused = (this.byteOrder == ByteOrder.BIG_ENDIAN) ? Long.BYTES - this.size : 0;
		System.arraycopy(field.array(), unused, frame, this.offset, this.size);
		return frame;
	}

	@Override
	public byte[] payload(byte[] frame) {
		return Arrays.copyOfRange(frame, (this.keepHeader) ? 0 : headerSize(), frame.length);
	}

	private int sizeBehindHeader() {
		int wanted = RandomFraming.size(this.random);
		if (this.random.nextBoolean()) {
			wanted -= headerSize();
		}
		int longest = (this.size < 3) ? (1 << (8 * this.size)) - 1 + this.adjustment : Integer.MAX_VALUE;
		return Math.min(Math.max(wanted, Math.max(0, this.adjustment)), longest);
	}

	private int headerSize() {
		return this.offset + this.size;
	}

}
