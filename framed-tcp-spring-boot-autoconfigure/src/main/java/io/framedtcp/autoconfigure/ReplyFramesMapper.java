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

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

import io.framedtcp.framing.CollectingFraming;
import io.framedtcp.framing.DelimiterFraming;
import io.framedtcp.framing.Framing;

/**
 * Maps the properties of replies with several frames.
 */
final class ReplyFramesMapper {

	private final PropertyCheck check;

	private final FramedTcpProperties.ReplyFrames properties;

	private final int maxFrameSize;

	/**
	 * Creates a mapper.
	 * @param client checks of the client's properties
	 * @param properties properties of the frames of a reply
	 * @param maxFrameSize largest frame in bytes
	 */
	ReplyFramesMapper(PropertyCheck client, FramedTcpProperties.ReplyFrames properties, int maxFrameSize) {
		this.check = client.group("reply-frames");
		this.properties = properties;
		this.maxFrameSize = maxFrameSize;
	}

	/**
	 * Maps the framing of replies.
	 * @param each how each frame is delimited
	 * @return the framing of replies; the one of each frame if no such property is set
	 */
	Framing map(Framing each) {
		List<String> values = this.properties.last().stream().filter(StringUtils::hasText).toList();
		String mask = StringUtils.hasText(this.properties.lastMask()) ? this.properties.lastMask() : null;
		Integer count = this.properties.count();
		String pattern = StringUtils.hasLength(this.properties.lastPattern()) ? this.properties.lastPattern() : null;
		String last = !values.isEmpty() ? "last" : (mask != null) ? "last-mask" : null;
		this.check.require(count == null || last == null, "count", count,
				"It cannot be set with " + this.check.name(String.valueOf(last)) + ".");
		this.check.require(pattern == null || (count == null && last == null), "last-pattern", pattern,
				"It cannot be set with " + this.check.name((last != null) ? last : "count") + ".");
		this.check.require(this.properties.lastOffset() == null || last != null, "last-offset",
				this.properties.lastOffset(), "It has no effect without " + this.check.name("last") + ".");
		if (pattern != null) {
			requireFrames(each, "last-pattern", pattern);
			return CollectingFraming.until(each, this.check.pattern("last-pattern", pattern));
		}
		if (count != null) {
			requireFrames(each, "count", count);
			return CollectingFraming.count(each, this.check.inRange("count", count, 1, this.maxFrameSize));
		}
		if (last == null) {
			return each;
		}
		requireFrames(each, last, !values.isEmpty() ? values : mask);
		return until(each, mask);
	}

	private void requireFrames(Framing each, String property, @Nullable Object value) {
		this.check.require(!each.isEndedByClose(), property, value, "The close of the connection ends a single frame.");
	}

	private Framing until(Framing each, @Nullable String mask) {
		byte[] bits = (mask != null) ? bytes("last-mask", mask) : null;
		List<byte[]> expected = new ArrayList<>();
		for (int i = 0; i < this.properties.last().size(); i++) {
			String value = this.properties.last().get(i);
			if (StringUtils.hasText(value)) {
				expected.add(bytes(this.check.element("last", i), value));
			}
		}
		int longest = expected.stream().mapToInt((value) -> value.length).max().orElse(0);
		if (bits != null) {
			requireComparable(bits, expected);
			longest = bits.length;
		}
		int offset = (this.properties.lastOffset() != null) ? this.properties.lastOffset() : 0;
		this.check.inRange("last-offset", offset, 0, Math.max(0, this.maxFrameSize - longest));
		return CollectingFraming.until(each, offset, bits, expected);
	}

	private void requireComparable(byte[] mask, List<byte[]> values) {
		this.check.requireBit("last-mask", this.properties.lastMask(), mask);
		for (byte[] value : values) {
			this.check.require(value.length == mask.length, "last", this.properties.last(),
					"Each must have as many bytes as " + this.check.name("last-mask") + ".");
			this.check.requireWithin(mask, "last", this.properties.last(), value);
		}
	}

	private byte[] bytes(String property, String value) {
		byte[] bytes = this.check.hex(property, value);
		this.check.require(bytes.length >= 1 && bytes.length <= DelimiterFraming.MAX_SEQUENCE, property, value,
				"It must be 1 to " + DelimiterFraming.MAX_SEQUENCE + " bytes in hexadecimal digits.");
		return bytes;
	}

}
