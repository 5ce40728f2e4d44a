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

package io.framedtcp.autoconfigure;

import java.nio.ByteOrder;

import org.jspecify.annotations.Nullable;

import io.framedtcp.framing.LengthDigits;
import io.framedtcp.framing.LengthFieldFraming;

/**
 * Properties of the framing by a binary length field. A whole frame takes offset + size +
 * adjustment + value of the field bytes.
 */
public class LengthFieldProperties {

	/**
	 * Bytes before the length field.
	 */
	private int offset;

	/**
	 * Size of the length field in bytes: 1 to 8 for a binary number, 1 to 15 for digits,
	 * 1 to 7 for BCD.
	 */
	private int size = 4;

	/**
	 * What the length field holds: a binary number, or digits.
	 */
	private Encoding encoding = Encoding.BINARY;

	/**
	 * Byte order of the length field, if it holds a binary number.
	 */
	private Order byteOrder = Order.BIG_ENDIAN;

	/**
	 * What to add to the value of the field to get the number of bytes behind it.
	 * Negative for a field that counts itself or the whole frame.
	 */
	private int adjustment;

	/**
	 * Magic bytes that each frame begins with, as hexadecimal digits, in YAML in
	 * quotation marks. They must end before the length field.
	 */
	private @Nullable String marker;

	/**
	 * Whether the header is part of the payload.
	 */
	private boolean keepHeader;

	public int getOffset() {
		return this.offset;
	}

	public void setOffset(int offset) {
		this.offset = offset;
	}

	public int getSize() {
		return this.size;
	}

	public void setSize(int size) {
		this.size = size;
	}

	public Encoding getEncoding() {
		return this.encoding;
	}

	public void setEncoding(Encoding encoding) {
		this.encoding = encoding;
	}

	public Order getByteOrder() {
		return this.byteOrder;
	}

	public void setByteOrder(Order byteOrder) {
		this.byteOrder = byteOrder;
	}

	public int getAdjustment() {
		return this.adjustment;
	}

	public void setAdjustment(int adjustment) {
		this.adjustment = adjustment;
	}

	public @Nullable String getMarker() {
		return this.marker;
	}

	public void setMarker(@Nullable String marker) {
		this.marker = marker;
	}

	public boolean isKeepHeader() {
		return this.keepHeader;
	}

	public void setKeepHeader(boolean keepHeader) {
		this.keepHeader = keepHeader;
	}

	/**
	 * Byte order, in a form that properties can name.
	 */
	public enum Order {

		/**
		 * The most significant byte comes first: network byte order.
		 */
		BIG_ENDIAN(ByteOrder.BIG_ENDIAN),

		/**
		 * The least significant byte comes first.
		 */
		LITTLE_ENDIAN(ByteOrder.LITTLE_ENDIAN);

		private final ByteOrder byteOrder;

		Order(ByteOrder byteOrder) {
			this.byteOrder = byteOrder;
		}

		ByteOrder toByteOrder() {
			return this.byteOrder;
		}

	}

	/**
	 * What a length field may hold.
	 */
	public enum Encoding {

		/**
		 * A binary number.
		 */
		BINARY(null),

		/**
		 * Decimal digits in ASCII.
		 */
		DECIMAL(LengthDigits.DECIMAL),

		/**
		 * Hexadecimal digits in ASCII, written in lower case and read in either.
		 */
		HEXADECIMAL(LengthDigits.HEXADECIMAL),

		/**
		 * Hexadecimal digits in ASCII, written in upper case and read in either.
		 */
		UPPER_CASE_HEXADECIMAL(LengthDigits.UPPER_CASE_HEXADECIMAL),

		/**
		 * Binary-coded decimal, two digits in a byte.
		 */
		BCD(LengthDigits.BCD),

		/**
		 * Decimal digits in EBCDIC.
		 */
		EBCDIC(LengthDigits.EBCDIC);

		private final @Nullable LengthDigits digits;

		Encoding(@Nullable LengthDigits digits) {
			this.digits = digits;
		}

		int maxSize() {
			return (this.digits != null) ? this.digits.maxSize() : Long.BYTES;
		}

		LengthFieldFraming.Builder applyTo(LengthFieldFraming.Builder builder, int size) {
			return (this.digits != null) ? builder.digits(this.digits, size) : builder.size(size);
		}

	}

}
