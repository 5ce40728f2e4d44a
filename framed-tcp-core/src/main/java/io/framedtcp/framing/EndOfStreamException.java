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

import java.io.EOFException;

/**
 * Thrown when the peer has closed its side before a frame or inside a frame.
 */
public class EndOfStreamException extends EOFException {

	private static final long serialVersionUID = 1L;

	private final boolean insideFrame;

	EndOfStreamException(boolean insideFrame, String message) {
		super(message);
		this.insideFrame = insideFrame;
	}

	/**
	 * Returns whether a part of a frame had arrived.
	 * @return {@code true} if the stream ended inside a frame, {@code false} if it ended
	 * between two
	 */
	public boolean isInsideFrame() {
		return this.insideFrame;
	}

}
