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

package io.framedtcp.test;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A header that is just the number of payload bytes.
 */
final class LengthField implements FrameFormat {

	/**
	 * What a server speaks if it is not told otherwise: 32 bits, big endian.
	 */
	static final FrameFormat DEFAULT = new LengthField(Integer.BYTES, ByteOrder.BIG_ENDIAN);

	private final int size;

	private final ByteOrder byteOrder;

	LengthField(int size, ByteOrder byteOrder) {
		if (size < 1 || size > Long.BYTES) {
			throw new IllegalArgumentException("A length field has 1 to 8 bytes, not " + size);
		}
		this.size = size;
		this.byteOrder = byteOrder;
	}

	@Override
	public int headerLength() {
		return this.size;
	}

	@Override
	public long payloadLength(byte[] header) {
		byte[] whole = new byte[Long.BYTES];
		System.arraycopy(header, 0, whole, lowestBytes(), this.size);
		return ByteBuffer.wrap(whole).order(this.byteOrder).getLong();
	}

	@Override
	public byte[] header(long payloadLength) {
		byte[] whole = ByteBuffer.allocate(Long.BYTES).order(this.byteOrder).putLong(payloadLength).array();
		return Arrays.copyOfRange(whole, lowestBytes(), lowestBytes() + this.size);
	}

	private int lowestBytes() {
		return (this.byteOrder == ByteOrder.BIG_ENDIAN) ? Long.BYTES - this.size : 0;
	}

}
