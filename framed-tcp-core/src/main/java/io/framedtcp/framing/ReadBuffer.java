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

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Holds the bytes that have arrived and are unread. It counts those of the current frame
 * and keeps the first of them for exceptions.
 */
final class ReadBuffer {

	static final int MAX_SIZE = 8 * 1024;

	private static final int MAX_EXCERPT = 32;

	private static final byte[] NONE = {};

	private final int maxFrameSize;

	private final byte[] bytes;

	private final ByteBuffer view;

	private int position;

	private int limit;

	/** How many bytes of the frame have been read. */
	private int frameSize;

	/** Up to which byte of the frame the framing has asked to look. */
	private int lookedAt;

	/** The same, but only up to the first byte that was read without being looked at. */
	private int headerSize;

	/** Where bytes go besides that are read, if anywhere. */
	private @Nullable ByteAccumulator kept;

	/** The first bytes of the header, as far as they have been read. */
	private final byte[] excerpt = new byte[MAX_EXCERPT];

	/** Where the frame ends, says its header; 0 if it has not said so. */
	private long announcedEnd;

	private long announced;

	/** The first bytes of the frame, whatever they are, if they are recorded. */
	private byte[] record = NONE;

	private int recorded;

	/** Of the last frame that was read to its end. */
	private int lastSize;

	private int lastHeaderSize;

	ReadBuffer(int maxFrameSize) {
		this(maxFrameSize, new byte[MAX_SIZE]);
	}

	private ReadBuffer(int maxFrameSize, byte[] bytes) {
		this.maxFrameSize = maxFrameSize;
		this.bytes = bytes;
		this.view = ByteBuffer.wrap(bytes);
	}

	/**
	 * Creates a buffer of all bytes there are.
	 * @param bytes the bytes, which are not copied; no {@linkplain #space(int) space}
	 * must be asked for
	 * @return the buffer
	 */
	static ReadBuffer of(byte[] bytes) {
		ReadBuffer buffer = new ReadBuffer(Integer.MAX_VALUE, bytes);
		buffer.limit = bytes.length;
		return buffer;
	}

	void beginFrame() {
		beginFrame(0);
	}

	/**
	 * Begins a frame, or a part of one.
	 * @param before how many bytes of it have been read before
	 */
	void beginFrame(int before) {
		this.frameSize = before;
		this.lookedAt = 0;
		this.headerSize = 0;
	}

	/**
	 * Records the first bytes of each frame from the next one on.
	 * @param bytes how many at most; 0 to record none
	 */
	void recordUpTo(int bytes) {
		if (this.record.length == bytes) {
			return;
		}
		this.recorded = 0;
		this.record = NONE;
		try {
			if (bytes > 0) {
				this.record = new byte[bytes];
			}
		}
		catch (OutOfMemoryError ex) {
			// The frames count for more than their log.
		}
	}

	/**
	 * Forgets what was recorded and announced of the last frame.
	 */
	void beginRecord() {
		this.recorded = 0;
		this.announcedEnd = 0;
	}

	/**
	 * Notes that the frame has been read to its end.
	 */
	void endFrame() {
		this.lastSize = this.frameSize;
		this.lastHeaderSize = this.headerSize;
		beginFrame(0);
	}

	/**
	 * Returns the frame that is recorded.
	 * @param complete whether it was read to its end, so that what is unread is no part
	 * of it
	 * @return a copy of its first bytes
	 */
	FrameRecord recorded(boolean complete) {
		if (complete) {
			return new FrameRecord(Arrays.copyOf(this.record, this.recorded), this.lastSize, this.lastHeaderSize);
		}
		int more = Math.min(this.record.length - this.recorded, size());
		byte[] begin = Arrays.copyOf(this.record, this.recorded + more);
		System.arraycopy(this.bytes, this.position, begin, this.recorded, more);
		return new FrameRecord(begin, arrived(), this.headerSize);
	}

	/**
	 * Notes how many bytes the framing wants next. The first number counts that follows a
	 * header.
	 * @param count how many, with those it has looked at
	 */
	void announce(long count) {
		if (this.announcedEnd == 0 && this.lookedAt > 0) {
			this.announced = count - unseen();
			this.announcedEnd = this.frameSize + count;
		}
	}

	/**
	 * Forgets all bytes.
	 */
	void clear() {
		this.position = 0;
		this.limit = 0;
		beginFrame();
	}

	/**
	 * Returns by how much the frame may grow.
	 * @return the number of bytes
	 */
	int room() {
		return this.maxFrameSize - this.frameSize;
	}

	int size() {
		return this.limit - this.position;
	}

	/**
	 * Returns how many bytes have arrived since the frame began.
	 * @return the number of bytes, with those that may be behind the frame
	 */
	long arrived() {
		return (long) this.frameSize + this.limit - this.position;
	}

	/**
	 * Notes that the framing looks at the next bytes, so that an exception may show them.
	 * @param count how many
	 * @return whether all of them are there
	 */
	boolean lookAt(int count) {
		this.lookedAt = Math.max(this.lookedAt, this.frameSize + count);
		if (this.headerSize >= this.frameSize) {
			this.headerSize = this.lookedAt;
		}
		return count <= this.limit - this.position;
	}

	/**
	 * Notes that the framing has not looked at what is unread, whatever it asked for.
	 */
	void lookAtNothing() {
		this.lookedAt = Math.min(this.lookedAt, this.frameSize);
		this.headerSize = Math.min(this.headerSize, this.frameSize);
	}

	/**
	 * Returns where the bytes begin that the framing has not looked at.
	 * @return how many unread bytes come before them
	 */
	int unseen() {
		return Math.max(0, this.lookedAt - this.frameSize);
	}

