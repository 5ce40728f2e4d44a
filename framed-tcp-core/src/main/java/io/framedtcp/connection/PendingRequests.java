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

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The requests that have been sent on a connection and have no reply yet, by which the
 * next frame is judged. Once all are answered, a further frame is judged by the last of
 * them, as one of several parts of its reply.
 * <p>
 * Used by one thread at a time.
 */
public final class PendingRequests {

	private final Deque<Request> unanswered = new ArrayDeque<>();

	/** Of the requests that are unanswered and have a key. */
	private final Set<CorrelationKey> keys = new HashSet<>();

	private final @Nullable KeyedMatcher keyed;

	private int added;

	private @Nullable Request lastAnswered;

	/**
	 * Begins with none.
	 * @param matcher the client's matcher, or {@code null} if it has none
	 */
	public PendingRequests(@Nullable ExchangeMatcher matcher) {
		this.keyed = KeyedMatcher.in(matcher);
	}

	/**
	 * Adds a request that is about to be sent.
	 * @param payload what it carries; must not change
	 * @throws IllegalArgumentException if it has the same id as one that is unanswered,
	 * so that their replies could not be told apart; it is not added then
	 */
	public void add(byte[] payload) {
		CorrelationKey key = (this.keyed != null) ? this.keyed.requestKey(payload) : null;
		if (key != null && !this.keys.add(key)) {
			throw new IllegalArgumentException("A request with the same id (" + key
					+ ") has no reply yet, so that their replies could not be told apart. "
					+ "Receive its reply first, or give each request an id of its own.");
		}
		this.unanswered.add(new Request(this.added++, payload, key));
	}

	/**
	 * Returns whether all requests are answered.
	 * @return whether none is pending
	 */
	public boolean isEmpty() {
		return this.unanswered.isEmpty();
	}

	int size() {
		return this.unanswered.size();
	}

	Iterator<Request> iterator() {
		return this.unanswered.iterator();
	}

	/**
	 * Returns the request that was added last.
	 * @return the request, which is unanswered
	 */
	Request last() {
		return this.unanswered.getLast();
	}

	/**
	 * Returns whether a frame can be the reply to one request only, since no two have the
	 * same key.
	 * @return whether the matcher goes by keys
	 */
	boolean isKeyed() {
		return this.keyed != null;
	}

	void answered(Request request) {
		this.unanswered.remove(request);
		if (request.key() != null) {
			this.keys.remove(request.key());
		}
		this.lastAnswered = request;
	}

	@Nullable Request lastAnswered() {
		return this.lastAnswered;
	}

	/**
	 * A request that has been sent.
	 *
	 * @param number how many were added before it
	 * @param payload what it carried
	 * @param key its key, if it has one
	 */
	record Request(int number, byte[] payload, @Nullable CorrelationKey key) {

		/**
		 * No two have the same number.
		 */
		@Override
		public boolean equals(Object other) {
			return this == other;
		}

		@Override
		public int hashCode() {
			return this.number;
		}

	}

}
