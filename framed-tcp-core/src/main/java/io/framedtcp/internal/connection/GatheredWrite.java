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
import java.util.Arrays;

import io.framedtcp.internal.framing.EncodedFrame;

/**
 * Writes several frames, or a large one, in as few system calls as possible. Frames are
 * gathered in a buffer. A frame larger than the buffer is written from its own arrays.
 */
final class GatheredWrite {

	/**
	 * The JDK copies a heap buffer through a direct one of the same size, and keeps that
	 * for each thread. So a single write must not take a whole large payload. The JDK's
	 * own socket streams have the same bound.
	 */
	private static final int MAX_WRITE = 128 * 1024;

	private final FrameChannel channel;

	private final ByteBuffer[] small;

	/**
	 * Creates the writes of a channel.
	 * @param channel the channel
	 * @param small the buffer of small frames
	 */
	GatheredWrite(FrameChannel channel, ByteBuffer[] small) {
		this.channel = channel;
		this.small = small;
	}

	void write(EncodedFrame[] frames) throws IOException {
		long total = Arrays.stream(frames).mapToLong(EncodedFrame::size).sum();
		boolean fits = frames.length == 1 || total <= this.small[0].capacity();
		ByteBuffer[] gathered = fits ? this.small
				: new ByteBuffer[] { ByteBuffer.allocate((int) Math.min(total, MAX_WRITE)) };
		gathered[0].clear();
		for (EncodedFrame frame : frames) {
			int size = frame.size();
			if (size > gathered[0].remaining()) {
				flush(gathered);
			}
			if (size > gathered[0].capacity()) {
				this.channel.writeParts(frame.toBuffers(MAX_WRITE));
			}
			else {
				frame.copyTo(gathered[0]);
			}
		}
		flush(gathered);
	}

	private void flush(ByteBuffer[] gathered) throws IOException {
		gathered[0].flip();
		this.channel.writeParts(gathered);
		gathered[0].clear();
	}

}
