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

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * A source that gives one chunk a read, as a socket gives what one segment brought, and
 * remembers how it was asked.
 */
final class ChunkSource implements ByteSource {

	private final Deque<ByteBuffer> chunks = new ArrayDeque<>();

	private final List<ByteBuffer> targets = new ArrayList<>();

	private boolean silentAtEnd;

	private int given;

	private ChunkSource() {
	}

	static ChunkSource of(byte[]... chunks) {
		ChunkSource source = new ChunkSource();
		for (byte[] chunk : chunks) {
			source.chunks.add(ByteBuffer.wrap(chunk));
		}
		return source;
	}

	static ChunkSource ofHex(String... chunks) {
		ChunkSource source = new ChunkSource();
		for (String chunk : chunks) {
			source.chunks.add(ByteBuffer.wrap(HexFrames.bytes(chunk)));
		}
		return source;
	}

	static ChunkSource inBytes(byte[] stream) {
		ChunkSource source = new ChunkSource();
		for (int i = 0; i < stream.length; i++) {
			source.chunks.add(ByteBuffer.wrap(stream, i, 1));
		}
		return source;
	}

	static ChunkSource split(byte[] stream, int maxChunkSize, Random random) {
		ChunkSource source = new ChunkSource();
		int position = 0;
		while (position < stream.length) {
			int size = Math.min(1 + random.nextInt(maxChunkSize), stream.length - position);
			source.chunks.add(ByteBuffer.wrap(stream, position, size));
			position += size;
		}
		return source;
	}

	/**
	 * Fail the test, instead of ending the stream, when bytes beyond the last chunk are
	 * asked for: a peer that is silent would make the reader wait.
	 */
	ChunkSource thenSilent() {
		this.silentAtEnd = true;
		return this;
	}

	@Override
	public int read(ByteBuffer target) {
		if (!target.hasRemaining()) {
			throw new AssertionError("The reader left no room for a byte");
		}
		this.targets.add(target.duplicate());
		ByteBuffer chunk = this.chunks.peek();
		if (chunk == null) {
			if (this.silentAtEnd) {
				throw new AssertionError("The reader waits for bytes that never come");
			}
			return -1;
		}
		int count = Math.min(chunk.remaining(), target.remaining());
		target.put(chunk.slice(chunk.position(), count));
		chunk.position(chunk.position() + count);
		if (!chunk.hasRemaining()) {
			this.chunks.remove();
		}
		this.given += count;
		return count;
	}

	int reads() {
		return this.targets.size();
	}

	/** The buffers that were handed in, each as it was then. */
	List<ByteBuffer> targets() {
		return this.targets;
	}

	int given() {
		return this.given;
	}

}
