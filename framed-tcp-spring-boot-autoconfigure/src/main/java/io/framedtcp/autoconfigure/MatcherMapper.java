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
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

import io.framedtcp.autoconfigure.FramedTcpProperties.Matcher.Unsolicited;
import io.framedtcp.spi.ExchangeMatcher;

/**
 * Maps the properties of a matcher.
 */
final class MatcherMapper {

	private final PropertyCheck check;

	private final PropertyCheck unsolicited;

	private final FramedTcpProperties.Matcher properties;

	private final int maxFrameSize;

	/**
	 * Creates a mapper.
	 * @param client checks of the client's properties
	 * @param properties properties of the matcher
	 * @param maxFrameSize largest frame in bytes
	 */
	MatcherMapper(PropertyCheck client, FramedTcpProperties.Matcher properties, int maxFrameSize) {
		this.check = client.group("matcher");
		this.unsolicited = this.check.group("unsolicited");
		this.properties = properties;
		this.maxFrameSize = maxFrameSize;
	}

	/**
	 * Maps the matcher.
	 * @return the matcher, if the properties describe one
	 */
	@Nullable ExchangeMatcher map() {
		return withUnsolicited(byId());
	}

	private @Nullable ExchangeMatcher byId() {
		boolean patterned = StringUtils.hasLength(this.properties.pattern());
		this.check.require(patterned || !StringUtils.hasLength(this.properties.replyPattern()), "pattern", null,
				"It must be set with the pattern of a reply.");
		Integer length = this.properties.length();
		if (length == null) {
			this.check.require(this.properties.requestOffset() == null && this.properties.replyOffset() == null,
					"length", null, "It must be set with the offset of an id.");
			return patterned ? byPattern() : null;
		}
		this.check.require(!patterned, "pattern", this.properties.pattern(),
				"An id is found by a pattern or by its place. Remove this, or " + this.check.name("length") + ".");
		int maxOffset = this.maxFrameSize - this.check.inRange("length", length, 1, this.maxFrameSize);
		int requestOffset = offset("request-offset", this.properties.requestOffset(), 0, maxOffset);
		int replyOffset = offset("reply-offset", this.properties.replyOffset(), requestOffset, maxOffset);
		return ExchangeMatcher.equalBytes(requestOffset, replyOffset, length);
	}

	private ExchangeMatcher byPattern() {
		Pattern request = pattern("pattern", this.properties.pattern());
		return StringUtils.hasLength(this.properties.replyPattern())
				? ExchangeMatcher.pattern(request, pattern("reply-pattern", this.properties.replyPattern()))
				: ExchangeMatcher.pattern(request);
	}

	private Pattern pattern(String property, @Nullable String value) {
		Pattern pattern = this.check.pattern(property, value);
		int groups = pattern.matcher("").groupCount();
		this.check.require(groups == 1, property, value, "It must have one capturing group, around the id, and has "
				+ groups + ". A group that is not to capture begins with (?:.");
		return pattern;
	}

	private @Nullable ExchangeMatcher withUnsolicited(@Nullable ExchangeMatcher matcher) {
		Unsolicited properties = this.properties.unsolicited();
		List<byte[]> values = new ArrayList<>();
		for (int i = 0; i < properties.values().size(); i++) {
			values.add(bytes(this.unsolicited.element("values", i), properties.values().get(i)));
		}
		byte[] mask = StringUtils.hasLength(properties.mask()) ? bytes("mask", properties.mask()) : null;
		if (mask == null && values.isEmpty()) {
			this.unsolicited.require(properties.offset() == null, "values", null,
					"They must be set with the offset, or a mask.");
			return matcher;
		}
		if (mask == null) {
			mask = new byte[values.get(0).length];
			Arrays.fill(mask, (byte) 0xff);
		}
		requireComparable(mask, values);
		int offset = this.unsolicited.inRange("offset", (properties.offset() != null) ? properties.offset() : 0, 0,
				this.maxFrameSize - mask.length);
		ExchangeMatcher ofReplies = (matcher != null) ? matcher : ExchangeMatcher.anyReply();
		return ofReplies.orUnsolicited(offset, mask, values);
	}

	private void requireComparable(byte[] mask, List<byte[]> values) {
		Unsolicited properties = this.properties.unsolicited();
		this.unsolicited.requireBit("mask", properties.mask(), mask);
		for (int i = 0; i < values.size(); i++) {
			byte[] value = values.get(i);
			this.unsolicited.require(value.length == mask.length, "values", properties.values().get(i),
					"Each must have as many bytes as the others, and as the mask if there is one.");
			this.unsolicited.requireWithin(mask, "values", properties.values().get(i), value);
		}
	}

	private byte[] bytes(String property, @Nullable String value) {
		byte[] bytes = this.unsolicited.hex(property, (value != null) ? value : "");
		this.unsolicited.require(bytes.length >= 1 && bytes.length <= this.maxFrameSize, property, value,
				"It must have 1 to " + this.maxFrameSize + " bytes.");
		return bytes;
	}

	private int offset(String property, @Nullable Integer value, int otherwise, int max) {
		return this.check.inRange(property, (value != null) ? value : otherwise, 0, max);
	}

}
