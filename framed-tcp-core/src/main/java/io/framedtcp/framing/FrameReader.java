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

import org.jspecify.annotations.Nullable;

/**
 * Supplies a {@link Framing} with the bytes of a frame. It buffers what comes from a
 * {@link ByteSource}.
 * <p>
 * A reader waits for bytes where it has to, so a framing never sees where one chunk of
 * bytes ends and the next begins. A small frame takes one read of the source, header and
 * payload together. The reader checks the maximum frame size before it allocates
 * anything. A false length below that size takes at most 1 MiB, or twice the memory of
 * the bytes that have come.
 * <p>
 * Exceptions show only bytes that the framing has looked at: the header or start
 * sequence. They do not show the payload, which may be confidential.
 * <p>
 * Not safe for use by several threads.
 */
public final class FrameReader {

	/** The most bytes that can be {@linkplain #require(int) required} at once. */
	public static final int MAX_LOOK_AHEAD = ReadBuffer.MAX_SIZE;

	private final ByteSource source;

	private final ReadBuffer buffer;

	private final PayloadReader payloads;

	private boolean ended;

	private boolean decoding;

	private byte @Nullable [] request;

	private FrameAssembler.@Nullable RequestSource requests;

	/** Whether the last frame was read to its end. */
	private boolean complete = true;

	/**
	 * Creates a reader.
	 * @param source supplies the bytes
	 * @param maxFrameSize the largest frame to accept, in bytes, framing included; a
	 * larger value counts as {@code Integer.MAX_VALUE - 8}
	 */
	public FrameReader(ByteSource source, int maxFrameSize) {
		this(source, new ReadBuffer(maxFrameSize, source.propertyPrefix()));
	}

	FrameReader(ByteSource source, ReadBuffer buffer) {
		this.source = source;
		this.buffer = buffer;
		this.payloads = new PayloadReader(this, buffer);
	}

	// Reads an array, without copying it.
	FrameReader(byte[] bytes) {
		this((target) -> -1, new ReadBuffer(bytes));
		this.ended = true;
	}

	/**
	 * Reads one frame. Not for use inside a framing: there, call
	 * {@link Framing#decode(FrameReader)} of the other framing.
	 * @param framing how the frame is delimited
	 * @return the frame's payload
	 * @throws MalformedFrameException if the bytes are not such a frame
	 * @throws EndOfStreamException if the source ends before or inside the frame
	 * @throws IOException if the source fails
	 */
	public byte[] readFrame(Framing framing) throws IOException {
		return readFrame(framing, null);
	}

	/**
	 * Reads one frame, probably the reply to a request. Not for use inside a framing.
	 * @param framing how the frame is delimited
	 * @param request the payload of the {@linkplain #request() request}, or {@code null}
	 * if it is unknown
	 * @return the frame's payload
	 * @throws MalformedFrameException if the bytes are not such a frame
	 * @throws EndOfStreamException if the source ends before or inside the frame
	 * @throws IOException if the source fails
	 */
	public byte[] readFrame(Framing framing, byte @Nullable [] request) throws IOException {
		if (this.decoding) {
			throw new IllegalStateException("A frame is being read: call decode(...) of the other framing instead");
		}
		this.decoding = true;
		this.complete = false;
		this.request = request;
		this.buffer.beginFrame();
		try {
			byte[] payload = framing.decode(this);
			this.complete = true;
			return payload;
		}
		finally {
			this.decoding = false;
			this.request = null;
		}
	}

	/**
	 * Returns the request whose reply is read. Some protocols need it to find the size of
	 * a reply: an error may be shorter than the requested data. A framing that calls this
	 * method must return {@code true} from {@link Framing#needsRequest()}.
	 * <p>
	 * The request is unknown if no request is unanswered, or if a matcher has several
	 * requests to choose from. It is also unknown on shared connections whose replies are
	 * matched by an id.
	 * @return the payload of the request, which must not be changed; {@code null} if it
	 * is unknown
	 */
	public byte @Nullable [] request() {
		FrameAssembler.RequestSource source = this.requests;
		return (source != null) ? source.request() : this.request;
	}

	void requestsFrom(FrameAssembler.RequestSource requests) {
		this.requests = requests;
	}

