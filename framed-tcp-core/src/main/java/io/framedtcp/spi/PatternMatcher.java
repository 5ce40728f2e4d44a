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

package io.framedtcp.spi;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.Checks;
import io.framedtcp.internal.PayloadText;

/**
 * Compares the text that a pattern finds in the request with the text that another finds
 * in the reply.
 */
final class PatternMatcher implements KeyedMatcher {

	/** More of an id is not shown. */
	private static final int MAX_SHOWN = 64;

	/** A longer id is text, even if it has a byte that is none. */
	private static final int MAX_BINARY_SHOWN = 8;

	private final Pattern request;

	private final Pattern reply;

	PatternMatcher(Pattern request, Pattern reply) {
		this.request = checked(request);
		this.reply = checked(reply);
	}

	private static Pattern checked(Pattern pattern) {
		int groups = pattern.matcher("").groupCount();
		Checks.check(groups == 1,
				"The pattern '" + pattern + "' has " + groups + " capturing groups, and must have one, around the id");
		return pattern;
	}

	@Override
	public @Nullable CorrelationKey requestKey(byte[] request) {
		return key(this.request, request);
	}

	@Override
	public @Nullable CorrelationKey replyKey(byte[] frame) {
		return key(this.reply, frame);
	}

	@Override
	public void checkRequest(byte[] request) {
		if (requestKey(request) == null) {
			throw new IllegalArgumentException("The pattern '" + this.request + "' finds no id in a payload of "
					+ request.length + " bytes, so no reply could be matched to it");
		}
	}

	@Override
	public String describeMismatch(byte[] request, byte[] frame) {
		return "the id of the request is " + id(this.request, request) + ", that of the frame is "
				+ id(this.reply, frame);
	}

	private static @Nullable CorrelationKey key(Pattern pattern, byte[] payload) {
		Matcher found = find(pattern, payload);
		return (found != null) ? CorrelationKey.of(payload, found.start(1), found.end(1) - found.start(1)) : null;
	}

	private static String id(Pattern pattern, byte[] payload) {
		Matcher found = find(pattern, payload);
		if (found == null) {
			return "missing, as the pattern '" + pattern + "' finds none in its " + payload.length + " bytes";
		}
		int size = found.end(1) - found.start(1);
		if (size <= MAX_BINARY_SHOWN && !isPrintable(payload, found.start(1), found.end(1))) {
			return HexFormat.ofDelimiter(" ").formatHex(payload, found.start(1), found.end(1));
		}
		String id = new String(payload, found.start(1), Math.min(size, MAX_SHOWN), StandardCharsets.ISO_8859_1);
		return "'" + id.replaceAll("[^ -~]", "?") + ((size > MAX_SHOWN) ? "..." : "") + "'";
	}

	private static boolean isPrintable(byte[] payload, int begin, int end) {
		for (int i = begin; i < end; i++) {
			if (payload[i] < ' ' || payload[i] > '~') {
				return false;
			}
		}
		return true;
	}

	private static @Nullable Matcher find(Pattern pattern, byte[] payload) {
		Matcher found = PayloadText.find(pattern, payload);
		return (found != null && found.end(1) > found.start(1)) ? found : null;
	}

	@Override
	public String toString() {
		return "pattern '" + this.request + "'" + ((this.request != this.reply) ? " and '" + this.reply + "'" : "");
	}

}
