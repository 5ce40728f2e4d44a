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
 * Holds bytes that have arrived and are unread. Tracks their position in the current
 * frame.
 */
final class ReadBuffer {

	static final int MAX_SIZE = 8 * 1024;

	private static final int MAX_EXCERPT = 32;

	/** The largest array on any JVM. The payload of a larger frame fits in none. */
	private static final int MAX_FRAME_SIZE = Integer.MAX_VALUE - 8;

	private static final byte[] NONE = {};

	private final int maxFrameSize;

	/** What the name of the property for that begins with. */
	private final String propertyPrefix;

	private final byte[] bytes;

	private final ByteBuffer view;

	private int position;

	private int limit;

	/** How many bytes of a larger frame were read before the current one. */
	private int before;

	/** How many bytes of the frame have been read. */
	private int frameSize;

	/** How many bytes of the frame the framing has asked to look at. */
	private int lookedAt;

	/** The same, but only up to the first byte that was read without being looked at. */
	private int headerSize;

	/** The first bytes of the header, as far as they have been read. */
	private final byte[] excerpt = new byte[MAX_EXCERPT];

	/** Where the frame ends according to its header; 0 if unknown. */
	private long announcedEnd;

	private int announced;

	/** How many frames of an unfinished reply have been read. */
	private int wholeFrames;

	/** Says what the framing waits for; empty if that is a number of bytes. */
	private String awaited = "";

	/** How many more bytes the framing needed when the source was last asked. */
	private int missing;

	private int leastSize;

	/** Receives a copy of the bytes that are read, if set. */
	private @Nullable ByteAccumulator kept;

	private @Nullable FrameRecorder recorder;

	ReadBuffer(int maxFrameSize, String propertyPrefix) {
		this(Math.min(maxFrameSize, MAX_FRAME_SIZE), propertyPrefix, new byte[MAX_SIZE]);
	}

	/**
	 * Creates a buffer that holds all bytes from the beginning.
	 * @param bytes the bytes, which are not copied; {@link #space(int)} must not be
	 * called
	 */
	ReadBuffer(byte[] bytes) {
		this(Integer.MAX_VALUE, "", bytes);
		this.limit = bytes.length;
	}

	private ReadBuffer(int maxFrameSize, String propertyPrefix, byte[] bytes) {
		this.maxFrameSize = maxFrameSize;
		this.propertyPrefix = propertyPrefix;
		this.bytes = bytes;
		this.view = ByteBuffer.wrap(bytes);
	}

	/**
	 * Makes the next frames parts of a larger frame.
	 * @param before how many bytes of the larger frame have been read before them
	 */
	void continueFrame(int before) {
		this.before = before;
	}

	/**
	 * Begins a frame. The state of the last frame is kept until then.
	 */
	void beginFrame() {
		this.frameSize = this.before;
		this.lookedAt = 0;
		this.headerSize = 0;
		this.announcedEnd = 0;
		this.awaited = "";
		this.wholeFrames = 0;
		this.leastSize = 0;
		if (this.recorder != null) {
			this.recorder.beginFrame();
		}
	}

	/**
	 * Records the first bytes of each frame from the next one on.
	 * @param bytes how many at most; 0 to record none
	 */
	void recordUpTo(int bytes) {
		if (((this.recorder != null) ? this.recorder.limit() : 0) != bytes) {
			this.recorder = FrameRecorder.upTo(bytes);
		}
	}

	/**
	 * Returns the recorded frame.
	 * @param complete whether it was read to its end; otherwise unread bytes count as
	 * part of it
	 * @return a copy of its first bytes
	 */
	FrameRecord recorded(boolean complete) {
		int unread = complete ? 0 : size();
		byte[] begin = (this.recorder != null) ? this.recorder.with(this.bytes, this.position, unread) : NONE;
		return new FrameRecord(begin, (long) this.frameSize + unread, this.headerSize);
	}

	/**
	 * Returns how far the current frame has come.
	 * @return a description of it
	 */
	FrameProgress progress() {
		long arrived = arrived();
		int shown = (int) Math.min(arrived, Math.min(this.headerSize, MAX_EXCERPT));
		int read = Math.min(shown, this.frameSize);
		byte[] header = Arrays.copyOf(this.excerpt, shown);
		System.arraycopy(this.bytes, this.position, header, read, shown - read);
		return new FrameProgress(header, arrived, (arrived < this.announcedEnd) ? this.announced : 0, this.awaited,
				this.wholeFrames);
	}

