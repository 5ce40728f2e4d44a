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

package io.framedtcp.internal.shared;

import org.jspecify.annotations.Nullable;

import io.framedtcp.framing.EndOfStreamException;
import io.framedtcp.internal.exchange.ExchangeFailedException;
import io.framedtcp.spi.CloseReason;

/**
 * Why one call failed when its connection ended. Each caller makes its own exception of
 * it.
 *
 * @param reason why
 * @param sent whether any byte of the request may have reached the server
 * @param answered whether the call expects a reply
 * @param silentSinceIdle whether the connection had been idle, and nothing came since
 * @param unfinished what had come of a frame, or {@code null} if the cause tells it
 * @param owner whose that frame is, as far as the call can tell
 * @param cause the failure, which callers share
 */
record Failure(CloseReason reason, boolean sent, boolean answered, boolean silentSinceIdle,
		@Nullable UnfinishedFrame unfinished, PartOwner owner, Throwable cause) {

	/**
	 * Returns whether a cause tells how far a reply had come, or that does not matter.
	 * @param reason why calls fail
	 * @param cause the cause
	 * @return whether nothing need be added
	 */
	static boolean isToldBy(CloseReason reason, Throwable cause) {
		boolean lost = reason == CloseReason.BROKEN || reason == CloseReason.PEER_CLOSED
				|| reason == CloseReason.TIMED_OUT;
		return !lost || cause instanceof EndOfStreamException;
	}

	ExchangeFailedException exception() {
		boolean writing = !this.sent || !this.answered;
		return new ExchangeFailedException(this.reason, writing, this.sent, this.silentSinceIdle,
				writing ? null : progress(), this.cause);
	}

	private @Nullable String progress() {
		if (this.unfinished == null) {
			return null;
		}
		String progress = this.unfinished.progress(this.owner);
		return (this.reason == CloseReason.TIMED_OUT) ? this.cause.getMessage() + ", and " + progress : progress;
	}

}
