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

import io.framedtcp.framing.NetstringFraming;

/**
 * Netstrings, of which a pattern tells the head.
 */
record NetstringReference() implements Reference {

	private static final Pattern HEAD = Pattern.compile("(0|[1-9][0-9]{0,9}):");

	static Specimen specimen(FuzzInput input) {
		return new Specimen(NetstringFraming.netstrings(), new NetstringReference());
	}

	@Override
	public Verdict decode(byte[] wire, int from, int maxFrameSize) {
		for (int size = 1;; size++) {
			if (size > maxFrameSize) {
				return Verdict.malformed(maxFrameSize);
			}
			if (from + size > wire.length) {
				return Verdict.endOfStream(0);
			}
			Matcher head = HEAD.matcher(new String(wire, from, size, StandardCharsets.ISO_8859_1));
			if (head.matches()) {
				return decode(wire, from, maxFrameSize, size, Long.parseLong(head.group(1)));
			}
			if (!head.hitEnd()) {
				return Verdict.malformed(size);
			}
		}
	}

	private Verdict decode(byte[] wire, int from, int maxFrameSize, int headSize, long length) {
		long size = headSize + length + 1;
		if (size > maxFrameSize) {
			return Verdict.malformed(headSize);
		}
		int end = from + (int) size;
		if (end > wire.length) {
			return Verdict.cutShort(wire.length - from, headSize, (int) size);
		}
		if (wire[end - 1] != ',') {
			int header = (length > 0) ? headSize : end - from;
			return Verdict.malformedBehind(end - from, Verdict.memoryFor(end - from), header);
		}
		return Verdict.frame(Arrays.copyOfRange(wire, from + headSize, end - 1), end - from);
	}

	@Override
	public Optional<byte[]> encode(byte[] payload, int maxFrameSize) {
		String frame = payload.length + ":" + new String(payload, StandardCharsets.ISO_8859_1) + ",";
		return (frame.length() <= maxFrameSize) ? Optional.of(frame.getBytes(StandardCharsets.ISO_8859_1))
				: Optional.empty();
	}

	@Override
	public byte[] received(byte[] payload, byte[] frame) {
		return payload;
	}

}
