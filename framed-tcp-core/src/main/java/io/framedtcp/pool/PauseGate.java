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

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.framedtcp.connection.Deadline;

/**
 * Keeps callers waiting while the pool is paused. Open, it costs each of them one
 * volatile read.
 */
final class PauseGate {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition opened = this.lock.newCondition();

	private volatile boolean paused;

	boolean isPaused() {
		return this.paused;
	}

	void pause() {
		this.paused = true;
	}

	void resume() {
		this.lock.lock();
		try {
			this.paused = false;
			this.opened.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Wait until the pool is not paused.
	 * @param deadline for how long
	 * @return whether it is not
	 * @throws InterruptedException if the thread is interrupted
	 */
	boolean await(Deadline deadline) throws InterruptedException {
		if (!this.paused) {
			return true;
		}
		this.lock.lockInterruptibly();
		try {
			long remaining = deadline.remainingNanos();
			while (this.paused && remaining > 0) {
				remaining = this.opened.awaitNanos(remaining);
			}
			return !this.paused;
		}
		finally {
			this.lock.unlock();
		}
	}

}
