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

import io.framedtcp.internal.Deadline;
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
	 * @param target receives the bytes
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
	 * Returns whether a write that has just failed may have sent any byte.
	 * @return {@code false} only if certainly none was sent
	 */
	default boolean isFailedWriteMaybeSent() {
		return false;
	}

	/**
	 * Sets how many bytes may be read ahead while a write waits for room. Without this
	 * call, none are. After a failed write, reads return the bytes read ahead and never
	 * wait.
	 * @param bytes the maximum
	 */
	default void readAheadAtMost(int bytes) {
	}

	/**
	 * Returns whether bytes have been read ahead. The next read returns them without a
	 * system call.
	 * @return {@code false} also if they may carry no data
	 */
	default boolean hasBytesAhead() {
		return false;
	}

	/**
	 * Returns whether bytes may be missing before the end of the stream.
	 * @return {@code false} only if the peer has ended the stream properly
	 */
	boolean isTruncated();

	/**
	 * Returns whether a part of a TLS record has come. Only a whole record can be read.
	 * @return whether a read finds nothing although bytes have come
	 */
	boolean isPartPending();

	/**
	 * Sets whether reads and writes wait.
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
	 * methods. Like the methods below, it is for shared connections.
	 * @param target receives the bytes, a direct buffer
	 * @return how many; 0 if none is pending, -1 at the end
	 * @throws IOException if that fails
	 */
	default int readNow(ByteBuffer target) throws IOException {
		throw new UnsupportedOperationException();
	}

	/**
	 * Returns whether the next {@link #readNow(ByteBuffer)} may return bytes although
	 * {@link #await(int, Deadline)} would wait for more. Called by the reading thread.
	 * @return {@code false} only if all unread bytes are in the kernel
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
	 * Returns whether bytes taken by {@link #writeNow(ByteBuffer)} have not reached the
	 * kernel. Then it must be called again, even without further bytes.
	 * @return whether there are such bytes
	 */
	default boolean isFlushPending() {
		return false;
	}

	/**
	 * Waits until bytes can be read or written. An interrupt ends the wait and closes
	 * nothing.
	 * @param operations a set of {@link java.nio.channels.SelectionKey} operations
	 * @param deadline bounds the wait
	 * @return the operations that are probably possible now, or none
	 * @throws IOException if the channel is or was closed
	 */
	default int await(int operations, Deadline deadline) throws IOException {
		throw new UnsupportedOperationException();
	}

	/**
	 * Ends the current wait, or the next one if no thread waits. Any thread may call
	 * this.
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
	 * Tells the peer that nothing more will come, if the protocol allows it. This does
	 * not wait.
	 */
	default void closePolitely() {
	}

}
