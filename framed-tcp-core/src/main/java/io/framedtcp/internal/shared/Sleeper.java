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

package io.framedtcp.internal.shared;

import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * What a thread waits for, and until when.
 */
abstract class Sleeper {

	private final @Nullable Thread thread;

	private volatile long wakeBy = DeadlineWatch.NONE;

	/**
	 * Creates what a thread waits for.
	 * @param thread the thread, or {@code null} if none does
	 */
	Sleeper(@Nullable Thread thread) {
		this.thread = thread;
	}

	@Nullable Thread thread() {
		return this.thread;
	}

	/**
	 * Returns when the thread must be woken.
	 * @return the time, or {@link DeadlineWatch#NONE} if it has not waited
	 */
	long wakeBy() {
		return this.wakeBy;
	}

	void wakeBy(long nanoTime) {
		this.wakeBy = nanoTime;
	}

	/**
	 * Lets the thread look again.
	 */
	void wake() {
		LockSupport.unpark(this.thread);
	}

}
