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

package io.framedtcp.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;

/**
 * Reads from a TCP socket and writes to it. In blocking mode, the initial one, it behaves
 * as a blocking {@link SocketChannel}: reads and writes wait, an interrupt closes it, and
 * closing it ends what a thread is doing with it.
 * <p>
 * Used by one thread at a time, except for {@link #close()}.
 */
interface SocketIo extends ByteChannel {

	/** From here on the JDK's channels wait as virtual threads do, without a mode. */
	int FIRST_WITH_VIRTUAL_THREADS = 21;

	/**
	 * Chooses how to wait for a channel.
	 * @param channel the channel, connected or not
	 * @return its I/O, which closes the channel
	 */
	static SocketIo over(SocketChannel channel) {
		boolean selecting = Runtime.version().feature() < FIRST_WITH_VIRTUAL_THREADS;
		return new DuplexSocketIo(channel, selecting, channel.provider()::openSelector);
	}

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
	 * Writes some bytes, waiting for room for the first of them in blocking mode.
	 * @param sources the bytes
	 * @param offset index of the first buffer to write
	 * @param count number of buffers
	 * @return how many bytes were written
	 * @throws IOException if that fails
	 */
	long write(ByteBuffer[] sources, int offset, int count) throws IOException;

	/**
	 * Sets how many bytes may be read ahead while a write waits for room. Until then none
	 * are.
	 * @param bytes the maximum
	 */
	default void readAheadAtMost(int bytes) {
	}

	/**
	 * Returns whether bytes have been read ahead.
	 * @return whether the next read returns bytes without asking the kernel
	 */
	default boolean hasBytesAhead() {
		return false;
	}

	/**
	 * Returns whether the end of the stream was only seen behind a failed write. That
	 * write has taken the socket's error, so the end may in truth be a reset.
	 * @return whether bytes may be missing at the end
	 */
	default boolean isEndUncertain() {
		return false;
	}

	/**
	 * Gives back what is only needed to wait, until that is to be done again.
	 * @throws IOException if that fails
	 */
	default void rest() throws IOException {
	}

}
