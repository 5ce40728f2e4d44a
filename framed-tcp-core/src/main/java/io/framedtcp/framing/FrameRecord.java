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
 * The first bytes of a frame, kept for logs.
 *
 * @param bytes the first bytes of the frame as they are on the wire, framing included;
 * the array itself, not a copy
 * @param size size of the frame in bytes, or of the part that has come
 * @param headerSize number of bytes before the payload
 */
public record FrameRecord(byte[] bytes, long size, int headerSize) {

	/** The same number as in exceptions. */
	private static final int MAX_HEADER = 32;

	/**
	 * Returns the beginning of the header. It may be shown even if the payload is a
	 * secret.
	 * @return a copy of up to 32 bytes
	 */
	public byte[] header() {
		return header(MAX_HEADER);
	}

	/**
	 * Returns the beginning of the header.
	 * @param bytes how many bytes at most
	 * @return a copy of up to 32 bytes
	 */
	public byte[] header(long bytes) {
		long count = Math.min(Math.min(this.headerSize, MAX_HEADER), Math.min(this.bytes.length, bytes));
		return Arrays.copyOf(this.bytes, (int) count);
	}

	/**
	 * Returns advice if a client with a framing cannot read the frame.
	 * @param framing how the client delimits frames
	 * @return sentences that name the property to change, or {@code null} if the cause is
	 * unknown
	 */
	public @Nullable String advice(Framing framing) {
		return FramingAdvice.of(framing, this);
	}

}
