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
 * What is kept of a frame for logs.
 *
 * @param bytes the first bytes of the frame as they are on the wire, framing and all; the
 * array itself, not a copy
 * @param size how many bytes the frame has, or how many have come of it
 * @param headerSize how many of the first bytes are no payload
 */
public record FrameRecord(byte[] bytes, long size, int headerSize) {

	/** As many as exceptions show. */
	private static final int MAX_HEADER = 32;

	/**
	 * Returns the beginning of the header, which may be shown where the payload is a
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
	 * Returns what to change if a client with a framing cannot read the frame.
	 * @param framing how the client delimits frames
	 * @return sentences that name the property, or {@code null} if none is known
	 */
	public @Nullable String advice(Framing framing) {
		return FramingAdvice.of(framing, this);
	}

}
