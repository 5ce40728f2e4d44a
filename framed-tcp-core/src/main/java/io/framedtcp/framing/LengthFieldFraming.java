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
 * Reading fails with a {@link MalformedFrameException} if the marker differs or the
 * length is invalid. A length is invalid if it is not a number, is negative, is too short
 * for the adjustment, or makes the frame too large.
 * <p>
 * Immutable and safe for use by many threads.
 */
public final class LengthFieldFraming implements Framing {

	/** The largest unit of a length, in bytes. */
	public static final int MAX_UNIT = 65_536;

	/** The largest {@linkplain Builder#padding(int) padding}, in bytes. */
	public static final int MAX_PADDING = 4096;

	private final LengthFieldLayout layout;

	/** Whether a frame is a binary length and the payload, and nothing else. */
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
		// Most protocols take this short path. The long path explains what is wrong.
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
		 * Sets where the length field begins. If the header or the
		 * {@linkplain #keepPrefix prefix} is kept, the caller sets the bytes between the
		 * marker and the field. Otherwise they are sent as zeros and ignored when read.
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
		 * {@code digits(LengthDigits.BCD, 2)} as {@code 00 02 48 69}. The byte order has
		 * no effect on digits.
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
		 * Makes the length field a varint, as in {@link VarintFraming}. It has as many
		 * bytes as the number takes. MQTT has a varint of up to four bytes after a type.
		 * For it, {@code varint(4).offset(1).keepPrefix(true)} sends the payload
		 * {@code 10 48 69} as {@code 10 02 48 69}.
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
		 * Sets the adjustment. The value of the field, in bytes, plus the adjustment is
		 * the number of bytes after the field. The adjustment is negative for a field
		 * that counts itself (minus its size) or the whole frame (minus offset and size).
		 * @param adjustment bytes; 0 by default
		 * @return this builder
		 */
		public Builder adjustment(int adjustment) {
			this.adjustment = adjustment;
			return this;
		}

		/**
		 * Sets the unit of the length, for example 4 bytes if it counts words of 32 bits.
		 * A payload is refused if its length is not a whole number of units.
		 * @param unit bytes, 1 to 65536; 1 by default
		 * @return this builder
		 */
		public Builder unit(int unit) {
			this.unit = checkUnit(unit);
			return this;
		}

		/**
		 * Adds a second, binary length in the header, which counts more bytes of the
		 * frame. The header must be {@linkplain #keepHeader(boolean) kept}. The caller
		 * sets both lengths. Writing fails if they do not match the size of the payload.
		 * FastCGI counts its padding in this way: {@code offset(4).size(2).adjustment(2)}
		 * and {@code secondField(6, 1, 1)}.
		 * @param offset bytes before the second field; it may stand before the first
		 * field
		 * @param size its size, 1 to 8 bytes; both fields have the same byte order
		 * @param unit the unit of its value in bytes, 1 to 65536
		 * @return this builder
		 */
		public Builder secondField(int offset, int size, int unit) {
			checkOffset(offset);
			checkSize(size);
			this.second = new SecondLength(offset, size, checkUnit(unit));
			return this;
		}

		/**
		 * Pads each frame with zeros to a multiple of some bytes. The length does not
		 * count the zeros, and the payload does not include them. Two cases differ:
		 * <ul>
		 * <li>If the payload is the {@linkplain #keepHeader whole frame}, it includes the
		 * zeros.</li>
		 * <li>With a {@linkplain #secondField second field}, only the header and the
		 * bytes that the first field counts are padded.</li>
		 * </ul>
		 * @param multiple the multiple in bytes, 1 to 4096; 1 by default, which adds no
		 * zeros
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
		 * frame and checked when a frame is read. So a stream that is out of step is
		 * noticed at once.
		 * @param marker the bytes; they must end before the length field; none by default
		 * @return this builder
		 */
		public Builder marker(byte... marker) {
			this.marker = Arrays.copyOf(marker, marker.length);
			return this;
		}

		/**
		 * Sets magic bytes after the length field. The length counts them. They are
		 * written with each frame and checked when a frame is read.
		 * @param marker the bytes, such as the TPDU of ISO 8583; none by default
		 * @return this builder
		 */
		public Builder markerBehind(byte... marker) {
			this.markerBehind = Arrays.copyOf(marker, marker.length);
			return this;
		}

		/**
		 * Makes the bytes between the marker and the length field the beginning of the
		 * payload, for example the type of a message. The payload does not include the
		 * length, so the caller leaves no room for it. Not together with
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
		 * markers are filled in. Nothing is filled in if the length is a varint or there
		 * is a second field. Then a payload must be the whole frame, exactly as on the
		 * wire.
		 * @param keepHeader {@code true} to keep it, {@code false} to strip it;
		 * {@code false} by default
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
		 * header exceeds {@link FrameReader#MAX_LOOK_AHEAD}, or settings exclude each
		 * other
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
