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
 * What a {@link Framing} reads a frame from: a buffer in front of a {@link ByteSource}.
 * <p>
 * It waits for bytes where it has to, so a framing never sees where one chunk ended and
 * the next began. It counts the bytes of the frame and refuses, before anything is
 * allocated, to go beyond the maximum frame size. A small frame comes in with one read of
 * the source, header and payload together; the rest of a larger one is read straight into
 * the array that the caller gets, up to 1 MiB. What is larger is gathered in pieces, so
 * that a length which is not true takes no more memory than that or twice what has come.
 * <p>
 * What its exceptions show of a frame is what the framing has looked at: its header or
 * start sequence, and not the payload, which may be nobody's business.
 * <p>
 * Not safe for use by several threads.
 */
public final class FrameReader {

	/**
	 * How many bytes can be {@linkplain #require(int) required} at once.
	 */
	public static final int MAX_LOOK_AHEAD = LookAhead.MAX_SIZE;

	private final FrameInput input;

	private boolean decoding;

	/**
	 * Create a reader.
	 * @param source where the bytes come from
	 * @param maxFrameSize the largest frame to accept, in bytes, framing included; never
	 * more than an array holds, which is {@code Integer.MAX_VALUE - 8}
	 */
	public FrameReader(ByteSource source, int maxFrameSize) {
		this.input = new FrameInput(source, maxFrameSize);
	}

	/**
	 * Read one frame. Not for use inside a framing: to leave a frame to another framing,
	 * call its {@link Framing#decode(FrameReader)}.
	 * @param framing how the frame is delimited
	 * @return the frame's payload
	 * @throws MalformedFrameException if the bytes are no such frame
	 * @throws EndOfStreamException if the source ends before or inside the frame
	 * @throws IOException if the source fails
	 */
	public byte[] readFrame(Framing framing) throws IOException {
		if (this.decoding) {
			throw new IllegalStateException("A frame is being read: call decode(...) of the other framing instead");
		}
		this.decoding = true;
		this.input.beginFrame();
		try {
			byte[] payload = framing.decode(this);
			this.input.endFrame();
			return payload;
		}
		finally {
			this.decoding = false;
		}
	}

	/**
	 * Read one byte.
	 * @return the byte, 0 to 255
	 * @throws IOException if it cannot be had
	 */
	public int readByte() throws IOException {
		require(1);
		int value = peek(0);
		skip(1);
		return value;
	}

	/**
	 * Read an unsigned number.
	 * @param width its size, 1 to 8 bytes
	 * @param order its byte order
	 * @return the number; negative only if all 8 bytes are used and the top bit is set
	 * @throws IOException if the bytes cannot be had
	 */
	public long readUnsigned(int width, ByteOrder order) throws IOException {
		require(width);
		long value = peekUnsigned(0, width, order);
		skip(width);
		return value;
	}

	/**
	 * Read a number that stands there in ASCII digits, and nothing but digits: no sign
	 * and no space.
	 * @param count how many digits, 1 to 15
	 * @param radix 10, or 16 for hexadecimal digits in upper or lower case
	 * @return the number
	 * @throws MalformedFrameException if one of the bytes is not such a digit
	 * @throws IOException if the bytes cannot be had
	 */
	public long readDigits(int count, int radix) throws IOException {
		if (count < 1 || count > LengthDigits.MAX_DIGITS) {
			throw new IllegalArgumentException("'count' must be 1 to " + LengthDigits.MAX_DIGITS + ", but is " + count);
		}
		LengthDigits digits = LengthDigits.ofRadix(radix);
		for (int i = 0; i < count; i++) {
			require(i + 1);
			digits.peek(this, i, 1);
		}
		long value = digits.peek(this, 0, count);
		skip(count);
		return value;
	}

	/**
	 * Read bytes that have to be these. What differs is refused at its first byte,
	 * without waiting for the others.
	 * @param expected the bytes
	 * @throws MalformedFrameException if there are others
	 * @throws IOException if the bytes cannot be had
	 */
	public void expect(byte... expected) throws IOException {
		for (int i = 0; i < expected.length; i++) {
			require(i + 1);
			if (peek(i) != (expected[i] & 0xff)) {
				throw malformed(ByteSequences.hex(expected) + " is expected where "
						+ ByteSequences.hex(this.input.copy(i + 1)) + " stands");
			}
		}
		skip(expected.length);
	}

	/**
	 * Read bytes. Nothing is allocated before the first of them has come that was not
	 * {@linkplain #require(int) required} before. More than 1 MiB takes up to twice its
	 * memory while it is read.
	 * @param count how many, as the frame tells it: may be any number
	 * @return an array of just those bytes
	 * @throws MalformedFrameException if the count is negative or the frame would be
	 * larger than the maximum; nothing has been allocated then
	 * @throws IOException if the bytes cannot be had
	 */
	public byte[] readBytes(long count) throws IOException {
		checkRoom(count);
		return this.input.read((int) count);
	}

