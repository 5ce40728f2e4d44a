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

package io.framedtcp.internal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A payload as text in ISO 8859-1, one character for each byte, without a copy.
 * <p>
 * An interrupt stops a search in this text, because some regular expressions take
 * practically forever. Used by one thread at a time.
 */
public final class PayloadText implements CharSequence {

	private static final int LOOK_AFTER = 1 << 16;

	private final byte[] bytes;

	private final int begin;

	private final int end;

	private int looks;

	private PayloadText(byte[] bytes, int begin, int end) {
		this.bytes = bytes;
		this.begin = begin;
		this.end = end;
	}

	/**
	 * Finds the first match of a pattern in a payload.
	 * @param pattern the pattern
	 * @param payload the payload
	 * @return the match, whose indexes count bytes; {@code null} if there is none
	 * @throws IllegalStateException if the search was interrupted, or needs too much
	 * stack
	 */
	public static @Nullable Matcher find(Pattern pattern, byte[] payload) {
		Matcher matcher = pattern.matcher(new PayloadText(payload, 0, payload.length));
		try {
			return matcher.find() ? matcher : null;
		}
		catch (StackOverflowError ex) {
			throw new IllegalStateException(
					"The pattern '" + pattern + "' needs too much stack for a payload of " + payload.length + " bytes",
					ex);
		}
	}

	@Override
	public int length() {
		return this.end - this.begin;
	}

	@Override
	public char charAt(int index) {
		this.looks++;
		if (this.looks % LOOK_AFTER == 0 && Thread.currentThread().isInterrupted()) {
			throw new IllegalStateException("the search by a pattern took too long and was interrupted");
		}
		return (char) (this.bytes[this.begin + index] & 0xff);
	}

	@Override
	public CharSequence subSequence(int start, int end) {
		return new PayloadText(this.bytes, this.begin + start, this.begin + end);
	}

	@Override
	public String toString() {
		return new StringBuilder(this).toString();
	}

}
