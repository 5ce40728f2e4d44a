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

import io.framedtcp.internal.Checks;

/**
 * Frames that all have the same size and consist of the payload alone.
 * <p>
 * With a size of 2 the payload {@code Hi} goes over the wire as {@code 48 69}. Writing a
 * payload of another size fails with an {@link IllegalArgumentException}: it is neither
 * padded nor cut. For replies of another size, combine two framings
 * {@linkplain Framing#withReplies(Framing) with replies}.
 * <p>
 * Nothing on the wire shows that such a stream is out of step, so use a matcher.
 * <p>
 * Immutable and safe for use by many threads.
 */
public final class FixedSizeFraming implements Framing {

	private final int size;

	private FixedSizeFraming(int size) {
		this.size = size;
	}

	/**
	 * Creates a framing of one size.
	 * @param size the size, at least 1 byte
	 * @return the framing
	 */
	public static FixedSizeFraming of(int size) {
		Checks.check(size >= 1, "'size' must be at least 1 byte, but is " + size);
		return new FixedSizeFraming(size);
	}

	@Override
	public void encode(byte[] payload, FrameWriter out) {
		if (payload.length != this.size) {
			throw new IllegalArgumentException("A payload of " + payload.length
					+ " bytes does not have the fixed size of " + this.size + " bytes");
		}
		out.writeBytes(payload);
	}

	@Override
	public byte[] decode(FrameReader in) throws IOException {
		return in.readBytes(this.size);
	}

	@Override
	public String toString() {
		return "fixed size of " + this.size + " bytes";
	}

}
