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

package io.framedtcp.internal.exchange;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/**
 * How many bytes of requests may be on their way without a reply, such that writing them
 * never waits for a peer that has stopped reading until its replies are read.
 */
public final class SendWindow {

	/**
	 * Linux counts what it needs for a packet as well, which for full ones on Ethernet is
	 * twice what they carry, and some kilobytes for each write. A quarter leaves room for
	 * both.
	 */
	private static final int SHARE = 4;

	/**
	 * In a smaller buffer, what the kernel needs for a few writes counts for too much.
	 */
	private static final int MIN_BUFFER_SIZE = 32 * 1024;

	/** More on its way makes nothing faster. */
	private static final int MAX_SIZE = 256 * 1024;

	private SendWindow() {
	}

	/**
	 * Returns the window of a connection.
	 * @param channel its channel
	 * @return the number of bytes; 0 if one request has to be answered before the next
	 */
	public static int of(SocketChannel channel) {
		try {
			return ofBuffer(channel.getOption(StandardSocketOptions.SO_SNDBUF));
		}
		catch (IOException ex) {
			// It is closed, as writing to it will tell.
			return 0;
		}
	}

	public static int ofBuffer(int size) {
		return (size < MIN_BUFFER_SIZE) ? 0 : Math.min(size / SHARE, MAX_SIZE);
	}

}
