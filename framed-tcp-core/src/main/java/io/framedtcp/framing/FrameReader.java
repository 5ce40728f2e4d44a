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
 * A reader waits for bytes where it has to, so a framing never sees where one chunk ended
 * and the next began. It counts the bytes of the frame and refuses to exceed the maximum
 * frame size before it allocates anything.
 * <ul>
 * <li>A small frame takes one read of the source, header and payload together.</li>
 * <li>A larger frame of up to 1 MiB is read straight into the array that the caller
 * gets.</li>
 * <li>An even larger frame is collected in pieces. So a false length takes at most 1 MiB,
 * or twice the memory of the bytes that have come.</li>
 * </ul>
 * Exceptions show only those bytes of a frame that the framing has looked at: its header
 * or start sequence. They do not show the payload, which may be confidential.
 * <p>
 * Not safe for use by several threads.
 */
public final class FrameReader {

	/**
	 * How many bytes can be {@linkplain #require(int) required} at once.
	 */
	public static final int MAX_LOOK_AHEAD = ReadBuffer.MAX_SIZE;

	/** What an array holds on any JVM: of a larger frame there could be no payload. */
	private static final int MAX_FRAME_SIZE = Integer.MAX_VALUE - 8;

	/** How much is allocated at once for bytes that have not come. */
	private static final int MAX_AHEAD = 1024 * 1024;

	/**
	 * The JDK copies a heap buffer through a direct one of the same size and keeps that
	 * per thread, so a single read must not ask for a whole large payload. The same bound
	 * as in the JDK's own socket streams.
	 */
	private static final int MAX_READ = 128 * 1024;

	private final ByteSource source;

	private final ReadBuffer buffer;

	private final int maxFrameSize;

	/** How many more bytes the framing needed when the source was asked last. */
	private int missing;

	private int leastSize;

	private boolean ended;

	private boolean decoding;

	/** How many bytes of a larger frame have been read before the next one. */
	private int before;

	private byte @Nullable [] request;

	private FrameAssembler.@Nullable RequestSource requests;

	/** Whether the last frame was read to its end. */
	private boolean complete = true;

	/** What the framing waits for, unless that is a number of bytes. */
	private String awaited = "";

	/**
	 * Creates a reader.
	 * @param source where the bytes come from
	 * @param maxFrameSize the largest frame to accept, in bytes, framing included; never
	 * more than an array holds, which is {@code Integer.MAX_VALUE - 8}
	 */
	public FrameReader(ByteSource source, int maxFrameSize) {
		this.maxFrameSize = Math.min(maxFrameSize, MAX_FRAME_SIZE);
		this.source = source;
		this.buffer = new ReadBuffer(this.maxFrameSize);
	}

	private FrameReader(byte[] bytes) {
		this.maxFrameSize = Integer.MAX_VALUE;
		this.source = (target) -> -1;
		this.buffer = ReadBuffer.of(bytes);
		this.ended = true;
	}

	/**
	 * Creates a reader of bytes that are all there.
	 * @param bytes the bytes, which are not copied
	 * @return the reader
	 */
	static FrameReader over(byte[] bytes) {
		return new FrameReader(bytes);
	}

	/**
	 * Reads one frame. Not for use inside a framing: to leave a frame to another framing,
	 * call its {@link Framing#decode(FrameReader)}.
	 * @param framing how the frame is delimited
	 * @return the frame's payload
	 * @throws MalformedFrameException if the bytes are no such frame
	 * @throws EndOfStreamException if the source ends before or inside the frame
	 * @throws IOException if the source fails
	 */
	public byte[] readFrame(Framing framing) throws IOException {
		return readFrame(framing, null);
	}

	/**
	 * Reads one frame, which is likely to be the reply to a request. Not for use inside a
	 * framing.
	 * @param framing how the frame is delimited
	 * @param request the payload of the {@linkplain #request() request}, or {@code null}
	 * if that is not known
	 * @return the frame's payload
	 * @throws MalformedFrameException if the bytes are no such frame
	 * @throws EndOfStreamException if the source ends before or inside the frame
	 * @throws IOException if the source fails
	 */
	public byte[] readFrame(Framing framing, byte @Nullable [] request) throws IOException {
		if (this.decoding) {
			throw new IllegalStateException("A frame is being read: call decode(...) of the other framing instead");
		}
		this.decoding = true;
		this.complete = false;
		this.awaited = "";
		this.request = request;
		this.leastSize = 0;
		this.buffer.beginFrame(this.before);
		this.buffer.beginRecord();
		try {
			byte[] payload = framing.decode(this);
			this.buffer.endFrame();
			this.complete = true;
			return payload;
		}
		finally {
			this.decoding = false;
			this.request = null;
		}
	}

