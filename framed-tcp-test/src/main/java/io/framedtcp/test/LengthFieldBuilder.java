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

	int offset;

	int size = Integer.BYTES;

	LengthEncoding encoding = LengthEncoding.BINARY;

	ByteOrder byteOrder = ByteOrder.BIG_ENDIAN;

	int adjustment;

	byte[] marker = {};

	boolean keepHeader;

	boolean keepPrefix;

	byte[] markerBehind = {};

	int unit = 1;

	int padding = 1;

	int secondOffset;

	int secondSize;

	int secondUnit = 1;

	LengthFieldBuilder() {
	}

	private LengthFieldBuilder(LengthFieldBuilder other) {
		this.offset = other.offset;
		this.size = other.size;
		this.encoding = other.encoding;
		this.byteOrder = other.byteOrder;
		this.adjustment = other.adjustment;
		this.marker = other.marker;
		this.keepHeader = other.keepHeader;
		this.keepPrefix = other.keepPrefix;
		this.markerBehind = other.markerBehind;
		this.unit = other.unit;
		this.padding = other.padding;
		this.secondOffset = other.secondOffset;
		this.secondSize = other.secondSize;
		this.secondUnit = other.secondUnit;
	}

	/**
	 * Puts bytes before the length field. They are zeros behind the marker, unless the
	 * header is kept, and are ignored when read.
	 * @param offset their number, 0 by default
	 * @return this
	 */
	public LengthFieldBuilder offset(int offset) {
		this.offset = offset;
		return this;
	}

	/**
	 * Sets the size of the length field.
	 * @param size its bytes, 4 by default; at most 8 for a binary number, 7 for BCD and
	 * 15 for other digits
	 * @return this
	 */
	public LengthFieldBuilder size(int size) {
		this.size = size;
		return this;
	}

	/**
	 * Sets what the length field holds.
	 * @param encoding a binary number, which is the default, or digits
	 * @return this
	 */
	public LengthFieldBuilder encoding(LengthEncoding encoding) {
		this.encoding = encoding;
		return this;
	}

	/**
	 * Sets the byte order of a binary number.
	 * @param byteOrder big endian, which is the default, or little endian
	 * @return this
	 */
	public LengthFieldBuilder byteOrder(ByteOrder byteOrder) {
		this.byteOrder = byteOrder;
		return this;
	}

	/**
	 * Sets the number to add to the value of the field to get the number of bytes behind
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
	 * Begins each frame with certain bytes.
	 * @param marker the bytes, which must end before the length field
	 * @return this
	 */
	public LengthFieldBuilder marker(byte... marker) {
		this.marker = marker.clone();
		return this;
	}

	/**
	 * Makes the header part of the payload. A reply must have room for it; its marker and
	 * its length field are filled in.
	 * @param keepHeader whether to keep it; it is not kept by default
	 * @return this
	 */
	public LengthFieldBuilder keepHeader(boolean keepHeader) {
		this.keepHeader = keepHeader;
		return this;
	}

	/**
	 * Makes the bytes between the marker and the length field the beginning of the
	 * payload, such as a type.
	 * @param keepPrefix whether to keep them; they are not kept by default
	 * @return this
	 */
	public LengthFieldBuilder keepPrefix(boolean keepPrefix) {
		this.keepPrefix = keepPrefix;
		return this;
	}

	/**
	 * Puts certain bytes behind the length field, which counts them.
	 * @param markerBehind the bytes
	 * @return this
	 */
	public LengthFieldBuilder markerBehind(byte... markerBehind) {
		this.markerBehind = markerBehind.clone();
		return this;
	}

	/**
	 * Lets the length count other units than bytes.
	 * @param unit how many bytes one of the length counts, 1 by default
	 * @return this
	 */
	public LengthFieldBuilder unit(int unit) {
		this.unit = unit;
		return this;
	}

	/**
	 * Fill each frame up with zeros, which the length does not count.
	 * @param padding the number of bytes of which a frame has a multiple, 1 by default
	 * @return this
	 */
	public LengthFieldBuilder padding(int padding) {
		this.padding = padding;
		return this;
	}

	/**
	 * Adds a second length, a binary number that counts further bytes. The header must be
	 * kept, and nothing is filled in.
	 * @param offset the number of bytes before it
	 * @param size its size
	 * @param unit how many bytes one of it counts
	 * @return this
	 */
	public LengthFieldBuilder second(int offset, int size, int unit) {
		this.secondOffset = offset;
		this.secondSize = size;
		this.secondUnit = unit;
		return this;
	}

	/**
	 * Makes the framing.
	 * @return the framing
	 * @throws IllegalArgumentException if there is no such header
	 */
	public ServerFraming build() {
		require(this.offset >= 0, "A length field stands behind 0 bytes or more, not " + this.offset);
		require(this.size >= 1 && this.size <= this.encoding.maxSize(), "A length field that is " + this.encoding
				+ " has 1 to " + this.encoding.maxSize() + " bytes, not " + this.size);
		require(this.marker.length <= this.offset, "A marker of " + this.marker.length
				+ " bytes must end before the length field, which stands behind " + this.offset);
		require(this.unit > 0 && this.padding > 0 && this.secondUnit > 0, "A unit or a multiple has at least 1 byte");
		require(!this.keepPrefix || !this.keepHeader, "A header is kept as a whole or its prefix is");
		require(this.secondSize == 0 || this.keepHeader, "A header with a second length must be kept");
		LengthNumber number = number(this.size, this.encoding);
		LengthFieldBuilder settings = new LengthFieldBuilder(this);
		if (this.secondSize > 0 || (this.keepHeader && number.isVarint())) {
			return new WholeFrames(settings, number, number(this.secondSize, LengthEncoding.BINARY));
		}
		return new LengthFieldFrames(settings, number);
	}

	private LengthNumber number(int bytes, LengthEncoding meaning) {
		return new LengthNumber(bytes, meaning, this.byteOrder == ByteOrder.LITTLE_ENDIAN);
	}

	private static void require(boolean condition, String message) {
		if (!condition) {
			throw new IllegalArgumentException(message);
		}
	}

}
