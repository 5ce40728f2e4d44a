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

import java.util.ArrayList;
import java.util.List;

/**
 * Collects bytes piece by piece where their number is not known beforehand. It never
 * takes more than twice the memory of the bytes themselves.
 */
final class ByteAccumulator {

	private final List<byte[]> pieces = new ArrayList<>();

	private int size;

	/**
	 * Adds a piece.
	 * @param piece the bytes, which are not copied
	 */
	void add(byte[] piece) {
		this.size = Math.addExact(this.size, piece.length);
		this.pieces.add(piece);
	}

	int size() {
		return this.size;
	}

	/**
	 * Joins all pieces.
	 * @return an array of exactly their bytes
	 */
	byte[] join() {
		if (this.pieces.size() == 1) {
			return this.pieces.get(0);
		}
		byte[] joined = new byte[this.size];
		int position = 0;
		for (byte[] piece : this.pieces) {
			System.arraycopy(piece, 0, joined, position, piece.length);
			position += piece.length;
		}
		return joined;
	}

}
