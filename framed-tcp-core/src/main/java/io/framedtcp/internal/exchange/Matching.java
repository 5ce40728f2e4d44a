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

import java.util.Objects;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.internal.transport.WrongReplyException;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.ExchangeMatcher.Verdict;

/**
 * Judges frames by a client's matcher. Without a matcher, each frame counts as the reply.
 */
public final class Matching {

	private static final ReplyCheck ANY = (frame) -> true;

	private final @Nullable ExchangeMatcher matcher;

	public Matching(@Nullable ExchangeMatcher matcher) {
		this.matcher = matcher;
	}

	/**
	 * Returns whether replies are matched by order: each frame answers the oldest
	 * request, unless it is unsolicited.
	 * @return whether no matcher tells replies apart
	 */
	boolean isByOrder() {
		return this.matcher == null || !this.matcher.tellsRepliesApart();
	}

	/**
	 * Returns the check for the reply to the only unanswered request.
	 * @param request the request
	 * @return the check of each frame until the reply has come
	 */
	public ReplyCheck replyTo(EncodedFrame request) {
		return (this.matcher != null) ? (frame) -> isReply(request.payload(), frame) : ANY;
	}

	/**
	 * Returns whether a frame is the reply to a request.
	 * @param request the payload of the request
	 * @param frame the payload of the frame
	 * @return whether it is; otherwise it is unsolicited
	 * @throws WrongReplyException if it answers another request, or the matcher fails
	 */
	public boolean isReply(byte[] request, byte[] frame) throws WrongReplyException {
		Verdict verdict = judge(request, frame);
		if (verdict == Verdict.MISMATCH) {
			throw new WrongReplyException(describeMismatch(request, frame), null);
		}
		return verdict == Verdict.MATCH;
	}

	/**
	 * Judges a frame.
	 * @param request the payload of the request
	 * @param frame the payload of the frame
	 * @return the verdict
	 * @throws WrongReplyException if the matcher fails
	 */
	Verdict judge(byte[] request, byte[] frame) throws WrongReplyException {
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

	/**
	 * Describes why a frame does not answer a request.
	 * @param request the payload of the request
	 * @param frame the payload of the frame
	 * @return the matcher's description
	 * @throws WrongReplyException if the matcher fails
	 */
	String describeMismatch(byte[] request, byte[] frame) throws WrongReplyException {
		return guarded(() -> Objects.requireNonNull(this.matcher).describeMismatch(request, frame));
	}

	/**
	 * Calls the matcher, and turns its failure into an exception.
	 * @param question the call
	 * @param <T> the type of the answer
	 * @return the answer
	 * @throws WrongReplyException if the matcher fails
	 */
	<T extends @Nullable Object> T guarded(Supplier<T> question) throws WrongReplyException {
		try {
			return question.get();
		}
		catch (RuntimeException ex) {
			throw failed(ex);
		}
	}

	private WrongReplyException failed(RuntimeException ex) {
		return new WrongReplyException("the matcher " + this.matcher + " failed: " + ex, ex);
	}

	/**
	 * Distinguishes a reply from other frames.
	 */
	@FunctionalInterface
	public interface ReplyCheck {

		/**
		 * Judges a frame.
		 * @param frame the payload of the frame
		 * @return whether it is the reply; otherwise it is unsolicited
		 * @throws WrongReplyException if it answers another request
		 */
		boolean isReply(byte[] frame) throws WrongReplyException;

	}

}
