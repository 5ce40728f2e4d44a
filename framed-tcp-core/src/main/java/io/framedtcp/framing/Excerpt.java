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

/**
 * The first bytes of a frame, for exceptions: as far as the framing has looked at them,
 * up to the first that it has not.
 */
final class Excerpt {

	private static final int MAX_SIZE = 32;

	private final byte[] bytes = new byte[MAX_SIZE];

	private int size;

	/** Set by the first byte that was not looked at: what follows is not the header. */
	private boolean ended;

	void clear() {
		this.size = 0;
		this.ended = false;
	}

	void add(byte[] source, int offset, int count) {
		int added = room(count);
		System.arraycopy(source, offset, this.bytes, this.size, added);
		this.size += added;
	}

	void end() {
		this.ended = true;
	}

	/**
	 * Show the excerpt.
	 * @param pending the bytes that were looked at but not yet read
	 * @param arrived how many bytes of the frame, or behind it, have arrived
	 * @return pairs of hexadecimal digits, with an ellipsis if more than these arrived
	 */
	String show(byte[] pending, long arrived) {
		int added = room(pending.length);
		System.arraycopy(pending, 0, this.bytes, this.size, added);
		int shown = this.size + added;
		String hex = ByteSequences.hex(this.bytes, shown);
		if (arrived <= shown) {
			return hex;
		}
		return (shown > 0) ? hex + " …" : "…";
	}

	private int room(int count) {
		return this.ended ? 0 : Math.min(count, MAX_SIZE - this.size);
	}

}
