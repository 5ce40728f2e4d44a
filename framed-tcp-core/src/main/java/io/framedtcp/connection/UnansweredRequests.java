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

/**
 * Counts the requests of a lease that have no reply yet, and knows whether the connection
 * has to be tested before the next one is written. While none is unanswered, whatever has
 * come belongs to nobody.
 * <p>
 * Used by one thread at a time.
 */
final class UnansweredRequests {

	private long count;

	/** Whether the connection was silent when tested, and has not been used since. */
	private boolean tested;

	/** Whether that test is good for the next request. */
	private boolean usedAtOnce;

	/**
	 * Begins to count.
	 * @param silent whether the connection has just been tested and is silent
	 */
	void begin(boolean silent) {
		this.count = 0;
		this.tested = silent;
		this.usedAtOnce = false;
	}

	/**
	 * Lets the test be good for the next request, as nothing has run since.
	 */
	void useAtOnce() {
		this.usedAtOnce = this.tested;
	}

	/**
	 * Returns whether to test the connection before the next request is written.
	 * @return {@code false} if it has just been tested, or a request is unanswered: then
	 * it cannot be told what belongs to nobody
	 */
	boolean isTestDue() {
		return this.count == 0 && !this.usedAtOnce;
	}

	void written(int requests) {
		used();
		this.count += requests;
	}

	/**
	 * Notes that a frame is being read.
	 */
	void used() {
		this.tested = false;
		this.usedAtOnce = false;
	}

	/**
	 * Notes that a reply has been read. It may be a further part of one, or what a server
	 * says first.
	 */
	void answered() {
		this.count = Math.max(0, this.count - 1);
	}

}
