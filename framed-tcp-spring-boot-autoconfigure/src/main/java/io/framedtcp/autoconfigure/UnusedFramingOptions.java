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

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Finds options of framings that are not used. They would have no effect, and nobody
 * would know.
 */
final class UnusedFramingOptions {

	private static final FramingProperties DEFAULTS = new FramingProperties();

	private final String prefix;

	private final FramingProperties properties;

	private final @Nullable FramingType used;

	private UnusedFramingOptions(String prefix, FramingProperties properties, @Nullable FramingType used) {
		this.prefix = prefix;
		this.properties = properties;
		this.used = used;
	}

	/**
	 * Refuse options that differ from their defaults and belong to another framing.
	 * @param prefix what the names of the properties begin with, up to a dot
	 * @param properties the properties
	 * @param used the framing that is used, if any
	 */
	static void refuse(String prefix, FramingProperties properties, @Nullable FramingType used) {
		UnusedFramingOptions options = new UnusedFramingOptions(prefix, properties, used);
		options.ofLengthField();
		options.ofOthers();
	}

	private void ofLengthField() {
		LengthFieldProperties actual = this.properties.getLengthField();
		LengthFieldProperties defaults = DEFAULTS.getLengthField();
		refuse(FramingType.LENGTH_FIELD, "length-field.offset", actual.getOffset(), defaults.getOffset());
		refuse(FramingType.LENGTH_FIELD, "length-field.size", actual.getSize(), defaults.getSize());
		refuse(FramingType.LENGTH_FIELD, "length-field.encoding", actual.getEncoding(), defaults.getEncoding());
		refuse(FramingType.LENGTH_FIELD, "length-field.byte-order", actual.getByteOrder(), defaults.getByteOrder());
		refuse(FramingType.LENGTH_FIELD, "length-field.adjustment", actual.getAdjustment(), defaults.getAdjustment());
		refuse(FramingType.LENGTH_FIELD, "length-field.marker", actual.getMarker(), defaults.getMarker());
		refuse(FramingType.LENGTH_FIELD, "length-field.keep-header", actual.isKeepHeader(), defaults.isKeepHeader());
	}

	private void ofOthers() {
		FramingProperties.Delimiter delimiter = this.properties.getDelimiter();
		refuse(FramingType.DELIMITER, "delimiter.start", delimiter.getStart(), null);
		refuse(FramingType.DELIMITER, "delimiter.end", delimiter.getEnd(), null);
		refuse(FramingType.FIXED_SIZE, "fixed-size.size", this.properties.getFixedSize().getSize(), null);
		refuse(FramingType.CONTENT_LENGTH, "content-length.keep-head", this.properties.getContentLength().isKeepHead(),
				DEFAULTS.getContentLength().isKeepHead());
		FramingProperties.RecordMarking marking = this.properties.getRecordMarking();
		refuse(FramingType.RECORD_MARKING, "record-marking.fragment-size", marking.getFragmentSize(), null);
		refuse(FramingType.RECORD_MARKING, "record-marking.max-fragments", marking.getMaxFragments(),
				DEFAULTS.getRecordMarking().getMaxFragments());
	}

	private void refuse(FramingType owner, String name, @Nullable Object value, @Nullable Object otherwise) {
		boolean isSet = !"".equals(value) && !Objects.equals(value, otherwise);
		PropertyCheck.require(this.used == owner || !isSet, this.prefix + name, value,
				"It has no effect unless " + this.prefix + "type is " + name.substring(0, name.indexOf('.')) + ".");
	}

}
