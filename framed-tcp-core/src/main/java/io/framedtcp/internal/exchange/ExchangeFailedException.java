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

import org.jspecify.annotations.Nullable;

import io.framedtcp.spi.CloseReason;

/**
 * Thrown if a frame could not be written or read.
 */
public class ExchangeFailedException extends IOException {

	private static final long serialVersionUID = 1L;

	private final CloseReason reason;

	private final boolean writing;

	private final boolean sent;

	private final boolean silentSinceIdle;

	private final @Nullable String progress;

	public ExchangeFailedException(CloseReason reason, boolean writing, boolean sent, boolean silentSinceIdle,
			Throwable cause) {
		this(reason, writing, sent, silentSinceIdle, null, cause);
	}

	/**
	 * Creates an exception with the progress of the reply.
	 * @param reason the failure, as a reason to close the connection
	 * @param writing whether a frame was being written
	 * @param sent whether any byte may have reached the peer
	 * @param silentSinceIdle whether the connection had been idle, and nothing came since
	 * @param progress how far the reply had come, in words, if known
	 * @param cause the failure
	 */
	public ExchangeFailedException(CloseReason reason, boolean writing, boolean sent, boolean silentSinceIdle,
			@Nullable String progress, Throwable cause) {
		super(cause.getMessage(), cause);
		this.reason = reason;
		this.writing = writing;
		this.sent = sent;
		this.silentSinceIdle = silentSinceIdle;
		this.progress = progress;
	}

	/**
	 * Returns the failure, as a reason to close the connection.
	 * @return the reason
	 */
	public CloseReason getReason() {
		return this.reason;
	}

	/**
	 * Returns whether a frame was being written.
	 * @return {@code true} if it was being written, {@code false} if one was being read
	 */
	public boolean isWriting() {
		return this.writing;
	}

	/**
	 * Returns how far the reply had come.
	 * @return a clause; {@code null} if unknown, or if the message says it
	 */
	public @Nullable String getProgress() {
		return this.progress;
	}

	/**
	 * Returns whether any byte may have reached the peer since the connection was
	 * acquired.
	 * @return {@code false} only if certainly none has
	 */
	public boolean isMaybeSent() {
		return this.sent;
	}

	/**
	 * Returns whether the connection was closed by the peer or broke. A late or wrong
	 * reply does not count.
	 * @return whether the connection ended by itself
	 */
	public boolean isConnectionLost() {
		return this.reason == CloseReason.PEER_CLOSED || this.reason == CloseReason.BROKEN;
	}

	/**
	 * Returns whether the peer may have closed the connection before it received the
	 * request. Then the connection was lost after an idle time, and no byte came since it
	 * was acquired.
	 * @return whether its idle time may be the cause
	 */
	public boolean isMaybeClosedWhileIdle() {
		return isConnectionLost() && this.silentSinceIdle;
	}

}
