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

import io.framedtcp.internal.transport.Transport;
import io.framedtcp.internal.transport.WireLog;

/**
 * The bytes of a connection that many callers use. Nobody waits inside a read or a write:
 * one thread may read while another writes, and the one that reads waits for both.
 */
public final class SharedChannel {

	private final FrameChannel frames;

	private final Transport transport;

	/**
	 * Creates the channel of a connection.
	 * @param connection the connection, which uses the channel only while it is shared
	 */
	public SharedChannel(FramedConnection connection) {
		this.frames = connection.link().frames();
		this.transport = this.frames.transport();
	}

	/**
	 * Begins or ends that several callers use the connection at a time.
	 * @param shared whether it begins
	 * @throws IOException if the connection is closed
	 */
	public void share(boolean shared) throws IOException {
		this.transport.configureBlocking(!shared);
	}

	/**
	 * Reads some bytes without waiting.
	 * @param target where they go, a direct buffer
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
	 * Returns whether the next read may return bytes that no wait tells of. Used by the
	 * thread that has read.
	 * @return {@code false} only if the kernel has all that has not been read
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
	 * Returns whether a write that has just failed may have sent any of its bytes.
	 * @return {@code false} only if it is certain that it has not
	 */
	public boolean isFailedWriteMaybeSent() {
		return this.transport.isFailedWriteMaybeSent();
	}

	/**
	 * Waits until bytes can be read or written. An interrupt ends the wait and closes
	 * nothing.
	 * @param operations a set of {@link java.nio.channels.SelectionKey} operations
	 * @param nanos for how long
	 * @return those that are likely to be possible now, or none
	 * @throws IOException if the connection is closed
	 */
	public int await(int operations, long nanos) throws IOException {
		return this.transport.await(operations, nanos);
	}

	/**
	 * Ends the wait of a thread, or its next one. Any thread may call this.
	 */
	public void wakeUp() {
		this.transport.wakeUp();
	}

	/**
	 * Returns whether frames are logged.
	 * @return whether the wire log is enabled
	 */
	public boolean isLogged() {
		WireLog wireLog = this.frames.wireLog();
		return wireLog != null && wireLog.isEnabled();
	}

	/**
	 * Logs a frame.
	 * @param sent whether it was sent
	 * @param payload its payload
	 */
	public void log(boolean sent, byte[] payload) {
		WireLog wireLog = this.frames.wireLog();
		if (wireLog == null) {
			return;
		}
		if (sent) {
			wireLog.sent(payload);
		}
		else {
			wireLog.received(payload);
		}
	}

}
