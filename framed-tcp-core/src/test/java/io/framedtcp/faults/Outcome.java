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

import io.framedtcp.FramedTcpConnectException;
import io.framedtcp.FramedTcpConnectionLostException;
import io.framedtcp.FramedTcpException;
import io.framedtcp.FramedTcpMalformedReplyException;
import io.framedtcp.FramedTcpTimeoutException;
import io.framedtcp.FramedTcpWrongReplyException;

/**
 * What can come of a call.
 */
enum Outcome {

	OWN_REPLY("R", "the call's own reply", null),

	SENT("S", "the frame was sent", null),

	TIMED_OUT("T", "", FramedTcpTimeoutException.class),

	LOST("L", "", FramedTcpConnectionLostException.class),

	MALFORMED("M", "", FramedTcpMalformedReplyException.class),

	WRONG("W", "", FramedTcpWrongReplyException.class),

	NOT_CONNECTED("C", "", FramedTcpConnectException.class),

	DAMAGED("D", "the call's own reply, garbled or cut off by the server, in a whole frame", null),

	FOREIGN("F", "a whole frame that is no reply to this call", null);

	private final String letter;

	private final String meaning;

	private final Class<? extends FramedTcpException> exception;

	Outcome(String letter, String meaning, Class<? extends FramedTcpException> exception) {
		this.letter = letter;
		this.meaning = (exception != null) ? "`" + exception.getSimpleName() + "`" : meaning;
		this.exception = exception;
	}

	String letter() {
		return this.letter;
	}

	/**
	 * Return the worse of two outcomes that are no exceptions.
	 * @param other the other
	 * @return this or the other
	 */
	Outcome worse(Outcome other) {
		return (compareTo(other) >= 0) ? this : other;
	}

	String meaning() {
		return this.meaning;
	}

	/**
	 * Return what an exception stands for.
	 * @param exception what a call has thrown
	 * @return the outcome
	 */
	static Outcome of(FramedTcpException exception) {
		for (Outcome outcome : values()) {
			if (outcome.exception == exception.getClass()) {
				return outcome;
			}
		}
		throw new AssertionError("An exception that no fault should lead to", exception);
	}

	/**
	 * Return what a reply is.
	 * @param request the payload of the request
	 * @param reply that of the reply
	 * @return the outcome
	 */
	static Outcome of(byte[] request, byte[] reply) {
		if (Payloads.isReply(request, reply)) {
			return OWN_REPLY;
		}
		return (reply.length == 0 || Payloads.hasSameId(request, reply)) ? DAMAGED : FOREIGN;
	}

}