	/**
	 * Reads one byte.
	 * @return the byte, 0 to 255
	 * @throws IOException if it cannot be read
	 */
	public int readByte() throws IOException {
		return (int) readUnsigned(1, ByteOrder.BIG_ENDIAN);
	}

	/**
	 * Reads an unsigned number.
	 * @param width its size, 1 to 8 bytes
	 * @param order its byte order
	 * @return the number; negative only if all 8 bytes are used and the top bit is set
	 * @throws IOException if the bytes cannot be read
	 */
	public long readUnsigned(int width, ByteOrder order) throws IOException {
		require(width);
		long value = peekUnsigned(0, width, order);
		skip(width);
		return value;
	}

	/**
	 * Reads a number in digits. Signs and spaces are refused.
	 * @param size how many bytes it takes, 1 to {@link LengthDigits#maxSize()}
	 * @param digits their notation; hexadecimal digits may be in upper or lower case
	 * @return the number
	 * @throws MalformedFrameException if one of the bytes is not such a digit
	 * @throws IOException if the bytes cannot be read
	 */
	public long readDigits(int size, LengthDigits digits) throws IOException {
		return digits.read(this, size);
	}

	/**
	 * Reads bytes that must equal the expected bytes. A byte that differs is refused at
	 * once, without waiting for the rest.
	 * @param expected the expected bytes
	 * @throws MalformedFrameException if a byte differs
	 * @throws IOException if the bytes cannot be read
	 */
	public void expect(byte... expected) throws IOException {
		for (int i = 0; i < expected.length; i++) {
			require(i + 1);
			if (peek(i) != (expected[i] & 0xff)) {
				throw malformed(ByteSequences.hex(expected) + " is expected where "
						+ ByteSequences.hex(this.buffer.copy(i + 1)) + " stands");
			}
		}
		skip(expected.length);
	}

	/**
	 * Reads bytes. Allocates nothing until a byte has come that was not
	 * {@linkplain #require(int) required} before. More than 1 MiB takes up to twice its
	 * size in memory while it is read.
	 * @param count how many, as the frame says; may be any number
	 * @return an array of exactly those bytes
	 * @throws MalformedFrameException if the count is negative or the frame would be
	 * larger than the maximum; nothing has been allocated then
	 * @throws IOException if the bytes cannot be read
	 */
	public byte[] readBytes(long count) throws IOException {
		checkRoom(count);
		byte[] bytes = this.buffer.takeIfThere((int) count);
		return (bytes != null) ? bytes : this.payloads.read((int) count);
	}

	/**
	 * Reads bytes up to and including a delimiter. The first occurrence counts, even
	 * inside a false start: {@code 0d 0a} is found in {@code 0d 0d 0a}.
	 * <p>
	 * The bytes take up to twice their size in memory if they do not fit into the
	 * look-ahead buffer. No exception shows them, because they may be a payload.
	 * @param delimiter the delimiter, 1 to 128 bytes
	 * @return the bytes before it
	 * @throws MalformedFrameException if it does not come within the maximum frame size
	 * @throws IOException if the bytes cannot be read
	 */
	public byte[] readUntil(byte... delimiter) throws IOException {
		ByteSequences.check("delimiter", delimiter);
		checkRoom(delimiter.length);
		return this.payloads.readUntil(delimiter);
	}

	/**
	 * Reads all bytes until the peer closes its side. They take up to twice their size in
	 * memory if they do not fit into the look-ahead buffer.
	 * @return the bytes
	 * @throws MalformedFrameException if there are more than the maximum frame size
	 * allows
	 * @throws EndOfStreamException if there is no byte: a peer that closes the connection
	 * before it receives a request looks the same
	 * @throws IOException if the bytes cannot be read
	 */
	public byte[] readToEnd() throws IOException {
		return this.payloads.readToEnd();
	}

	/**
	 * Checks that the frame has room for more bytes, before they are read or allocated.
	 * Needed only by a framing that counts bytes after the next ones, such as a trailer.
	 * The other methods call it themselves.
	 * @param count how many bytes are still to come, as the frame says; may be any number
	 * @throws MalformedFrameException if the count is negative or the frame would be
	 * larger than the maximum
	 */
	public void checkRoom(long count) throws MalformedFrameException {
		if (count < 0) {
			throw malformed("a length of " + count + " bytes is negative");
		}
		if (count > this.buffer.room()) {
			throw malformed("a further " + count + " bytes would take it over " + this.buffer.describeLimit());
		}
	}

