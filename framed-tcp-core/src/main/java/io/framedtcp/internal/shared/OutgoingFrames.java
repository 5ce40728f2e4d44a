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

package io.framedtcp.internal.shared;

import java.nio.ByteBuffer;
import java.util.Queue;

import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.framing.EncodedFrame;

/**
 * Gathers the frames of many callers for one write. It counts the gathered and the
 * written bytes since the beginning of the lease.
 * <p>
 * Filled under the connection's lock; written by the thread with the writer's role.
 */
final class OutgoingFrames {

	static final int SIZE = 64 * 1024;

	private static final ByteBuffer[] NONE = {};

	private final ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE).limit(0);

	/** The rest of a frame that is larger than the buffer. */
	private ByteBuffer[] rest = NONE;

	private int next;

	private @Nullable SharedCall large;

	private long taken;

	private volatile long written;

	/**
	 * Returns the bytes to write.
	 * @return the gathered bytes that are not yet written
	 */
	ByteBuffer buffer() {
		return this.buffer;
	}

	/**
	 * Returns whether gathered bytes are not yet written.
	 * @return whether a frame may be incomplete
	 */
	boolean isPending() {
		return this.buffer.hasRemaining() || this.next < this.rest.length;
	}

	/**
	 * Returns the number of written bytes. Any thread may call this.
	 * @return the number
	 */
	long written() {
		return this.written;
	}

	void written(long count) {
		this.written += count;
	}

	/**
	 * Gathers the next frames, once the last ones have been written.
	 * @param queue the calls with the next frames; gathered ones are removed
	 * @param unanswered collects the gathered calls that expect no reply
	 * @return the number of begun frames
	 */
	int fill(Queue<SharedCall> queue, Queue<SharedCall> unanswered) {
		this.buffer.clear();
		copyRest();
		int frames = 0;
		SharedCall call = queue.peek();
		while (call != null && this.next == this.rest.length && isRoomFor(call.frame())) {
			queue.remove();
			take(call);
			if (!call.isAnswered()) {
				unanswered.add(call);
			}
			frames++;
			call = queue.peek();
		}
		this.buffer.flip();
		return frames;
	}

	/**
	 * Copies the rest of a call's frame, because its caller leaves and may change the
	 * payload.
	 * @param call the call
	 */
	void keep(SharedCall call) {
		if (this.large == call) {
			for (int i = this.next; i < this.rest.length; i++) {
				ByteBuffer part = this.rest[i];
				this.rest[i] = ByteBuffer.allocate(part.remaining()).put(part).flip();
			}
		}
	}

	/**
	 * Starts again with a new lease of the connection.
	 */
	void reset() {
		this.buffer.limit(0);
		this.rest = NONE;
		this.next = 0;
		this.large = null;
		this.taken = 0;
		this.written = 0;
	}

	private boolean isRoomFor(EncodedFrame frame) {
		return frame.size() <= this.buffer.remaining() || this.buffer.position() == 0;
	}

	private void take(SharedCall call) {
		EncodedFrame frame = call.frame();
		call.sent(this.taken);
		this.taken += frame.size();
		if (frame.size() <= this.buffer.remaining()) {
			frame.copyTo(this.buffer);
		}
		else {
			this.rest = frame.toBuffers(SIZE);
			this.next = 0;
			this.large = call;
			copyRest();
		}
	}

	private void copyRest() {
		while (this.next < this.rest.length && this.buffer.hasRemaining()) {
			ByteBuffer part = this.rest[this.next];
			int count = Math.min(part.remaining(), this.buffer.remaining());
			this.buffer.put(this.buffer.position(), part, part.position(), count)
				.position(this.buffer.position() + count);
			part.position(part.position() + count);
			if (!part.hasRemaining()) {
				this.next++;
			}
		}
		if (this.next == this.rest.length) {
			this.rest = NONE;
			this.next = 0;
			this.large = null;
		}
	}

}
