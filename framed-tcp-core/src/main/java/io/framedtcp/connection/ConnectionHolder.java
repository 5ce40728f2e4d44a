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

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * Who has a connection: nobody while it is idle, the thread that tests it, or the lease
 * that it is lent to.
 * <p>
 * Safe for use by many threads.
 */
public final class ConnectionHolder {

	private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();

	private final AtomicReference<@Nullable Object> lease = new AtomicReference<>();

	ConnectionHolder() {
	}

	/**
	 * Notes that this thread tests the connection, and may borrow it.
	 */
	void take() {
		this.thread.lazySet(Thread.currentThread());
	}

	/**
	 * Notes that the connection is idle.
	 */
	void leave() {
		// First: who finds no lease must not find a thread either.
		this.thread.lazySet(null);
		this.lease.lazySet(null);
	}

	/**
	 * Takes a connection that is not lent yet from the thread that tests it.
	 * @param thread the thread
	 * @return whether the thread had it until now
	 */
	boolean takeFrom(Thread thread) {
		return this.thread.compareAndSet(thread, null);
	}

	boolean isPresent() {
		return this.thread.get() != null;
	}

	boolean is(Thread thread) {
		return this.thread.get() == thread;
	}

	/**
	 * Notes that the connection is lent.
	 * @param lease what ends with its return
	 */
	public void lendTo(Object lease) {
		this.lease.lazySet(lease);
	}

	/**
	 * Returns what the connection is lent to.
	 * @return the lease, or {@code null} if there is none
	 */
	public @Nullable Object lease() {
		return this.lease.get();
	}

}
