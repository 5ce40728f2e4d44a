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
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Passes over the bytes of a frame whose payload is the frame itself. Keeps them when a
 * frame is read, but not when a payload is checked.
 */
final class FrameCopy {

	private final @Nullable ByteAccumulator pieces;

	private FrameCopy(@Nullable ByteAccumulator pieces) {
		this.pieces = pieces;
	}

	/**
	 * Reads a frame whose payload is the frame itself.
	 * @param in supplies the bytes
	 * @param passage finds its end
	 * @return all of its bytes
	 * @throws MalformedFrameException if the bytes are not such a frame
	 * @throws IOException if the bytes cannot be read
	 */
	static byte[] read(FrameReader in, Passage passage) throws IOException {
		ByteAccumulator pieces = new ByteAccumulator();
		passage.pass(in, new FrameCopy(pieces));
		return pieces.join();
	}

	/**
	 * Checks that a payload is what the peer will read: one frame, and no more.
	 * @param payload the payload
	 * @param kind the required kind of payload, for the message
	 * @param passage finds the end of a frame
	 * @throws IllegalArgumentException if it is not; the message shows at most its header
	 */
	static void requireOne(byte[] payload, String kind, Passage passage) {
		FrameReader reader = new FrameReader(payload);
		try {
			passage.pass(reader, new FrameCopy(null));
		}
		catch (EndOfStreamException ex) {
			throw new IllegalArgumentException(
					"The payload must be " + kind + ", but its " + payload.length + " bytes end inside it", ex);
		}
		catch (IOException ex) {
			throw new IllegalArgumentException("The payload must be " + kind + ", but is a " + ex.getMessage(), ex);
		}
		if (reader.buffered() > 0) {
			throw new IllegalArgumentException("The payload must be " + kind + ", but " + reader.buffered() + " of its "
					+ payload.length + " bytes follow behind it");
		}
	}

	/**
	 * Passes over bytes.
	 * @param in supplies the bytes
	 * @param count how many, as the frame says; may be any number
	 * @throws MalformedFrameException if the count is negative or the frame would be
	 * larger than the maximum
	 * @throws IOException if the bytes cannot be read
	 */
	void pass(FrameReader in, long count) throws IOException {
		if (this.pieces != null) {
			this.pieces.append(in.readBytes(count));
		}
		else {
			in.discard(count);
		}
	}

	/**
	 * Passes over bytes up to and including a delimiter.
	 * @param in supplies the bytes
	 * @param delimiter the delimiter
	 * @throws MalformedFrameException if it does not come within the maximum frame size
	 * @throws IOException if the bytes cannot be read
	 */
	void passUntil(FrameReader in, byte[] delimiter) throws IOException {
		byte[] before = in.readUntil(delimiter);
		if (this.pieces != null) {
			this.pieces.append(before);
			this.pieces.append(delimiter);
		}
	}

	/**
	 * Passes over bytes and an expected end after them.
	 * @param in supplies the bytes
	 * @param count how many bytes come before the end, as the frame says; the frame has
	 * room for both
	 * @param end the expected bytes
	 * @throws MalformedFrameException if the end differs
	 * @throws IOException if the bytes cannot be read
	 */
	void passEndingWith(FrameReader in, long count, byte[] end) throws IOException {
		if (this.pieces == null) {
			in.discard(count);
			in.expect(end);
			return;
		}
		byte[] bytes = in.readBytes(count + end.length);
		if (!Arrays.equals(bytes, (int) count, bytes.length, end, 0, end.length)) {
			throw in.malformed(ByteSequences.hex(end) + " does not follow its string");
		}
		this.pieces.append(bytes);
	}

	/**
	 * Finds the end of a frame.
	 */
	@FunctionalInterface
	interface Passage {

		/**
		 * Passes over exactly one frame.
		 * @param in supplies the bytes
		 * @param copy passes over its bytes
		 * @throws MalformedFrameException if the bytes are not such a frame
		 * @throws IOException if the bytes cannot be read
		 */
		void pass(FrameReader in, FrameCopy copy) throws IOException;

	}

}
