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

import io.framedtcp.internal.Checks;

/**
 * Searches for sequences of bytes and shows them.
 */
final class ByteSequences {

	/** Limits the time of a search in the worst case. */
	static final int MAX_SIZE = 128;

	private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

	private ByteSequences() {
	}

	/**
	 * Checks that a sequence can be searched for.
	 * @param name its name, for the exception
	 * @param sequence the sequence
	 * @throws IllegalArgumentException if it is empty or too long
	 */
	static void check(String name, byte[] sequence) {
		Checks.check(sequence.length >= 1 && sequence.length <= MAX_SIZE,
				"'" + name + "' must have 1 to " + MAX_SIZE + " bytes, but has " + sequence.length);
	}

	/**
	 * Finds a sequence.
	 * @param bytes the bytes to search
	 * @param from index of the first byte to search
	 * @param to index after the last byte to search
	 * @param sequence the sequence, at least one byte
	 * @return the index of its first whole occurrence, or -1
	 */
	static int indexOf(byte[] bytes, int from, int to, byte[] sequence) {
		for (int i = from; i <= to - sequence.length; i++) {
			if (bytes[i] == sequence[0] && matches(bytes, i, sequence)) {
				return i;
			}
		}
		return -1;
	}

	/**
	 * Returns whether a sequence stands at an index.
	 * @param bytes the bytes, of any length
	 * @param index where it must begin
	 * @param sequence the sequence
	 * @return whether all of it is there
	 */
	static boolean isAt(byte[] bytes, int index, byte[] sequence) {
		return bytes.length - index >= sequence.length
				&& Arrays.equals(bytes, index, index + sequence.length, sequence, 0, sequence.length);
	}

	static String hex(byte[] bytes) {
		return hex(bytes, bytes.length);
	}

	static String hex(byte[] bytes, int count) {
		return HEX.formatHex(bytes, 0, count);
	}

	private static boolean matches(byte[] bytes, int at, byte[] sequence) {
		for (int i = 1; i < sequence.length; i++) {
			if (bytes[at + i] != sequence[i]) {
				return false;
			}
		}
		return true;
	}

}
