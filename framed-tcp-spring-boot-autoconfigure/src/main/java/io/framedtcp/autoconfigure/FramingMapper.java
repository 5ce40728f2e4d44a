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

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.util.StringUtils;

import io.framedtcp.framing.BerFraming;
import io.framedtcp.framing.ContentLengthFraming;
import io.framedtcp.framing.DelimiterFraming;
import io.framedtcp.framing.FixedSizeFraming;
import io.framedtcp.framing.FrameReader;
import io.framedtcp.framing.Framing;
import io.framedtcp.framing.LengthDigits;
import io.framedtcp.framing.LengthFieldFraming;
import io.framedtcp.framing.NetstringFraming;
import io.framedtcp.framing.RawFraming;
import io.framedtcp.framing.RecordMarkingFraming;
import io.framedtcp.framing.RespFraming;
import io.framedtcp.framing.UntilCloseFraming;
import io.framedtcp.framing.VarintFraming;

/**
 * Maps the properties of a framing to the framing.
 */
final class FramingMapper {

	/** Keeps the length field within the bytes available to a look-ahead. */
	private static final int MAX_OFFSET = FrameReader.MAX_LOOK_AHEAD - LengthDigits.DECIMAL.maxSize();

	private static final Map<String, Function<FramingProperties, @Nullable Object>> OPTIONS = options();

	private static final FramingProperties DEFAULTS = new Binder().bindOrCreate("defaults", FramingProperties.class);

	private final PropertyCheck client;

	private final PropertyCheck check;

	private final FramingProperties properties;

	private final int maxFrameSize;

	/**
	 * Creates a mapper.
	 * @param client checks of the client's properties
	 * @param group group of the framing's properties
	 * @param properties properties of the framing
	 * @param maxFrameSize largest frame in bytes
	 */
	FramingMapper(PropertyCheck client, String group, FramingProperties properties, int maxFrameSize) {
		this.client = client;
		this.check = client.group(group);
		this.properties = properties;
		this.maxFrameSize = maxFrameSize;
	}

	private static Map<String, Function<FramingProperties, @Nullable Object>> options() {
		Map<String, Function<FramingProperties, @Nullable Object>> options = new LinkedHashMap<>();
		options.put("length-field.offset", (framing) -> framing.lengthField().offset());
		options.put("length-field.size", (framing) -> framing.lengthField().size());
		options.put("length-field.encoding", (framing) -> framing.lengthField().encoding());
		options.put("length-field.byte-order", (framing) -> framing.lengthField().byteOrder());
		options.put("length-field.adjustment", (framing) -> framing.lengthField().adjustment());
		options.put("length-field.marker", (framing) -> framing.lengthField().marker());
		options.put("length-field.keep-header", (framing) -> framing.lengthField().keepHeader());
		options.put("length-field.keep-prefix", (framing) -> framing.lengthField().keepPrefix());
		options.put("length-field.marker-behind", (framing) -> framing.lengthField().markerBehind());
		options.put("length-field.unit", (framing) -> framing.lengthField().unit());
		options.put("length-field.padding", (framing) -> framing.lengthField().padding());
		options.put("length-field.second.offset", (framing) -> framing.lengthField().second().offset());
		options.put("length-field.second.size", (framing) -> framing.lengthField().second().size());
		options.put("length-field.second.unit", (framing) -> framing.lengthField().second().unit());
		options.put("delimiter.start", (framing) -> framing.delimiter().start());
		options.put("delimiter.end", (framing) -> framing.delimiter().end());
		options.put("fixed-size.size", (framing) -> framing.fixedSize().size());
		options.put("content-length.keep-head", (framing) -> framing.contentLength().keepHead());
		options.put("record-marking.fragment-size", (framing) -> framing.recordMarking().fragmentSize());
		options.put("record-marking.max-fragments", (framing) -> framing.recordMarking().maxFragments());
		return options;
	}

	/**
	 * Returns the name of a framing in properties.
	 * @param type the framing, if any
	 * @return its name, or an empty string
	 */
	static String name(@Nullable FramingType type) {
		return (type != null) ? DataObjectPropertyName.toDashedForm(type.name().toLowerCase(Locale.ROOT)) : "";
	}

	/**
	 * Returns whether a framing is for requests only.
	 * @param type the framing, if any
	 * @return {@code true} if it cannot read replies
	 */
	static boolean isOfRequests(@Nullable FramingType type) {
		return type == FramingType.RAW || type == FramingType.HALF_CLOSE;
	}

	/**
	 * Refuses options of other framings, because they would have no effect.
	 * @param type the framing that is used, if any
	 */
	void refuseUnused(@Nullable FramingType type) {
		String used = name(type);
		OPTIONS.forEach((option, getter) -> {
			String owner = option.substring(0, option.indexOf('.'));
			Object value = getter.apply(this.properties);
			boolean isSet = !"".equals(value) && !Objects.equals(value, getter.apply(DEFAULTS));
			this.check.require(owner.equals(used) || !isSet, option, value,
					"It has no effect unless " + this.check.name("type") + " is " + owner + ".");
		});
	}

