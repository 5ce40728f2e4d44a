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

import java.io.IOException;

/**
 * Sends requests unchanged: the payload is the frame. Use it if a library has already
 * framed the payload, or if the server reads to the end of the connection.
 * <p>
 * A reader cannot find the end of such a frame, so this framing is for requests only.
 * Combine it {@linkplain Framing#withReplies(Framing) with replies} of another framing.
 * <p>
 * With {@link #endedByHalfClose()} the client ends its side of the connection after each
 * request, as {@code nc -N} does, and still reads the reply. Such a connection serves one
 * call, and is not pooled. It has no ping, and its initializer can send raw bytes only.
 * It cannot be combined with TLS, which has no half-close.
 * <p>
 * Immutable and safe for use by many threads.
 */
public final class RawFraming implements Framing {

	private final boolean halfClose;

	private RawFraming(boolean halfClose) {
		this.halfClose = halfClose;
	}

	/**
	 * Creates a framing for requests whose payload itself shows where it ends.
	 * @return the framing
	 */
	public static RawFraming raw() {
		return new RawFraming(false);
	}

	/**
	 * Creates a framing for requests that end where the client closes its side.
	 * @return the framing
	 */
	public static RawFraming endedByHalfClose() {
		return new RawFraming(true);
	}

	@Override
	public void encode(byte[] payload, FrameWriter out) {
		out.writeBytes(payload);
	}

	/**
	 * Fails always, because raw frames can only be written.
	 * @throws UnsupportedOperationException always
	 */
	@Override
	public byte[] decode(FrameReader in) throws IOException {
		throw new UnsupportedOperationException("Raw frames can only be written: combine them with replies");
	}

	@Override
	public boolean isEndedByClose() {
		return this.halfClose;
	}

	@Override
	public boolean isRequestEndedByHalfClose() {
		return this.halfClose;
	}

	@Override
	public String toString() {
		return this.halfClose ? "raw, ended by half-close" : "raw";
	}

}
