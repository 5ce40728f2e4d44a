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
import java.nio.ByteOrder;

import org.jspecify.annotations.Nullable;

/**
 * How a length is represented on the wire: as a binary number, in digits or as a varint.
 */
final class LengthNumber {

	private final int size;

	private final ByteOrder byteOrder;

	private final @Nullable LengthDigits digits;

	private final boolean varint;

	private LengthNumber(int size, ByteOrder byteOrder, @Nullable LengthDigits digits, boolean varint) {
		this.size = size;
		this.byteOrder = byteOrder;
		this.digits = digits;
		this.varint = varint;
	}

	static LengthNumber binary(int size, ByteOrder byteOrder) {
		return new LengthNumber(size, byteOrder, null, false);
	}

	static LengthNumber digits(LengthDigits digits, int size) {
		return new LengthNumber(size, ByteOrder.BIG_ENDIAN, digits, false);
	}

	static LengthNumber varint(int maxSize) {
		return new LengthNumber(maxSize, ByteOrder.LITTLE_ENDIAN, null, true);
	}

	LengthNumber withByteOrder(ByteOrder byteOrder) {
		return new LengthNumber(this.size, byteOrder, this.digits, this.varint);
	}

	boolean isVarint() {
		return this.varint;
	}

	boolean isBinary() {
		return this.digits == null && !this.varint;
	}

	ByteOrder byteOrder() {
		return this.byteOrder;
	}

	/**
	 * Returns how many bytes the largest number takes.
	 * @return the number of bytes
	 */
	int size() {
		return this.size;
	}

	/**
	 * Waits for all bytes up to the end of the number.
	 * @param in supplies the bytes
	 * @param index how many unread bytes come before it
	 * @return how many bytes it takes
	 * @throws MalformedFrameException if it does not end
	 * @throws IOException if the bytes cannot be read
	 */
	int require(FrameReader in, int index) throws IOException {
		if (this.varint) {
			return Varint.require(in, index, this.size);
		}
		in.require(index + this.size);
		return this.size;
	}

	/**
	 * Returns the number without reading it.
	 * @param in supplies the bytes
	 * @param index how many unread bytes come before it
	 * @param size how many bytes it takes
	 * @return the number; negative only if it is binary and has eight bytes
	 * @throws MalformedFrameException if the bytes are not a number
	 */
	long peek(FrameReader in, int index, int size) throws MalformedFrameException {
		if (this.digits != null) {
			return this.digits.peek(in, index, size);
		}
		return this.varint ? Varint.peek(in, index, size) : in.peekUnsigned(index, size, this.byteOrder);
	}

	/**
	 * Writes a number.
	 * @param number the number, not negative
	 * @param out receives the bytes
	 * @return how many bytes it takes
	 * @throws IllegalArgumentException if it does not fit
	 */
	int write(long number, FrameWriter out) {
		if (this.digits != null) {
			this.digits.write(number, this.size, out);
			return this.size;
		}
		if (!this.varint) {
			out.writeUnsigned(number, this.size, this.byteOrder);
			return this.size;
		}
		if (number > Varint.max(this.size)) {
			throw new IllegalArgumentException(
					"The number " + number + " does not fit into a varint of " + this.size + " bytes");
		}
		return Varint.write(number, out);
	}

	/**
	 * Reads the top bit of a number as its sign.
	 * @param number the number as it was read
	 * @return the signed number
	 */
	long signed(long number) {
		if (this.digits != null || this.varint) {
			return number;
		}
		int unused = Long.SIZE - 8 * this.size;
		return number << unused >> unused;
	}

	/**
	 * Describes a field.
	 * @param offset where it begins
	 * @return the field, in words
	 */
	String describe(int offset) {
		if (this.varint) {
			return "varint of at most " + this.size + " bytes at offset " + offset;
		}
		String order = (this.byteOrder == ByteOrder.BIG_ENDIAN) ? "big-endian" : "little-endian";
		return "length field of " + this.size + " bytes at offset " + offset + ", "
				+ ((this.digits != null) ? this.digits + " digits" : order);
	}

}
