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

import io.framedtcp.internal.Checks;

/**
 * Writes and reads the parts of a frame with a length field.
 */
final class LengthFieldLayout {

	static final byte[] NONE = {};

	private final LengthNumber number;

	private final int offset;

	private final int unit;

	private final int adjustment;

	private final byte[] marker;

	private final byte[] markerBehind;

	private final boolean keepHeader;

	/** How many bytes before the field belong to the payload. */
	private final int prefixSize;

	private final int padding;

	private final @Nullable SecondLength second;

	private final ByteOrder byteOrder;

	/** Whether payloads are frames as they are on the wire, with nothing filled in. */
	private final boolean whole;

	private final long minLength;

	private final long maxLength;

	LengthFieldLayout(LengthFieldFraming.Builder builder) {
		this.number = builder.number.withByteOrder(builder.byteOrder);
		this.offset = builder.offset;
		this.unit = builder.unit;
		this.adjustment = builder.adjustment;
		this.marker = builder.marker;
		this.markerBehind = builder.markerBehind;
		this.keepHeader = builder.keepHeader;
		this.prefixSize = builder.keepPrefix ? this.offset - this.marker.length : 0;
		this.padding = builder.padding;
		this.second = builder.second;
		this.byteOrder = builder.byteOrder;
		this.whole = this.keepHeader && (this.number.isVarint() || this.second != null);
		long leastCounted = Math.max(0, -(long) this.adjustment);
		this.minLength = (leastCounted + this.unit - 1) / this.unit;
		this.maxLength = (Integer.MAX_VALUE - Math.min(0L, this.adjustment)) / this.unit;
		requireApart(builder.keepPrefix);
	}

	private void requireApart(boolean keepPrefix) {
		int end = this.offset + this.number.size();
		int headerSize = end + this.markerBehind.length;
		Checks.check(headerSize <= FrameReader.MAX_LOOK_AHEAD, "The length field must end within the first "
				+ FrameReader.MAX_LOOK_AHEAD + " bytes, but ends at " + headerSize);
		Checks.check(this.marker.length <= this.offset, "'marker' of " + this.marker.length
				+ " bytes must end before the length field at offset " + this.offset);
		Checks.check(!keepPrefix || !this.keepHeader, "'keepPrefix' and 'keepHeader' exclude each other");
		Checks.check(!keepPrefix || this.marker.length < this.offset,
				"'keepPrefix' needs bytes between the marker and the length field at offset " + this.offset);
		if (this.second != null) {
			Checks.check(this.keepHeader && !this.number.isVarint(),
					"A second length field needs a header that is kept, and no varint");
			Checks.check(this.second.end() <= this.offset || this.second.offset() >= end,
					"The second length field at offset " + this.second.offset() + " overlaps the first");
			Checks.check(this.second.offset() >= this.marker.length,
					"The second length field at offset " + this.second.offset() + " overlaps the marker");
		}
	}

	LengthNumber number() {
		return this.number;
	}

	/**
	 * Returns whether a frame is a binary length and the payload.
	 * @return {@code false} if a frame has other parts
	 */
	boolean isPlain() {
		return this.offset == 0 && this.number.isBinary() && this.number.size() < Long.BYTES && this.unit == 1
				&& this.padding <= 1 && this.second == null && !this.keepHeader && this.markerBehind.length == 0;
	}

	int offset() {
		return this.offset;
	}

	int adjustment() {
		return this.adjustment;
	}

	void encode(byte[] payload, FrameWriter out) {
		if (this.whole) {
			FrameCopy.requireOne(payload, "a frame with its header", this::passWhole);
			out.writeBytes(payload);
			return;
		}
		int lead = leadOf(payload);
		int rest = payload.length - lead;
		long behindHeader = (long) this.markerBehind.length + rest;
		long length = length(payload, behindHeader);
		if (this.offset > 0) {
			out.writeBytes(this.marker);
			for (int i = this.marker.length; i < this.offset; i++) {
				out.writeByte((lead > 0) ? payload[this.keepHeader ? i : i - this.marker.length] : 0);
			}
		}
		int size = this.number.write(length, out);
		if (this.markerBehind.length > 0) {
			out.writeBytes(this.markerBehind);
		}
		out.writeBytes(payload, lead, rest);
		for (int i = paddingBehind(this.offset + size + behindHeader); i > 0; i--) {
			out.writeByte(0);
		}
	}

	/**
	 * Returns how many bytes of a payload belong to the header, its markers included.
	 * @param payload the payload
	 * @return the number of bytes at its beginning
	 * @throws IllegalArgumentException if the payload is shorter
	 */
	private int leadOf(byte[] payload) {
		int lead = this.keepHeader ? this.offset + this.number.size() + this.markerBehind.length : this.prefixSize;
		if (payload.length < lead) {
			throw new IllegalArgumentException("The payload of " + payload.length + " bytes must include "
					+ (this.keepHeader ? "its header of " : "what stands before its length, ") + lead + " bytes");
		}
		return lead;
	}

