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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * One frame, ready to be sent: a head, a body that refers to the caller's payload where
 * that is large, and a tail.
 */
public final class EncodedFrame implements FrameWriter {

	/** Up to here a copy costs less than a second buffer in the system call. */
	private static final int COPY_LIMIT = 64;

	private static final byte[] NONE = {};

	private final byte[] payload;

	private final int maxSize;

	/** The head while it is no longer than this: most are, and need no array then. */
	private long shortHead;

	private byte[] longHead = NONE;

	private int headSize;

	private byte[] body = NONE;

	private int bodyOffset;

	private int bodySize;

	private byte[] tail = NONE;

	private int tailSize;

	private EncodedFrame(byte[] payload, int maxSize) {
		this.payload = payload;
		this.maxSize = Math.min(maxSize, FrameInput.MAX_FRAME_SIZE);
	}

	/**
	 * Encode a payload.
	 * @param payload the payload; it must not change until the frame has been sent
	 * @param framing how the frame is delimited
	 * @param maxFrameSize the largest frame to make, in bytes, framing included; never
	 * more than an array holds, which is {@code Integer.MAX_VALUE - 8}
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
		checkRoom(1);
		append((byte) value);
	}

	@Override
	public void writeUnsigned(long value, int width, ByteOrder order) {
		if (value < 0 || (width < Long.BYTES && value >>> (8 * width) != 0)) {
			throw new IllegalArgumentException(
					"The number " + value + " does not fit into an unsigned field of " + width + " bytes");
		}
		checkRoom(width);
		for (int i = 0; i < width; i++) {
			int shift = (order == ByteOrder.BIG_ENDIAN) ? width - 1 - i : i;
			append((byte) (value >>> (8 * shift)));
		}
	}

	@Override
	public void writeBytes(byte[] bytes, int offset, int count) {
		Objects.checkFromIndexSize(offset, count, bytes.length);
		checkRoom(count);
		if (count > COPY_LIMIT && this.bodySize == 0) {
			this.body = bytes;
			this.bodyOffset = offset;
			this.bodySize = count;
		}
		else if (count > 0) {
			append(bytes, offset, count);
		}
	}

	/**
	 * Returns what the frame carries.
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
		return this.headSize + this.bodySize + this.tailSize;
	}

	/**
	 * Copy the whole frame.
	 * @param target where to; has room for {@link #size()} bytes
	 */
	public void copyTo(ByteBuffer target) {
		if (isHeadShort()) {
			putShortHead(target);
		}
		else {
			target.put(this.longHead, 0, this.headSize);
		}
		target.put(this.body, this.bodyOffset, this.bodySize);
		target.put(this.tail, 0, this.tailSize);
	}

	/**
	 * Returns the frame without copying it.
	 * @param maxPart the most bytes in one part
	 * @return the frame's parts, in order, none of them empty
	 */
	public ByteBuffer[] toBuffers(int maxPart) {
		List<ByteBuffer> parts = new ArrayList<>();
		addParts(parts, headFor(this.headSize), 0, this.headSize, maxPart);
		addParts(parts, this.body, this.bodyOffset, this.bodySize, maxPart);
		addParts(parts, this.tail, 0, this.tailSize, maxPart);
		return parts.toArray(new ByteBuffer[0]);
	}

	/**
	 * Chooses a size for an array that has to grow.
	 * @param present its size
	 * @param needed the size that it has to have at least
	 * @return a size that makes it grow seldom, and that an array may have
	 */
	static int grown(int present, int needed) {
		long doubled = Math.max(16, 2L * present);
		return (int) Math.max(needed, Math.min(doubled, FrameInput.MAX_FRAME_SIZE));
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

	private boolean isHeadShort() {
		return this.longHead.length == 0;
	}

	private void putShortHead(ByteBuffer target) {
		for (int i = this.headSize - 1; i >= 0; i--) {
			target.put((byte) (this.shortHead >>> (Byte.SIZE * i)));
		}
	}

	/**
	 * Returns an array that begins with the head.
	 * @param size for how many bytes there must be room
	 * @return the array, which is the head's from now on
	 */
	private byte[] headFor(int size) {
		if (isHeadShort()) {
			byte[] head = new byte[Math.max(16, size)];
			putShortHead(ByteBuffer.wrap(head));
			this.longHead = head;
		}
		else {
			this.longHead = roomFor(this.longHead, size);
		}
		return this.longHead;
	}

	private void append(byte value) {
		if (this.bodySize == 0 && isHeadShort() && this.headSize < Long.BYTES) {
			this.shortHead = (this.shortHead << Byte.SIZE) | (value & 0xff);
			this.headSize++;
		}
		else if (this.bodySize == 0) {
			headFor(this.headSize + 1)[this.headSize++] = value;
		}
		else {
			this.tail = roomFor(this.tail, this.tailSize + 1);
			this.tail[this.tailSize++] = value;
		}
	}

	private void append(byte[] bytes, int offset, int count) {
		if (this.bodySize == 0) {
			System.arraycopy(bytes, offset, headFor(this.headSize + count), this.headSize, count);
			this.headSize += count;
		}
		else {
			this.tail = roomFor(this.tail, this.tailSize + count);
			System.arraycopy(bytes, offset, this.tail, this.tailSize, count);
			this.tailSize += count;
		}
	}

	private byte[] roomFor(byte[] bytes, int size) {
		return (size <= bytes.length) ? bytes : Arrays.copyOf(bytes, grown(bytes.length, size));
	}

	private void checkRoom(int count) {
		if (count > this.maxSize - size()) {
			throw new IllegalArgumentException("A frame of " + ((long) size() + count)
					+ " bytes is over the maximum frame size of " + this.maxSize + " bytes");
		}
	}

}
