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
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Assembles frames from bytes as they arrive, for a thread that must not wait inside a
 * frame. A {@link Framing} reads a frame from its beginning to its end. If bytes are
 * missing, the assembler keeps those that have come. Once the missing number has come, it
 * lets the framing read the frame again from the beginning. A frame that begins with its
 * length is read at most three times. So is each such frame of a reply. A frame of many
 * parts may be read again each time bytes come.
 * <p>
 * It holds the bytes of one frame and the bytes that came with it. A frame of up to 1 MiB
 * gets its memory at once when its beginning has come. A larger frame takes up to twice
 * the size of the bytes that have come, plus 1 MiB.
 * <p>
 * Not safe for use by several threads.
 */
public final class FrameAssembler {

	private static final int INITIAL_SIZE = 16 * 1024;

	/** Memory up to this size is kept: frames of the same size are likely to follow. */
	private static final int KEPT_SIZE = 128 * 1024;

	/** The most bytes that are allocated at once before they have come. */
	private static final int MAX_AHEAD = 1024 * 1024;

	private final Framing framing;

	/** Puts several frames together, if replies have several. */
	private final @Nullable CollectingFraming collecting;

	private final boolean userCode;

	/** The frames that have come of an unfinished reply. */
	private ByteAccumulator collected = new ByteAccumulator();

	private int frames;

	/** The last reply of several frames, if frames are kept for logs. */
	private @Nullable FrameRecord reply;

	private int recordedUpTo;

	private final ReadBuffer buffer;

	private final FrameReader reader;

	private byte[] bytes = new byte[INITIAL_SIZE];

	/** Where the frame begins. */
	private int begin;

	/** Up to where the reader has taken bytes. */
	private int taken;

	/** Up to where bytes have come. */
	private int end;

	/** How many bytes of the frame must have come before the framing reads it. */
	private int needed = 1;

	private boolean ended;

	/** How far the unfinished frame has come. */
	private @Nullable FrameProgress progress;

	/**
	 * Creates an assembler.
	 * @param framing how frames are delimited
	 * @param maxFrameSize the largest frame to accept, in bytes, framing included
	 * @param propertyPrefix what the names of the client's properties begin with, for
	 * messages
	 */
	public FrameAssembler(Framing framing, int maxFrameSize, String propertyPrefix) {
		Framing replies = (framing instanceof RepliesFraming both) ? both.replies() : framing;
		this.collecting = (replies instanceof CollectingFraming several) ? several : null;
		this.framing = (this.collecting != null) ? this.collecting.each() : framing;
		this.userCode = this.collecting != null || replies.getClass().getPackage() != Framing.class.getPackage();
		this.buffer = new ReadBuffer(maxFrameSize, propertyPrefix);
		this.reader = new FrameReader(this::take, this.buffer);
	}

	/**
	 * Lets the framing see {@linkplain FrameReader#request() requests}.
	 * @param requests supplies the request of the next reply
	 */
	public void requestsFrom(RequestSource requests) {
		this.reader.requestsFrom(requests);
	}

	/**
	 * Returns whether user code finds the end of a frame or of a reply. The caller must
	 * then bound its time.
	 * @return whether the framing, or the test for the last frame of a reply, may be the
	 * user's
	 */
	public boolean isUserCodeAsked() {
		return this.userCode;
	}

	/**
	 * Adds bytes that have come.
	 * @param arrived the bytes; all of them are taken
	 */
	public void add(ByteBuffer arrived) {
		int count = arrived.remaining();
		if (count > this.bytes.length - this.end) {
			makeRoom(count);
		}
		arrived.get(this.bytes, this.end, count);
		this.end += count;
	}

	/**
	 * Notes that no more bytes will come.
	 */
	public void end() {
		this.ended = true;
		this.needed = 0;
	}

	/**
	 * Returns the next frame.
	 * @return its payload, or {@code null} if not all of it has come
	 * @throws MalformedFrameException if the bytes are not a frame
	 * @throws EndOfStreamException if the frame is incomplete and no more bytes will come
	 * @throws IOException if the framing fails
	 */
	public byte @Nullable [] next() throws IOException {
		CollectingFraming collecting = this.collecting;
		byte[] payload = nextFrame();
		if (collecting == null) {
			return payload;
		}
		while (payload != null && !collecting.isLast(payload, this.frames)) {
			payload = nextFrame();
		}
		if (payload != null) {
			payload = this.collected.join();
			this.collected = new ByteAccumulator();
			this.frames = 0;
			this.reply = (this.recordedUpTo > 0) ? new FrameRecord(
					Arrays.copyOf(payload, Math.min(this.recordedUpTo, payload.length)), payload.length, 0) : null;
		}
		return payload;
	}

