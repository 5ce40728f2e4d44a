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
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ReadableByteChannel;

/**
 * Reads and writes through direct memory. For a heap buffer, the JDK looks up a direct
 * buffer in each call. This costs a fiftieth of an exchange on loopback, and fails if no
 * direct memory is left. So small transfers use the connection's own direct buffer. Once
 * direct memory has run short, all transfers use it. So no reply is lost for lack of
 * direct memory.
 * <p>
 * Used by one thread at a time, with buffers on the heap.
 */
final class DirectIo {

	/** Small, since only the garbage collector frees direct memory. */
	private static final int INITIAL_SIZE = 512;

	private static final int SIZE = 8 * 1024;

	private final ReadableByteChannel in;

	private final GatheringByteChannel out;

	private ByteBuffer own = ByteBuffer.allocateDirect(INITIAL_SIZE);

	/** Transfers up to this size use that buffer. */
	private int ownUpTo;

	private boolean written;

	DirectIo(ReadableByteChannel in, GatheringByteChannel out) {
		this.in = in;
		this.out = out;
	}

	int read(ByteBuffer target) throws IOException {
		if (target.remaining() > this.ownUpTo) {
			try {
				return this.in.read(target);
			}
			catch (OutOfMemoryError ex) {
				// Thrown before anything was read.
				this.ownUpTo = Integer.MAX_VALUE;
			}
		}
		ByteBuffer own = this.own;
		int count = this.in.read(own.clear().limit(Math.min(own.capacity(), target.remaining())));
		target.put(own.flip());
		return count;
	}

	/**
	 * Writes some bytes.
	 * @param sources the bytes
	 * @param offset index of the first buffer to write
	 * @param count number of buffers
	 * @return how many bytes were written
	 * @throws IOException if that fails
	 */
	long write(ByteBuffer[] sources, int offset, int count) throws IOException {
		if (this.written && this.ownUpTo == 0) {
			grow();
		}
		this.written = true;
		int next = offset;
		int last = offset + count - 1;
		while (next < last && !sources[next].hasRemaining()) {
			next++;
		}
		ByteBuffer source = sources[next];
		try {
			if (next < last && this.ownUpTo < Integer.MAX_VALUE) {
				return this.out.write(sources, next, last - next + 1);
			}
			if (source.remaining() > this.ownUpTo) {
				return this.out.write(source);
			}
		}
		catch (OutOfMemoryError ex) {
			// Thrown before anything was written.
			this.ownUpTo = Integer.MAX_VALUE;
		}
		ByteBuffer own = this.own;
		int begin = source.position();
		int size = Math.min(own.capacity(), source.remaining());
		own.clear().put(0, source, begin, size).limit(size);
		int written = this.out.write(own);
		source.position(begin + written);
		return written;
	}

	/**
	 * Allocates a larger buffer for a connection that is used more than once.
	 */
	private void grow() {
		try {
			this.own = ByteBuffer.allocateDirect(SIZE);
			this.ownUpTo = SIZE;
		}
		catch (OutOfMemoryError ex) {
			this.ownUpTo = Integer.MAX_VALUE;
		}
	}

}
