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

import org.jspecify.annotations.Nullable;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.Farewell;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.internal.transport.Transport;
import io.framedtcp.spi.CloseReason;

/**
 * The frame that is written on a healthy connection before it is closed.
 *
 * @param frame the frame
 */
record FarewellFrame(EncodedFrame frame) {

	/** The JDK copies each write through a buffer of the same size and keeps it. */
	private static final int MAX_WRITE = 128 * 1024;

	static @Nullable FarewellFrame of(ConnectionSettings settings) {
		Farewell farewell = settings.farewell();
		return (farewell != null) ? new FarewellFrame(
				EncodedFrame.of(farewell.content(), farewell.framing(settings.framing()), settings.maxFrameSize()))
				: null;
	}

	/**
	 * Writes the frame without waiting, if the connection is healthy and quiet.
	 * @param connection the connection, which nobody else uses
	 */
	void writeIfWell(FramedConnection connection) {
		FrameChannel frames = connection.socket().frames();
		CloseReason reason = connection.closeReason();
		Sharing sharing = connection.sharing();
		boolean quiet = sharing == null || (sharing.inFlight() == 0 && sharing.orphans() == 0 && sharing.isWhole());
		if (reason == null || !isWell(reason) || !quiet || !frames.isUsable()) {
			return;
		}
		try {
			write(frames);
		}
		catch (IOException | RuntimeException ex) {
			// The peer has gone, or its buffers are full.
		}
	}

	private void write(FrameChannel frames) throws IOException {
		Transport transport = frames.transport();
		transport.configureBlocking(false);
		long written = 1;
		for (ByteBuffer part : this.frame.toBuffers(MAX_WRITE)) {
			while (part.hasRemaining() && written > 0) {
				written = transport.write(new ByteBuffer[] { part }, 0, 1);
				frames.passed((int) written, 0);
			}
		}
		// A redactor is user code, which must not delay a close.
		if (!frames.log().isRedacted()) {
			frames.log().sent(this.frame);
		}
	}

	private static boolean isWell(CloseReason reason) {
		return switch (reason) {
			case MAX_LIFETIME, IDLE_TIMEOUT, SURPLUS, EVICTED, USED_UP, POOL_CLOSED -> true;
			default -> false;
		};
	}

}
