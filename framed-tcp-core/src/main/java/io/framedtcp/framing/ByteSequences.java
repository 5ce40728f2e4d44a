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

import java.util.Arrays;
import java.util.HexFormat;

/**
 * Sequences of bytes that mean something on the wire: looks for them and shows them.
 */
final class ByteSequences {

	/** Keeps looking for one fast, whatever it is looked for in. */
	static final int MAX_SIZE = 128;

	private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

	private ByteSequences() {
	}

	/**
	 * Check a sequence that is to be looked for.
	 * @param name what it is, for the exception
	 * @param sequence the sequence
	 * @throws IllegalArgumentException if it is empty or too long
	 */
	static void check(String name, byte[] sequence) {
		if (sequence.length < 1 || sequence.length > MAX_SIZE) {
			throw new IllegalArgumentException(
					"'" + name + "' must have 1 to " + MAX_SIZE + " bytes, but has " + sequence.length);
		}
	}

	/**
	 * Find a sequence.
	 * @param bytes where to look
	 * @param from index of the first byte to look at
	 * @param to index behind the last
	 * @param sequence what to look for, at least one byte
	 * @return where its first occurrence begins that is whole, or -1
	 */
	static int indexOf(byte[] bytes, int from, int to, byte[] sequence) {
		for (int i = from; i <= to - sequence.length; i++) {
			if (bytes[i] == sequence[0] && Arrays.equals(bytes, i, i + sequence.length, sequence, 0, sequence.length)) {
				return i;
			}
		}
		return -1;
	}

	static String hex(byte[] bytes) {
		return hex(bytes, bytes.length);
	}

	static String hex(byte[] bytes, int count) {
		return HEX.formatHex(bytes, 0, count);
	}

}
