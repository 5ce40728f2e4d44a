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

import java.util.Iterator;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.framedtcp.connection.ExchangeMatcher.Verdict;
import io.framedtcp.connection.PendingRequests.Request;

/**
 * Applies a client's matcher, if it has one: without, each frame is taken for the reply.
 */
final class Matching {

	private static final ReplyCheck ANY = (frame) -> true;

	private final @Nullable ExchangeMatcher matcher;

	Matching(@Nullable ExchangeMatcher matcher) {
		this.matcher = matcher;
	}

	/**
	 * Returns how the reply to a request is told.
	 * @param request what the request carried
	 * @return the check of each frame that comes until the reply is there
	 */
	ReplyCheck replyTo(byte[] request) {
		return (this.matcher != null) ? (frame) -> isReply(request, frame) : ANY;
	}

	/**
	 * Returns how a reply is told while several requests are unanswered.
	 * @param requests the requests, of which the one that is answered is removed; of a
	 * frame that comes before any was sent nothing is known, and it is let pass
	 * @return the check of each frame that comes until a reply is there
	 */
	ReplyCheck replyTo(PendingRequests requests) {
		return (frame) -> isReply(requests, frame);
	}

	/**
	 * Returns how the reply to the request that was added last is told, while others may
	 * be unanswered.
	 * @param requests the requests, of which that one is removed once it is answered
	 * @return the check of each frame that comes until its reply is there
	 */
	ReplyCheck replyToLast(PendingRequests requests) {
		return (frame) -> isReplyToLast(requests, frame);
	}

	private boolean isReply(byte[] request, byte[] frame) throws WrongReplyException {
		Verdict verdict = judge(request, frame);
		if (verdict == Verdict.MISMATCH) {
			throw new WrongReplyException(describeMismatch(request, frame), null);
		}
		return verdict == Verdict.MATCH;
	}

	private boolean isReply(PendingRequests requests, byte[] frame) throws WrongReplyException {
		if (requests.isEmpty()) {
			Request last = requests.lastAnswered();
			return last == null || isReply(last.payload(), frame);
		}
		boolean unsolicited = false;
		Iterator<Request> unanswered = requests.iterator();
		while (unanswered.hasNext()) {
			Request request = unanswered.next();
			Verdict verdict = judge(request.payload(), frame);
			if (verdict == Verdict.MATCH) {
				requireMismatch(requests, unanswered, request, frame);
				requests.answered(request);
				return true;
			}
			unsolicited |= verdict == Verdict.UNSOLICITED;
		}
		if (unsolicited) {
			return false;
		}
		throw new WrongReplyException("a frame of " + frame.length + " bytes answers none of the " + requests.size()
				+ " requests that have no reply yet", null);
	}

	private boolean isReplyToLast(PendingRequests requests, byte[] frame) throws WrongReplyException {
		Request last = requests.last();
		boolean reply = isReply(last.payload(), frame);
		if (reply) {
			requireMismatch(requests, requests.iterator(), last, frame);
			requests.answered(last);
		}
		return reply;
	}

	/**
	 * Refuses a frame that is the reply to more than one request. Without a matcher it is
	 * the reply to the first.
	 * @param requests the requests
	 * @param others those that have not been looked at
	 * @param answered the request that it is the reply to
	 * @param frame what it carried
	 * @throws WrongReplyException if it is the reply to one of the others as well
	 */
	private void requireMismatch(PendingRequests requests, Iterator<Request> others, Request answered, byte[] frame)
			throws WrongReplyException {
		while (this.matcher != null && !requests.isKeyed() && others.hasNext()) {
			Request other = others.next();
			if (other != answered && judge(other.payload(), frame) == Verdict.MATCH) {
				throw new WrongReplyException("a frame of " + frame.length
						+ " bytes answers more than one of the requests that have no reply yet, says the matcher",
						null);
			}
		}
	}

	private Verdict judge(byte[] request, byte[] frame) throws WrongReplyException {
		ExchangeMatcher matcher = this.matcher;
		if (matcher == null) {
			return Verdict.MATCH;
		}
		try {
			return Objects.requireNonNull(matcher.match(request, frame), "it returned no verdict");
		}
		catch (RuntimeException ex) {
			throw failed(ex);
		}
	}

	private String describeMismatch(byte[] request, byte[] frame) throws WrongReplyException {
		try {
			return Objects.requireNonNull(this.matcher).describeMismatch(request, frame);
		}
		catch (RuntimeException ex) {
			throw failed(ex);
		}
	}

	private WrongReplyException failed(RuntimeException ex) {
		return new WrongReplyException("the matcher " + this.matcher + " failed: " + ex, ex);
	}

	/**
	 * Tells the reply from other frames.
	 */
	@FunctionalInterface
	interface ReplyCheck {

		/**
		 * Judges a frame.
		 * @param frame what it carried
		 * @return whether it is the reply; otherwise it is unsolicited
		 * @throws WrongReplyException if it is the reply to something else
		 */
		boolean test(byte[] frame) throws WrongReplyException;

	}

}
