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

import java.util.Locale;

/**
 * How the digits of a length stand on the wire, the most significant first, and filled up
 * with zeros in front. Nothing but digits is accepted where they are read: no sign, no
 * space.
 *
 * @see LengthFieldFraming.Builder#digits(LengthDigits, int)
 */
public enum LengthDigits {

	/**
	 * Decimal digits in ASCII: 123 in four bytes is {@code 30 31 32 33}.
	 */
	DECIMAL("a decimal digit", 10, '0'),

	/**
	 * Hexadecimal digits in ASCII: 123 in four bytes is {@code 30 30 37 62}. Written in
	 * lower case, read in either.
	 */
	HEXADECIMAL("a hexadecimal digit", 16, '0'),

	/**
	 * Hexadecimal digits in ASCII: 123 in four bytes is {@code 30 30 37 42}. Written in
	 * upper case, read in either.
	 */
	UPPER_CASE_HEXADECIMAL("a hexadecimal digit", 16, '0'),

	/**
	 * Binary-coded decimal, two digits in a byte: 123 in two bytes is {@code 01 23}.
	 */
	BCD("two BCD digits", 10, 0),

	/**
	 * Decimal digits in EBCDIC: 123 in four bytes is {@code f0 f1 f2 f3}.
	 */
	EBCDIC("an EBCDIC digit", 10, 0xf0);

	/** What fits into a {@code long}, whatever the radix. */
	static final int MAX_DIGITS = 15;

	private final String description;

	private final int radix;

	private final int zero;

	LengthDigits(String description, int radix, int zero) {
		this.description = description;
		this.radix = radix;
		this.zero = zero;
	}

	/**
	 * Return how large a length field of such digits may be.
	 * @return the largest size in bytes
	 */
	public int maxSize() {
		return MAX_DIGITS / digitsInByte();
	}

	static LengthDigits ofRadix(int radix) {
		return switch (radix) {
			case 10 -> DECIMAL;
			case 16 -> HEXADECIMAL;
			default -> throw new IllegalArgumentException("'radix' must be 10 or 16, but is " + radix);
		};
	}

	/**
	 * Look at a number.
	 * @param in where it stands
	 * @param index how many unread bytes stand before it
	 * @param size how many bytes it takes, all of which have been required
	 * @return the number
	 * @throws MalformedFrameException if not all of the bytes are digits
	 */
	long peek(FrameReader in, int index, int size) throws MalformedFrameException {
		long value = 0;
		for (int i = index; i < index + size; i++) {
			int number = numberIn(in.peek(i));
			if (number < 0) {
				throw in
					.malformed("its length has a byte %02x, which is not %s".formatted(in.peek(i), this.description));
			}
			value = value * baseOfByte() + number;
		}
		return value;
	}

	/**
	 * Write a number.
	 * @param value the number, not negative
	 * @param size how many bytes it is to take
	 * @param out where it goes
	 * @throws IllegalArgumentException if it does not fit
	 */
	void write(long value, int size, FrameWriter out) {
		String digits = Long.toString(value, this.radix);
		int count = size * digitsInByte();
		if (value < 0 || digits.length() > count) {
			throw new IllegalArgumentException("The number " + digits + " does not fit into " + count + " digits");
		}
		digits = "0".repeat(count - digits.length()) + digits;
		for (int i = 0; i < count; i += digitsInByte()) {
			out.writeByte(byteOf(digits, i));
		}
	}

	private int byteOf(String digits, int index) {
		return switch (this) {
			case DECIMAL, HEXADECIMAL -> digits.charAt(index);
			case UPPER_CASE_HEXADECIMAL -> Character.toUpperCase(digits.charAt(index));
			case EBCDIC -> this.zero + digits.charAt(index) - '0';
			case BCD -> (digits.charAt(index) - '0') << 4 | (digits.charAt(index + 1) - '0');
		};
	}

	private int numberIn(int value) {
		if (this == BCD) {
			int high = value >> 4;
			int low = value & 0xf;
			return (high <= 9 && low <= 9) ? 10 * high + low : -1;
		}
		if (value >= this.zero && value <= this.zero + 9) {
			return value - this.zero;
		}
		int letter = (value | 0x20) - 'a';
		return (this.radix == 16 && letter >= 0 && letter < 6) ? 10 + letter : -1;
	}

	private int digitsInByte() {
		return (this == BCD) ? 2 : 1;
	}

	private int baseOfByte() {
		return (this == BCD) ? 100 : this.radix;
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
