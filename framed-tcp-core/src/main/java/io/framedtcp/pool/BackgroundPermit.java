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

package io.framedtcp.pool;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.framedtcp.connection.Deadline;

/**
 * The permit under which a round of housekeeping opens a connection. A round holds one at
 * most. If the round is stuck in user code, the permit is taken back.
 */
final class BackgroundPermit {

	private final Permits permits;

	/** A round that was given up may come back while another is running. */
	private final Set<Thread> holders = ConcurrentHashMap.newKeySet();

	BackgroundPermit(Permits permits) {
		this.permits = permits;
	}

	/**
	 * Takes the permit if there is one.
	 * @return whether it was taken
	 */
	boolean tryAcquire() {
		return held(this.permits.tryAcquireLeaving(0));
	}

	/**
	 * Takes the permit, and waits for it as a caller does.
	 * @param deadline for how long
	 * @return whether it was taken
	 * @throws InterruptedException if the thread is interrupted
	 */
	boolean acquire(Deadline deadline) throws InterruptedException {
		return held(this.permits.acquireUncounted(deadline));
	}

	/**
	 * Releases the permit of this thread, unless it was taken back.
	 */
	void release() {
		takeBack(Thread.currentThread());
	}

	/**
	 * Releases the permit of a thread.
	 * @param thread the thread; nothing is done if it holds none
	 */
	void takeBack(Thread thread) {
		if (this.holders.remove(thread)) {
			this.permits.release();
		}
	}

	private boolean held(boolean acquired) {
		if (acquired) {
			this.holders.add(Thread.currentThread());
		}
		return acquired;
	}

}
