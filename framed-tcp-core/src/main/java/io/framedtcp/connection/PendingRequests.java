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
import java.util.Iterator;

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

	private int added;

	private @Nullable Request lastAnswered;

	/**
	 * Add a request.
	 * @param payload what it carried; must not change
	 */
	public void add(byte[] payload) {
		this.unanswered.add(new Request(this.added++, payload));
	}

	/**
	 * Take back the request that was added last, to read its reply by itself.
	 * @return what it carried
	 */
	public byte[] removeLast() {
		return this.unanswered.removeLast().payload();
	}

	/**
	 * Note that a request which was taken back has been answered.
	 * @param payload what it carried
	 */
	public void answered(byte[] payload) {
		this.lastAnswered = new Request(-1, payload);
	}

	/**
	 * Return whether all requests are answered.
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

	void answered(Iterator<Request> position, Request request) {
		position.remove();
		this.lastAnswered = request;
	}

	@Nullable Request lastAnswered() {
		return this.lastAnswered;
	}

	/**
	 * A request that has been sent.
	 *
	 * @param number how many were added before it, or -1 if it was taken back
	 * @param payload what it carried
	 */
	record Request(int number, byte[] payload) {
	}

}
