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

package io.framedtcp.internal.framing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import io.framedtcp.framing.FrameRecord;
import io.framedtcp.framing.FrameWriter;
import io.framedtcp.framing.Framing;

/**
 * One frame, ready to be sent: a head, a body that refers to the caller's payload, and a
 * tail.
 */
public final class EncodedFrame implements FrameWriter {

	/** The largest array on any JVM. */
	private static final int MAX_SIZE = Integer.MAX_VALUE - 8;

	/** Up to this size, a copy costs less than a second buffer in the system call. */
	private static final int COPY_LIMIT = 64;

	/** Ends of this size need no array. */
	private static final int FEW = Integer.BYTES;

	/** Enough for the ends of most other frames. */
	private static final int ENDS_SIZE = 16;

	private static final byte[] NONE = {};

	private final byte[] payload;

	private final int maxSize;

	/** The head and then the tail, from the lowest bits on, if they are small. */
	private int fewEnds;

	/** The same in an array, if they are larger. */
	private byte[] ends = NONE;

	private int endsSize;

	/** Where the tail begins, once there is a body. */
	private int headSize;

	private byte[] body = NONE;

	private int bodyOffset;

	private int bodySize;

	private EncodedFrame(byte[] payload, int maxSize) {
		this.payload = payload;
		this.maxSize = Math.min(maxSize, MAX_SIZE);
	}

	/**
	 * Encodes a payload.
	 * @param payload the payload; it must not change until the frame has been sent
	 * @param framing how the frame is delimited
	 * @param maxFrameSize the largest frame to make, in bytes, framing included; a larger
	 * value counts as {@code Integer.MAX_VALUE - 8}
	 * @return the frame
	 * @throws IllegalArgumentException if the framing cannot carry the payload, or the
	 * frame would be larger than the maximum
	 */
	public static EncodedFrame of(byte[] payload, Framing framing, int maxFrameSize) {
		EncodedFrame frame = new EncodedFrame(payload, maxFrameSize);
		framing.encode(payload, frame);
		return frame;
	}

	@Override
	public void writeByte(int value) {
		put(grow(1), value & 0xff, 1);
	}

	@Override
	public void writeUnsigned(long value, int width, ByteOrder order) {
		if (width < 1 || width > Long.BYTES) {
			throw new IllegalArgumentException("The size of a number must be 1 to 8 bytes, not " + width);
		}
		if (value < 0 || (width < Long.BYTES && value >>> (8 * width) != 0)) {
			throw new IllegalArgumentException(
					"The number " + value + " does not fit into an unsigned field of " + width + " bytes");
		}
		int at = grow(width);
		long reversed = (order == ByteOrder.BIG_ENDIAN) ? Long.reverseBytes(value) >>> (64 - 8 * width) : value;
		put(at, reversed, width);
	}

	@Override
	public void writeBytes(byte[] bytes, int offset, int count) {
		Objects.checkFromIndexSize(offset, count, bytes.length);
		boolean worthwhile = count > COPY_LIMIT || (bytes == this.payload && count == bytes.length);
		if (worthwhile && this.bodySize == 0) {
			if (count > this.maxSize - this.endsSize - this.bodySize) {
				throw tooLarge(count);
			}
			this.headSize = this.endsSize;
			this.body = bytes;
			this.bodyOffset = offset;
			this.bodySize = count;
		}
		else {
			int at = grow(count);
			if (this.ends.length > 0) {
				System.arraycopy(bytes, offset, this.ends, at, count);
				return;
			}
			for (int i = 0; i < count; i++) {
				put(at + i, bytes[offset + i] & 0xff, 1);
			}
		}
	}

	/**
	 * Returns the payload of the frame.
	 * @return the payload itself, not a copy
	 */
	public byte[] payload() {
		return this.payload;
	}

	/**
	 * Returns the size of the frame.
	 * @return the number of bytes it takes on the wire
	 */
	public int size() {
		return this.endsSize + this.bodySize;
	}

