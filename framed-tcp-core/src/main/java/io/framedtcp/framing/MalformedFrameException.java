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
 * Thrown when the bytes that arrived are not a frame of the configured framing. The
 * beginning of the next frame is unknown, so the connection must not be used again.
 */
public class MalformedFrameException extends IOException {

	private static final long serialVersionUID = 1L;

	private final String excerpt;

	/**
	 * Creates an exception for a broken rule.
	 * @param rule the rule that was broken, in words
	 * @param excerpt the frame's first bytes in hexadecimal
	 */
	public MalformedFrameException(String rule, String excerpt) {
		super("malformed frame: " + rule + " [frame begins with " + excerpt + "]");
		this.excerpt = excerpt;
	}

	/**
	 * Returns the first bytes of the frame, at most 32. It shows only bytes that the
	 * framing has looked at: the header or start sequence, but no payload.
	 * @return pairs of hexadecimal digits separated by spaces, followed by an ellipsis if
	 * more bytes have come; only the ellipsis if the framing has looked at none
	 */
	public String getExcerpt() {
		return this.excerpt;
	}

}
