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

import org.jspecify.annotations.Nullable;

/**
 * A matcher that compares a key of the request with a key of the frame. With keys, the
 * request of a reply is found at once among thousands.
 * <p>
 * A connection that callers share looks replies up by their keys and does not call
 * {@link #match(byte[], byte[])}. The methods are called by many threads at once. They
 * must be quick and must not change the arrays.
 */
public interface KeyedMatcher extends ExchangeMatcher {

	/**
	 * Returns the key of a request.
	 * @param request the payload that is to be sent
	 * @return the key, or {@code null} if no frame can be the reply
	 */
	@Nullable CorrelationKey requestKey(byte[] request);

	/**
	 * Returns the key of a reply.
	 * @param frame the payload that has arrived
	 * @return the key of the request that the frame answers, or {@code null} if it is not
	 * a reply
	 */
	@Nullable CorrelationKey replyKey(byte[] frame);

	/**
	 * Returns the number of different keys, which bounds the requests in flight on a
	 * connection.
	 * @return the number; without a bound by default
	 */
	default long maxKeys() {
		return Long.MAX_VALUE;
	}

	/**
	 * Compares the keys.
	 */
	@Override
	default Verdict match(byte[] request, byte[] frame) {
		CorrelationKey key = requestKey(request);
		return (key != null && key.equals(replyKey(frame))) ? Verdict.MATCH : Verdict.MISMATCH;
	}

	/**
	 * Finds the keyed matcher that judges replies.
	 * @param matcher a client's matcher, or {@code null} if it has none
	 * @return the innermost matcher, or {@code null} if that one has no keys
	 */
	static @Nullable KeyedMatcher in(@Nullable ExchangeMatcher matcher) {
		ExchangeMatcher inner = matcher;
		while (inner instanceof UnsolicitedAwareMatcher aware) {
			inner = aware.matcher();
		}
		return (inner instanceof KeyedMatcher keyed) ? keyed : null;
	}

}
