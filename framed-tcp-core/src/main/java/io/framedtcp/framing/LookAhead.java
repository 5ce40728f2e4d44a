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
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The bytes of a {@link ByteSource} that have arrived and are yet unread. It knows
 * nothing of frames.
 */
final class LookAhead {

	static final int MAX_SIZE = 8 * 1024;

	private final ByteSource source;

	private final byte[] buffer = new byte[MAX_SIZE];

	private final ByteBuffer fillView = ByteBuffer.wrap(this.buffer);

	private int position;

	private int limit;

	private boolean ended;

	LookAhead(ByteSource source) {
		this.source = source;
	}

	int size() {
		return this.limit - this.position;
	}

	boolean isEnded() {
		return this.ended;
	}

	int get(int index) {
		return this.buffer[this.position + index] & 0xff;
	}

	/**
	 * Find a sequence of bytes.
	 * @param sequence what to look for, at least one byte
	 * @param from index of the first byte to look at
	 * @param to index behind the last
	 * @return where its first occurrence begins that is whole, or -1
	 */
	int indexOf(byte[] sequence, int from, int to) {
		int found = ByteSequences.indexOf(this.buffer, this.position + from, this.position + to, sequence);
		return (found >= 0) ? found - this.position : -1;
	}

	byte[] copy(int count) {
		return Arrays.copyOfRange(this.buffer, this.position, this.position + count);
	}

	void copyTo(byte[] target, int count) {
		System.arraycopy(this.buffer, this.position, target, 0, count);
	}

	void copyTo(Excerpt excerpt, int count) {
		excerpt.add(this.buffer, this.position, count);
	}

	void skip(int count) {
		this.position += count;
	}

	/**
	 * Wait until some bytes are there.
	 * @param count how many, at most {@link #MAX_SIZE}
	 * @return whether they are; otherwise the source has ended before
	 * @throws IOException if the source fails
	 */
	boolean require(int count) throws IOException {
		if (this.position == this.limit || count > MAX_SIZE - this.position) {
			compact();
		}
		while (size() < count) {
			int read = read(this.fillView.limit(MAX_SIZE).position(this.limit));
			if (read < 0) {
				return false;
			}
			this.limit += read;
		}
		return true;
	}

	/**
	 * Read from the source past this buffer, which must be empty.
	 * @param target where the bytes go
	 * @return how many there are, or -1 if the source has ended
	 * @throws IOException if the source fails
	 */
	int read(ByteBuffer target) throws IOException {
		int count = this.ended ? -1 : this.source.read(target);
		this.ended = count < 0;
		return count;
	}

	private void compact() {
		System.arraycopy(this.buffer, this.position, this.buffer, 0, size());
		this.limit -= this.position;
		this.position = 0;
	}

}
