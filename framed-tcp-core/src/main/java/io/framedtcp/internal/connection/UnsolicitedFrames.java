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
import java.nio.channels.ClosedByInterruptException;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.LastResort;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.spi.ConnectionInfo;
import io.framedtcp.spi.ConnectionListener;
import io.framedtcp.spi.UnsolicitedFrameHandler;

/**
 * Handles the frames of a connection that answer no request: counts and logs them, and
 * hands them to the client's handler, if it has one.
 */
final class UnsolicitedFrames {

	private static final Log logger = LogFactory.getLog(UnsolicitedFrames.class);

	private final ConnectionInfo connection;

	private final FrameChannel channel;

	private final @Nullable UnsolicitedFrameHandler handler;

	private final ConnectionListener listener;

	UnsolicitedFrames(ConnectionInfo connection, FrameChannel channel, @Nullable UnsolicitedFrameHandler handler,
			ConnectionListener listener) {
		this.connection = connection;
		this.channel = channel;
		this.handler = handler;
		this.listener = listener;
	}

	/**
	 * Handles a frame. A failure of the handler is logged and does not reach the caller.
	 * @param payload the payload of the frame
	 * @return the answer, if there is one
	 */
	@Nullable EncodedFrame handle(byte[] payload) {
		logger.debug("An unsolicited frame of " + payload.length + " bytes came on " + this.connection);
		this.listener.unsolicitedFrame(this.connection, payload.length);
		try {
			byte[] answer = (this.handler != null) ? this.handler.handle(this.connection, payload) : null;
			return (answer != null) ? this.channel.encoder().encode(answer) : null;
		}
		catch (RuntimeException | Error ex) {
			LastResort.log(logger, "The handler of unsolicited frames failed: " + this.handler, ex);
			return null;
		}
	}

	/**
	 * Writes an answer while a reply is awaited.
	 * @param answer the answer
	 * @throws ClosedByInterruptException if the thread is interrupted
	 */
	void write(EncodedFrame answer) throws ClosedByInterruptException {
		try {
			this.channel.write(answer);
		}
		catch (ClosedByInterruptException ex) {
			throw ex;
		}
		catch (IOException ex) {
			// The reply may have come anyway: the next read shows it.
		}
	}

}
