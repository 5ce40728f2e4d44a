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
 * A matcher to which a frame is the reply to a request if both have the same key. So two
 * requests can have the same reply only if their keys are equal, and the request of a
 * reply is found at once among thousands.
 * <p>
 * A connection that callers share looks replies up by their keys and does not call
 * {@link #match(byte[], byte[])}. The methods are called by many threads at once. They
 * must be quick and must not change the arrays.
 */
public interface KeyedMatcher extends ExchangeMatcher {

	/**
	 * Returns the key of a request.
	 * @param request the payload that is to be sent
	 * @return the key, or {@code null} if it has none, so that no frame is its reply
	 */
	@Nullable CorrelationKey requestKey(byte[] request);

	/**
	 * Returns the key of a reply.
	 * @param frame the payload that has arrived
	 * @return the key of the request that it answers, or {@code null} if it has none, so
	 * that it is no reply
	 */
	@Nullable CorrelationKey replyKey(byte[] frame);

	/**
	 * Returns how many different keys there can be, so that no more requests than that
	 * are ever in flight on a connection.
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
	 * @return the matcher that is asked in the end, or {@code null} if that knows no keys
	 */
	static @Nullable KeyedMatcher in(@Nullable ExchangeMatcher matcher) {
		ExchangeMatcher inner = matcher;
		while (inner instanceof UnsolicitedAwareMatcher aware) {
			inner = aware.matcher();
		}
		return (inner instanceof KeyedMatcher keyed) ? keyed : null;
	}

}
