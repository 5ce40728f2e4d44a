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
 * Decides whether a frame that arrives during an exchange is the reply to its request. It
 * is the only defence against frames that arrive after the liveness check: a late
 * duplicate, a notice, or the answer to another request.
 * <p>
 * Called in the thread of the caller, for each frame, until the reply has come. It must
 * be quick, must not change the arrays, and must be safe for use by many threads at once.
 * An exception from it ends the exchange and closes the connection. At the deadline of
 * the call the thread is interrupted.
 * <p>
 * In a batch or a session, several requests may be unanswered. The matcher is then asked
 * about each of them. A frame that matches more than one is a wrong reply.
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
	 * Returns whether a frame cannot be the reply to any request. On a shared connection
	 * a frame may also arrive while no request is unanswered.
	 * @param frame the payload that has arrived
	 * @return whether it goes to the {@link UnsolicitedFrameHandler}; {@code false} by
	 * default
	 */
	default boolean isUnsolicited(byte[] frame) {
		return false;
	}

	/**
	 * Returns whether the replies to several requests can be told apart.
	 * @return {@code false} if the matcher accepts any frame that is not unsolicited, so
	 * only their order tells replies apart; {@code true} by default
	 */
	default boolean tellsRepliesApart() {
		return true;
	}

	/**
	 * Returns the matcher of one connection. Called once for each connection, after its
	 * initializer. If it throws, connecting has failed.
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
	 * Describes a mismatch. The exception's message contains the description, so show ids
	 * in it, and no secrets.
	 * @param request the payload that was sent
	 * @param frame the payload that has arrived and is not the reply
	 * @return the description, in words
	 */
	default String describeMismatch(byte[] request, byte[] frame) {
		return "a frame of " + frame.length + " bytes does not answer the request, says its matcher";
	}

	/**
	 * Returns a matcher that first sorts out frames which are not replies, such as a
	 * server's heartbeats.
	 * @param unsolicited returns whether a payload is that of such a frame
	 * @return a matcher that asks this one about all other frames
	 */
	default ExchangeMatcher orUnsolicited(Predicate<byte[]> unsolicited) {
		return new UnsolicitedAwareMatcher(this, unsolicited);
	}

	/**
	 * Returns a matcher that first sorts out frames which are not replies, as some of
	 * their bytes show.
	 * @param offset index of the first of these bytes in the payload, 0 or more
	 * @param mask the bits to compare, one or more bytes; the mask's length is the number
	 * of bytes that are compared
	 * @param values the values of the masked bytes, each as long as the mask; empty to
	 * select frames with any bit of the mask set
	 * @return a matcher that asks this one about all other frames, and about frames too
	 * short to have the bytes
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
	 * is a mismatch. A request without an id is refused before it is sent. So is a
	 * request with the id of another unanswered request
	 */
	static ExchangeMatcher pattern(Pattern request, Pattern reply) {
		return new PatternMatcher(request, reply);
	}

	/**
	 * Creates a matcher for protocols that repeat an id of the request in its reply.
	 * @param requestOffset where the id begins in the payload of the request, 0 or more
	 * @param replyOffset where the id begins in the payload of the reply, 0 or more
	 * @param length the length of the id in bytes, 1 or more
	 * @return a matcher that compares these bytes; a frame too short to have them is a
	 * mismatch. A request that is too short is refused before it is sent. So is a request
	 * with the id of another unanswered request
	 */
	static ExchangeMatcher equalBytes(int requestOffset, int replyOffset, int length) {
		return new EqualBytesMatcher(requestOffset, replyOffset, length);
	}

	/**
	 * What a frame is to a request.
	 */
	enum Verdict {

		/**
		 * The frame is the reply.
		 */
		MATCH,

		/**
		 * The frame is a reply, but not to this request. The connection is closed and the
		 * exchange fails.
		 */
		MISMATCH,

		/**
		 * The frame is not a reply at all. It goes to the
		 * {@link UnsolicitedFrameHandler}, and the exchange waits on until its deadline.
		 */
		UNSOLICITED

	}

}
