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

package io.framedtcp.spi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

/**
 * The id by which the reply to a request is found: bytes. Immutable.
 */
public final class CorrelationKey {

	private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

	/** Stand for the head of a short key, and say how many bytes the tail has. */
	private static final byte[][] SHORT = new byte[Long.BYTES + 1][0];

	/** The last bytes, up to eight: most ids need no array. */
	private final long tail;

	/** The bytes before those. There are two keys for each call, so this is all. */
	private final byte[] head;

	private CorrelationKey(byte[] payload, int offset, int length) {
		int headLength = length - Long.BYTES;
		this.tail = (headLength >= 0) ? (long) LONG.get(payload, offset + headLength) : bits(payload, offset, length);
		this.head = (headLength > 0) ? Arrays.copyOfRange(payload, offset, offset + headLength) : SHORT[length];
	}

	private static long bits(byte[] payload, int offset, int length) {
		long bits = 0;
		for (int i = offset; i < offset + length; i++) {
			bits = (bits << Byte.SIZE) | (payload[i] & 0xff);
		}
		return bits;
	}

	/**
	 * Takes a key from a payload.
	 * @param payload the payload
	 * @param offset index of the key's first byte
	 * @param length how many bytes it has
	 * @return the key
	 * @throws IndexOutOfBoundsException if the payload is shorter
	 */
	public static CorrelationKey of(byte[] payload, int offset, int length) {
		if (offset < 0 || length < 0 || length > payload.length - offset) {
			throw new IndexOutOfBoundsException(
					"No " + length + " bytes at offset " + offset + " of a payload of " + payload.length + " bytes");
		}
		return new CorrelationKey(payload, offset, length);
	}

	/**
	 * Takes a key.
	 * @param bytes all bytes of the key
	 * @return the key
	 */
	public static CorrelationKey of(byte... bytes) {
		return new CorrelationKey(bytes, 0, bytes.length);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof CorrelationKey key && this.tail == key.tail
				&& (this.head == key.head || (this.head.length > 0 && Arrays.equals(this.head, key.head)));
	}

	@Override
	public int hashCode() {
		return 31 * Long.hashCode(this.tail) + Arrays.hashCode(this.head);
	}

	private int length() {
		if (this.head.length > 0) {
			return this.head.length + Long.BYTES;
		}
		int length = 0;
		while (SHORT[length] != this.head) {
			length++;
		}
		return length;
	}

	/**
	 * Returns the bytes for people to read.
	 * @return pairs of hexadecimal digits
	 */
	@Override
	public String toString() {
		byte[] bytes = Arrays.copyOf(this.head, length());
		for (int i = bytes.length - 1, shift = 0; i >= this.head.length; i--, shift += Byte.SIZE) {
			bytes[i] = (byte) (this.tail >>> shift);
		}
		return HexFormat.ofDelimiter(" ").formatHex(bytes);
	}

}