	/**
	 * Waits until some bytes can be {@linkplain #peek(int) looked at}.
	 * @param count how many, at most {@link #MAX_LOOK_AHEAD}
	 * @throws IOException if the bytes cannot be read
	 */
	public void require(int count) throws IOException {
		checkRoom(count);
		if (count > MAX_LOOK_AHEAD) {
			throw new IllegalArgumentException("'count' must be at most " + MAX_LOOK_AHEAD);
		}
		while (!this.buffer.lookAt(count)) {
			// Repeats fill(int), to spare its stack frame while a caller waits.
			int read = this.ended ? -1 : this.source.read(this.buffer.space(count));
			if (read < 0) {
				this.ended = true;
				throw this.buffer.progress().endOfStream();
			}
			this.buffer.add(read);
		}
	}

	/**
	 * Returns a byte without reading it.
	 * @param index how many unread bytes come before it; the byte must have been
	 * {@linkplain #require(int) required}
	 * @return the byte, 0 to 255
	 */
	public int peek(int index) {
		return (int) this.buffer.getUnsigned(index, 1, ByteOrder.BIG_ENDIAN);
	}

	/**
	 * Returns an unsigned number without reading it.
	 * @param index how many unread bytes come before it
	 * @param width its size, 1 to 8 bytes; all of them must have been
	 * {@linkplain #require(int) required}
	 * @param order its byte order
	 * @return the number; negative only if all 8 bytes are used and the top bit is set
	 */
	public long peekUnsigned(int index, int width, ByteOrder order) {
		return this.buffer.getUnsigned(index, width, order);
	}

	/**
	 * Skips bytes that have been {@linkplain #require(int) required}.
	 * @param count how many
	 */
	public void skip(int count) {
		this.buffer.skip(count);
	}

	/**
	 * Reads bytes and discards them. Takes no memory for them.
	 * @param count how many, as the frame says; may be any number
	 * @throws MalformedFrameException if the count is negative or the frame would be
	 * larger than the maximum
	 * @throws IOException if the bytes cannot be read
	 */
	public void discard(long count) throws IOException {
		checkRoom(count);
		this.payloads.discard(count);
	}

	/**
	 * Returns how many bytes have arrived and are unread.
	 * @return the number of bytes; 0 if the stream stands exactly at the end of a frame
	 */
	public int buffered() {
		return this.buffer.size();
	}

	/**
	 * Returns the bytes that have arrived and are unread.
	 * @return a copy
	 */
	public byte[] unread() {
		return this.buffer.copy(this.buffer.size());
	}

	/**
	 * Describes how far an unfinished frame has come. Like the exceptions, it shows the
	 * header but not the payload.
	 * @return the description, or {@code null} if the last frame was read to its end
	 */
	public @Nullable String progress() {
		return this.complete ? null : this.buffer.progress().describe();
	}

	/**
	 * Keeps the first bytes of each frame from the next one on, for logs.
	 * @param bytes how many at most; 0 to keep none
	 */
	public void recordUpTo(int bytes) {
		this.buffer.recordUpTo(bytes);
	}

	/**
	 * Returns the {@linkplain #recordUpTo(int) kept} bytes of the last frame.
	 * @return the frame; unread bytes count as part of it if it was not read to its end
	 */
	public FrameRecord recorded() {
		return this.buffer.recorded(this.complete);
	}

	/**
	 * Creates the exception for bytes that are not a frame.
	 * @param rule the rule that was broken, in words
	 * @return an exception to throw; it shows the first bytes that the framing has looked
	 * at
	 */
	public MalformedFrameException malformed(String rule) {
		return this.buffer.progress().malformed(rule);
	}

	ReadBuffer buffer() {
		return this.buffer;
	}

	boolean fill(int count) throws IOException {
		while (!this.ended && this.buffer.size() < count) {
			int read = this.source.read(this.buffer.space(count));
			this.ended = read < 0;
			this.buffer.add(Math.max(0, read));
		}
		return this.buffer.size() >= count;
	}

	int readPastBuffer(ByteBuffer target) throws IOException {
		int read = this.ended ? -1 : this.source.read(target);
		if (read < 0) {
			this.ended = true;
			throw this.buffer.progress().endOfStream();
		}
		return read;
	}

}
