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

package io.framedtcp.internal.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.framedtcp.framing.EncodedFrame;
import io.framedtcp.internal.transport.Transport;

/**
 * Writes frames to a transport in as few system calls as possible, and counts their
 * bytes.
 * <p>
 * Used by one thread at a time.
 */
final class FrameOutput {

	/**
	 * The JDK copies a heap buffer through a direct one of the same size and keeps that
	 * per thread, so a single write must not take a whole large payload. The same bound
	 * as in the JDK's own socket streams.
	 */
	private static final int MAX_WRITE = 128 * 1024;

	/** A head, a body and a tail. */
	private static final int PARTS_AT_ONCE = 3;

	private final Transport transport;

	/** For small frames. */
	private final ByteBuffer[] buffer;

	/** Written by one thread at a time, read by any. */
	private final AtomicLong bytesSent = new AtomicLong();

	private long sentBefore;

	FrameOutput(Transport transport, ByteBuffer buffer) {
		this.transport = transport;
		this.buffer = new ByteBuffer[] { buffer };
	}

	/**
	 * Returns how many bytes the transport has taken since the connection was opened.
	 * @return the number of bytes; any thread may ask for it
	 */
	long bytesSent() {
		return this.bytesSent.get();
	}

	/**
	 * Returns whether the transport has taken any byte of the last write.
	 * @return whether it has
	 */
	boolean isPartlyWritten() {
		return this.bytesSent.get() != this.sentBefore;
	}

	/**
	 * Counts bytes that were written past this object.
	 * @param count how many
	 */
	void sent(int count) {
		this.bytesSent.lazySet(this.bytesSent.getPlain() + count);
	}

	void write(EncodedFrame frame) throws IOException {
		this.sentBefore = this.bytesSent.get();
		if (frame.size() <= this.buffer[0].capacity()) {
			ByteBuffer buffer = this.buffer[0].clear();
			frame.copyTo(buffer);
			buffer.flip();
			writeParts(this.buffer);
		}
		else {
			writeParts(frame.toBuffers(MAX_WRITE));
		}
	}

	void writeAll(List<EncodedFrame> frames) throws IOException {
		this.sentBefore = this.bytesSent.get();
		ByteBuffer[] gathered = bufferFor(frames);
		for (EncodedFrame frame : frames) {
			if (frame.size() > gathered[0].remaining()) {
				flush(gathered);
			}
			if (frame.size() > gathered[0].capacity()) {
				writeParts(frame.toBuffers(MAX_WRITE));
			}
			else {
				frame.copyTo(gathered[0]);
			}
		}
		flush(gathered);
	}

	private ByteBuffer[] bufferFor(List<EncodedFrame> frames) {
		long size = frames.stream().mapToLong(EncodedFrame::size).sum();
		if (size > this.buffer[0].capacity()) {
			return new ByteBuffer[] { ByteBuffer.allocate((int) Math.min(size, MAX_WRITE)) };
		}
		this.buffer[0].clear();
		return this.buffer;
	}

	private void flush(ByteBuffer[] gathered) throws IOException {
		gathered[0].flip();
		writeParts(gathered);
		gathered[0].clear();
	}

	private void writeParts(ByteBuffer[] parts) throws IOException {
		int next = 0;
		while (next < parts.length) {
			if (parts[next].hasRemaining()) {
				int count = Math.min(PARTS_AT_ONCE, parts.length - next);
				long written = this.transport.write(parts, next, count);
				this.bytesSent.lazySet(this.bytesSent.getPlain() + written);
			}
			else {
				next++;
			}
		}
	}

}
