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

package io.framedtcp.spi;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import io.framedtcp.internal.MaskedBytes;

/**
 * Tells whether a frame that arrived during an exchange is the reply to its request. The
 * only defence against a frame that arrives after the connection was borrowed: a late
 * duplicate, a notice, the answer to somebody else's request.
 * <p>
 * Called in the thread of the caller, for each frame, until the reply has come. It must
 * be quick, must not change the arrays, and must be safe for use by many threads at once.
 * What it throws ends the exchange and closes the connection. It is interrupted at the
 * deadline of the call.
 * <p>
 * While several requests have no reply yet, in a batch or in a session, it is asked for
 * each of them. A frame that is the reply to more than one is a wrong reply.
 */
@FunctionalInterface
public interface ExchangeMatcher {

	/**
	 * Judges a frame.
	 * @param request the payload that was sent
	 * @param frame the payload that has arrived
	 * @return what the frame is to the request
	 */
	Verdict match(byte[] request, byte[] frame);

	/**
	 * Refuses a request to which no reply could ever be matched. Called before anything
	 * is sent.
	 * @param request the payload that is to be sent
	 * @throws IllegalArgumentException if it is of no use, with the reason
	 */
	default void checkRequest(byte[] request) {
	}

	/**
	 * Returns whether a frame is no reply, whatever was asked. On a connection that
	 * callers share, a frame may come while no request is unanswered.
	 * @param frame the payload that has arrived
	 * @return whether it goes to the {@link UnsolicitedFrameHandler}; {@code false} by
	 * default
	 */
	default boolean isUnsolicited(byte[] frame) {
		return false;
	}

	/**
	 * Returns whether the replies to several requests can be told apart.
	 * @return {@code false} if any frame that is no unsolicited one is taken for the
	 * reply, so that only the order of the replies tells; {@code true} by default
	 */
	default boolean tellsRepliesApart() {
		return true;
	}

	/**
	 * Returns the matcher of one connection. Called once for each, behind its
	 * initializer; what it throws is a failure to connect.
	 * @param connection attributes of the connection
	 * @return the matcher that is asked about its frames; this one by default
	 */
	default ExchangeMatcher forConnection(ConnectionAttributes connection) {
		return this;
	}

	/**
	 * Returns whether only {@link #forConnection(ConnectionAttributes) matchers of
	 * connections} are to be asked, and not this one. Callers cannot share connections
	 * then, as the key of a request is needed before its connection is known.
	 * @return {@code false} by default
	 */
	default boolean isPerConnection() {
		return false;
	}

	/**
	 * Describes a mismatch to whoever has to find its cause. What it returns stands in
	 * the exception's message, so it should show ids, and no secrets.
	 * @param request the payload that was sent
	 * @param frame the payload that has arrived and is not the reply
	 * @return the description, in words
	 */
	default String describeMismatch(byte[] request, byte[] frame) {
		return "a frame of " + frame.length + " bytes does not answer the request, says its matcher";
	}

	/**
	 * Lets frames pass that are known not to be replies, such as a server's heartbeats,
	 * before this matcher is asked.
	 * @param unsolicited recognizes them by their payload
	 * @return a matcher that judges the others as this one does
	 */
	default ExchangeMatcher orUnsolicited(Predicate<byte[]> unsolicited) {
		return new UnsolicitedAwareMatcher(this, unsolicited);
	}

	/**
	 * Lets frames pass that are known by some of their bytes not to be replies.
	 * @param offset where these bytes begin in the payload, 0 or more
	 * @param mask the bits that are compared, at least one. As many bytes are looked at
	 * as it has
	 * @param values what the bytes are under the mask, each as long as that; empty for
	 * frames in which any bit of the mask is set
	 * @return a matcher that judges the others as this one does; a frame that is too
	 * short to have the bytes is one of these
	 */
	default ExchangeMatcher orUnsolicited(int offset, byte[] mask, List<byte[]> values) {
		return orUnsolicited(new MaskedBytes(offset, mask, values));
	}

	/**
	 * Creates a matcher for protocols in which an id depends on the connection.
	 * @param matchers makes the matcher of a connection from its attributes
	 * @return a matcher that leaves all to those
	 */
	static ExchangeMatcher perConnection(Function<ConnectionAttributes, ? extends ExchangeMatcher> matchers) {
		return new PerConnectionMatcher(matchers);
	}

	/**
	 * Creates a matcher that takes each frame for the reply. It is of use with
	 * {@link #orUnsolicited(Predicate)}, for protocols without an id.
	 * @return the matcher
	 */
	static ExchangeMatcher anyReply() {
		return AnyReplyMatcher.INSTANCE;
	}

	/**
	 * Creates a matcher for protocols of text that repeat an id of the request in its
	 * reply.
	 * @param pattern finds the id in either payload; see
	 * {@link #pattern(Pattern, Pattern)}
	 * @return a matcher that compares what the group has found
	 */
	static ExchangeMatcher pattern(Pattern pattern) {
		return new PatternMatcher(pattern, pattern);
	}

	/**
	 * Creates a matcher for protocols of text that repeat an id of the request in its
	 * reply. The patterns see a payload as ISO 8859-1: one character for each byte. The
	 * first place that matches counts.
	 * @param request finds the id in the payload of the request, with one capturing group
	 * around it
	 * @param reply finds it in that of the reply, likewise
	 * @return a matcher that compares what the groups have found; a frame without an id
	 * is a mismatch. A request without one is refused before it is sent, and so is one
	 * with the id of another that has no reply yet
	 */
	static ExchangeMatcher pattern(Pattern request, Pattern reply) {
		return new PatternMatcher(request, reply);
	}

	/**
	 * Creates a matcher for protocols that repeat an id of the request in its reply.
	 * @param requestOffset where the id begins in the payload of the request, 0 or more
	 * @param replyOffset where it begins in that of the reply, 0 or more
	 * @param length how many bytes it has, 1 or more
	 * @return a matcher that compares these bytes; a frame too short to have them is a
	 * mismatch. A request that is too short is refused before it is sent, and so is one
	 * with the id of another that has no reply yet
	 */
	static ExchangeMatcher equalBytes(int requestOffset, int replyOffset, int length) {
		return new EqualBytesMatcher(requestOffset, replyOffset, length);
	}

	/**
	 * What a frame is to a request.
	 */
	enum Verdict {

		/**
		 * The reply.
		 */
		MATCH,

		/**
		 * A reply, but not to this request: the connection is closed and the exchange
		 * fails.
		 */
		MISMATCH,

		/**
		 * Not a reply at all: it goes to the {@link UnsolicitedFrameHandler}, and the
		 * exchange goes on waiting until its deadline.
		 */
		UNSOLICITED

	}

}
