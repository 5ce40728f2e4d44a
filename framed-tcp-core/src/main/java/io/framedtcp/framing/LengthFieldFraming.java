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

import io.framedtcp.internal.Checks;

/**
 * Frames with a length field near their beginning: a binary number,
 * {@linkplain Builder#digits digits} or a {@linkplain Builder#varint varint}.
 * <p>
 * The header is everything up to the end of the length field. A whole frame takes
 * {@code offset + size + adjustment + value of the field} bytes. Padding and a second
 * field add to that, if set. Some examples:
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

	/** The largest unit of a length, in bytes. */
	public static final int MAX_UNIT = 65_536;

	/** The largest number of bytes that frames may be padded to a multiple of. */
	public static final int MAX_PADDING = 4096;

	private final LengthFieldLayout layout;

	/** Whether a binary length stands before the payload, and nothing else. */
	private final boolean plain;

	private final int size;

	private final int adjustment;

	private final ByteOrder byteOrder;

	private LengthFieldFraming(Builder builder) {
		this.layout = new LengthFieldLayout(builder);
		this.plain = this.layout.isPlain();
		this.size = this.layout.number().size();
		this.adjustment = this.layout.adjustment();
		this.byteOrder = this.layout.number().byteOrder();
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
		long length = (long) payload.length - this.adjustment;
		if (this.plain && length >= 0) {
			out.writeUnsigned(length, this.size, this.byteOrder);
			out.writeBytes(payload, 0, payload.length);
		}
		else {
			this.layout.encode(payload, out);
		}
	}

	@Override
	public byte[] decode(FrameReader in) throws IOException {
		// What most protocols have takes the short way; the other explains what is wrong.
		if (this.plain) {
			in.require(this.size);
			long payloadSize = in.peekUnsigned(0, this.size, this.byteOrder) + this.adjustment;
			if (payloadSize >= 0 && payloadSize <= Integer.MAX_VALUE) {
				in.skip(this.size);
				return in.readBytes(payloadSize);
			}
		}
		return this.layout.decode(in);
	}

	int offset() {
		return this.layout.offset();
	}

	int adjustment() {
		return this.adjustment;
	}

	int size() {
		return this.size;
	}

	ByteOrder byteOrder() {
		return this.byteOrder;
	}

	boolean isBinary() {
		return this.layout.number().isBinary();
	}

	@Override
	public String toString() {
		return this.layout.toString();
	}

	/**
	 * Builder for {@link LengthFieldFraming}.
	 */
	public static final class Builder {

		LengthNumber number = LengthNumber.binary(Integer.BYTES, ByteOrder.BIG_ENDIAN);

		int offset;

		ByteOrder byteOrder = ByteOrder.BIG_ENDIAN;

		int unit = 1;

		int adjustment;

		byte[] marker = LengthFieldLayout.NONE;

		byte[] markerBehind = LengthFieldLayout.NONE;

		boolean keepHeader;

		boolean keepPrefix;

		int padding = 1;

		@Nullable SecondLength second;

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
			checkOffset(offset);
			this.offset = offset;
			return this;
		}

		/**
		 * Sets the size of the length field, and makes it a binary number.
		 * @param size bytes, 1 to 8; 4 by default
		 * @return this builder
		 */
		public Builder size(int size) {
			checkSize(size);
			this.number = LengthNumber.binary(size, this.byteOrder);
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
			this.number = LengthNumber.digits(digits, size);
			return this;
		}

		/**
		 * Makes the length field a varint, as in {@link VarintFraming}, of as many bytes
		 * as the number takes. MQTT has one of up to four bytes behind a type:
		 * {@code varint(4).offset(1).keepPrefix(true)} sends the payload {@code 10 48 69}
		 * as {@code 10 02 48 69}.
		 * @param maxSize the most bytes it may take, 1 to 8
		 * @return this builder
		 */
		public Builder varint(int maxSize) {
			Checks.check(maxSize >= 1 && maxSize <= Varint.MAX_SIZE,
					"'maxSize' must be 1 to " + Varint.MAX_SIZE + " bytes, but is " + maxSize);
			this.number = LengthNumber.varint(maxSize);
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
		 * Sets how many bytes one of the length counts: 4 where it is in words of 32
		 * bits. A payload that would take a part of a unit is refused.
		 * @param unit bytes, 1 to 65536; 1 by default
		 * @return this builder
		 */
		public Builder unit(int unit) {
			this.unit = checkUnit(unit);
			return this;
		}

		/**
		 * Makes the frame take as many bytes more as a second, binary length in the
		 * header says. The header must be {@linkplain #keepHeader(boolean) kept}. The
		 * caller sets both lengths: a payload is refused when written if their sum is not
		 * its size. FastCGI counts the padding so:
		 * {@code offset(4).size(2).adjustment(2)} and {@code secondField(6, 1, 1)}.
		 * @param offset bytes before the second field; it may stand before the first one
		 * @param size its size, 1 to 8 bytes; its byte order is that of the first
		 * @param unit how many bytes one of it counts, 1 to 65536
		 * @return this builder
		 */
		public Builder secondField(int offset, int size, int unit) {
			checkOffset(offset);
			checkSize(size);
			this.second = new SecondLength(offset, size, checkUnit(unit));
			return this;
		}

		/**
		 * Fills each frame up with zeros, which the length does not count and the payload
		 * does not include. If the payload is the frame as it is on the wire, as with a
		 * {@linkplain #secondField second field}, it includes them. With a second field
		 * it is the part counted by the first one that is filled up, header included.
		 * @param multiple a frame takes a multiple of so many bytes, 1 to 4096; 1 by
		 * default
		 * @return this builder
		 */
		public Builder padding(int multiple) {
			Checks.check(multiple >= 1 && multiple <= MAX_PADDING,
					"'multiple' must be 1 to " + MAX_PADDING + " bytes, but is " + multiple);
			this.padding = multiple;
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
		 * Sets magic bytes behind the length field, which counts them. They are written
		 * with each frame and checked when one is read.
		 * @param marker the bytes, such as the TPDU of ISO 8583; none by default
		 * @return this builder
		 */
		public Builder markerBehind(byte... marker) {
			this.markerBehind = Arrays.copyOf(marker, marker.length);
			return this;
		}

		/**
		 * Makes the bytes between the marker and the length field the beginning of the
		 * payload, such as the type of a message. The length itself is not part of it, so
		 * that the caller has no header to leave room for. Not together with
		 * {@link #keepHeader(boolean)}.
		 * @param keepPrefix {@code true} to keep them; {@code false} by default
		 * @return this builder
		 */
		public Builder keepPrefix(boolean keepPrefix) {
			this.keepPrefix = keepPrefix;
			return this;
		}

		/**
		 * Makes the header part of the payload. Payloads that are read include it.
		 * Payloads that are written must have room for it; the length field and the
		 * markers are filled in. Nothing is filled in where the length is a varint or
		 * there is a second field: then a payload must be the frame as it is on the wire.
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
		 * @throws IllegalArgumentException if the marker overlaps the length field, the
		 * header ends behind the look-ahead, or settings exclude each other
		 */
		public LengthFieldFraming build() {
			return new LengthFieldFraming(this);
		}

		private static void checkOffset(int offset) {
			Checks.check(offset >= 0 && offset <= FrameReader.MAX_LOOK_AHEAD - Long.BYTES,
					"'offset' must be 0 to " + (FrameReader.MAX_LOOK_AHEAD - Long.BYTES) + ", but is " + offset);
		}

		private static void checkSize(int size) {
			Checks.check(size >= 1 && size <= Long.BYTES, "'size' must be 1 to 8 bytes, but is " + size);
		}

		private static int checkUnit(int unit) {
			Checks.check(unit >= 1 && unit <= MAX_UNIT, "'unit' must be 1 to " + MAX_UNIT + " bytes, but is " + unit);
			return unit;
		}

	}

}
