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
import java.nio.ByteOrder;

/**
 * A second binary length in a header, which counts further bytes of the frame.
 *
 * @param offset where it begins
 * @param size its size in bytes
 * @param unit the unit of its value in bytes
 */
record SecondLength(int offset, int size, int unit) {

	int end() {
		return this.offset + this.size;
	}

	/**
	 * Returns how many bytes it counts.
	 * @param in supplies the frame from its beginning
	 * @param byteOrder its byte order
	 * @return the number of bytes
	 * @throws MalformedFrameException if there are more than any frame has
	 * @throws IOException if the bytes cannot be read
	 */
	long bytes(FrameReader in, ByteOrder byteOrder) throws IOException {
		in.require(end());
		long length = in.peekUnsigned(this.offset, this.size, byteOrder);
		if (length < 0 || length > Integer.MAX_VALUE / this.unit) {
			throw in.malformed("a second length of " + Long.toUnsignedString(length) + " is over any maximum");
		}
		return length * this.unit;
	}

	@Override
	public String toString() {
		return "second length of " + this.size + " bytes at offset " + this.offset
				+ ((this.unit > 1) ? " in units of " + this.unit + " bytes" : "");
	}

}
