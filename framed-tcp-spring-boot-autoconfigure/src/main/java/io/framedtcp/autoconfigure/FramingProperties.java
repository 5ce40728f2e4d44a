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
import org.springframework.boot.context.properties.NestedConfigurationProperty;

/**
 * How frames are delimited: one of the framings that the library has, and its options.
 */
public class FramingProperties {

	/**
	 * Kind of framing. For requests a length field unless set, for replies the framing of
	 * the requests.
	 */
	private @Nullable FramingType type;

	@NestedConfigurationProperty
	private final LengthFieldProperties lengthField = new LengthFieldProperties();

	private final Delimiter delimiter = new Delimiter();

	private final FixedSize fixedSize = new FixedSize();

	private final ContentLength contentLength = new ContentLength();

	private final RecordMarking recordMarking = new RecordMarking();

	public @Nullable FramingType getType() {
		return this.type;
	}

	public void setType(@Nullable FramingType type) {
		this.type = type;
	}

	public LengthFieldProperties getLengthField() {
		return this.lengthField;
	}

	public Delimiter getDelimiter() {
		return this.delimiter;
	}

	public FixedSize getFixedSize() {
		return this.fixedSize;
	}

	public ContentLength getContentLength() {
		return this.contentLength;
	}

	public RecordMarking getRecordMarking() {
		return this.recordMarking;
	}

	/**
	 * Frames that end with a delimiter.
	 */
	public static class Delimiter {

		/**
		 * Bytes that each frame begins with, as hexadecimal digits, in YAML in quotation
		 * marks.
		 */
		private @Nullable String start;

		/**
		 * Bytes that each frame ends with, as hexadecimal digits, in YAML in quotation
		 * marks.
		 */
		private @Nullable String end;

		public @Nullable String getStart() {
			return this.start;
		}

		public void setStart(@Nullable String start) {
			this.start = start;
		}

		public @Nullable String getEnd() {
			return this.end;
		}

		public void setEnd(@Nullable String end) {
			this.end = end;
		}

	}

	/**
	 * Frames that all have the same size.
	 */
	public static class FixedSize {

		/**
		 * Size of each frame in bytes.
		 */
		private @Nullable Integer size;

		public @Nullable Integer getSize() {
			return this.size;
		}

		public void setSize(@Nullable Integer size) {
			this.size = size;
		}

	}

	/**
	 * Frames with a head of lines, one of which tells the length of the body.
	 */
	public static class ContentLength {

		/**
		 * Whether the head is part of the payload.
		 */
		private boolean keepHead;

		public boolean isKeepHead() {
			return this.keepHead;
		}

		public void setKeepHead(boolean keepHead) {
			this.keepHead = keepHead;
		}

	}

	/**
	 * Records of fragments.
	 */
	public static class RecordMarking {

		/**
		 * Most bytes in one fragment of a record that is written. One fragment, whatever
		 * its size, unless set.
		 */
		private @Nullable Integer fragmentSize;

		/**
		 * Most fragments of a record that is read.
		 */
		private int maxFragments = 1024;

		public @Nullable Integer getFragmentSize() {
			return this.fragmentSize;
		}

		public void setFragmentSize(@Nullable Integer fragmentSize) {
			this.fragmentSize = fragmentSize;
		}

		public int getMaxFragments() {
			return this.maxFragments;
		}

		public void setMaxFragments(int maxFragments) {
			this.maxFragments = maxFragments;
		}

	}

}
