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

package io.framedtcp.internal.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

import io.framedtcp.framing.FrameRecord;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.internal.transport.Transport;
import io.framedtcp.internal.transport.WireLog;

/**
 * Reads and writes the bytes of a connection shared by many callers. No read or write
 * waits. One thread may read while another writes. The reading thread waits for both in
 * {@link #await(int, Deadline)}.
 */
public final class SharedChannel {

	/** How many bytes are enough to recognize another protocol. */
	public static final int RECOGNIZED_BY = FrameLog.RECOGNIZED_BY;

	private final FramedConnection connection;

	private final FrameChannel frames;

	private final Transport transport;

	private final WireLog wireLog;

	/**
	 * Creates the channel of a connection.
	 * @param connection the connection; the channel is used only while it is shared
	 */
	public SharedChannel(FramedConnection connection) {
		this.connection = connection;
		this.frames = connection.socket().frames();
		this.transport = this.frames.transport();
		this.wireLog = connection.wireLog();
	}

	/**
	 * Switches between shared and exclusive use of the connection.
	 * @param shared whether several callers use it from now on
	 * @throws IOException if the connection is closed
	 */
	public void share(boolean shared) throws IOException {
		this.transport.configureBlocking(!shared);
	}

	/**
	 * Reads some bytes without waiting.
	 * @param target receives them, a direct buffer
	 * @return how many; 0 if none is pending, -1 at the end of the stream
	 * @throws IOException if that fails
	 */
	public int read(ByteBuffer target) throws IOException {
		int count = this.transport.readNow(target);
		if (count != 0) {
			this.frames.passed(0, count);
		}
		return count;
	}

	/**
	 * Returns whether the next read may return bytes that {@link #await(int, Deadline)}
	 * does not report. Called by the reading thread.
	 * @return {@code false} only if all unread bytes are in the kernel
	 */
	public boolean mayHoldMore() {
		return this.transport.mayHoldMore();
	}

	/**
	 * Writes some bytes without waiting.
	 * @param source the bytes, in a direct buffer
	 * @return whether all of them have been written
	 * @throws IOException if that fails
	 */
	public boolean write(ByteBuffer source) throws IOException {
		int count = this.transport.writeNow(source);
		this.frames.passed(count, 0);
		return !source.hasRemaining() && !this.transport.isFlushPending();
	}

	/**
	 * Returns whether a write that has just failed may have sent any byte.
	 * @return {@code false} only if certainly none was sent
	 */
	public boolean isFailedWriteMaybeSent() {
		return this.transport.isFailedWriteMaybeSent();
	}

	/**
	 * Waits until bytes can be read or written. An interrupt ends the wait and closes
	 * nothing.
	 * @param operations a set of {@link java.nio.channels.SelectionKey} operations
	 * @param deadline bounds the wait
	 * @return the operations that are probably possible now, or none
	 * @throws IOException if the connection is closed
	 */
	public int await(int operations, Deadline deadline) throws IOException {
		return this.transport.await(operations, deadline);
	}

	/**
	 * Ends the current wait, or the next one if no thread waits. Any thread may call
	 * this.
	 */
	public void wakeUp() {
		this.transport.wakeUp();
	}

	/**
	 * Returns whether frames are logged.
	 * @return whether the wire log is enabled
	 */
	public boolean isLogged() {
		return this.wireLog.isEnabled();
	}

	/**
	 * Returns whether logged payloads are shown to a redactor.
	 * @return whether {@link #sent(EncodedFrame)} runs user code
	 */
	public boolean isRedacted() {
		return this.wireLog.isRedacted();
	}

	/**
	 * Returns how many bytes of each received frame to keep.
	 * @return the most that the log may show
	 */
	public int recorded() {
		return isLogged() ? WireLog.MAX_BYTES : 0;
	}

	/**
	 * Logs a frame that was sent.
	 * @param frame the frame
	 */
	public void sent(EncodedFrame frame) {
		this.wireLog.sent(frame);
	}

	/**
	 * Logs a frame that has come.
	 * @param frame supplies the frame with its framing
	 * @param payload its payload
	 */
	public void received(Supplier<FrameRecord> frame, byte[] payload) {
		this.wireLog.received(frame, payload);
	}

	/**
	 * Logs a part of a frame whose rest cannot be read.
	 * @param part the part that has come
	 */
	public void receivedPart(FrameRecord part) {
		this.wireLog.receivedPart(part);
	}

	/**
	 * Returns whether the next reply changes the client's {@link ReplyHistory}. Until
	 * then, a failure describes the bytes that came instead.
	 * @return {@code false} once replies are usual
	 */
	public boolean isReplyNew() {
		return this.connection.isReplyNew();
	}

	/**
	 * Keeps the part of an incomplete frame.
	 * @param part the beginning of the frame
	 */
	public void keepPart(FrameRecord part) {
		this.frames.incomplete().keep(part);
	}

}
