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

package io.framedtcp.config;

import io.framedtcp.internal.Checks;
import io.framedtcp.spi.UnsolicitedFrameHandler;

/**
 * What becomes of an idle connection on which bytes have arrived that belong to no
 * exchange. An end of stream always closes it. Immutable.
 *
 * @param maxFrames the most frames to take from it before it is lent; 0 if any byte
 * closes it
 * @param maxBytes the most bytes that the payloads of these frames may have together
 */
public record UnexpectedBytesPolicy(int maxFrames, int maxBytes) {

	/**
	 * How many frames are drained unless said otherwise.
	 */
	public static final int DEFAULT_MAX_FRAMES = 16;

	/**
	 * How many bytes of payload are drained unless said otherwise.
	 */
	public static final int DEFAULT_MAX_BYTES = 64 * 1024;

	/**
	 * Create the bounds.
	 */
	public UnexpectedBytesPolicy {
		Checks.check(maxFrames >= 0 && maxBytes >= 0, "'maxFrames' and 'maxBytes' must not be negative");
	}

	/**
	 * Close the connection whatever the bytes are: the default, and the only choice that
	 * is safe for a server that never speaks first.
	 * @return nothing is drained
	 */
	public static UnexpectedBytesPolicy discard() {
		return new UnexpectedBytesPolicy(0, 0);
	}

	/**
	 * Hand whole frames to the {@link UnsolicitedFrameHandler} and keep the connection,
	 * if it is then silent and stands between two frames: for servers that push notices.
	 * @return the default bounds
	 */
	public static UnexpectedBytesPolicy drain() {
		return new UnexpectedBytesPolicy(DEFAULT_MAX_FRAMES, DEFAULT_MAX_BYTES);
	}

	/**
	 * Return whether a connection with such bytes may be kept.
	 * @return whether they are drained, not discarded with the connection
	 */
	public boolean isDrained() {
		return this.maxFrames > 0;
	}

}
