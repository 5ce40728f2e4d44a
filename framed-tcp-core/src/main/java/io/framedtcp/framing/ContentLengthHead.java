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

package io.framedtcp.framing;

import java.io.IOException;

/**
 * The lines up to an empty line. One of them states a length. A peer may send many lines,
 * so none becomes a string.
 *
 * @param size size of the lines in bytes, the empty line included
 * @param contentLength how many bytes follow
 */
record ContentLengthHead(int size, long contentLength) {

	private static final String NAME = "content-length";

	/** Used by SIP only: elsewhere it may be the name of any header. */
	private static final String COMPACT_NAME = "l";

	private static final int MAX_SIZE = FrameReader.MAX_LOOK_AHEAD;

	/**
	 * Looks at a head without reading it.
	 * @param in supplies the bytes; no byte after the head is waited for
	 * @param sip whether the first line needs no colon, and the length may have the
	 * compact form of its name
	 * @return the head
	 * @throws MalformedFrameException if the bytes are not such a head
	 * @throws IOException if the bytes cannot be read
	 */
	static ContentLengthHead peek(FrameReader in, boolean sip) throws IOException {
		long length = -1;
		int begin = 0;
		int end = endOfLine(in, begin);
		while (end > begin) {
			int colon = colonIn(in, begin, end);
			if (colon == end && !(sip && begin == 0)) {
				throw in.malformed("a line of its head has no colon");
			}
			if (colon < end && (isName(in, begin, colon, NAME) || (sip && isName(in, begin, colon, COMPACT_NAME)))) {
				long before = length;
				length = numberIn(in, colon + 1, end);
				if (before >= 0 && before != length) {
					throw in.malformed("it has a Content-Length of " + before + " and one of " + length);
				}
			}
			begin = end + 2;
			end = endOfLine(in, begin);
		}
		if (length < 0) {
			throw in.malformed("its head has no Content-Length");
		}
		return new ContentLengthHead(end + 2, length);
	}

	private static int endOfLine(FrameReader in, int begin) throws IOException {
		int end = begin;
		int next = waitFor(in, end);
		while (next != '\r' && next != '\n') {
			end++;
			next = waitFor(in, end);
		}
		if (next == '\n' || waitFor(in, end + 1) != '\n') {
			throw in.malformed("a line of its head has a CR or LF alone");
		}
		return end;
	}

	private static int waitFor(FrameReader in, int index) throws IOException {
		if (index == MAX_SIZE) {
			throw in.malformed("its head does not end within " + MAX_SIZE + " bytes");
		}
		in.require(index + 1);
		return in.peek(index);
	}

	private static int colonIn(FrameReader in, int begin, int end) throws MalformedFrameException {
		if (isBlank(in, begin)) {
			throw in.malformed("a line of its head begins with a space or a tab");
		}
		int colon = begin;
		while (colon < end && in.peek(colon) != ':') {
			colon++;
		}
		return colon;
	}

	private static boolean isName(FrameReader in, int begin, int end, String name) {
		for (int i = begin; i < end; i++) {
			int index = i - begin;
			if ((index < name.length()) ? Character.toLowerCase(in.peek(i)) != name.charAt(index) : !isBlank(in, i)) {
				return false;
			}
		}
		return end - begin >= name.length();
	}

	private static long numberIn(FrameReader in, int begin, int end) throws MalformedFrameException {
		int first = begin;
		while (first < end && isBlank(in, first)) {
			first++;
		}
		int last = end - 1;
		while (last > first && isBlank(in, last)) {
			last--;
		}
		long number = 0;
		boolean digits = first <= last && last - first < LengthDigits.MAX_DIGITS;
		for (int i = first; digits && i <= last; i++) {
			int digit = in.peek(i) - '0';
			digits = digit >= 0 && digit <= 9;
			number = 10 * number + digit;
		}
		if (!digits) {
			throw in.malformed("its Content-Length is not a number of 1 to " + LengthDigits.MAX_DIGITS + " digits");
		}
		return number;
	}

	private static boolean isBlank(FrameReader in, int index) {
		int value = in.peek(index);
		return value == ' ' || value == '\t';
	}

}
