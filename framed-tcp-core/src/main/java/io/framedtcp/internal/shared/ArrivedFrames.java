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
import io.framedtcp.internal.shared.OutstandingCalls.InFlightCalls;
import io.framedtcp.internal.shared.ReplyDelivery.Result;
import io.framedtcp.internal.transport.Guard;
import io.framedtcp.internal.transport.WrongReplyException;

/**
 * Reads the frames of a shared connection and finds the call that each may answer. This
 * runs user code, so it has a deadline and holds no lock.
 * <p>
 * Used by the thread that has the driver's role.
 */
final class ArrivedFrames {

	private final SharedConnection connection;

	private final ReplyDelivery delivery;

	private final SharedChannel channel;

	private final Correlation correlation;

	private final FrameAssembler assembler;

	private final ByteBuffer bytes = ByteBuffer.allocateDirect(OutgoingFrames.SIZE);

	private final List<byte[]> frames = new ArrayList<>();

	private final List<Object> keys = new ArrayList<>();

	private final UnfinishedFrame unfinished = new UnfinishedFrame();

	/** The number of frames that answer no request. */
	private int unknownFrames;

	/** Describes these frames. */
	private volatile @Nullable String unknown;

	/** Ends overlong user code; {@code null} without user code. */
	private volatile @Nullable Guard userCode;

	/** The thread that runs user code. */
	private volatile @Nullable Thread reader;

	ArrivedFrames(SharedConnection connection, ReplyDelivery delivery, SharedChannel channel, Correlation correlation,
			FrameAssembler assembler, boolean userCode) {
		this.connection = connection;
		this.delivery = delivery;
		this.channel = channel;
		this.correlation = correlation;
		this.assembler = assembler;
		assembler.requestsFrom(() -> correlation.request(connection.calls(), replies()));
		this.userCode = (userCode || assembler.isUserCodeAsked()) ? connection.connection().socket().guard().successor()
				: null;
	}

	int size() {
		return this.frames.size();
	}

	byte[] frame(int index) {
		return this.frames.get(index);
	}

	/**
	 * Returns the key that finds the call of a frame.
	 * @param index the index of the frame
	 * @return the key for {@link Correlation#find(InFlightCalls, Object)}
	 */
	Object key(int index) {
		return this.keys.get(index);
	}

	private int replies() {
		return (int) this.keys.stream().filter((key) -> key != Correlation.UNSOLICITED).count();
	}

	/**
	 * Returns whether there is an unfinished frame.
	 * @return whether bytes are left over after the whole frames
	 */
	boolean isPartLeft() {
		return this.assembler.pending() > 0;
	}

	/**
	 * Returns the unfinished frame. Any thread may call this.
	 * @return the frame, which changes as more bytes come
	 */
	UnfinishedFrame unfinished() {
		return this.unfinished;
	}

	/**
	 * Describes the progress of the reply to a call. Any thread may call this.
	 * @param call the call
	 * @return a clause
	 */
	String progress(SharedCall call) {
		if (this.reader != null) {
			return "a whole frame had come, and the matcher or a handler was not done with it";
		}
		String unknown = this.unknown;
		if (unknown == null || this.unfinished.size() > 0) {
			return this.unfinished.progress(call.addressee());
		}
		return (call.key() != null) ? unknown + ", that of this request is " + call.key() : unknown;
	}

	/**
	 * Notes the frames that answer no request.
	 * @param result the outcome of the last read
	 */
	void noteUnknown(Result result) {
		this.unknownFrames += result.unknownFrames();
		this.unknown = (this.unknownFrames == 1)
				? "a frame had come that answers no request, with " + result.describeUnknown() : this.unknownFrames
						+ " frames had come that answer no request, the last with " + result.describeUnknown();
	}

	/**
	 * Returns whether frames without a request have come. Any thread may call this.
	 * @return whether there were any during this lease
	 */
	boolean isUnknown() {
		return this.unknown != null;
	}

	/**
	 * Starts again with a new lease of the connection.
	 */
	void begin() {
		this.unknownFrames = 0;
		this.unknown = null;
	}

	/**
	 * Reads the available bytes without waiting, and delivers the whole frames.
	 * @param deadline bounds the user code
	 * @return the number of bytes read
	 * @throws IOException if the connection has ended, or the bytes form no frames
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
			lookAtFrames(null, deadline);
			return;
		}
		guard.set(deadline);
		if (guard.isOver()) {
			// The connection was closed just now.
			guard = guardAnew();
			guard.set(deadline);
		}
		try {
			lookAtFrames(Thread.currentThread(), deadline);
		}
		finally {
			this.reader = null;
			if (!guard.clear()) {
				guard = guardAnew();
			}
			if (guardOfConnection().isOver()) {
				guard.closeIfIdle();
			}
		}
	}

	private Guard guardAnew() {
		Guard guard = guardOfConnection().successor();
		this.userCode = guard;
		return guard;
	}

	private Guard guardOfConnection() {
		return this.connection.connection().socket().guard();
	}

	/**
	 * Returns whether a thread runs user code here.
	 * @param thread the thread
	 * @return whether no thread can read until the user code ends
	 */
	boolean isReadBy(Thread thread) {
		return this.reader == thread;
	}

	/**
	 * Closes the guard of user code together with the connection. User code that still
	 * runs keeps its deadline.
	 */
	void closed() {
		Guard guard = this.userCode;
		if (guard != null) {
			guard.closeIfIdle();
		}
	}

	private void lookAtFrames(@Nullable Thread reader, Deadline deadline) throws IOException {
		int recorded = this.channel.recorded();
		this.assembler.recordUpTo(recorded);
		try {
			byte[] frame = this.assembler.next();
			if (frame != null && reader != null) {
				this.reader = reader;
			}
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
			// Delivers whole frames even if a later one is malformed.
			if (!this.frames.isEmpty()) {
				handOut(deadline);
			}
		}
	}

	private void notePart() {
		int pending = this.assembler.pending();
		// After the whole frames, another one may have begun with the same number of
		// bytes.
		if (pending != this.unfinished.size() || (pending > 0 && !this.frames.isEmpty())) {
			this.unfinished.update(this.assembler);
			if (this.channel.isReplyNew()) {
				this.channel.keepPart(this.assembler.beginning(SharedChannel.RECOGNIZED_BY));
			}
		}
	}

	private Object examine(byte[] frame) throws WrongReplyException {
		try {
			return this.correlation.examine(frame, this.connection.calls());
		}
		catch (RuntimeException ex) {
			throw new WrongReplyException("the matcher failed: " + ex, ex);
		}
	}

	private void handOut(Deadline deadline) throws IOException {
		Result result;
		try {
			result = this.delivery.complete(this);
		}
		finally {
			this.frames.clear();
			this.keys.clear();
		}
		this.delivery.handleOthers(result, deadline);
	}

}
