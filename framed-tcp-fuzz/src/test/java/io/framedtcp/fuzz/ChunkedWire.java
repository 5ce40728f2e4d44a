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

package io.framedtcp.fuzz;

import java.nio.ByteBuffer;

import io.framedtcp.framing.ByteSource;

/**
 * A peer that sends its bytes in chunks, and is silent behind those that a frame takes:
 * to ask for more would be to hang.
 */
final class ChunkedWire implements ByteSource {

	/** From here on a size is one in KiB. */
	private static final int FIRST_LARGE = 128;

	private final byte[] wire;

	private final byte[] chunkSizes;

	private int silentFrom;

	private int given;

	private int chunks;

	private boolean ended;

	/**
	 * Create a wire.
	 * @param wire all that is sent
	 * @param chunkSizes how many bytes arrive at once, in turn; a 0 for all that are left
	 */
	ChunkedWire(byte[] wire, byte[] chunkSizes) {
		this.wire = wire;
		this.chunkSizes = chunkSizes;
	}

	void silentFrom(long position) {
		this.silentFrom = (int) Math.min(position, Integer.MAX_VALUE);
	}

	@Override
	public int read(ByteBuffer target) {
		if (!target.hasRemaining()) {
			throw new AssertionError("The reader left no room for a byte");
		}
		if (this.given >= this.silentFrom) {
			throw new AssertionError("After " + this.given + " bytes the reader waits for one that it does not need");
		}
		if (this.given == this.wire.length) {
			return end();
		}
		int count = Math.min(Math.min(target.remaining(), nextChunk()), this.wire.length - this.given);
		target.put(this.wire, this.given, count);
		this.given += count;
		return count;
	}

	private int end() {
		if (this.ended) {
			throw new AssertionError("The reader goes on behind the end of the stream");
		}
		this.ended = true;
		return -1;
	}

	private int nextChunk() {
		if (this.chunkSizes.length == 0) {
			return Integer.MAX_VALUE;
		}
		int size = this.chunkSizes[this.chunks++ % this.chunkSizes.length] & 0xff;
		if (size == 0) {
			return Integer.MAX_VALUE;
		}
		return (size < FIRST_LARGE) ? size : (size - FIRST_LARGE + 1) * 1024;
	}

	int given() {
		return this.given;
	}

}
