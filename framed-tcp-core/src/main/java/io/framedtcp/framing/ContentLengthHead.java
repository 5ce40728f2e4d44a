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
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Lines up to an empty one, one of which states a length.
 *
 * @param size how many bytes the lines take, the empty one included
 * @param contentLength how many bytes follow
 */
record ContentLengthHead(int size, long contentLength) {

	private static final String NAME = "content-length";

	/** SIP's alone: elsewhere it may be the name of anything. */
	private static final String COMPACT_NAME = "l";

	private static final int MAX_SIZE = FrameReader.MAX_LOOK_AHEAD;

	private static final Pattern NUMBER = Pattern.compile("[0-9]{1," + LengthDigits.MAX_DIGITS + "}");

	/**
	 * Looks at a head.
	 * @param in where it is; waits for no byte behind it
	 * @param sip whether the first line needs no colon, and the length may have the
	 * compact form of its name
	 * @return the head
	 * @throws MalformedFrameException if it is no such head
	 * @throws IOException if the bytes cannot be had
	 */
	static ContentLengthHead peek(FrameReader in, boolean sip) throws IOException {
		long length = -1;
		int size = 0;
		String line = peekLine(in, 0);
		while (!line.isEmpty()) {
			int colon = colonOf(line, sip && size == 0, in);
			if (colon >= 0 && isLength(line.substring(0, colon), sip)) {
				long before = length;
				length = numberIn(line.substring(colon + 1), in);
				if (before >= 0 && before != length) {
					throw in.malformed("it has a Content-Length of " + before + " and one of " + length);
				}
			}
			size += line.length() + 2;
			line = peekLine(in, size);
		}
		if (length < 0) {
			throw in.malformed("its head has no Content-Length");
		}
		return new ContentLengthHead(size + 2, length);
	}

	private static String peekLine(FrameReader in, int begin) throws IOException {
		StringBuilder line = new StringBuilder();
		int next = waitFor(in, begin);
		while (next != '\r' && next != '\n') {
			line.append((char) next);
			next = waitFor(in, begin + line.length());
		}
		if (next == '\n' || waitFor(in, begin + line.length() + 1) != '\n') {
			throw in.malformed("a line of its head has a CR or LF alone");
		}
		return line.toString();
	}

	private static int waitFor(FrameReader in, int index) throws IOException {
		if (index == MAX_SIZE) {
			throw in.malformed("its head does not end within " + MAX_SIZE + " bytes");
		}
		in.require(index + 1);
		return in.peek(index);
	}

	private static int colonOf(String line, boolean optional, FrameReader in) throws MalformedFrameException {
		if (isBlank(line.charAt(0))) {
			throw in.malformed("a line of its head begins with a space or a tab");
		}
		int colon = line.indexOf(':');
		if (colon < 0 && !optional) {
			throw in.malformed("a line of its head has no colon");
		}
		return colon;
	}

	private static boolean isLength(String name, boolean sip) {
		String trimmed = trim(name).toLowerCase(Locale.ROOT);
		return trimmed.equals(NAME) || (sip && trimmed.equals(COMPACT_NAME));
	}

	private static long numberIn(String value, FrameReader in) throws MalformedFrameException {
		String number = trim(value);
		if (!NUMBER.matcher(number).matches()) {
			throw in.malformed("its Content-Length is not a number of 1 to " + LengthDigits.MAX_DIGITS + " digits");
		}
		return Long.parseLong(number);
	}

	private static String trim(String text) {
		int begin = 0;
		int end = text.length();
		while (begin < end && isBlank(text.charAt(begin))) {
			begin++;
		}
		while (begin < end && isBlank(text.charAt(end - 1))) {
			end--;
		}
		return text.substring(begin, end);
	}

	private static boolean isBlank(char value) {
		return value == ' ' || value == '\t';
	}

}