	/**
	 * Returns the request whose reply is read, for a protocol whose replies do not show
	 * their size without it: an error may be shorter than what was asked for. A framing
	 * that calls this says so by {@link Framing#needsRequest()}.
	 * @return the payload of the request, which must not be changed; {@code null} if it
	 * is not known before the frame: for frames that come while no request is unanswered,
	 * where a matcher has several requests to choose from, and on shared connections
	 * whose replies are told by an id
	 */
	public byte @Nullable [] request() {
		FrameAssembler.RequestSource source = this.requests;
		return (source != null) ? source.request() : this.request;
	}

	/**
	 * Lets the next frames be parts of a larger one.
	 * @param before how many bytes of it have been read before them
	 */
	void continueFrame(int before) {
		this.before = before;
	}

	void requestsFrom(FrameAssembler.RequestSource requests) {
		this.requests = requests;
	}

	/**
	 * Reads one byte.
	 * @return the byte, 0 to 255
	 * @throws IOException if it cannot be had
	 */
	public int readByte() throws IOException {
		return (int) readUnsigned(1, ByteOrder.BIG_ENDIAN);
	}

	/**
	 * Reads an unsigned number.
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
	 * Reads a number in digits. Signs and spaces are refused.
	 * @param size how many bytes it takes, 1 to {@link LengthDigits#maxSize()}
	 * @param digits their notation; hexadecimal digits may be in upper or lower case
	 * @return the number
	 * @throws MalformedFrameException if one of the bytes is not such a digit
	 * @throws IOException if the bytes cannot be had
	 */
	public long readDigits(int size, LengthDigits digits) throws IOException {
		digits.checkSize(size);
		long value = 0;
		for (int i = 0; i < size; i++) {
			require(i + 1);
			value = digits.append(value, this, i);
		}
		skip(size);
		return value;
	}

	/**
	 * Reads bytes that must equal the expected ones. The first byte that differs is
	 * refused without waiting for the others.
	 * @param expected the bytes
	 * @throws MalformedFrameException if there are others
	 * @throws IOException if the bytes cannot be had
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
	 * Reads bytes. Nothing is allocated before the first byte has come that was not
	 * {@linkplain #require(int) required} before. More than 1 MiB takes up to twice its
	 * memory while it is read.
	 * @param count how many, as the frame says; may be any number
	 * @return an array of exactly those bytes
	 * @throws MalformedFrameException if the count is negative or the frame would be
	 * larger than the maximum; nothing has been allocated then
	 * @throws IOException if the bytes cannot be had
	 */
	public byte[] readBytes(long count) throws IOException {
		checkRoom(count);
		this.buffer.announce(count);
		int size = (int) count;
		if (size <= this.buffer.size()) {
			return this.buffer.take(size);
		}
		// A header alone is no reason to allocate what it announces.
		waitFor(Math.min(size, Math.min(this.buffer.unseen() + 1, MAX_LOOK_AHEAD)));
		if (size <= MAX_AHEAD) {
			return readStraight(size);
		}
		ByteAccumulator pieces = new ByteAccumulator();
		while (pieces.size() < size) {
			int asMuchAgain = Math.max(MAX_AHEAD, pieces.size());
			pieces.add(readStraight(Math.min(asMuchAgain, size - pieces.size())));
		}
		return pieces.join();
	}

	/**
	 * Reads bytes up to a delimiter, and the delimiter. The first occurrence counts, also
	 * if it begins inside a false start, as {@code 0d 0a} does in {@code 0d 0d 0a}.
	 * <p>
	 * The bytes take up to twice their memory if they do not fit into the look-ahead
	 * buffer. No exception shows them, as they may be a payload.
	 * @param delimiter the delimiter, 1 to 128 bytes
	 * @return the bytes before it
	 * @throws MalformedFrameException if it does not come within the maximum frame size
	 * @throws IOException if the bytes cannot be had
	 */
	public byte[] readUntil(byte... delimiter) throws IOException {
		ByteSequences.check("delimiter", delimiter);
		checkRoom(delimiter.length);
		this.buffer.lookAtNothing();
		this.awaited = " without its delimiter";
		int searched = this.buffer.room();
		ByteAccumulator pieces = new ByteAccumulator();
		int scanned = 0;
		while (true) {
			int within = Math.min(buffered(), this.buffer.room());
			int found = this.buffer.indexOf(delimiter, scanned, within);
			if (found >= 0) {
				pieces.add(this.buffer.take(found));
				this.buffer.skip(delimiter.length);
				return pieces.join();
			}
			if (within == this.buffer.room()) {
				throw malformed("the delimiter " + ByteSequences.hex(delimiter) + " does not come in the " + searched
						+ " bytes up to the maximum frame size" + maxFrameSize());
			}
			scanned = Math.max(0, within - (delimiter.length - 1));
			if (buffered() == MAX_LOOK_AHEAD) {
				pieces.add(this.buffer.take(scanned));
				scanned = 0;
			}
			waitFor(buffered() + 1);
		}
	}

