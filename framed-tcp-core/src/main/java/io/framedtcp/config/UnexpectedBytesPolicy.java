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
 * The policy for an idle connection on which bytes have arrived that belong to no
 * exchange. An end of stream always closes the connection. Immutable.
 *
 * @param maxFrames the maximum number of frames to drain before the connection is lent; 0
 * to close it on any byte
 * @param maxBytes the maximum total size of the payloads of these frames
 */
public record UnexpectedBytesPolicy(int maxFrames, int maxBytes) {

	/**
	 * The default of {@code maxFrames}.
	 */
	public static final int DEFAULT_MAX_FRAMES = 16;

	/**
	 * The default of {@code maxBytes}.
	 */
	public static final int DEFAULT_MAX_BYTES = 64 * 1024;

	/**
	 * Creates the policy.
	 */
	public UnexpectedBytesPolicy {
		Checks.check(maxFrames >= 0 && maxBytes >= 0, "'maxFrames' and 'maxBytes' must not be negative");
	}

	/**
	 * Returns the policy to close the connection on any byte. This is the default, and
	 * the only safe choice for a server that never speaks first.
	 * @return the policy, which drains nothing
	 */
	public static UnexpectedBytesPolicy discard() {
		return new UnexpectedBytesPolicy(0, 0);
	}

	/**
	 * Returns the policy to pass whole frames to the {@link UnsolicitedFrameHandler}. The
	 * connection is kept if no byte is left over after them. For servers that push
	 * notices.
	 * @return the policy, with the default bounds
	 */
	public static UnexpectedBytesPolicy drain() {
		return new UnexpectedBytesPolicy(DEFAULT_MAX_FRAMES, DEFAULT_MAX_BYTES);
	}

	/**
	 * Returns whether a connection with such bytes may be kept.
	 * @return whether the bytes are drained
	 */
	public boolean isDrained() {
		return this.maxFrames > 0;
	}

}
