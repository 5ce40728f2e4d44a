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

package io.framedtcp.internal;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * Lets any thread cancel a connect that runs in another thread. It is used for one
 * connect, which either succeeds or is cancelled.
 */
public final class ConnectCancellation {

	private volatile long start = System.nanoTime();

	private volatile boolean cancelled;

	/** Guarded by this, as is {@link #stop}. */
	private boolean completed;

	/** Wakes the thread that connects. */
	private @Nullable Runnable stop;

	/**
	 * Cancels the connect, which then throws within milliseconds. Does nothing if the
	 * connect has succeeded. Returns at once.
	 */
	public void cancel() {
		Runnable stop;
		synchronized (this) {
			if (this.completed || this.cancelled) {
				return;
			}
			this.cancelled = true;
			stop = this.stop;
			this.stop = null;
		}
		if (stop != null) {
			stop.run();
		}
	}

	/**
	 * Returns whether the connect was cancelled before it had succeeded.
	 * @return {@code true} if the connect throws or has thrown
	 */
	public boolean isCancelled() {
		return this.cancelled;
	}

	/**
	 * Returns the time since the connect began. Before that, returns the time since this
	 * object was created.
	 * @return nanoseconds
	 */
	long elapsedNanos() {
		return System.nanoTime() - this.start;
	}

	/**
	 * Notes that the connect begins.
	 */
	public void begin() {
		this.start = System.nanoTime();
	}

	/**
	 * Sets how to stop the step that begins now. Replaces the stop of the last step.
	 * @param stop stops the step; runs at most once, in any thread; must not wait, and
	 * must do no harm after the step
	 * @throws CancelledException if the connect has been cancelled already
	 */
	public void stopBy(Runnable stop) throws CancelledException {
		synchronized (this) {
			this.stop = stop;
		}
		throwIfCancelled();
	}

	/**
	 * Notes that the connect has succeeded, unless it was cancelled before.
	 * @return {@code true} if it has succeeded; it can no longer be cancelled then
	 */
	public synchronized boolean complete() {
		this.completed = !this.cancelled;
		this.stop = null;
		return this.completed;
	}

	public void throwIfCancelled() throws CancelledException {
		if (this.cancelled) {
			throw new CancelledException();
		}
	}

	/**
	 * Thrown by a connect that was cancelled. It says nothing about the server.
	 */
	public static final class CancelledException extends IOException {

		private static final long serialVersionUID = 1L;

		public CancelledException() {
			super("the connect was cancelled");
		}

	}

}
