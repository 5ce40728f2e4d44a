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

package io.framedtcp.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.framedtcp.framing.EncodedFrame;

/**
 * Writes frames to a transport in as few system calls as may be, and knows what has
 * become of them.
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

	private final ByteBuffer buffer;

	private final Tally bytesSent = new Tally(0);

	private boolean partlyWritten;

	private @Nullable IOException failure;

	/**
	 * Creates an output.
	 * @param transport where the frames go
	 * @param buffer for small frames
	 */
	FrameOutput(Transport transport, ByteBuffer buffer) {
		this.transport = transport;
		this.buffer = buffer;
	}

	/**
	 * Returns whether any byte of what was written last may have reached the peer.
	 * @return {@code false} only if it is certain that none has
	 */
	boolean isPartlyWritten() {
		return this.partlyWritten;
	}

	/**
	 * Returns why a write has failed.
	 * @return the failure, or {@code null} if all writes have succeeded
	 */
	@Nullable IOException failure() {
		return this.failure;
	}

	long bytesSent() {
		return this.bytesSent.get();
	}

	void write(EncodedFrame frame) throws IOException {
		this.partlyWritten = false;
		try {
			if (frame.size() <= this.buffer.capacity()) {
				ByteBuffer buffer = this.buffer.clear();
				frame.copyTo(buffer);
				flush(buffer);
			}
			else {
				writeInParts(frame);
			}
		}
		catch (IOException ex) {
			failed(ex);
			throw ex;
		}
	}

	void writeAll(List<EncodedFrame> frames) throws IOException {
		this.partlyWritten = false;
		ByteBuffer gathered = gatheringBuffer(frames);
		try {
			for (EncodedFrame frame : frames) {
				if (frame.size() > gathered.remaining()) {
					flush(gathered);
				}
				if (frame.size() > gathered.capacity()) {
					writeInParts(frame);
				}
				else {
					frame.copyTo(gathered);
				}
			}
			flush(gathered);
		}
		catch (IOException ex) {
			failed(ex);
			throw ex;
		}
	}

	private ByteBuffer gatheringBuffer(List<EncodedFrame> frames) {
		long size = frames.stream().mapToLong(EncodedFrame::size).sum();
		return (size <= this.buffer.capacity()) ? this.buffer.clear()
				: ByteBuffer.allocate((int) Math.min(size, MAX_WRITE));
	}

	private void flush(ByteBuffer buffer) throws IOException {
		buffer.flip();
		while (buffer.hasRemaining()) {
			sent(this.transport.write(buffer));
		}
		buffer.clear();
	}

	private void writeInParts(EncodedFrame frame) throws IOException {
		ByteBuffer[] parts = frame.toBuffers(MAX_WRITE);
		int next = 0;
		while (next < parts.length) {
			int count = Math.min(PARTS_AT_ONCE, parts.length - next);
			sent(this.transport.write(parts, next, count));
			while (next < parts.length && !parts[next].hasRemaining()) {
				next++;
			}
		}
	}

	private void sent(long count) {
		this.partlyWritten |= count > 0;
		this.bytesSent.add(count);
	}

	private void failed(IOException ex) {
		// What a call that was cut short by a close has sent cannot be known.
		this.partlyWritten |= ex instanceof AsynchronousCloseException || this.transport.isFailedWriteMaybeSent();
		this.failure = ex;
		try {
			this.transport.configureBlocking(false);
		}
		catch (IOException closed) {
			// Then nothing waits.
		}
	}

}