	private byte @Nullable [] nextFrame() throws IOException {
		if (this.end - this.begin < this.needed) {
			return null;
		}
		try {
			this.buffer.continueFrame(this.collected.size());
			byte[] payload = this.reader.readFrame(this.framing, null);
			int begin = this.taken - this.reader.buffered();
			if (this.collecting != null) {
				CollectingFraming.requireBytes(this.reader, begin - this.begin);
				this.collected.append(Arrays.copyOfRange(this.bytes, this.begin, begin));
				this.frames++;
				this.progress = null;
			}
			this.begin = begin;
			this.needed = this.ended ? 0 : 1;
			if (this.begin == this.end && !this.ended) {
				clear();
			}
			return payload;
		}
		catch (IncompleteException ex) {
			this.needed = Math.max(this.taken - this.begin + this.buffer.missing(),
					this.buffer.leastSize() - this.collected.size());
			this.progress = this.buffer.progress();
			this.buffer.clear();
			this.taken = this.begin;
			return null;
		}
	}

	/**
	 * Returns how many bytes have come that follow the last returned frame.
	 * @return the number of bytes
	 */
	public int pending() {
		return this.end - this.begin + this.collected.size();
	}

	/**
	 * Returns how many whole frames of the unfinished reply have come.
	 * @return the number; 0 if replies have one frame
	 */
	public int wholeFrames() {
		return this.frames;
	}

	/**
	 * Returns the first bytes after the last returned frame.
	 * @param bytes how many at most
	 * @return a copy of them
	 */
	public FrameRecord beginning(int bytes) {
		byte[] collected = this.collected.first(bytes);
		int count = Math.min(bytes - collected.length, this.end - this.begin);
		byte[] beginning = Arrays.copyOf(collected, collected.length + count);
		System.arraycopy(this.bytes, this.begin, beginning, collected.length, count);
		return new FrameRecord(beginning, pending(), 0);
	}

	/**
	 * Copies the beginning of the header of the unfinished frame.
	 * @param target receives the bytes
	 * @return how many bytes have been copied; 0 if there is no such frame
	 */
	public int copyHeader(byte[] target) {
		FrameProgress progress = this.progress;
		int header = (progress != null) ? progress.header().length : 0;
		int count = Math.min(Math.min(header, this.end - this.begin), target.length);
		System.arraycopy(this.bytes, this.begin, target, 0, count);
		return count;
	}

	/**
	 * Returns how many bytes the header of the unfinished frame announces.
	 * @return the number; 0 if it is unknown
	 */
	public long announced() {
		return (this.progress != null) ? this.progress.announced() : 0;
	}

	/**
	 * Describes what the unfinished frame waits for.
	 * @return a clause about the frame; empty if it waits for a number of bytes or is
	 * unknown
	 */
	public String awaited() {
		return (this.progress != null) ? this.progress.awaited() : "";
	}

	/**
	 * Keeps the first bytes of each frame from the next one on, for logs.
	 * @param bytes how many at most; 0 to keep none
	 */
	public void recordUpTo(int bytes) {
		this.recordedUpTo = bytes;
		this.buffer.recordUpTo(bytes);
	}

	/**
	 * Returns the {@linkplain #recordUpTo(int) kept} bytes of the last returned frame.
	 * @return the frame
	 */
	public FrameRecord recorded() {
		FrameRecord reply = this.reply;
		return (reply != null) ? reply : this.reader.recorded();
	}

	private void clear() {
		this.begin = 0;
		this.taken = 0;
		this.end = 0;
		if (this.bytes.length > KEPT_SIZE) {
			this.bytes = new byte[INITIAL_SIZE];
		}
	}

	private void makeRoom(int count) {
		// The reader may have taken bytes after the last frame.
		this.buffer.clear();
		int size = this.end - this.begin;
		byte[] target = this.bytes;
		if (count > target.length - size) {
			long lacking = Math.min(this.needed, size + (long) MAX_AHEAD);
			long wanted = Math.max(Math.max(2L * target.length, lacking), (long) size + count);
			target = new byte[(int) Math.min(Integer.MAX_VALUE - 8L, wanted)];
		}
		System.arraycopy(this.bytes, this.begin, target, 0, size);
		this.bytes = target;
		this.begin = 0;
		this.taken = 0;
		this.end = size;
	}

	private int take(ByteBuffer target) throws IncompleteException {
		int count = Math.min(target.remaining(), this.end - this.taken);
		if (count == 0) {
			if (this.ended) {
				return -1;
			}
			throw IncompleteException.INSTANCE;
		}
		target.put(this.bytes, this.taken, count);
		this.taken += count;
		return count;
	}

	/**
	 * Supplies the request whose reply is read next. Only a framing that needs the
	 * request calls it.
	 */
	@FunctionalInterface
	public interface RequestSource {

		/**
		 * Returns the request.
		 * @return its payload, or {@code null} if it is unknown before the reply
		 */
		byte @Nullable [] request();

	}

	/**
	 * Thrown when some bytes of a frame have not come.
	 */
	private static final class IncompleteException extends IOException {

		static final IncompleteException INSTANCE = new IncompleteException();

		private static final long serialVersionUID = 1L;

		private IncompleteException() {
			super("the frame is incomplete");
		}

		@Override
		public synchronized Throwable fillInStackTrace() {
			return this;
		}

	}

}
