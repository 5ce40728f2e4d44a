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
import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntUnaryOperator;

import io.framedtcp.internal.Checks;

/**
 * How the digits of a length are represented on the wire. The most significant digit
 * comes first. Short numbers are padded with zeros in front. When digits are read, signs
 * and spaces are refused.
 *
 * @see LengthFieldFraming.Builder#digits(LengthDigits, int)
 */
public enum LengthDigits {

	/**
	 * Decimal digits in ASCII: 123 in four bytes is {@code 30 31 32 33}.
	 */
	DECIMAL("a decimal digit", 1, 10, (number) -> '0' + number),

	/**
	 * Hexadecimal digits in ASCII: 123 in four bytes is {@code 30 30 37 62}. Written in
	 * lower case, read in either.
	 */
	HEXADECIMAL("a hexadecimal digit", 1, 16, (number) -> Character.forDigit(number, 16)),

	/**
	 * Hexadecimal digits in ASCII: 123 in four bytes is {@code 30 30 37 42}. Written in
	 * upper case, read in either.
	 */
	UPPER_CASE_HEXADECIMAL("a hexadecimal digit", 1, 16,
			(number) -> Character.toUpperCase(Character.forDigit(number, 16))),

	/**
	 * Binary-coded decimal, two digits in a byte: 123 in two bytes is {@code 01 23}.
	 */
	BCD("two BCD digits", 2, 100, (number) -> (number / 10) << 4 | (number % 10)),

	/**
	 * Decimal digits in EBCDIC: 123 in four bytes is {@code f0 f1 f2 f3}.
	 */
	EBCDIC("an EBCDIC digit", 1, 10, (number) -> 0xf0 + number);

	/** The most digits of a number. They fit into a {@code long} in every radix. */
	static final int MAX_DIGITS = 15;

	/** The bit that tells upper from lower case in ASCII. */
	private static final int CASE = 0x20;

	private final String description;

	private final int digitsInByte;

	/** How many values a byte can have. */
	private final int base;

	/** The byte for each value. */
	private final int[] bytes;

	/** The value of each byte, or -1. */
	private final int[] values = new int[256];

	LengthDigits(String description, int digitsInByte, int base, IntUnaryOperator byteOf) {
		this.description = description;
		this.digitsInByte = digitsInByte;
		this.base = base;
		this.bytes = new int[base];
		Arrays.fill(this.values, -1);
		for (int value = 0; value < base; value++) {
			this.bytes[value] = byteOf.applyAsInt(value);
			this.values[this.bytes[value]] = value;
			if (base == 16 && value > 9) {
				this.values[this.bytes[value] ^ CASE] = value;
			}
		}
	}

	/**
	 * Returns the largest size of a length field with such digits.
	 * @return the size in bytes
	 */
	public int maxSize() {
		return MAX_DIGITS / this.digitsInByte;
	}

	void checkSize(int size) {
		Checks.check(size >= 1 && size <= maxSize(),
				"'size' must be 1 to " + maxSize() + " bytes for " + this + " digits, but is " + size);
	}

	/**
	 * Reads a number.
	 * @param in supplies the bytes
	 * @param size how many bytes it takes
	 * @return the number
	 * @throws MalformedFrameException if one of the bytes is not a digit; it is refused
	 * without waiting for the others
	 * @throws IOException if the bytes cannot be read
	 */
	long read(FrameReader in, int size) throws IOException {
		checkSize(size);
		long number = 0;
		for (int i = 0; i < size; i++) {
			in.require(i + 1);
			number = append(number, in, i);
		}
		in.skip(size);
		return number;
	}

	/**
	 * Returns a number without reading it.
	 * @param in supplies the bytes
	 * @param index how many unread bytes come before it
	 * @param size its size in bytes; all of them must have been required
	 * @return the number
	 * @throws MalformedFrameException if not all of the bytes are digits
	 */
	long peek(FrameReader in, int index, int size) throws MalformedFrameException {
		long number = 0;
		for (int i = index; i < index + size; i++) {
			number = append(number, in, i);
		}
		return number;
	}

	/**
	 * Appends the digits of one more byte to a number.
	 * @param number the number so far
	 * @param in supplies the byte
	 * @param index how many unread bytes come before it
	 * @return the longer number
	 * @throws MalformedFrameException if the byte is not a digit
	 */
	long append(long number, FrameReader in, int index) throws MalformedFrameException {
		int value = this.values[in.peek(index)];
		if (value < 0) {
			throw in
				.malformed("its length has a byte %02x, which is not %s".formatted(in.peek(index), this.description));
		}
		return number * this.base + value;
	}

	/**
	 * Writes a number.
	 * @param number the number, not negative
	 * @param size the size of the field in bytes
	 * @param out receives the bytes
	 * @throws IllegalArgumentException if it does not fit
	 */
	void write(long number, int size, FrameWriter out) {
		int[] field = new int[size];
		long rest = number;
		for (int i = size - 1; i >= 0; i--) {
			field[i] = this.bytes[Math.floorMod(rest, this.base)];
			rest /= this.base;
		}
		if (number < 0 || rest > 0) {
			throw new IllegalArgumentException("The number " + Long.toString(number, (this.base == 16) ? 16 : 10)
					+ " does not fit into " + size * this.digitsInByte + " digits");
		}
		for (int value : field) {
			out.writeByte(value);
		}
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