	Framing map(FramingType type) {
		refuseUnused(type);
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
			case CONTENT_LENGTH -> this.properties.contentLength().keepHead() ? ContentLengthFraming.keepingHead()
					: ContentLengthFraming.bodyOnly();
			case FIXED_SIZE -> fixedSize();
			case UNTIL_CLOSE -> UntilCloseFraming.untilClose();
			case RECORD_MARKING -> recordMarking();
			case BER -> BerFraming.elements();
			case RESP -> RespFraming.values();
			case RAW -> RawFraming.raw();
			case HALF_CLOSE -> RawFraming.endedByHalfClose();
		};
	}

	private Framing lengthField() {
		FramingProperties.LengthField lengthField = this.properties.lengthField();
		PropertyCheck check = this.check.group("length-field");
		int offset = check.inRange("offset", lengthField.offset(), 0, MAX_OFFSET);
		int size = check.inRange("size", lengthField.size(), 1, lengthField.encoding().maxSize());
		byte[] marker = marker(check, "marker", lengthField.marker());
		check.require(marker.length <= offset, "marker", lengthField.marker(), "Its " + marker.length
				+ " bytes must end before the length field, the offset of which is " + offset + ".");
		byte[] markerBehind = marker(check, "marker-behind", lengthField.markerBehind());
		check.require(markerBehind.length <= DelimiterFraming.MAX_SEQUENCE, "marker-behind", lengthField.markerBehind(),
				"It must be at most " + DelimiterFraming.MAX_SEQUENCE + " bytes in hexadecimal digits.");
		requireRoom(offset + size + markerBehind.length, "that the header takes");
		check.require(!lengthField.keepPrefix() || (offset > marker.length && !lengthField.keepHeader()), "keep-prefix",
				true, "It needs bytes between the marker and the length field, and cannot be set with "
						+ check.name("keep-header") + ".");
		LengthFieldFraming.Builder builder = LengthFieldFraming.builder()
			.offset(offset)
			.byteOrder(lengthField.byteOrder().toByteOrder())
			.adjustment(lengthField.adjustment())
			.marker(marker)
			.markerBehind(markerBehind)
			.keepHeader(lengthField.keepHeader())
			.keepPrefix(lengthField.keepPrefix())
			.unit(check.inRange("unit", lengthField.unit(), 1, LengthFieldFraming.MAX_UNIT))
			.padding(check.inRange("padding", lengthField.padding(), 1, LengthFieldFraming.MAX_PADDING));
		secondField(check, lengthField, marker.length, builder);
		return lengthField.encoding().applyTo(builder, size).build();
	}

	private static void secondField(PropertyCheck lengthFieldCheck, FramingProperties.LengthField lengthField,
			int markerSize, LengthFieldFraming.Builder builder) {
		FramingProperties.SecondField second = lengthField.second();
		PropertyCheck check = lengthFieldCheck.group("second");
		if (second.offset() == null) {
			boolean unused = second.equals(DEFAULTS.lengthField().second());
			check.require(unused, "offset", null, "It must be set for a second length field.");
			return;
		}
		int offset = check.inRange("offset", second.offset(), 0, MAX_OFFSET);
		int size = check.inRange("size", second.size(), 1, Long.BYTES);
		check.require(offset >= markerSize
				&& (offset + size <= lengthField.offset() || offset >= lengthField.offset() + lengthField.size()),
				"offset", offset, "The second length field overlaps the marker or the first field.");
		lengthFieldCheck.require(lengthField.keepHeader(), "keep-header", false,
				"It must be true with a second length field: callers set both lengths.");
		lengthFieldCheck.require(lengthField.encoding() != FramingProperties.Encoding.VARINT, "encoding",
				lengthField.encoding(), "A header with a second length field has no varint.");
		builder.secondField(offset, size, check.inRange("unit", second.unit(), 1, LengthFieldFraming.MAX_UNIT));
	}

	private static byte[] marker(PropertyCheck check, String property, @Nullable String marker) {
		return StringUtils.hasText(marker) ? check.hex(property, marker) : new byte[0];
	}

	private Framing delimiter() {
		byte[] start = sequence("start", this.properties.delimiter().start(), 0);
		byte[] end = sequence("end", this.properties.delimiter().end(), 1);
		requireRoom(start.length + end.length, "that delimit a frame");
		return DelimiterFraming.between(start, end);
	}

	private byte[] sequence(String property, @Nullable String value, int min) {
		PropertyCheck check = this.check.group("delimiter");
		byte[] bytes = check.hex(property, (value != null) ? value : "");
		check.require(bytes.length >= min && bytes.length <= DelimiterFraming.MAX_SEQUENCE, property, value,
				"It must be " + min + " to " + DelimiterFraming.MAX_SEQUENCE + " bytes in hexadecimal digits.");
		return bytes;
	}

	private Framing fixedSize() {
		PropertyCheck check = this.check.group("fixed-size");
		Integer size = this.properties.fixedSize().size();
		if (size == null) {
			throw check.invalid("size", null, "It must be set to the size of a frame in bytes.");
		}
		return FixedSizeFraming.of(check.inRange("size", size, 1, this.maxFrameSize));
	}

	private Framing recordMarking() {
		PropertyCheck check = this.check.group("record-marking");
		FramingProperties.RecordMarking marking = this.properties.recordMarking();
		RecordMarkingFraming.Builder builder = RecordMarkingFraming.builder()
			.maxFragments(check.atLeast("max-fragments", marking.maxFragments(), 1));
		if (marking.fragmentSize() != null) {
			builder.fragmentSize(check.atLeast("fragment-size", marking.fragmentSize(), 1));
		}
		return builder.build();
	}

	private void requireRoom(int bytes, String purpose) {
		this.client.require(this.maxFrameSize >= bytes, "max-frame-size", this.maxFrameSize + "B",
				"It must be at least the " + bytes + " bytes " + purpose + ".");
	}

}
