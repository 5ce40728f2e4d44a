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

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

import io.framedtcp.framing.LengthDigits;
import io.framedtcp.framing.LengthFieldFraming;

/**
 * How frames are delimited: the kind of framing, and its options.
 *
 * @param type Kind of framing. For requests a length field unless set, for replies the
 * framing of the requests.
 * @param lengthField Frames with a length field.
 * @param delimiter Frames that end with a delimiter.
 * @param fixedSize Frames that all have the same size.
 * @param contentLength Frames with a head of lines.
 * @param recordMarking Records of fragments.
 */
public record FramingProperties(@Nullable FramingType type, @DefaultValue LengthField lengthField,
		@DefaultValue Delimiter delimiter, @DefaultValue FixedSize fixedSize, @DefaultValue ContentLength contentLength,
		@DefaultValue RecordMarking recordMarking) {

	/**
	 * Frames with a length field. A whole frame takes offset + size + adjustment + value
	 * of the field bytes.
	 *
	 * @param offset Bytes before the length field.
	 * @param size Size of the length field in bytes: 1 to 8 for a binary number, 1 to 15
	 * for digits, 1 to 7 for BCD. For a varint the most it may take, 1 to 8.
	 * @param encoding Whether the length field holds a binary number, digits or a varint.
	 * @param byteOrder Byte order of the length field, if it holds a binary number.
	 * @param adjustment Number to add to the value of the field to get the number of
	 * bytes behind it. Negative for a field that counts itself or the whole frame.
	 * @param marker Magic bytes that each frame begins with, as hexadecimal digits, in
	 * YAML in quotation marks. They must end before the length field.
	 * @param keepHeader Whether the header is part of the payload.
	 * @param keepPrefix Whether the bytes between the marker and the length field, such
	 * as a type, are the beginning of the payload.
	 * @param markerBehind Magic bytes behind the length field, which counts them, as
	 * hexadecimal digits, in YAML in quotation marks.
	 * @param unit How many bytes one of the length counts.
	 * @param padding Each frame is filled up with zeros to a multiple of so many bytes,
	 * which the length does not count.
	 * @param second Second length in the header, which counts further bytes.
	 */
	public record LengthField(int offset, @DefaultValue("4") int size, @DefaultValue("binary") Encoding encoding,
			@DefaultValue("big-endian") ByteOrder byteOrder, int adjustment, @Nullable String marker,
			boolean keepHeader, boolean keepPrefix, @Nullable String markerBehind, @DefaultValue("1") int unit,
			@DefaultValue("1") int padding, @DefaultValue SecondField second) {

	}

	/**
	 * Second length in the header, which counts further bytes of the frame.
	 *
	 * @param offset Bytes before the second field. There is none unless set.
	 * @param size Size of the second field in bytes, 1 to 8. A binary number in the byte
	 * order of the first.
	 * @param unit How many bytes one of the second length counts.
	 */
	public record SecondField(@Nullable Integer offset, @DefaultValue("4") int size, @DefaultValue("1") int unit) {

	}

	/**
	 * Frames that end with a delimiter.
	 *
	 * @param start Bytes that each frame begins with, as hexadecimal digits, in YAML in
	 * quotation marks.
	 * @param end Bytes that each frame ends with, as hexadecimal digits, in YAML in
	 * quotation marks.
	 */
	public record Delimiter(@Nullable String start, @Nullable String end) {

	}

	/**
	 * Frames that all have the same size.
	 *
	 * @param size Size of each frame in bytes.
	 */
	public record FixedSize(@Nullable Integer size) {

	}

	/**
	 * Frames with a head of lines, one of which holds the length of the body.
	 *
	 * @param keepHead Whether the head is part of the payload.
	 */
	public record ContentLength(boolean keepHead) {

	}

	/**
	 * Records of fragments.
	 *
	 * @param fragmentSize Most bytes in one fragment of a record that is written. One
	 * fragment, whatever its size, unless set.
	 * @param maxFragments Most fragments of a record that is read.
	 */
	public record RecordMarking(@Nullable Integer fragmentSize, @DefaultValue("1024") int maxFragments) {

	}

	/**
	 * Byte order, in a form that properties can name.
	 */
	public enum ByteOrder {

		/**
		 * The most significant byte comes first: network byte order.
		 */
		BIG_ENDIAN(java.nio.ByteOrder.BIG_ENDIAN),

		/**
		 * The least significant byte comes first.
		 */
		LITTLE_ENDIAN(java.nio.ByteOrder.LITTLE_ENDIAN);

		private final java.nio.ByteOrder byteOrder;

		ByteOrder(java.nio.ByteOrder byteOrder) {
			this.byteOrder = byteOrder;
		}

		java.nio.ByteOrder toByteOrder() {
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
		EBCDIC(LengthDigits.EBCDIC),

		/**
		 * A number of as many bytes as it needs, as in Protocol Buffers and MQTT.
		 */
		VARINT(null);

		private final @Nullable LengthDigits digits;

		Encoding(@Nullable LengthDigits digits) {
			this.digits = digits;
		}

		int maxSize() {
			return (this.digits != null) ? this.digits.maxSize() : Long.BYTES;
		}

		LengthFieldFraming.Builder applyTo(LengthFieldFraming.Builder builder, int size) {
			if (this.digits != null) {
				return builder.digits(this.digits, size);
			}
			return (this == VARINT) ? builder.varint(size) : builder.size(size);
		}

	}

}
