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
 * @param type Kind of framing. Unless set, a length field for requests, and the framing
 * of requests for replies.
 * @param lengthField Frames with a length field.
 * @param delimiter Frames that end with a delimiter.
 * @param fixedSize Frames of a fixed size.
 * @param contentLength Frames with a head of lines that holds Content-Length.
 * @param recordMarking Records of fragments.
 */
public record FramingProperties(@Nullable FramingType type, @DefaultValue LengthField lengthField,
		@DefaultValue Delimiter delimiter, @DefaultValue FixedSize fixedSize, @DefaultValue ContentLength contentLength,
		@DefaultValue RecordMarking recordMarking) {

	/**
	 * Frames with a length field. A whole frame has offset + size + adjustment + value of
	 * the field bytes.
	 *
	 * @param offset Number of bytes before the length field.
	 * @param size Size of the length field in bytes: 1 to 8 for a binary number, 1 to 15
	 * for digits, 1 to 7 for BCD. For a varint its maximum size, 1 to 8.
	 * @param encoding Encoding of the length: a binary number, digits or a varint.
	 * @param byteOrder Byte order of a binary length.
	 * @param adjustment Number added to the value of the field to get the number of bytes
	 * after it. Negative if the length includes the field itself or the whole frame.
	 * @param marker Magic bytes at the beginning of each frame, as hexadecimal digits.
	 * They must end before the length field. Quote the value in YAML.
	 * @param keepHeader Whether the header is part of the payload.
	 * @param keepPrefix Whether the payload begins with the bytes between the marker and
	 * the length field, such as a type.
	 * @param markerBehind Magic bytes after the length field, included in the length, as
	 * hexadecimal digits. Quote the value in YAML.
	 * @param unit Number of bytes in one unit of the length.
	 * @param padding Each frame is padded with zeros to a multiple of this number of
	 * bytes. The length does not include the padding.
	 * @param second Second length in the header, for further bytes of the frame.
	 */
	public record LengthField(int offset, @DefaultValue("4") int size, @DefaultValue("binary") Encoding encoding,
			@DefaultValue("big-endian") ByteOrder byteOrder, int adjustment, @Nullable String marker,
			boolean keepHeader, boolean keepPrefix, @Nullable String markerBehind, @DefaultValue("1") int unit,
			@DefaultValue("1") int padding, @DefaultValue SecondField second) {

	}

	/**
	 * Second length in the header, for further bytes of the frame.
	 *
	 * @param offset Number of bytes before the second field. No second field unless set.
	 * @param size Size of the second field in bytes, 1 to 8. It is a binary number in the
	 * byte order of the first field.
	 * @param unit Number of bytes in one unit of the second length.
	 */
	public record SecondField(@Nullable Integer offset, @DefaultValue("4") int size, @DefaultValue("1") int unit) {

	}

	/**
	 * Frames that end with a delimiter.
	 *
	 * @param start Bytes at the beginning of each frame, as hexadecimal digits. Quote the
	 * value in YAML.
	 * @param end Bytes at the end of each frame, as hexadecimal digits. Quote the value
	 * in YAML.
	 */
	public record Delimiter(@Nullable String start, @Nullable String end) {

	}

	/**
	 * Frames of a fixed size.
	 *
	 * @param size Size of each frame in bytes.
	 */
	public record FixedSize(@Nullable Integer size) {

	}

	/**
	 * Frames with a head of lines. One line holds the length of the body.
	 *
	 * @param keepHead Whether the head is part of the payload.
	 */
	public record ContentLength(boolean keepHead) {

	}

	/**
	 * Records of fragments.
	 *
	 * @param fragmentSize Maximum size of a written fragment in bytes. Each record is one
	 * fragment unless set.
	 * @param maxFragments Maximum number of fragments in a received record.
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
	 * The encodings of a length field.
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
		 * Hexadecimal digits in ASCII, written in lower case and read in either case.
		 */
		HEXADECIMAL(LengthDigits.HEXADECIMAL),

		/**
		 * Hexadecimal digits in ASCII, written in upper case and read in either case.
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
		 * A number of variable size, as in Protocol Buffers and MQTT.
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
