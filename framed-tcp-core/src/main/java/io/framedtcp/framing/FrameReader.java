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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * What a {@link Framing} reads a frame from: a buffer in front of a {@link ByteSource}.
 * <p>
 * It waits for bytes where it has to, so a framing never sees where one chunk ended and
 * the next began. It counts the bytes of the frame and refuses, before anything is
 * allocated, to go beyond the maximum frame size. A small frame comes in with one read of
 * the source, header and payload together; the rest of a large one is read straight into
 * the array that the caller gets.
 * <p>
 * What its exceptions show of a frame is what the framing has looked at: its header, and
 * not the payload, which may be nobody's business.
 * <p>
 * Not safe for use by several threads.
 */
public final class FrameReader {

	/**
	 * How many bytes can be {@linkplain #require(int) required} at once.
	 */
	public static final int MAX_LOOK_AHEAD = 8 * 1024;

	/**
	 * The JDK copies a heap buffer through a direct one of the same size and keeps that
	 * per thread, so a single read must not ask for a whole large payload. The same bound
	 * as in the JDK's own socket streams.
	 */
	private static final int MAX_READ = 128 * 1024;

	private static final int EXCERPT_SIZE = 32;

	private final ByteSource source;

	private final int maxFrameSize;

	private final byte[] buffer = new byte[MAX_LOOK_AHEAD];

	private final ByteBuffer fillView = ByteBuffer.wrap(this.buffer);

	private final byte[] excerpt = new byte[EXCERPT_SIZE];

	private int position;

	private int limit;

	private int frameSize;

	/** How many of the unread bytes the framing has asked to look at. */
	private int required;

	private int excerptSize;

	/** Set by the first byte that was not looked at: what follows is not the header. */
	private boolean excerptEnded;

	private boolean decoding;

	/**
	 * Create a reader.
	 * @param source where the bytes come from
	 * @param maxFrameSize the largest frame to accept, in bytes, framing included
	 */
	public FrameReader(ByteSource source, int maxFrameSize) {
		this.source = source;
		this.maxFrameSize = maxFrameSize;
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
		this.frameSize = 0;
		this.required = 0;
		this.excerptSize = 0;
		this.excerptEnded = false;
		try {
			byte[] payload = framing.decode(this);
			this.frameSize = 0;
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
	 * Read bytes.
	 * @param count how many, as the frame tells it: may be any number
	 * @return an array of just those bytes
	 * @throws MalformedFrameException if the count is negative or the frame would be
	 * larger than the maximum; nothing has been allocated then
	 * @throws IOException if the bytes cannot be had
	 */
	public byte[] readBytes(long count) throws IOException {
		checkRoom(count);
		byte[] bytes = new byte[(int) count];
		int buffered = Math.min(bytes.length, this.limit - this.position);
		System.arraycopy(this.buffer, this.position, bytes, 0, buffered);
		advance(buffered);
		if (buffered < bytes.length) {
			readDirectly(bytes, buffered);
		}
		return bytes;
	}

	/**
	 * Wait until some bytes can be {@linkplain #peek(int) looked at}.
	 * @param count how many, at most {@link #MAX_LOOK_AHEAD}
	 * @throws IOException if the bytes cannot be had
	 */
	public void require(int count) throws IOException {
		checkRoom(count);
		this.required = Math.max(this.required, count);
		if (this.position == this.limit) {
			this.position = 0;
			this.limit = 0;
		}
		if (count > MAX_LOOK_AHEAD - this.position) {
			compact(count);
		}
		while (this.limit - this.position < count) {
			this.fillView.limit(MAX_LOOK_AHEAD).position(this.limit);
			this.limit += fill(this.fillView, this.limit - this.position);
		}
	}

	/**
	 * Look at a byte without reading it.
	 * @param index how many unread bytes stand before it; one that has been
	 * {@linkplain #require(int) required}
	 * @return the byte, 0 to 255
	 */
	public int peek(int index) {
		if (index < 0 || index >= this.limit - this.position) {
			throw new IllegalStateException("Byte " + index + " has not been required");
		}
		return this.buffer[this.position + index] & 0xff;
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
		if (count < 0 || count > this.limit - this.position) {
			throw new IllegalStateException(count + " bytes have not been required");
		}
		advance(count);
	}

	/**
	 * Return how many bytes have arrived that no frame has claimed.
	 * @return the number of bytes; 0 if the stream stands exactly behind a frame
	 */
	public int buffered() {
		return this.limit - this.position;
	}

	/**
	 * Return whether the stream stands between two frames.
	 * @return {@code false} if bytes of the next frame have arrived
	 */
	public boolean isAtFrameStart() {
		return this.frameSize == 0 && buffered() == 0;
	}

	/**
	 * Create the exception for bytes that are not a frame.
	 * @param rule the rule that was broken, in words
	 * @return an exception that shows the frame's first bytes, to be thrown
	 */
	public MalformedFrameException malformed(String rule) {
		return new MalformedFrameException(rule, excerpt());
	}

	private void advance(int count) {
		int lookedAt = Math.min(count, this.required);
		int recorded = roomInExcerpt(lookedAt);
		System.arraycopy(this.buffer, this.position, this.excerpt, this.excerptSize, recorded);
		this.excerptSize += recorded;
		this.excerptEnded |= lookedAt < count;
		this.required -= lookedAt;
		this.position += count;
		this.frameSize += count;
	}

	private void readDirectly(byte[] bytes, int from) throws IOException {
		ByteBuffer target = ByteBuffer.wrap(bytes);
		int read = from;
		while (read < bytes.length) {
			target.limit(Math.min(bytes.length, read + MAX_READ)).position(read);
			int count = fill(target, 0);
			read += count;
			this.frameSize += count;
		}
	}

	private int fill(ByteBuffer target, int pending) throws IOException {
		int read = this.source.read(target);
		if (read < 0) {
			throw endOfStream(this.frameSize + pending);
		}
		return read;
	}

	private void compact(int count) {
		if (count > MAX_LOOK_AHEAD) {
			throw new IllegalArgumentException("'count' must be at most " + MAX_LOOK_AHEAD);
		}
		System.arraycopy(this.buffer, this.position, this.buffer, 0, this.limit - this.position);
		this.limit -= this.position;
		this.position = 0;
	}

	private void checkRoom(long count) throws MalformedFrameException {
		if (count < 0) {
			throw malformed("a length of " + count + " bytes is negative");
		}
		if (count > this.maxFrameSize - this.frameSize) {
			throw malformed("a further " + count + " bytes would take it over the maximum frame size of "
					+ this.maxFrameSize + " bytes");
		}
	}

	private EndOfStreamException endOfStream(int received) {
		if (received == 0) {
			return new EndOfStreamException(false, "the peer closed the connection where a frame was expected");
		}
		return new EndOfStreamException(true, "the peer closed the connection inside a frame, after " + received
				+ " bytes [frame begins with " + excerpt() + "]");
	}

	private int roomInExcerpt(int count) {
		return this.excerptEnded ? 0 : Math.min(count, EXCERPT_SIZE - this.excerptSize);
	}

	private String excerpt() {
		int pending = roomInExcerpt(Math.min(this.required, buffered()));
		System.arraycopy(this.buffer, this.position, this.excerpt, this.excerptSize, pending);
		int shown = this.excerptSize + pending;
		String hex = HexFormat.ofDelimiter(" ").formatHex(this.excerpt, 0, shown);
		return (this.frameSize + buffered() > shown) ? hex + " …" : hex;
	}

}
