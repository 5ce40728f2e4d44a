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
 * The bytes that arrived are not a frame of the configured framing. Where the next frame
 * begins cannot be known any more, so the connection must not be used again.
 */
public class MalformedFrameException extends IOException {

	private static final long serialVersionUID = 1L;

	private final String excerpt;

	/**
	 * Create an exception for the rule that the bytes broke.
	 * @param rule what is wrong, in words
	 * @param excerpt the frame's first bytes in hexadecimal
	 */
	public MalformedFrameException(String rule, String excerpt) {
		super("malformed frame: " + rule + " [frame begins with " + excerpt + "]");
		this.excerpt = excerpt;
	}

	/**
	 * Return the first bytes of the offending frame, at most 32 and only as far as the
	 * framing has looked at them: its header or start sequence, and no payload.
	 * @return pairs of hexadecimal digits separated by spaces, followed by an ellipsis
	 * where more bytes were read; the ellipsis alone if none of them was looked at
	 */
	public String getExcerpt() {
		return this.excerpt;
	}

}
