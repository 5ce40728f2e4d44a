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
 * When a connection was used, and how often.
 */
final class ConnectionUsage {

	private final long openedAt;

	private final SingleWriterCounter lastFrameAt = new SingleWriterCounter(System.nanoTime());

	private final SingleWriterCounter idleSince = new SingleWriterCounter(this.lastFrameAt.get());

	private final SingleWriterCounter exchanges = new SingleWriterCounter(0);

	/** Whether it has been idle, so that the peer may be closing it unseen. */
	private boolean reused;

	/**
	 * Begin.
	 * @param openedAt reading of {@link System#nanoTime()} when opening it was begun
	 */
	ConnectionUsage(long openedAt) {
		this.openedAt = openedAt;
	}

	void requestsBegun(int count) {
		this.exchanges.add(count);
	}

	void frameEnded() {
		this.lastFrameAt.set(System.nanoTime());
	}

	/**
	 * Note that the connection is about to be idle.
	 * @param used whether anything was exchanged during the lease
	 */
	void leaseEnded(boolean used) {
		this.reused = true;
		if (used) {
			this.idleSince.set(this.lastFrameAt.get());
		}
	}

	boolean isReused() {
		return this.reused;
	}

	boolean isOpenedSince(long nanoTime) {
		return this.openedAt - nanoTime >= 0;
	}

	long ageNanos() {
		return System.nanoTime() - this.openedAt;
	}

	long idleNanos() {
		return System.nanoTime() - this.idleSince.get();
	}

	long silentNanos() {
		return System.nanoTime() - this.lastFrameAt.get();
	}

	long exchanges() {
		return this.exchanges.get();
	}

}
