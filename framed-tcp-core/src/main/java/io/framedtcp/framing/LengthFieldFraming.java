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
import java.util.Arrays;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Frames with a length field near their beginning: a binary number, or
 * {@linkplain Builder#digits digits}.
 * <p>
 * The header is everything up to the end of the length field. A whole frame takes
 * {@code offset + size + adjustment + value of the field} bytes. Some examples:
 * <table class="striped">
 * <caption>Settings for well-known protocols</caption> <thead>
 * <tr>
 * <th>Protocol</th>
 * <th>offset</th>
 * <th>size</th>
 * <th>adjustment</th>
 * </tr>
 * </thead> <tbody>
 * <tr>
 * <td>32-bit length, then the payload (the default)</td>
 * <td>0</td>
 * <td>4</td>
 * <td>0</td>
 * </tr>
 * <tr>
 * <td>a length that counts itself</td>
 * <td>0</td>
 * <td>4</td>
 * <td>-4</td>
 * </tr>
 * <tr>
 * <td>DNS over TCP (RFC 1035, section 4.2.2)</td>
 * <td>0</td>
 * <td>2</td>
 * <td>0</td>
 * </tr>
 * <tr>
 * <td>Modbus TCP</td>
 * <td>4</td>
 * <td>2</td>
 * <td>0</td>
 * </tr>
 * </tbody>
 * </table>
 * A frame is refused with a {@link MalformedFrameException} when read if its marker
 * differs, or its length is not a number, is negative, is too short for the adjustment,
 * or makes the frame larger than the maximum.
 * <p>
 * Immutable and safe for use by many threads.
 */
public final class LengthFieldFraming implements Framing {

	private final int offset;

	private final int size;

	private final ByteOrder byteOrder;

	private final @Nullable LengthDigits digits;

	private final int adjustment;

	private final byte[] marker;

	private final boolean keepHeader;

	private final int headerSize;

	private final long minLength;

	private final long maxLength;

	private LengthFieldFraming(Builder builder) {
		this.offset = builder.offset;
		this.size = builder.size;
		this.byteOrder = builder.byteOrder;
		this.digits = builder.digits;
		this.adjustment = builder.adjustment;
		this.marker = builder.marker;
		this.keepHeader = builder.keepHeader;
		this.headerSize = this.offset + this.size;
		this.minLength = Math.max(0, -(long) this.adjustment);
		this.maxLength = Integer.MAX_VALUE - Math.min(0L, this.adjustment);
	}

	/**
	 * Creates a builder. The default is a 32-bit big-endian length, then the payload.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	@Override
	public void encode(byte[] payload, FrameWriter out) {
		if (this.keepHeader && payload.length < this.headerSize) {
			throw new IllegalArgumentException("The payload of " + payload.length + " bytes must include its header of "
					+ this.headerSize + " bytes");
		}
		int behindHeader = this.keepHeader ? payload.length - this.headerSize : payload.length;
		long length = (long) behindHeader - this.adjustment;
		if (length < 0) {
			throw new IllegalArgumentException("A payload of " + payload.length
					+ " bytes is too short for a length adjustment of " + this.adjustment);
		}
		if (this.offset > 0) {
			out.writeBytes(this.marker);
			for (int i = this.marker.length; i < this.offset; i++) {
				out.writeByte(this.keepHeader ? payload[i] : 0);
			}
		}
		if (this.digits != null) {
			this.digits.write(length, this.size, out);
		}
		else {
			out.writeUnsigned(length, this.size, this.byteOrder);
		}
		out.writeBytes(payload, payload.length - behindHeader, behindHeader);
	}

	@Override
	public byte[] decode(FrameReader in) throws IOException {
		in.require(this.headerSize);
		for (int i = 0; i < this.marker.length; i++) {
			if (in.peek(i) != (this.marker[i] & 0xff)) {
				throw in.malformed("it does not begin with the marker " + ByteSequences.hex(this.marker));
			}
		}
		long length = (this.digits != null) ? this.digits.peek(in, this.offset, this.size)
				: in.peekUnsigned(this.offset, this.size, this.byteOrder);
		if (length < this.minLength || length > this.maxLength) {
			throw in.malformed("a length of " + fault(length));
		}
		long behindHeader = length + this.adjustment;
		if (this.keepHeader) {
			return in.readBytes(this.headerSize + behindHeader);
		}
		in.skip(this.headerSize);
		return in.readBytes(behindHeader);
	}

	int offset() {
		return this.offset;
	}

	int size() {
		return this.size;
	}

	ByteOrder byteOrder() {
		return this.byteOrder;
	}

	boolean isBinary() {
		return this.digits == null;
	}

	int adjustment() {
		return this.adjustment;
	}

	private String fault(long length) {
		if (length >= 0 && length < this.minLength) {
			return length + " is too short for a length adjustment of " + this.adjustment;
		}
		if (signed(length) >= 0) {
			return length + " is over any maximum";
		}
		return length + ((length > 0) ? " (signed: " + signed(length) + ")" : "") + " is negative";
	}

	private long signed(long length) {
		if (this.digits != null) {
			return length;
		}
		int unused = Long.SIZE - 8 * this.size;
		return length << unused >> unused;
	}

	private String notation() {
		if (this.digits != null) {
			return this.digits + " digits";
		}
		return (this.byteOrder == ByteOrder.BIG_ENDIAN) ? "big-endian" : "little-endian";
	}

	@Override
	public String toString() {
		return "length field of " + this.size + " bytes at offset " + this.offset + ", " + notation() + ", adjustment "
				+ this.adjustment + ((this.marker.length > 0) ? ", marker " + ByteSequences.hex(this.marker) : "")
				+ (this.keepHeader ? ", header kept" : ", header stripped");
	}

	/**
	 * Builder for {@link LengthFieldFraming}.
	 */
	public static final class Builder {

		private int offset;

		private int size = 4;

		private ByteOrder byteOrder = ByteOrder.BIG_ENDIAN;

		private @Nullable LengthDigits digits;

		private int adjustment;

		private byte[] marker = {};

		private boolean keepHeader;

		private Builder() {
		}

		/**
		 * Sets where the length field begins. If the header is kept, the caller sets the
		 * bytes between the marker and the field. Otherwise they are sent as zeros and
		 * ignored when read.
		 * @param offset bytes before the field; 0 by default
		 * @return this builder
		 */
		public Builder offset(int offset) {
			check(offset >= 0 && offset <= FrameReader.MAX_LOOK_AHEAD - Long.BYTES,
					"'offset' must be 0 to " + (FrameReader.MAX_LOOK_AHEAD - Long.BYTES) + ", but is " + offset);
			this.offset = offset;
			return this;
		}

		/**
		 * Sets the size of the length field, and makes it a binary number.
		 * @param size bytes, 1 to 8; 4 by default
		 * @return this builder
		 */
		public Builder size(int size) {
			check(size >= 1 && size <= Long.BYTES, "'size' must be 1 to 8 bytes, but is " + size);
			this.size = size;
			this.digits = null;
			return this;
		}

		/**
		 * Makes the length field hold digits instead of a binary number, as many ISO 8583
		 * servers and mainframes do. With {@code digits(LengthDigits.DECIMAL, 4)} the
		 * payload {@code Hi} goes over the wire as {@code 30 30 30 32 48 69}, with
		 * {@code digits(LengthDigits.BCD, 2)} as {@code 00 02 48 69}. The byte order does
		 * not matter then.
		 * @param digits their representation
		 * @param size how many bytes they take: 1 to 15, or 1 to 7 for BCD, which has two
		 * digits in a byte
		 * @return this builder
		 */
		public Builder digits(LengthDigits digits, int size) {
			Objects.requireNonNull(digits, "'digits' must not be null");
			digits.checkSize(size);
			this.digits = digits;
			this.size = size;
			return this;
		}

		/**
		 * Sets the byte order of the length field.
		 * @param byteOrder the order; big-endian by default
		 * @return this builder
		 */
		public Builder byteOrder(ByteOrder byteOrder) {
			this.byteOrder = Objects.requireNonNull(byteOrder, "'byteOrder' must not be null");
			return this;
		}

		/**
		 * Sets the number to add to the value of the field to get the number of bytes
		 * behind it. It is negative for a field that counts itself (minus its size) or
		 * the whole frame (minus offset and size).
		 * @param adjustment bytes; 0 by default
		 * @return this builder
		 */
		public Builder adjustment(int adjustment) {
			this.adjustment = adjustment;
			return this;
		}

		/**
		 * Sets magic bytes at the beginning of each frame. They are written with each
		 * frame and checked when one is read, so that a stream out of step is noticed at
		 * once.
		 * @param marker the bytes; they must end before the length field; none by default
		 * @return this builder
		 */
		public Builder marker(byte... marker) {
			this.marker = Arrays.copyOf(marker, marker.length);
			return this;
		}

		/**
		 * Makes the header part of the payload. Payloads that are read include it.
		 * Payloads that are written must have room for it; the length field and the
		 * marker are filled in.
		 * @param keepHeader {@code true} to keep it; {@code false}, to strip it, is the
		 * default
		 * @return this builder
		 */
		public Builder keepHeader(boolean keepHeader) {
			this.keepHeader = keepHeader;
			return this;
		}

		/**
		 * Builds the framing.
		 * @return the framing
		 * @throws IllegalArgumentException if the marker overlaps the length field, or
		 * the field ends behind the look-ahead
		 */
		public LengthFieldFraming build() {
			check(this.offset + this.size <= FrameReader.MAX_LOOK_AHEAD, "The length field must end within the first "
					+ FrameReader.MAX_LOOK_AHEAD + " bytes, but ends at " + (this.offset + this.size));
			check(this.marker.length <= this.offset, "'marker' of " + this.marker.length
					+ " bytes must end before the length field at offset " + this.offset);
			return new LengthFieldFraming(this);
		}

		private static void check(boolean condition, String message) {
			if (!condition) {
				throw new IllegalArgumentException(message);
			}
		}

	}

}
