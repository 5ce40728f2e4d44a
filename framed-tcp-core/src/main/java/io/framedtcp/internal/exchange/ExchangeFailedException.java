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
 * Writing or reading a frame failed; the connection has to be retired.
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
	 * Creates an exception that tells how far the reply had come.
	 * @param reason why the connection has to be retired
	 * @param writing whether a frame was being written
	 * @param sent whether any byte may have reached the peer
	 * @param silentSinceIdle whether the connection had been idle, and nothing came since
	 * @param progress how far the reply had come, in words, if that is known
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
	 * Return why the connection has to be retired.
	 * @return the reason
	 */
	public CloseReason getReason() {
		return this.reason;
	}

	/**
	 * Return whether a frame was being written.
	 * @return {@code true} if it was being written, {@code false} if one was being read
	 */
	public boolean isWriting() {
		return this.writing;
	}

	/**
	 * Returns how far the reply had come.
	 * @return a clause, or {@code null} if that is unknown or the message says it
	 */
	public @Nullable String getProgress() {
		return this.progress;
	}

	/**
	 * Return whether any byte may have reached the peer since the connection was
	 * borrowed.
	 * @return {@code false} only if it is certain that none has
	 */
	public boolean isMaybeSent() {
		return this.sent;
	}

	/**
	 * Return whether the peer closed or broke the connection, rather than being late or
	 * wrong.
	 * @return whether the connection ended by itself
	 */
	public boolean isConnectionLost() {
		return this.reason == CloseReason.PEER_CLOSED || this.reason == CloseReason.BROKEN;
	}

	/**
	 * Return whether the peer may have closed the connection before it knew of the
	 * request: the connection was lost, had been idle before it was borrowed, and no byte
	 * came on it since.
	 * @return whether the cause may be that it was idle
	 */
	public boolean isMaybeClosedWhileIdle() {
		return isConnectionLost() && this.silentSinceIdle;
	}

}