	/**
	 * Reads all bytes until the peer closes its side.
	 * <p>
	 * The bytes take up to twice their memory if they do not fit into the look-ahead
	 * buffer.
	 * @return the bytes
	 * @throws MalformedFrameException if there are more than the maximum frame size
	 * allows
	 * @throws EndOfStreamException if the frame would be empty: a peer that closes the
	 * connection before it knows of a request looks like that
	 * @throws IOException if the bytes cannot be had
	 */
	public byte[] readToEnd() throws IOException {
		this.buffer.lookAtNothing();
		this.awaited = " that the server ends by closing the connection";
		ByteAccumulator pieces = new ByteAccumulator();
		do {
			if (buffered() > this.buffer.room()) {
				throw malformed(
						"the peer has not closed the connection within the maximum frame size" + maxFrameSize());
			}
			if (buffered() == MAX_LOOK_AHEAD) {
				pieces.add(this.buffer.take(MAX_LOOK_AHEAD));
			}
		}
		while (fill(buffered() + 1));
		if (this.buffer.arrived() == 0) {
			throw this.buffer.endOfStream();
		}
		pieces.add(this.buffer.take(buffered()));
		return pieces.join();
	}

	/**
	 * Refuses a frame that would be too large, before anything is read or allocated for
	 * it. Needed only by a framing that knows of bytes behind the next ones, such as a
	 * trailer. The other methods call it themselves.
	 * @param count how many bytes are still to come, as the frame says; may be any number
	 * @throws MalformedFrameException if the count is negative or the frame would be
	 * larger than the maximum
	 */
	public void checkRoom(long count) throws MalformedFrameException {
		if (count < 0) {
			throw malformed("a length of " + count + " bytes is negative");
		}
		if (count > this.buffer.room()) {
			throw malformed("a further " + count + " bytes would take it over the maximum frame size" + maxFrameSize());
		}
	}

