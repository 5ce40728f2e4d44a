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

import java.io.IOException;

/**
 * What a length field holds: a binary number, digits or a varint.
 *
 * @see LengthFieldBuilder#encoding(LengthEncoding)
 */
public enum LengthEncoding {

	/**
	 * A binary number.
	 */
	BINARY(256, Long.BYTES),

	/**
	 * Decimal digits in ASCII.
	 */
	DECIMAL(10, 15),

	/**
	 * Hexadecimal digits in ASCII, written in lower case and read in either.
	 */
	HEXADECIMAL(16, 15),

	/**
	 * Hexadecimal digits in ASCII, written in upper case and read in either.
	 */
	UPPER_CASE_HEXADECIMAL(16, 15),

	/**
	 * Binary-coded decimal, two digits in a byte.
	 */
	BCD(100, 7),

	/**
	 * Decimal digits in EBCDIC.
	 */
	EBCDIC(10, 15),

	/**
	 * A varint: seven bits in a byte, the lowest first, of which each byte but the last
	 * has its top bit set. The size is the most that it may have.
	 */
	VARINT(128, Long.BYTES);

	private final int base;

	private final int maxSize;

	LengthEncoding(int base, int maxSize) {
		this.base = base;
		this.maxSize = maxSize;
	}

	int base() {
		return this.base;
	}

	int maxSize() {
		return this.maxSize;
	}

	int number(int code) throws IOException {
		int number = switch (this) {
			case BINARY -> code;
			case VARINT -> code % this.base;
			case DECIMAL, HEXADECIMAL, UPPER_CASE_HEXADECIMAL -> Character.digit(code, this.base);
			case EBCDIC -> code - 0xf0;
			case BCD -> ((code & 0xf) < 10) ? (code >> 4) * 10 + (code & 0xf) : -1;
		};
		if (number < 0 || number >= this.base) {
			throw new IOException("A length has digits, and no byte " + code);
		}
		return number;
	}

	int code(int number) {
		return switch (this) {
			case BINARY, VARINT -> number;
			case DECIMAL, HEXADECIMAL -> Character.forDigit(number, this.base);
			case UPPER_CASE_HEXADECIMAL -> Character.toUpperCase(Character.forDigit(number, this.base));
			case EBCDIC -> 0xf0 + number;
			case BCD -> number / 10 << 4 | number % 10;
		};
	}

}
