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

import java.nio.ByteOrder;

/**
 * Settings of frames with a length field. A whole frame takes offset + size + adjustment
 * + value of the field bytes. Used by one thread.
 */
public final class LengthFieldBuilder {

	private int offset;

	private int size = Integer.BYTES;

	private LengthEncoding encoding = LengthEncoding.BINARY;

	private ByteOrder byteOrder = ByteOrder.BIG_ENDIAN;

	private int adjustment;

	private byte[] marker = {};

	private boolean keepHeader;

	LengthFieldBuilder() {
	}

	/**
	 * Put bytes before the length field. They are zeros behind the marker, unless the
	 * header is kept, and are ignored when read.
	 * @param offset their number, 0 by default
	 * @return this
	 */
	public LengthFieldBuilder offset(int offset) {
		this.offset = offset;
		return this;
	}

	/**
	 * Set the size of the length field.
	 * @param size its bytes, 4 by default; at most 8 for a binary number, 7 for BCD and
	 * 15 for other digits
	 * @return this
	 */
	public LengthFieldBuilder size(int size) {
		this.size = size;
		return this;
	}

	/**
	 * Set what the length field holds.
	 * @param encoding a binary number, which is the default, or digits
	 * @return this
	 */
	public LengthFieldBuilder encoding(LengthEncoding encoding) {
		this.encoding = encoding;
		return this;
	}

	/**
	 * Set the byte order of a binary number.
	 * @param byteOrder big endian, which is the default, or little endian
	 * @return this
	 */
	public LengthFieldBuilder byteOrder(ByteOrder byteOrder) {
		this.byteOrder = byteOrder;
		return this;
	}

	/**
	 * Set the number to add to the value of the field to get the number of bytes behind
	 * it.
	 * @param adjustment 0 by default; negative for a field that counts itself, or the
	 * whole frame
	 * @return this
	 */
	public LengthFieldBuilder adjustment(int adjustment) {
		this.adjustment = adjustment;
		return this;
	}

	/**
	 * Begin each frame with certain bytes.
	 * @param marker the bytes, which must end before the length field
	 * @return this
	 */
	public LengthFieldBuilder marker(byte... marker) {
		this.marker = marker.clone();
		return this;
	}

	/**
	 * Make the header part of the payload. A reply must have room for it; its marker and
	 * its length field are filled in.
	 * @param keepHeader whether to keep it; it is not kept by default
	 * @return this
	 */
	public LengthFieldBuilder keepHeader(boolean keepHeader) {
		this.keepHeader = keepHeader;
		return this;
	}

	/**
	 * Make the framing.
	 * @return the framing
	 * @throws IllegalArgumentException if there is no such header
	 */
	public ServerFraming build() {
		require(this.offset >= 0, "A length field stands behind 0 bytes or more, not " + this.offset);
		require(this.size >= 1 && this.size <= this.encoding.maxSize(), "A length field that is " + this.encoding
				+ " has 1 to " + this.encoding.maxSize() + " bytes, not " + this.size);
		require(this.marker.length <= this.offset, "A marker of " + this.marker.length
				+ " bytes must end before the length field, which stands behind " + this.offset);
		LengthFieldHeader header = new LengthFieldHeader(this.offset, this.size, this.encoding,
				this.byteOrder == ByteOrder.LITTLE_ENDIAN, this.adjustment, this.marker);
		return this.keepHeader ? new KeptHeader(header) : header;
	}

	private static void require(boolean condition, String message) {
		if (!condition) {
			throw new IllegalArgumentException(message);
		}
	}

}
