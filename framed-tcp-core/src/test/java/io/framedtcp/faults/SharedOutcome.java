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

package io.framedtcp.faults;

import java.util.concurrent.CancellationException;

import org.springframework.messaging.converter.MessageConversionException;

import io.framedtcp.FramedTcpConnectionLostException;
import io.framedtcp.FramedTcpException;
import io.framedtcp.FramedTcpInterruptedException;
import io.framedtcp.FramedTcpMalformedReplyException;
import io.framedtcp.FramedTcpTimeoutException;
import io.framedtcp.FramedTcpWrongReplyException;

/**
 * What can come of a call on a shared connection.
 */
enum SharedOutcome {

	OWN_REPLY(null),

	/** The reply has the id of the request, and what belongs to another. */
	DAMAGED(null),

	/** The reply is that of another. */
	FOREIGN(null),

	TIMED_OUT(FramedTcpTimeoutException.class),

	/** As it timed out while nothing of it had been sent. */
	TIMED_OUT_UNSENT(FramedTcpTimeoutException.class),

	LOST(FramedTcpConnectionLostException.class),

	MALFORMED(FramedTcpMalformedReplyException.class),

	WRONG(FramedTcpWrongReplyException.class),

	INTERRUPTED(FramedTcpInterruptedException.class),

	INTERRUPTED_UNSENT(FramedTcpInterruptedException.class),

	CANCELLED(CancellationException.class),

	REFUSED(IllegalArgumentException.class),

	/** The caller's own converter has failed. */
	NOT_CONVERTED(MessageConversionException.class);

	private final Class<? extends RuntimeException> exception;

	SharedOutcome(Class<? extends RuntimeException> exception) {
		this.exception = exception;
	}

	boolean isTimeOut() {
		return this == TIMED_OUT || this == TIMED_OUT_UNSENT;
	}

	/**
	 * Return whether it is certain that the request was not sent.
	 * @return whether the server cannot have executed it
	 */
	boolean isUnsent() {
		return this == TIMED_OUT_UNSENT || this == INTERRUPTED_UNSENT || this == REFUSED;
	}

	/**
	 * Return what an exception stands for. Those that can only be of a request that was
	 * sent stand for nothing if they deny it.
	 * @param exception what a call has thrown
	 * @return the outcome
	 */
	static SharedOutcome of(RuntimeException exception) {
		boolean unsent = exception instanceof FramedTcpException ex && !ex.isRequestMaybeSent();
		for (SharedOutcome outcome : values()) {
			if (outcome.exception == exception.getClass()
					&& unsent == (outcome == TIMED_OUT_UNSENT || outcome == INTERRUPTED_UNSENT)) {
				return outcome;
			}
		}
		throw new AssertionError("An exception that no fault should lead to", exception);
	}

}
