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
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;

import io.framedtcp.framing.EndOfStreamException;
import io.framedtcp.framing.MalformedFrameException;

/**
 * Tells from an exception why a connection failed in an exchange.
 */
final class FailureReason {

	private FailureReason() {
	}

	/**
	 * Tells the reason.
	 * @param ex what was thrown
	 * @param link the connection
	 * @return why it has to be retired
	 */
	static RetireReason of(Exception ex, Link link) {
		if (!link.guard().clear()) {
			return link.guard().isExpired() ? RetireReason.TIMED_OUT : RetireReason.POOL_CLOSED;
		}
		if (ex instanceof ClosedByInterruptException) {
			return RetireReason.INTERRUPTED;
		}
		if (ex instanceof ClosedChannelException) {
			// TLS throws it as well, once the peer has closed it.
			return link.channel().isOpen() ? RetireReason.PEER_CLOSED : RetireReason.POOL_CLOSED;
		}
		if (ex instanceof WrongReplyException) {
			return RetireReason.WRONG_REPLY;
		}
		if (ex instanceof UnexpectedBytesException) {
			return RetireReason.UNEXPECTED_BYTES;
		}
		if (ex instanceof EndOfStreamException) {
			return RetireReason.PEER_CLOSED;
		}
		boolean broken = ex instanceof IOException && !(ex instanceof MalformedFrameException);
		return broken ? RetireReason.BROKEN : RetireReason.MALFORMED_FRAME;
	}

}