	/**
	 * Returns an unsigned number.
	 * @param index how many unread bytes come before it
	 * @param width its size in bytes
	 * @param order its byte order
	 * @return the number
	 * @throws IllegalStateException if not all of its bytes are there
	 */
	long getUnsigned(int index, int width, ByteOrder order) {
		if (index < 0 || index > this.limit - this.position - width) {
			throw new IllegalStateException("Byte " + (index + width - 1) + " has not been required");
		}
		int begin = this.position + index;
		long value = 0;
		for (int i = 0; i < width; i++) {
			int next = (order == ByteOrder.BIG_ENDIAN) ? i : width - 1 - i;
			value = (value << Byte.SIZE) | (this.bytes[begin + next] & 0xff);
		}
		return value;
	}

	/**
	 * Finds a sequence of bytes.
	 * @param sequence the sequence, at least one byte
	 * @param from index of the first byte to search
	 * @param to index behind the last byte to search
	 * @return the index of its first whole occurrence, or -1
	 */
	int indexOf(byte[] sequence, int from, int to) {
		int found = ByteSequences.indexOf(this.bytes, this.position + from, this.position + to, sequence);
		return (found >= 0) ? found - this.position : -1;
	}

	byte[] copy(int count) {
		return Arrays.copyOfRange(this.bytes, this.position, this.position + count);
	}

	/**
	 * Makes room, so that some bytes can be unread at once.
	 * @param count how many, at most {@link #MAX_SIZE}
	 * @return where the next bytes go
	 */
	ByteBuffer space(int count) {
		if (this.position == this.limit || count > MAX_SIZE - this.position) {
			System.arraycopy(this.bytes, this.position, this.bytes, 0, this.limit - this.position);
			this.limit -= this.position;
			this.position = 0;
		}
		return this.view.limit(MAX_SIZE).position(this.limit);
	}

	/**
	 * Adds the bytes that were put into the {@linkplain #space(int) space}.
	 * @param count how many
	 */
	void add(int count) {
		this.limit += count;
	}

	/**
	 * Skips bytes that are there.
	 * @param count how many
	 * @throws IllegalStateException if there are fewer
	 */
	void skip(int count) {
		if (count < 0 || count > this.limit - this.position) {
			throw new IllegalStateException(count + " bytes have not been required");
		}
		int shown = Math.min(count, Math.min(this.headerSize, MAX_EXCERPT) - this.frameSize);
		if (shown > 0) {
			System.arraycopy(this.bytes, this.position, this.excerpt, this.frameSize, shown);
		}
		if (this.kept != null) {
			this.kept.append(copy(count));
		}
		if (this.record.length > 0) {
			record(this.bytes, this.position, count);
		}
		this.position += count;
		this.frameSize += count;
	}

	/**
	 * Reads bytes that are there.
	 * @param count how many
	 * @return the bytes
	 */
	byte[] take(int count) {
		byte[] taken = Arrays.copyOfRange(this.bytes, this.position, this.position + count);
		skip(count);
		return taken;
	}

	/**
	 * Reads the bytes that are there, as far as there is room for them.
	 * @param target where they go
	 * @return how many
	 */
	int take(byte[] target) {
		int count = Math.min(target.length, size());
		System.arraycopy(this.bytes, this.position, target, 0, count);
		skip(count);
		return count;
	}

	/**
	 * Counts bytes of the frame that did not pass through this buffer.
	 * @param target where they are
	 * @param from index of the first of them
	 * @param count how many
	 */
	void bypassed(byte[] target, int from, int count) {
		if (this.record.length > 0) {
			record(target, from, count);
		}
		this.frameSize += count;
		if (this.kept != null) {
			this.kept.append(Arrays.copyOfRange(target, from, from + count));
		}
	}

	/**
	 * Lets the bytes that are read from now on be kept.
	 * @param target where they go, or {@code null} to keep none
	 */
	void keep(@Nullable ByteAccumulator target) {
		this.kept = target;
	}

	EndOfStreamException endOfStream() {
		if (arrived() == 0) {
			return new EndOfStreamException(false, "the peer closed the connection where a frame was expected");
		}
		return new EndOfStreamException(true, "the peer closed the connection inside a frame" + announcement()
				+ ", after " + arrived() + " bytes" + beginning());
	}

	/**
	 * Returns what the header says of the size.
	 * @return a clause about the frame, or nothing if its header has not come
	 */
	String announcement() {
		return (arrived() < this.announcedEnd) ? " whose header announces " + this.announced + " bytes" : "";
	}

	/**
	 * Returns what the header says of the size.
	 * @return the number of bytes; 0 if the header has not come, or says nothing
	 */
	long announced() {
		return (arrived() < this.announcedEnd) ? this.announced : 0;
	}

	int headerSize() {
		return this.headerSize;
	}

	/**
	 * Returns how the frame begins.
	 * @return its header in brackets, behind a space
	 */
	String beginning() {
		return " [frame begins with " + excerpt() + "]";
	}

	/**
	 * Shows the first bytes of the header.
	 * @return pairs of hexadecimal digits, with an ellipsis if more bytes have arrived
	 */
	String excerpt() {
		int shown = (int) Math.min(arrived(), Math.min(this.headerSize, MAX_EXCERPT));
		int read = Math.min(shown, this.frameSize);
		System.arraycopy(this.bytes, this.position, this.excerpt, read, shown - read);
		String hex = ByteSequences.hex(this.excerpt, shown);
		if (arrived() <= shown) {
			return hex;
		}
		return (shown > 0) ? hex + " …" : "…";
	}

	private void record(byte[] source, int offset, int count) {
		int more = Math.min(count, this.record.length - this.recorded);
		System.arraycopy(source, offset, this.record, this.recorded, more);
		this.recorded += more;
	}

}
