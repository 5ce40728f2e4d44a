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
 * Lines up to an empty one, of which one tells a length. They are looked at without being
 * read, and without making a text of any.
 */
final class ContentLengthHead {

	private static final String NAME = "content-length";

	/** SIP's alone: elsewhere it may be the name of anything. */
	private static final String COMPACT_NAME = "l";

	private static final int MAX_SIZE = FrameReader.MAX_LOOK_AHEAD;

	private final FrameReader in;

	private final boolean sip;

	private int size;

	private long contentLength = -1;

	private ContentLengthHead(FrameReader in, boolean sip) {
		this.in = in;
		this.sip = sip;
	}

	/**
	 * Look at a head.
	 * @param in where it stands; no byte behind it is waited for
	 * @param sip whether the first line needs no colon, and the length may have the
	 * compact form of its name
	 * @return what was found
	 * @throws MalformedFrameException if it is no such head
	 * @throws IOException if the bytes cannot be had
	 */
	static ContentLengthHead peek(FrameReader in, boolean sip) throws IOException {
		ContentLengthHead head = new ContentLengthHead(in, sip);
		head.look();
		return head;
	}

	/**
	 * Return the size of the head.
	 * @return its bytes, those of the empty line included
	 */
	int size() {
		return this.size;
	}

	/**
	 * Return what the head tells.
	 * @return how many bytes stand behind it
	 */
	long contentLength() {
		return this.contentLength;
	}

	private void look() throws IOException {
		int end = endOfLine(0);
		while (end > this.size) {
			look(this.size, end);
			this.size = end + 2;
			end = endOfLine(this.size);
		}
		this.size += 2;
		if (this.contentLength < 0) {
			throw this.in.malformed("its head has no Content-Length");
		}
	}

	private int endOfLine(int begin) throws IOException {
		for (int i = begin;; i++) {
			int next = waitFor(i);
			if (next == '\n' || (next == '\r' && waitFor(i + 1) != '\n')) {
				throw this.in.malformed("a line of its head has a CR or LF alone");
			}
			if (next == '\r') {
				return i;
			}
		}
	}

	private int waitFor(int index) throws IOException {
		if (index == MAX_SIZE) {
			throw this.in.malformed("its head does not end within " + MAX_SIZE + " bytes");
		}
		this.in.require(index + 1);
		return this.in.peek(index);
	}

	private void look(int begin, int end) throws MalformedFrameException {
		if (isBlank(begin)) {
			throw this.in.malformed("a line of its head begins with a space or a tab");
		}
		int colon = begin;
		while (colon < end && this.in.peek(colon) != ':') {
			colon++;
		}
		if (colon == end && !(this.sip && begin == 0)) {
			throw this.in.malformed("a line of its head has no colon");
		}
		if (colon < end && isLength(begin, trimEnd(begin, colon))) {
			noteLength(numberIn(trimBegin(colon + 1, end), trimEnd(colon + 1, end)));
		}
	}

	private boolean isLength(int begin, int end) {
		return isName(NAME, begin, end) || (this.sip && isName(COMPACT_NAME, begin, end));
	}

	private boolean isName(String name, int begin, int end) {
		if (end - begin != name.length()) {
			return false;
		}
		for (int i = 0; i < name.length(); i++) {
			if (Character.toLowerCase(this.in.peek(begin + i)) != name.charAt(i)) {
				return false;
			}
		}
		return true;
	}

	private long numberIn(int begin, int end) throws MalformedFrameException {
		long number = 0;
		boolean digits = begin < end && end - begin <= LengthDigits.MAX_DIGITS;
		for (int i = begin; digits && i < end; i++) {
			int digit = this.in.peek(i) - '0';
			digits = digit >= 0 && digit <= 9;
			number = 10 * number + digit;
		}
		if (!digits) {
			throw this.in
				.malformed("its Content-Length is not a number of 1 to " + LengthDigits.MAX_DIGITS + " digits");
		}
		return number;
	}

	private void noteLength(long length) throws MalformedFrameException {
		if (this.contentLength >= 0 && this.contentLength != length) {
			throw this.in.malformed("it has a Content-Length of " + this.contentLength + " and one of " + length);
		}
		this.contentLength = length;
	}

	private int trimBegin(int begin, int end) {
		int trimmed = begin;
		while (trimmed < end && isBlank(trimmed)) {
			trimmed++;
		}
		return trimmed;
	}

	private int trimEnd(int begin, int end) {
		int trimmed = end;
		while (trimmed > begin && isBlank(trimmed - 1)) {
			trimmed--;
		}
		return trimmed;
	}

	private boolean isBlank(int index) {
		int value = this.in.peek(index);
		return value == ' ' || value == '\t';
	}

}
