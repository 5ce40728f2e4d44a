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

package io.framedtcp.test;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A framing by a header of fixed size that says how many bytes follow it. Implement it
 * for a header that {@link ServerFraming#lengthField()} cannot make, as one with a
 * checksum. Used by many threads.
 */
public interface FrameFormat extends ServerFraming {

	/**
	 * Returns the size of the header.
	 * @return the number of bytes before the payload, at least 1
	 */
	int headerLength();

	/**
	 * Reads a header.
	 * @param header a whole header
	 * @return the number of payload bytes that follow it
	 * @throws IOException if this is no header, which ends the connection
	 */
	long payloadLength(byte[] header) throws IOException;

	/**
	 * Makes a header, of any length that a test asks for, right or wrong.
	 * @param payloadLength the number of payload bytes to announce; also negative or more
	 * than the header can hold, of which the lowest bits are to be taken
	 * @return the header
	 */
	byte[] header(long payloadLength);

	/**
	 * Makes a frame.
	 * @param payload what it is to carry
	 * @return the header and the payload
	 */
	default byte[] frame(byte[] payload) {
		return Bytes.concat(header(payload.length), payload);
	}

	@Override
	default byte[] decode(FrameInput in) throws IOException, InterruptedException {
		return in.readPayload(payloadLength(in.readBytes(headerLength())));
	}

	@Override
	default Frame encode(byte[] payload) {
		byte[] frame = frame(payload);
		int headerLength = headerLength();
		return Frame.of(Arrays.copyOf(frame, headerLength), Arrays.copyOfRange(frame, headerLength, frame.length));
	}

	@Override
	default Frame encode(byte[] payload, long length) {
		return Frame.of(header(length), payload);
	}

	@Override
	default boolean announcesLength() {
		return true;
	}

	@Override
	default boolean hasHeader() {
		return headerLength() > 1;
	}

	/**
	 * Returns the format of a header that is just the number of payload bytes.
	 * @param size the number of its bytes, 1 to 8
	 * @param byteOrder their order
	 * @return the format; a length of less than eight bytes is unsigned, but for four
	 * bytes, where one of over 2 GB is refused all the same
	 */
	static FrameFormat lengthField(int size, ByteOrder byteOrder) {
		return new LengthField(size, byteOrder);
	}

}
