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

package io.framedtcp.test;

import java.time.Duration;
import java.util.List;

/**
 * Threads that nobody has to wait for.
 */
final class Threads {

	/**
	 * How long to wait for threads that have been told to end.
	 */
	static final Duration TIME_TO_END = Duration.ofSeconds(5);

	private Threads() {
	}

	static Thread daemon(Runnable task) {
		Thread thread = new Thread(task);
		thread.setDaemon(true);
		return thread;
	}

	static Thread daemon(Runnable task, String name) {
		Thread thread = daemon(task);
		thread.setName(name);
		return thread;
	}

	/**
	 * Waits for a thread to end, within a bound; but not for oneself.
	 * @param thread the thread
	 */
	static void join(Thread thread) {
		join(List.of(thread), Deadline.in(TIME_TO_END));
	}

	/**
	 * Waits for threads to end, though one is interrupted; but not for oneself.
	 * @param threads the threads
	 * @param deadline when to give up
	 */
	static void join(List<Thread> threads, Deadline deadline) {
		boolean interrupted = false;
		for (Thread thread : threads) {
			while (thread != Thread.currentThread() && thread.isAlive() && !deadline.isOver()) {
				try {
					thread.join(deadline.millisLeft());
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

}
