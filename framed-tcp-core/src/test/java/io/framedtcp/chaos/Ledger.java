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

package io.framedtcp.chaos;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * How often the servers have executed each request, and how often they may have.
 */
final class Ledger {

	private final AtomicIntegerArray executions;

	/** Written by the caller whose request it is. */
	private final byte[] least;

	private final byte[] most;

	private final AtomicInteger ids = new AtomicInteger();

	Ledger(int requests) {
		this.executions = new AtomicIntegerArray(requests);
		this.least = new byte[requests];
		this.most = new byte[requests];
	}

	/**
	 * Open an account.
	 * @return an id, or -1 if there are no more
	 */
	int next() {
		int id = this.ids.getAndIncrement();
		return (id < this.most.length) ? id : -1;
	}

	int requests() {
		return Math.min(this.ids.get(), this.most.length);
	}

	void executed(long id) {
		this.executions.incrementAndGet((int) id);
	}

	void allow(int id, int least, int most) {
		this.least[id] = (byte) least;
		this.most[id] = (byte) most;
	}

	/**
	 * Describe the first request that was executed too seldom or too often.
	 * @return the description, empty if there is none
	 */
	String firstError() {
		for (int id = 0; id < requests(); id++) {
			int count = this.executions.get(id);
			if (count < this.least[id] || count > this.most[id]) {
				return "request " + id + " was executed " + count + " times instead of " + this.least[id] + " to "
						+ this.most[id];
			}
		}
		return "";
	}

}
