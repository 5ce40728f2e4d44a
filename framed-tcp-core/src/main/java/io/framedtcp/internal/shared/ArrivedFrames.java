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

package io.framedtcp.internal.shared;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.framedtcp.framing.EndOfStreamException;
import io.framedtcp.framing.FrameAssembler;
import io.framedtcp.framing.MalformedFrameException;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.connection.SharedChannel;
import io.framedtcp.internal.transport.Guard;
import io.framedtcp.internal.transport.WrongReplyException;

/**
 * Reads the frames of a shared connection, and looks at each: which call may it answer?
 * User code has part in that, so it has a deadline and nobody holds a lock.
 * <p>
 * Used by the thread that has the driver's role.
 */
final class ArrivedFrames {

	private final SharedConnection connection;

	private final SharedChannel channel;

	private final Correlation correlation;

	private final FrameAssembler assembler;

	private final ByteBuffer bytes = ByteBuffer.allocateDirect(OutgoingFrames.SIZE);

	private final List<byte[]> frames = new ArrayList<>();

	private final List<Object> keys = new ArrayList<>();

	/** How many bytes have come of a frame that is not complete. */
	private volatile int partSize;

	/** Ends user code that goes on for too long; {@code null} if there is none. */
	private volatile @Nullable Guard userCode;

	/** Who runs user code. */
	private volatile @Nullable Thread reader;

	ArrivedFrames(SharedConnection connection, SharedChannel channel, Correlation correlation, FrameAssembler assembler,
			boolean userCode) {
		this.connection = connection;
		this.channel = channel;
		this.correlation = correlation;
		this.assembler = assembler;
		assembler.requestsFrom(() -> correlation.request(connection, replies()));
		this.userCode = userCode ? connection.connection().link().guard().successor() : null;
	}

	int size() {
		return this.frames.size();
	}

	byte[] frame(int index) {
		return this.frames.get(index);
	}

	/**
	 * Returns what a frame was found to be.
	 * @param index which frame
	 * @return what {@link Correlation#find(InFlightCalls, Object)} needs
	 */
	Object key(int index) {
		return this.keys.get(index);
	}

	private int replies() {
		return (int) this.keys.stream().filter((key) -> key != Correlation.UNSOLICITED).count();
	}

	/**
	 * Returns whether a part of a frame has come.
	 * @return whether bytes are left that belong to no frame
	 */
	boolean isPartLeft() {
		return this.assembler.pending() > 0;
	}

	/**
	 * Returns how many bytes have come of a frame that is not complete. Any thread may
	 * ask.
	 * @return the number of bytes
	 */
	int partSize() {
		return this.partSize;
	}

	/**
	 * Reads what is there, without waiting, and hands the whole frames to the connection.
	 * @param deadline by when user code must have seen them
	 * @return how many bytes have come
	 * @throws IOException if the connection has ended, or the bytes are no frames
	 */
	int read(Deadline deadline) throws IOException {
		int count = this.channel.read(this.bytes.clear());
		if (count < 0) {
			this.assembler.end();
		}
		else if (count > 0) {
			this.connection.calls().lifecycle().read();
			this.assembler.add(this.bytes.flip());
		}
		if (count != 0) {
			look(deadline);
		}
		if (count < 0) {
			throw new EOFException("the peer closed the connection");
		}
		return count;
	}

	private void look(Deadline deadline) throws IOException {
		Guard guard = this.userCode;
		if (guard == null) {
			look();
			return;
		}
		this.reader = Thread.currentThread();
		guard.set(deadline);
		try {
			look();
		}
		finally {
			this.reader = null;
			if (!guard.clear()) {
				guardAnew();
			}
		}
	}

	private void guardAnew() {
		Guard ofConnection = this.connection.connection().link().guard();
		Guard guard = ofConnection.successor();
		this.userCode = guard;
		if (ofConnection.isOver()) {
			guard.close();
		}
	}

	/**
	 * Returns whether a thread runs user code here.
	 * @param thread the thread
	 * @return whether nobody can read until that has ended
	 */
	boolean isReadBy(Thread thread) {
		return this.reader == thread;
	}

	/**
	 * Lets go what guards user code, as the connection is closed.
	 */
	void closed() {
		Guard guard = this.userCode;
		if (guard != null) {
			guard.close();
		}
	}

	private void look() throws IOException {
		int recorded = this.channel.recorded();
		this.assembler.recordUpTo(recorded);
		try {
			byte[] frame = this.assembler.next();
			while (frame != null) {
				if (recorded > 0) {
					this.channel.received(this.assembler::recorded, frame);
				}
				Object key = examine(frame);
				this.frames.add(frame);
				this.keys.add(key);
				frame = this.assembler.next();
			}
		}
		catch (EndOfStreamException | MalformedFrameException ex) {
			if (recorded > 0 && isPartLeft()) {
				this.channel.receivedPart(this.assembler.beginning(recorded));
			}
			throw ex;
		}
		finally {
			notePart();
			// Also those before one that cannot be read.
			if (!this.frames.isEmpty()) {
				handOut();
			}
		}
	}

	private void notePart() {
		int size = this.assembler.pending();
		if (size != this.partSize) {
			this.partSize = size;
			if (this.channel.isReplyNew()) {
				this.channel.keepPart(this.assembler.beginning(SharedChannel.RECOGNIZED_BY));
			}
		}
	}

	private Object examine(byte[] frame) throws WrongReplyException {
		try {
			return this.correlation.examine(frame, this.connection);
		}
		catch (RuntimeException ex) {
			throw new WrongReplyException("the matcher failed: " + ex, ex);
		}
	}

	private void handOut() throws IOException {
		Settled settled;
		try {
			settled = this.connection.settle(this);
		}
		finally {
			this.frames.clear();
			this.keys.clear();
		}
		this.connection.tell(settled);
	}

}
