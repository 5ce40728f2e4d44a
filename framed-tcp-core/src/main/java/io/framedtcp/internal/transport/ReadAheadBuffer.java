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

package io.framedtcp.internal.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * Holds the bytes that arrived while a write was waiting for room. It grows by chunks up
 * to its limit, and frees each chunk as soon as it has been read.
 * <p>
 * Used by one thread at a time.
 */
final class ReadAheadBuffer {

	private static final int CHUNK_SIZE = 64 * 1024;

	/** Each holds the bytes before its position. */
	private final Deque<ByteBuffer> chunks = new ArrayDeque<>(2);

	/** How many bytes of the first chunk have been read. */
	private int first;

	private int size;

	private int limit;

	private boolean outOfMemory;

	private boolean ended;

	/**
	 * Sets how many bytes this buffer may hold.
	 * @param limit the maximum
	 */
	void limit(int limit) {
		this.limit = limit;
	}

	boolean hasBytes() {
		return this.size > 0;
	}

	boolean hasRoom() {
		return this.size < this.limit && !this.ended && !this.outOfMemory;
	}

	/**
	 * Returns whether the stream ends behind the bytes in this buffer.
	 * @return whether there will be no more
	 */
	boolean isEnded() {
		return this.ended;
	}

	/**
	 * Reads some bytes that have arrived, without waiting.
	 * @param source the source of the bytes, in non-blocking mode
	 * @return how many; 0 if there are none or there is no room, -1 at the end
	 * @throws IOException if that fails
	 */
	int fill(DirectIo source) throws IOException {
		ByteBuffer chunk = hasRoom() ? chunkWithRoom() : null;
		if (chunk == null) {
			return 0;
		}
		int room = Math.min(CHUNK_SIZE - chunk.position(), this.limit - this.size);
		int count = source.read(chunk.limit(chunk.position() + room));
		this.size += Math.max(0, count);
		this.ended = count < 0;
		return count;
	}

	/**
	 * Moves as many bytes as the target has room for.
	 * @param target receives the bytes
	 * @return how many, or -1 at the end of the stream
	 */
	int take(ByteBuffer target) {
		if (this.size == 0) {
			return this.ended ? -1 : 0;
		}
		int taken = 0;
		while (this.size > 0 && target.hasRemaining()) {
			ByteBuffer chunk = this.chunks.getFirst();
			int count = Math.min(chunk.position() - this.first, target.remaining());
			target.put(chunk.array(), this.first, count);
			this.first += count;
			this.size -= count;
			taken += count;
			if (this.first == chunk.position()) {
				this.chunks.removeFirst();
				this.first = 0;
				this.outOfMemory = false;
			}
		}
		return taken;
	}

	private @Nullable ByteBuffer chunkWithRoom() {
		ByteBuffer last = this.chunks.peekLast();
		if (last != null && last.position() < CHUNK_SIZE) {
			return last;
		}
		try {
			ByteBuffer chunk = ByteBuffer.allocate(CHUNK_SIZE);
			this.chunks.addLast(chunk);
			return chunk;
		}
		catch (OutOfMemoryError ex) {
			// The write goes on without reading ahead.
			this.outOfMemory = true;
			return null;
		}
	}

}