	/**
	 * Waits until some bytes can be {@linkplain #peek(int) looked at}.
	 * @param count how many, at most {@link #MAX_LOOK_AHEAD}
	 * @throws IOException if the bytes cannot be had
	 */
	public void require(int count) throws IOException {
		checkRoom(count);
		if (count > MAX_LOOK_AHEAD) {
			throw new IllegalArgumentException("'count' must be at most " + MAX_LOOK_AHEAD);
		}
		while (!this.buffer.lookAt(count)) {
			this.missing = count - this.buffer.size();
			// As in fill(int), whose frame on the stack is spared while a caller waits.
			int read = this.ended ? -1 : this.source.read(this.buffer.space(count));
			if (read < 0) {
				this.ended = true;
				throw this.buffer.endOfStream();
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
	 * Reads bytes and forgets them. Takes no memory for them.
	 * @param count how many, as the frame says; may be any number
	 * @throws MalformedFrameException if the count is negative or the frame would be
	 * larger than the maximum
	 * @throws IOException if the bytes cannot be had
	 */
	public void discard(long count) throws IOException {
		checkRoom(count);
		long left = count;
		while (left > 0) {
			waitFor((int) Math.min(left, MAX_LOOK_AHEAD));
			int part = (int) Math.min(left, buffered());
			this.buffer.skip(part);
			left -= part;
		}
	}

	/**
	 * Returns how many bytes have arrived that no frame has claimed.
	 * @return the number of bytes; 0 if the stream is exactly behind a frame
	 */
	public int buffered() {
		return this.buffer.size();
	}

	/**
	 * Returns the bytes that have arrived and no frame has claimed.
	 * @return a copy
	 */
	public byte[] unread() {
		return this.buffer.copy(this.buffer.size());
	}

	/**
	 * Returns whether the stream is between two frames.
	 * @return {@code false} if bytes of the next frame have arrived
	 */
	public boolean isAtFrameStart() {
		return this.buffer.arrived() == 0;
	}

	/**
	 * Describes how much had come of a frame that could not be read to its end. Like the
	 * exceptions, it shows the header and not the payload.
	 * @return the description, or {@code null} if the last frame was read to its end
	 */
	public @Nullable String progress() {
		if (this.complete) {
			return null;
		}
		long arrived = this.buffer.arrived();
		if (arrived == 0) {
			return "nothing had come";
		}
		return arrived + ((arrived == 1) ? " byte" : " bytes") + " had come of a frame" + this.buffer.announcement()
				+ this.awaited + this.buffer.beginning();
	}

	/**
	 * Keeps the first bytes of each frame from the next one on, for logs.
	 * @param bytes how many at most; 0 to keep none
	 */
	public void recordUpTo(int bytes) {
		this.buffer.recordUpTo(bytes);
	}

	/**
	 * Returns what is {@linkplain #recordUpTo(int) kept} of the last frame.
	 * @return the frame; if it was not read to its end, all that has come
	 */
	public FrameRecord recorded() {
		return this.buffer.recorded(this.complete);
	}

	/**
	 * Creates the exception for bytes that are not a frame.
	 * @param rule the rule that was broken, in words
	 * @return an exception to throw; it shows the first bytes of the frame, as far as the
	 * framing has looked at them
	 */
	public MalformedFrameException malformed(String rule) {
		return new MalformedFrameException(rule, this.buffer.excerpt());
	}

	/**
	 * Notes that the frame has some more bytes at least. So it need not be read again
	 * from its beginning before they have come.
	 * @param count how many
	 */
	void atLeast(long count) {
		this.leastSize = (int) Math.min(this.maxFrameSize, this.maxFrameSize - this.buffer.room() + count);
	}

	/**
	 * Returns how many bytes the frame has at least, as far as its framing knows.
	 * @return the number of bytes, from its beginning
	 */
	int leastSize() {
		return this.leastSize;
	}

	/**
	 * Returns how many more bytes the framing needed when the source failed.
	 * @return the number of bytes
	 */
	int missing() {
		return this.missing;
	}

	/**
	 * Returns how many bytes the header has, as far as its framing has looked at them.
	 * @return the number of bytes
	 */
	int headerSize() {
		return this.buffer.headerSize();
	}

	/**
	 * Returns what the header announces of a frame that could not be read to its end.
	 * @return the number of bytes; 0 if its header has not come, or announces none
	 */
	long announced() {
		return this.buffer.announced();
	}

	/**
	 * Returns what the framing waited for, unless that was a number of bytes.
	 * @return a clause about the frame, or nothing
	 */
	String awaited() {
		return this.awaited;
	}

	/**
	 * Keeps the bytes that are read from now on, whoever reads them.
	 * @param target where they go, or {@code null} to keep none
	 */
	void keep(@Nullable ByteAccumulator target) {
		this.buffer.keep(target);
	}

	/**
	 * Forgets what has been read of a frame that is to be read again from its beginning.
	 */
	void rewind() {
		this.buffer.clear();
	}

	private String maxFrameSize() {
		return " of " + this.maxFrameSize + " bytes (framed-tcp.max-frame-size)";
	}

	private void waitFor(int count) throws IOException {
		if (!fill(count)) {
			throw this.buffer.endOfStream();
		}
	}

	private boolean fill(int count) throws IOException {
		while (!this.ended && this.buffer.size() < count) {
			this.missing = count - this.buffer.size();
			int read = this.source.read(this.buffer.space(count));
			this.ended = read < 0;
			this.buffer.add(Math.max(0, read));
		}
		return this.buffer.size() >= count;
	}

	private byte[] readStraight(int count) throws IOException {
		byte[] bytes = new byte[count];
		int done = this.buffer.take(bytes);
		ByteBuffer target = ByteBuffer.wrap(bytes);
		while (done < count) {
			int asked = Math.min(MAX_READ, count - done);
			this.missing = count - done;
			int read = this.ended ? -1 : this.source.read(target.limit(done + asked).position(done));
			if (read < 0) {
				this.ended = true;
				throw this.buffer.endOfStream();
			}
			this.buffer.bypassed(bytes, done, read);
			done += read;
		}
		return bytes;
	}

}
