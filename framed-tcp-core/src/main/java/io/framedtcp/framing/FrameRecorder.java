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

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the first bytes of a frame as they are on the wire, for logs. It exists only
 * while frames are logged.
 */
final class FrameRecorder {

	private final byte[] bytes;

	private int size;

	private FrameRecorder(int bytes) {
		this.bytes = new byte[bytes];
	}

	/**
	 * Creates a recorder.
	 * @param bytes the most bytes to keep
	 * @return the recorder; {@code null} if it keeps no bytes, or there is no memory for
	 * them
	 */
	static @Nullable FrameRecorder upTo(int bytes) {
		try {
			return (bytes > 0) ? new FrameRecorder(bytes) : null;
		}
		catch (OutOfMemoryError ex) {
			// The frames matter more than their log.
			return null;
		}
	}

	int limit() {
		return this.bytes.length;
	}

	void beginFrame() {
		this.size = 0;
	}

	void add(byte[] source, int offset, int count) {
		int more = Math.min(count, this.bytes.length - this.size);
		System.arraycopy(source, offset, this.bytes, this.size, more);
		this.size += more;
	}

	/**
	 * Returns the kept bytes, followed by more bytes.
	 * @param source holds the other bytes
	 * @param offset index of the first of them
	 * @param count how many there are
	 * @return a copy, not longer than the limit
	 */
	byte[] with(byte[] source, int offset, int count) {
		int more = Math.min(count, this.bytes.length - this.size);
		byte[] copy = Arrays.copyOf(this.bytes, this.size + more);
		System.arraycopy(source, offset, copy, this.size, more);
		return copy;
	}

}
