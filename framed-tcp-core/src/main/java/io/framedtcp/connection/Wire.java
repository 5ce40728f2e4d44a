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
 * A TCP connection, and how the thread that uses it waits for it. In blocking mode, where
 * it begins, it behaves as a blocking {@link SocketChannel}: reads and writes wait, an
 * interrupt closes it, and closing it ends what a thread is doing with it.
 * <p>
 * To go from one mode to the other for each drain-and-test must be cheap, and in which
 * way it is depends on the JDK; see docs/decisions/0013.
 * <p>
 * Used by one thread at a time, but for {@link #close()}.
 */
interface Wire extends ByteChannel {

	/** From here on the JDK's channels wait as virtual threads do, without a mode. */
	int FIRST_WITH_VIRTUAL_THREADS = 21;

	/**
	 * Choose how to wait for a channel.
	 * @param channel a channel in blocking mode, connected or not
	 * @return the wire, which closes the channel
	 */
	static Wire over(SocketChannel channel) {
		return (Runtime.version().feature() < FIRST_WITH_VIRTUAL_THREADS) ? new SelectorWire(channel)
				: new BlockingWire(channel);
	}

	/**
	 * Choose whether reads and writes wait.
	 * @param blocking whether they do
	 * @throws IOException if the channel is closed
	 */
	void configureBlocking(boolean blocking) throws IOException;

	/**
	 * Return whether reads and writes wait.
	 * @return whether they do
	 */
	boolean isBlocking();

	/**
	 * Write some bytes, waiting for room for the first of them in blocking mode.
	 * @param sources the bytes
	 * @param offset index of the first buffer to write
	 * @param count number of buffers
	 * @return how many bytes were written
	 * @throws IOException if that fails
	 */
	long write(ByteBuffer[] sources, int offset, int count) throws IOException;

	/**
	 * Give back what is only needed to wait, until that is to be done again.
	 * @throws IOException if that fails
	 */
	default void rest() throws IOException {
	}

}
