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
import org.springframework.util.StringUtils;

import io.framedtcp.autoconfigure.LengthFieldProperties.Encoding;
import io.framedtcp.framing.ContentLengthFraming;
import io.framedtcp.framing.DelimiterFraming;
import io.framedtcp.framing.FixedSizeFraming;
import io.framedtcp.framing.FrameReader;
import io.framedtcp.framing.Framing;
import io.framedtcp.framing.LengthDigits;
import io.framedtcp.framing.LengthFieldFraming;
import io.framedtcp.framing.NetstringFraming;
import io.framedtcp.framing.RecordMarkingFraming;
import io.framedtcp.framing.UntilCloseFraming;
import io.framedtcp.framing.VarintFraming;

/**
 * Makes the framing that properties describe.
 */
final class FramingMapper {

	/** So that the field ends within what can be looked at, whatever it holds. */
	private static final int MAX_OFFSET = FrameReader.MAX_LOOK_AHEAD - LengthDigits.DECIMAL.maxSize();

	private final String prefix;

	private final String maxFrameSizeProperty;

	private final FramingProperties properties;

	private final int maxFrameSize;

	/**
	 * Create a mapper.
	 * @param client what the names of the client's properties begin with, up to a dot
	 * @param group what those of the framing go on with, up to a dot
	 * @param properties the properties
	 * @param maxFrameSize largest frame in bytes
	 */
	FramingMapper(String client, String group, FramingProperties properties, int maxFrameSize) {
		this.prefix = client + group;
		this.maxFrameSizeProperty = client + "max-frame-size";
		this.properties = properties;
		this.maxFrameSize = maxFrameSize;
	}

	Framing map(FramingType type) {
		return switch (type) {
			case LENGTH_FIELD -> lengthField();
			case DELIMITER -> delimiter();
			case LINES -> DelimiterFraming.lines();
			case CRLF_LINES -> DelimiterFraming.crlfLines();
			case STX_ETX -> DelimiterFraming.stxEtx();
			case NUL -> DelimiterFraming.nul();
			case MLLP -> DelimiterFraming.mllp();
			case VARINT -> VarintFraming.protobuf();
			case NETSTRING -> NetstringFraming.netstrings();
			case CONTENT_LENGTH -> this.properties.getContentLength().isKeepHead() ? ContentLengthFraming.keepingHead()
					: ContentLengthFraming.bodyOnly();
			case FIXED_SIZE -> fixedSize();
			case UNTIL_CLOSE -> UntilCloseFraming.untilClose();
			case RECORD_MARKING -> recordMarking();
		};
	}

	private Framing lengthField() {
		LengthFieldProperties lengthField = this.properties.getLengthField();
		String prefix = this.prefix + "length-field.";
		Encoding encoding = lengthField.getEncoding();
		int offset = PropertyCheck.inRange(prefix + "offset", lengthField.getOffset(), 0, MAX_OFFSET);
		int size = PropertyCheck.inRange(prefix + "size", lengthField.getSize(), 1, encoding.maxSize());
		PropertyCheck.require(this.maxFrameSize >= offset + size, this.maxFrameSizeProperty, this.maxFrameSize + "B",
				"It must be at least the " + (offset + size) + " bytes that the header takes.");
		LengthFieldFraming.Builder builder = LengthFieldFraming.builder()
			.offset(offset)
			.byteOrder(lengthField.getByteOrder().toByteOrder())
			.adjustment(lengthField.getAdjustment())
			.marker(marker(prefix + "marker", lengthField.getMarker(), offset))
			.keepHeader(lengthField.isKeepHeader());
		return encoding.applyTo(builder, size).build();
	}

	private static byte[] marker(String name, @Nullable String marker, int offset) {
		if (!StringUtils.hasText(marker)) {
			return new byte[0];
		}
		byte[] bytes = PropertyCheck.hex(name, marker);
		PropertyCheck.require(bytes.length <= offset, name, marker, "Its " + bytes.length
				+ " bytes must end before the length field, the offset of which is " + offset + ".");
		return bytes;
	}

	private Framing delimiter() {
		FramingProperties.Delimiter delimiter = this.properties.getDelimiter();
		byte[] start = sequence("delimiter.start", delimiter.getStart(), 0);
		byte[] end = sequence("delimiter.end", delimiter.getEnd(), 1);
		PropertyCheck.require(start.length + end.length <= this.maxFrameSize, this.maxFrameSizeProperty,
				this.maxFrameSize + "B",
				"It must be at least the " + (start.length + end.length) + " bytes that delimit a frame.");
		return DelimiterFraming.between(start, end);
	}

	private byte[] sequence(String name, @Nullable String value, int min) {
		byte[] bytes = PropertyCheck.hex(this.prefix + name, (value != null) ? value : "");
		PropertyCheck.require(bytes.length >= min && bytes.length <= DelimiterFraming.MAX_SEQUENCE, this.prefix + name,
				value, "It must be " + min + " to " + DelimiterFraming.MAX_SEQUENCE + " bytes in hexadecimal digits.");
		return bytes;
	}

	private Framing fixedSize() {
		Integer size = this.properties.getFixedSize().getSize();
		String name = this.prefix + "fixed-size.size";
		if (size == null) {
			throw PropertyCheck.invalid(name, null, "It must be set to the size of a frame in bytes.");
		}
		return FixedSizeFraming.of(PropertyCheck.inRange(name, size, 1, this.maxFrameSize));
	}

	private Framing recordMarking() {
		FramingProperties.RecordMarking marking = this.properties.getRecordMarking();
		String prefix = this.prefix + "record-marking.";
		RecordMarkingFraming.Builder builder = RecordMarkingFraming.builder()
			.maxFragments(PropertyCheck.atLeast(prefix + "max-fragments", marking.getMaxFragments(), 1));
		Integer fragmentSize = marking.getFragmentSize();
		if (fragmentSize != null) {
			builder.fragmentSize(PropertyCheck.atLeast(prefix + "fragment-size", fragmentSize, 1));
		}
		return builder.build();
	}

}
