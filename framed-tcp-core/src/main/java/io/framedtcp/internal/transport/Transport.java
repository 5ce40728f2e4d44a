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

package io.framedtcp.internal.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;

import org.jspecify.annotations.Nullable;

import io.framedtcp.pool.TlsStatus;

/**
 * Carries the bytes of a connection over TCP, or over TLS on top of it. In blocking mode,
 * the initial one, reads and writes wait.
 * <p>
 * Used by one thread at a time, except for {@link #close()}.
 */
public interface Transport extends Channel {

	/**
	 * Reads some bytes. In blocking mode it waits for the first of them.
	 * @param target where they go
	 * @return how many; 0 in non-blocking mode if none is pending, -1 at the end
	 * @throws IOException if that fails
	 */
	int read(ByteBuffer target) throws IOException;

	/**
	 * Writes some bytes. In blocking mode it waits for room for the first of them.
	 * @param sources the bytes
	 * @param offset index of the first buffer to write
	 * @param count number of buffers
	 * @return how many bytes were written, at least one in blocking mode
	 * @throws IOException if that fails
	 */
	long write(ByteBuffer[] sources, int offset, int count) throws IOException;

	/**
	 * Returns whether a write that has just failed may have sent any of its bytes.
	 * @return {@code false} only if it is certain that it has not
	 */
	default boolean isFailedWriteMaybeSent() {
		return false;
	}

	/**
	 * Sets how many bytes may be read ahead while a write waits for room. Without this
	 * call none are. After a failed write, reads return what was read ahead and never
	 * wait.
	 * @param bytes the maximum
	 */
	default void readAheadAtMost(int bytes) {
	}

	/**
	 * Returns whether bytes have been read ahead, so that the next read returns them
	 * without asking the kernel.
	 * @return {@code false} as well if they may carry no data
	 */
	default boolean hasBytesAhead() {
		return false;
	}

	/**
	 * Returns whether bytes may be missing before the end of the stream.
	 * @return {@code false} only if the peer has ended the stream in order
	 */
	boolean isTruncated();

	/**
	 * Returns whether a part of something has come that can only be read as a whole.
	 * @return whether a read has found nothing though bytes are there
	 */
	boolean isPartPending();

	/**
	 * Chooses whether reads and writes wait.
	 * @param blocking whether they do
	 * @throws IOException if the channel is closed
	 */
	void configureBlocking(boolean blocking) throws IOException;

	/**
	 * Returns whether reads and writes wait.
	 * @return whether they do; reads never do after a failed write
	 */
	boolean isBlocking();

	/**
	 * Returns the outcome of the TLS handshake.
	 * @return the outcome; {@code null} without TLS
	 */
	default @Nullable TlsStatus tls() {
		return null;
	}

	/**
	 * Releases the descriptors that are only needed to wait. The next wait opens them
	 * again.
	 * @throws IOException if that fails
	 */
	default void releaseSelector() throws IOException {
	}

	/**
	 * Reads some bytes without waiting. Needs non-blocking mode. One thread may do so
	 * while another calls {@link #writeNow(ByteBuffer)}, if neither uses the blocking
	 * methods. Like the methods below, it is for connections that callers share.
	 * @param target where they go, a direct buffer
	 * @return how many; 0 if none is pending, -1 at the end
	 * @throws IOException if that fails
	 */
	default int readNow(ByteBuffer target) throws IOException {
		throw new UnsupportedOperationException();
	}

	/**
	 * Returns whether the next {@link #readNow(ByteBuffer)} may return bytes though
	 * {@link #await(int, long)} would wait for more. Used by the thread that has read.
	 * @return {@code false} only if the kernel has all that has not been read
	 */
	default boolean mayHoldMore() {
		return false;
	}

	/**
	 * Writes some bytes without waiting. Needs non-blocking mode. One thread may do so
	 * while another calls {@link #readNow(ByteBuffer)}.
	 * @param source the bytes, in a direct buffer
	 * @return how many were written; 0 if there is no room
	 * @throws IOException if that fails
	 */
	default int writeNow(ByteBuffer source) throws IOException {
		throw new UnsupportedOperationException();
	}

	/**
	 * Returns whether bytes that {@link #writeNow(ByteBuffer)} has taken have not reached
	 * the kernel, so that it must be called again, be it with no more bytes.
	 * @return whether there are any
	 */
	default boolean isFlushPending() {
		return false;
	}

	/**
	 * Waits until bytes can be read or written. An interrupt ends the wait and closes
	 * nothing.
	 * @param operations a set of {@link java.nio.channels.SelectionKey} operations
	 * @param nanos for how long
	 * @return those that are likely to be possible now, or none
	 * @throws IOException if the channel is or was closed
	 */
	default int await(int operations, long nanos) throws IOException {
		throw new UnsupportedOperationException();
	}

	/**
	 * Ends the wait of a thread, or its next one. Any thread may call this.
	 */
	default void wakeUp() {
		throw new UnsupportedOperationException();
	}

	/**
	 * Ends the stream to the peer, and goes on reading from it.
	 * @throws IOException if that fails
	 */
	default void endOutput() throws IOException {
		throw new IOException("the transport has no half-close");
	}

	/**
	 * Tells the peer that nothing more will come, if there is a way to. It does not wait.
	 */
	default void closePolitely() {
	}

}
