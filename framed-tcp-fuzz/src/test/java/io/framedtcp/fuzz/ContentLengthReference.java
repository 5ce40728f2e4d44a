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

package io.framedtcp.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.framedtcp.framing.ContentLengthFraming;

/**
 * Frames with a {@code Content-Length} in their head. Takes bytes for characters, and
 * patterns for the rules.
 *
 * @param keepHead whether the head is part of the payload
 */
record ContentLengthReference(boolean keepHead) implements Reference {

	private static final int MAX_HEAD = 8192;

	private static final Pattern LINE_END = Pattern.compile("[\r\n]");

	private static final Pattern LINE = Pattern.compile("[^ \t:][^:]*:.*|:.*", Pattern.DOTALL);

	private static final Pattern LENGTH = Pattern.compile("content-length[ \t]*:(.*)",
			Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

	private static final Pattern LENGTH_OR_COMPACT = Pattern.compile("(?:content-length|l)[ \t]*:(.*)",
			Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

	private static final Pattern VALUE = Pattern.compile("[ \t]*([0-9]{1,15})[ \t]*");

	static Specimen specimen(FuzzInput input) {
		boolean keepHead = input.unsigned(1) % 2 == 1;
		return new Specimen(keepHead ? ContentLengthFraming.keepingHead() : ContentLengthFraming.bodyOnly(),
				new ContentLengthReference(keepHead));
	}

	@Override
	public Verdict decode(byte[] wire, int from, int maxFrameSize) {
		int longestHead = Math.min(MAX_HEAD, maxFrameSize);
		String head = new String(wire, from, Math.min(wire.length - from, longestHead), StandardCharsets.ISO_8859_1);
		Verdict cutShort = (head.length() == longestHead) ? Verdict.malformed(longestHead) : Verdict.endOfStream(0);
		Matcher lineEnd = LINE_END.matcher(head);
		Optional<Long> length = Optional.empty();
		for (int begin = 0; lineEnd.find(begin); begin = lineEnd.start() + 2) {
			int end = lineEnd.start();
			if (head.charAt(end) == '\n') {
				return Verdict.malformed(end + 1);
			}
			if (end + 1 == head.length()) {
				return cutShort;
			}
			if (head.charAt(end + 1) != '\n') {
				return Verdict.malformed(end + 2);
			}
			if (end == begin) {
				return length.isEmpty() ? Verdict.malformed(end + 2)
						: decode(wire, from, maxFrameSize, end + 2, length.get());
			}
			String line = head.substring(begin, end);
			Optional<Long> found = lengthIn(line);
			if (!isLegal(line, begin == 0) || (found.isPresent() && length.isPresent() && !found.equals(length))) {
				return Verdict.malformed(end + 2);
			}
			length = found.isPresent() ? found : length;
		}
		return cutShort;
	}

	private Verdict decode(byte[] wire, int from, int maxFrameSize, int headSize, long length) {
		if (headSize + length > maxFrameSize) {
			return Verdict.malformed(headSize);
		}
		int size = headSize + (int) length;
		if (from + size > wire.length) {
			return Verdict.cutShort(wire.length - from, headSize, size);
		}
		byte[] payload = Arrays.copyOfRange(wire, this.keepHead ? from : from + headSize, from + size);
		return Verdict.frame(payload, size);
	}

	private boolean isLegal(String line, boolean first) {
		boolean legal = LINE.matcher(line).matches()
				|| (first && this.keepHead && !line.contains(":") && line.matches("(?s)[^ \t].*"));
		Matcher length = length(line);
		return legal && (!length.matches() || VALUE.matcher(length.group(1)).matches());
	}

	private Optional<Long> lengthIn(String line) {
		Matcher length = length(line);
		Matcher value = length.matches() ? VALUE.matcher(length.group(1)) : VALUE.matcher("");
		return value.matches() ? Optional.of(Long.valueOf(value.group(1))) : Optional.empty();
	}

	private Matcher length(String line) {
		return (this.keepHead ? LENGTH_OR_COMPACT : LENGTH).matcher(line);
	}

	@Override
	public Optional<byte[]> encode(byte[] payload, int maxFrameSize) {
		if (this.keepHead) {
			Verdict verdict = decode(payload, 0, Integer.MAX_VALUE);
			boolean whole = verdict.outcome() == Verdict.Outcome.FRAME && verdict.size() == payload.length;
			return (whole && payload.length <= maxFrameSize) ? Optional.of(payload) : Optional.empty();
		}
		String frame = "Content-Length: " + payload.length + "\r\n\r\n"
				+ new String(payload, StandardCharsets.ISO_8859_1);
		return (frame.length() <= maxFrameSize) ? Optional.of(frame.getBytes(StandardCharsets.ISO_8859_1))
				: Optional.empty();
	}

	@Override
	public byte[] received(byte[] payload, byte[] frame) {
		return payload;
	}

}