	// One of the frames of a reply.
	void frameRead() {
		this.wholeFrames++;
	}

	void clear() {
		this.position = 0;
		this.limit = 0;
		beginFrame();
	}

	/**
	 * Notes how many more bytes the frame has at least. It need not be read again from
	 * its beginning before they have come.
	 * @param count the number of bytes
	 */
	void atLeast(long count) {
		this.leastSize = (int) Math.min(this.maxFrameSize, this.frameSize + count);
	}

	/**
	 * Returns the least size of the frame, as far as its framing knows.
	 * @return the number of bytes from its beginning
	 */
	int leastSize() {
		return this.leastSize;
	}

	int missing() {
		return this.missing;
	}

	String describeLimit() {
		return "the maximum frame size of " + this.maxFrameSize + " bytes (" + this.propertyPrefix + "max-frame-size)";
	}

	// How many more bytes the frame may have.
	int room() {
		return this.maxFrameSize - this.frameSize;
	}

	int size() {
		return this.limit - this.position;
	}

	/**
	 * Returns how many bytes have arrived since the frame began.
	 * @return the number of bytes; may include bytes after the frame
	 */
	long arrived() {
		return (long) this.frameSize + this.limit - this.position;
	}

	/**
	 * Notes that the framing looks at the next bytes. An exception may then show them.
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
	 * Notes that the framing has not looked at the unread bytes, even if it has asked for
	 * them.
	 * @param awaited a clause that says what the frame waits for
	 */
	void lookAtNothing(String awaited) {
		this.awaited = awaited;
		this.lookedAt = Math.min(this.lookedAt, this.frameSize);
		this.headerSize = Math.min(this.headerSize, this.frameSize);
	}

	/**
	 * Returns the index of the first unread byte that the framing has not looked at.
	 * @return the index
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
	 * @param to index after the last byte to search
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
	 * Makes room for unread bytes.
	 * @param count how many may be unread at once, at most {@link #MAX_SIZE}
	 * @return the space for the next bytes
	 */
	ByteBuffer space(int count) {
		if (this.position == this.limit || count > MAX_SIZE - this.position) {
			System.arraycopy(this.bytes, this.position, this.bytes, 0, this.limit - this.position);
			this.limit -= this.position;
			this.position = 0;
		}
		this.missing = count - (this.limit - this.position);
		return this.view.limit(MAX_SIZE).position(this.limit);
	}

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
		if (this.recorder != null) {
			this.recorder.add(this.bytes, this.position, count);
		}
		this.position += count;
		this.frameSize += count;
	}

	/**
	 * Reads bytes if all of them have come. The first {@code count} after a header is
	 * taken for the length that the header announces.
	 * @param count how many, including bytes that the framing has looked at
	 * @return the bytes, or {@code null} if not all have come
	 */
	byte @Nullable [] takeIfThere(int count) {
		if (this.announcedEnd == 0 && this.lookedAt > 0) {
			this.announced = count - Math.max(0, this.lookedAt - this.frameSize);
			this.announcedEnd = (long) this.frameSize + count;
		}
		return (count > this.limit - this.position) ? null : take(count);
	}

	byte[] take(int count) {
		byte[] taken = Arrays.copyOfRange(this.bytes, this.position, this.position + count);
		skip(count);
		return taken;
	}

	/**
	 * Reads the bytes that are there, as far as there is room for them.
	 * @param target receives the bytes
	 * @return the number of bytes
	 */
	int take(byte[] target) {
		int count = Math.min(target.length, size());
		System.arraycopy(this.bytes, this.position, target, 0, count);
		skip(count);
		return count;
	}

	/**
	 * Notes how many of the missing bytes will not pass through this buffer.
	 * @param count the number of bytes
	 */
	void bypass(int count) {
		this.missing = count;
	}

	/**
	 * Counts bytes of the frame that did not pass through this buffer.
	 * @param target holds the bytes
	 * @param from index of the first of them
	 * @param count how many
	 */
	void bypassed(byte[] target, int from, int count) {
		if (this.recorder != null) {
			this.recorder.add(target, from, count);
		}
		this.frameSize += count;
		if (this.kept != null) {
			this.kept.append(Arrays.copyOfRange(target, from, from + count));
		}
	}

	/**
	 * Keeps a copy of the bytes that are read from now on.
	 * @param target receives them, or {@code null} to keep none
	 */
	void keep(@Nullable ByteAccumulator target) {
		this.kept = target;
	}

}
