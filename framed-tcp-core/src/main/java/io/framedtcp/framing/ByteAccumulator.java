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
import java.util.Arrays;
import java.util.List;

/**
 * Collects bytes piece by piece if their number is unknown at first. It never takes more
 * than twice the memory of the bytes themselves.
 */
final class ByteAccumulator {

	/** Pieces of at least this size keep an array of their own. */
	private static final int LARGE_PIECE = 512;

	private static final int MAX_TAIL = 8 * 1024;

	private static final byte[] NONE = {};

	private final List<byte[]> pieces = new ArrayList<>();

	private int size;

	/** Small pieces after the others. */
	private byte[] tail = NONE;

	private int tailSize;

	/**
	 * Adds a piece.
	 * @param piece the bytes, which are not copied
	 */
	void add(byte[] piece) {
		this.size = Math.addExact(this.size, piece.length);
		this.pieces.add(piece);
	}

	/**
	 * Adds a piece and joins small ones. Used instead of {@link #add(byte[])} if there
	 * may be many pieces.
	 * @param piece the bytes, which are copied if they are few
	 */
	void append(byte[] piece) {
		if (piece.length >= LARGE_PIECE || this.size == 0) {
			endTail();
			add(piece);
			return;
		}
		if (piece.length > MAX_TAIL - this.tailSize) {
			endTail();
		}
		if (piece.length > this.tail.length - this.tailSize) {
			this.tail = Arrays.copyOf(this.tail, Math.max(2 * this.tail.length, this.tailSize + piece.length));
		}
		System.arraycopy(piece, 0, this.tail, this.tailSize, piece.length);
		this.tailSize += piece.length;
		this.size = Math.addExact(this.size, piece.length);
	}

	private void endTail() {
		if (this.tailSize > 0) {
			this.pieces.add(Arrays.copyOf(this.tail, this.tailSize));
			this.tailSize = 0;
		}
	}

	int size() {
		return this.size;
	}

	/**
	 * Copies the first bytes.
	 * @param count how many at most
	 * @return a copy of them
	 */
	byte[] first(int count) {
		byte[] first = new byte[Math.min(count, this.size)];
		int position = 0;
		for (int i = 0; i < this.pieces.size() && position < first.length; i++) {
			byte[] piece = this.pieces.get(i);
			int part = Math.min(piece.length, first.length - position);
			System.arraycopy(piece, 0, first, position, part);
			position += part;
		}
		System.arraycopy(this.tail, 0, first, position, first.length - position);
		return first;
	}

	/**
	 * Joins all pieces.
	 * @return an array of exactly their bytes
	 */
	byte[] join() {
		endTail();
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