	/**
	 * Copies the whole frame.
	 * @param target receives the bytes; has room for {@link #size()} bytes
	 */
	public void copyTo(ByteBuffer target) {
		copyEnds(target, 0, this.headSize);
		target.put(this.body, this.bodyOffset, this.bodySize);
		copyEnds(target, this.headSize, this.endsSize);
	}

	/**
	 * Returns the frame without copying it.
	 * @param maxPart the most bytes in one part
	 * @return the frame's parts, in order, none of them empty
	 */
	public ByteBuffer[] toBuffers(int maxPart) {
		List<ByteBuffer> parts = new ArrayList<>();
		byte[] copied = ends();
		addParts(parts, copied, 0, this.headSize, maxPart);
		addParts(parts, this.body, this.bodyOffset, this.bodySize, maxPart);
		addParts(parts, copied, this.headSize, this.endsSize - this.headSize, maxPart);
		return parts.toArray(new ByteBuffer[0]);
	}

	/**
	 * Copies the beginning of the frame for logs.
	 * @param bytes how many of its first bytes at most
	 * @return a copy of them
	 */
	public FrameRecord record(int bytes) {
		ByteBuffer first = ByteBuffer.allocate(Math.min(bytes, size()));
		for (ByteBuffer part : toBuffers(MAX_SIZE)) {
			first.put(part.limit(part.position() + Math.min(part.remaining(), first.remaining())));
		}
		return new FrameRecord(first.array(), size(), this.headSize);
	}

	/**
	 * Chooses a size for an array that has to grow.
	 * @param present its present size
	 * @param needed the least size that it must have
	 * @return twice the present size, within the limit of an array, or the needed size if
	 * that is larger
	 */
	static int grown(int present, int needed) {
		return (int) Math.max(needed, Math.min(2L * present, MAX_SIZE));
	}

	private static void addParts(List<ByteBuffer> parts, byte[] bytes, int offset, int size, int maxPart) {
		int done = 0;
		while (done < size) {
			// Never more than is left: a sum beyond it may be more than an int holds.
			int count = Math.min(maxPart, size - done);
			parts.add(ByteBuffer.wrap(bytes, offset + done, count));
			done += count;
		}
	}

	/**
	 * Makes room for bytes after those already written.
	 * @param count how many
	 * @return their index in the ends, which may be in another array now
	 */
	private int grow(int count) {
		if (count > this.maxSize - this.endsSize - this.bodySize) {
			throw tooLarge(count);
		}
		int at = this.endsSize;
		this.endsSize += count;
		if (this.endsSize > Math.max(this.ends.length, FEW)) {
			this.ends = Arrays.copyOf(ends(), Math.max(ENDS_SIZE, grown(this.ends.length, this.endsSize)));
		}
		return at;
	}

	/**
	 * Writes bytes of a head or tail.
	 * @param at where
	 * @param reversed the bytes, the first one lowest
	 * @param count how many, up to eight
	 */
	private void put(int at, long reversed, int count) {
		if (this.ends.length == 0) {
			this.fewEnds |= (int) reversed << (8 * at);
			return;
		}
		for (int i = 0; i < count; i++) {
			this.ends[at + i] = (byte) (reversed >>> (8 * i));
		}
	}

	private void copyEnds(ByteBuffer target, int from, int to) {
		if (this.ends.length > 0) {
			target.put(this.ends, from, to - from);
			return;
		}
		for (int at = from; at < to; at++) {
			target.put((byte) (this.fewEnds >>> (8 * at)));
		}
	}

	private byte[] ends() {
		return (this.ends.length > 0) ? this.ends
				: ByteBuffer.allocate(FEW).order(ByteOrder.LITTLE_ENDIAN).putInt(this.fewEnds).array();
	}

	private IllegalArgumentException tooLarge(int count) {
		return new IllegalArgumentException("A frame of " + ((long) size() + count)
				+ " bytes is over the maximum frame size of " + this.maxSize + " bytes (framed-tcp.max-frame-size)");
	}

}