	/**
	 * Read bytes up to a delimiter, and the delimiter. The first occurrence counts, also
	 * if it begins inside of a false start, as {@code 0d 0a} does in {@code 0d 0d 0a}.
	 * <p>
	 * The bytes take up to twice their memory if they do not fit into the look-ahead
	 * buffer. No exception shows them: also where the delimiter does not come they may be
	 * a payload, that of a frame which is only too large.
	 * @param delimiter the delimiter, 1 to 128 bytes
	 * @return the bytes before it
	 * @throws MalformedFrameException if it does not come within the maximum frame size
	 * @throws IOException if the bytes cannot be had
	 */
	public byte[] readUntil(byte... delimiter) throws IOException {
		ByteSequences.check("delimiter", delimiter);
		checkRoom(delimiter.length);
		return this.input.readUntil(delimiter);
	}

	/**
	 * Read all bytes until the peer closes its side.
	 * <p>
	 * The bytes take up to twice their memory if they do not fit into the look-ahead
	 * buffer.
	 * @return the bytes
	 * @throws MalformedFrameException if there are more than the maximum frame size
	 * allows
	 * @throws EndOfStreamException if the frame would have no byte at all: that is what a
	 * peer does that has closed the connection before it knew of a request
	 * @throws IOException if the bytes cannot be had
	 */
	public byte[] readToEnd() throws IOException {
		return this.input.readToEnd();
	}

	/**
	 * Refuse a frame that would be too large, before anything is read or allocated for
	 * it. Only for a framing that knows of bytes behind those that it reads next, as of a
	 * trailer; the other methods see to themselves.
	 * @param count how many bytes are still to come, as the frame tells it: may be any
	 * number
	 * @throws MalformedFrameException if the count is negative or the frame would be
	 * larger than the maximum
	 */
	public void checkRoom(long count) throws MalformedFrameException {
		this.input.checkRoom(count);
	}

	/**
	 * Wait until some bytes can be {@linkplain #peek(int) looked at}.
	 * @param count how many, at most {@link #MAX_LOOK_AHEAD}
	 * @throws IOException if the bytes cannot be had
	 */
	public void require(int count) throws IOException {
		checkRoom(count);
		if (count > MAX_LOOK_AHEAD) {
			throw new IllegalArgumentException("'count' must be at most " + MAX_LOOK_AHEAD);
		}
		this.input.require(count);
	}

	/**
	 * Look at a byte without reading it.
	 * @param index how many unread bytes stand before it; one that has been
	 * {@linkplain #require(int) required}
	 * @return the byte, 0 to 255
	 */
	public int peek(int index) {
		if (index < 0 || index >= buffered()) {
			throw new IllegalStateException("Byte " + index + " has not been required");
		}
		return this.input.get(index);
	}

	/**
	 * Look at an unsigned number without reading it.
	 * @param index how many unread bytes stand before it
	 * @param width its size, 1 to 8 bytes; all of them have been
	 * {@linkplain #require(int) required}
	 * @param order its byte order
	 * @return the number; negative only if all 8 bytes are used and the top bit is set
	 */
	public long peekUnsigned(int index, int width, ByteOrder order) {
		long value = 0;
		for (int i = 0; i < width; i++) {
			int next = (order == ByteOrder.BIG_ENDIAN) ? i : width - 1 - i;
			value = (value << 8) | peek(index + next);
		}
		return value;
	}

	/**
	 * Pass over bytes that have been {@linkplain #require(int) required}.
	 * @param count how many
	 */
	public void skip(int count) {
		if (count < 0 || count > buffered()) {
			throw new IllegalStateException(count + " bytes have not been required");
		}
		this.input.skip(count);
	}

	/**
	 * Return how many bytes have arrived that no frame has claimed.
	 * @return the number of bytes; 0 if the stream stands exactly behind a frame
	 */
	public int buffered() {
		return this.input.buffered();
	}

	/**
	 * Return whether the stream stands between two frames.
	 * @return {@code false} if bytes of the next frame have arrived
	 */
	public boolean isAtFrameStart() {
		return !this.input.isInsideFrame() && buffered() == 0;
	}

	/**
	 * Return whether the peer has closed its side, so that no further frame will come.
	 * @return whether the end of the stream has been read
	 */
	public boolean isEnded() {
		return this.input.isEnded();
	}

	/**
	 * Create the exception for bytes that are not a frame.
	 * @param rule the rule that was broken, in words
	 * @return an exception that shows the frame's first bytes, as far as the framing has
	 * looked at them; to be thrown
	 */
	public MalformedFrameException malformed(String rule) {
		return this.input.malformed(rule);
	}

}