	private long length(byte[] payload, long behindHeader) {
		long counted = behindHeader - this.adjustment;
		if (counted < 0) {
			throw new IllegalArgumentException("A payload of " + payload.length
					+ " bytes is too short for a length adjustment of " + this.adjustment);
		}
		if (counted % this.unit != 0) {
			throw new IllegalArgumentException("A payload of " + payload.length + " bytes would take a length of "
					+ counted + " bytes, which is not a whole number of units of " + this.unit + " bytes");
		}
		return counted / this.unit;
	}

	byte[] decode(FrameReader in) throws IOException {
		if (this.whole) {
			return FrameCopy.read(in, this::passWhole);
		}
		int headerSize = requireHeader(in);
		long behindHeader = sizeBehind(in, headerSize);
		requireMarkerBehind(in, headerSize, behindHeader);
		int padding = paddingBehind(headerSize + behindHeader);
		if (padding > 0) {
			in.checkRoom(headerSize + behindHeader + padding);
		}
		byte[] payload = this.keepHeader ? in.readBytes(headerSize + behindHeader)
				: readStripped(in, headerSize, behindHeader);
		in.discard(padding);
		return payload;
	}

	private byte[] readStripped(FrameReader in, int headerSize, long behindHeader) throws IOException {
		byte[] prefix = NONE;
		if (this.prefixSize > 0) {
			in.skip(this.marker.length);
			prefix = in.readBytes(this.prefixSize);
			in.skip(headerSize - this.offset + this.markerBehind.length);
		}
		else {
			in.skip(headerSize + this.markerBehind.length);
		}
		byte[] rest = in.readBytes(behindHeader - this.markerBehind.length);
		if (prefix.length == 0) {
			return rest;
		}
		ByteAccumulator payload = new ByteAccumulator();
		payload.add(prefix);
		payload.add(rest);
		return payload.join();
	}

	private void passWhole(FrameReader in, FrameCopy copy) throws IOException {
		int headerSize = requireHeader(in);
		long size = headerSize + sizeBehind(in, headerSize);
		size += paddingBehind(size);
		if (this.second != null) {
			in.checkRoom(size);
			size += this.second.bytes(in, this.byteOrder);
			if (size < this.second.end()) {
				throw in
					.malformed("its two lengths make it shorter than its header of " + this.second.end() + " bytes");
			}
		}
		requireMarkerBehind(in, headerSize, size - headerSize);
		copy.pass(in, size);
	}

	private int requireHeader(FrameReader in) throws IOException {
		int headerSize = this.offset + this.number.require(in, this.offset);
		if (!isThere(in, 0, this.marker)) {
			throw in.malformed("it does not begin with the marker " + ByteSequences.hex(this.marker));
		}
		return headerSize;
	}

	private long sizeBehind(FrameReader in, int headerSize) throws IOException {
		long length = this.number.peek(in, this.offset, headerSize - this.offset);
		if (length < this.minLength || length > this.maxLength) {
			throw in.malformed("a length of " + fault(length));
		}
		return length * this.unit + this.adjustment;
	}

	private void requireMarkerBehind(FrameReader in, int headerSize, long behindHeader) throws IOException {
		int size = this.markerBehind.length;
		if (size == 0) {
			return;
		}
		if (behindHeader < size) {
			throw in.malformed("its length leaves " + behindHeader + " bytes for the marker "
					+ ByteSequences.hex(this.markerBehind) + " behind it");
		}
		in.checkRoom(headerSize + behindHeader);
		in.require(headerSize + size);
		if (!isThere(in, headerSize, this.markerBehind)) {
			throw in.malformed("the marker " + ByteSequences.hex(this.markerBehind) + " does not follow its length");
		}
	}

	private static boolean isThere(FrameReader in, int index, byte[] marker) {
		for (int i = 0; i < marker.length; i++) {
			if (in.peek(index + i) != (marker[i] & 0xff)) {
				return false;
			}
		}
		return true;
	}

	private int paddingBehind(long size) {
		return (this.padding > 1) ? Math.floorMod(-size, this.padding) : 0;
	}

	private String fault(long length) {
		if (length >= 0 && length < this.minLength) {
			return length + " is too short for a length adjustment of " + this.adjustment;
		}
		long signed = this.number.signed(length);
		if (signed >= 0) {
			return length + " is over any maximum";
		}
		return length + ((length > 0) ? " (signed: " + signed + ")" : "") + " is negative";
	}

	@Override
	public String toString() {
		return this.number.describe(this.offset) + ", adjustment " + this.adjustment
				+ ((this.unit > 1) ? ", in units of " + this.unit + " bytes" : "")
				+ ((this.second != null) ? ", " + this.second : "")
				+ ((this.padding > 1) ? ", padded to a multiple of " + this.padding + " bytes" : "")
				+ ((this.marker.length > 0) ? ", marker " + ByteSequences.hex(this.marker) : "")
				+ ((this.markerBehind.length > 0) ? ", behind it " + ByteSequences.hex(this.markerBehind) : "")
				+ (this.keepHeader ? ", header kept" : ", header stripped")
				+ ((this.prefixSize > 0) ? " but for " + this.prefixSize + " bytes before the field" : "");
	}

}
