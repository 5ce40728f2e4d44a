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
 * Numbers of a variable size. Each byte has seven bits of the number, the lowest first.
 * Its top bit says whether another byte follows.
 */
final class Varint {

	/** The most bytes of a number. It fits into a {@code long} that is not negative. */
	static final int MAX_SIZE = 8;

	private static final int MORE = 0x80;

	private static final int BITS = 7;

	private Varint() {
	}

	/**
	 * Waits for a number.
	 * @param in supplies the bytes
	 * @param index how many unread bytes come before it
	 * @param maxSize how many bytes it may take, at most {@link #MAX_SIZE}
	 * @return how many bytes it takes
	 * @throws MalformedFrameException if it takes more, or is over-long
	 * @throws IOException if the bytes cannot be read
	 */
	static int require(FrameReader in, int index, int maxSize) throws IOException {
		for (int size = 1; size <= maxSize; size++) {
			in.require(index + size);
			int last = in.peek(index + size - 1);
			if (last < MORE) {
				if (last == 0 && size > 1) {
					throw in.malformed("its varint is over-long: the last of " + size + " bytes adds nothing");
				}
				return size;
			}
		}
		throw in.malformed("its varint does not end within " + maxSize + " bytes");
	}

	/**
	 * Returns a number without reading it.
	 * @param in supplies the bytes
	 * @param index how many unread bytes come before it
	 * @param size how many bytes it takes
	 * @return the number
	 */
	static long peek(FrameReader in, int index, int size) {
		long number = 0;
		for (int i = size - 1; i >= 0; i--) {
			number = number << BITS | (in.peek(index + i) & ~MORE);
		}
		return number;
	}

	/**
	 * Writes a number.
	 * @param number the number, not negative
	 * @param out receives the bytes
	 * @return how many bytes it takes
	 */
	static int write(long number, FrameWriter out) {
		int size = 1;
		long rest = number;
		while (rest >= MORE) {
			out.writeByte((int) rest | MORE);
			rest >>>= BITS;
			size++;
		}
		out.writeByte((int) rest);
		return size;
	}

	/**
	 * Returns the largest number.
	 * @param size how many bytes it may take
	 * @return the number
	 */
	static long max(int size) {
		return (1L << (BITS * size)) - 1;
	}

}
