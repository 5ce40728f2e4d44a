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

import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import io.framedtcp.config.SharedSettings;

/**
 * The numbers of calls on a shared connection, and their bounds. Changed under the lock
 * of {@link ConnectionCalls}. Any thread may leave and read the numbers without the lock.
 */
final class Places {

	private final SharedSettings settings;

	/** The number of callers that have not left. */
	private final AtomicInteger present = new AtomicInteger();

	private volatile int inFlight;

	private volatile int orphans;

	private long bytes;

	/** The number of calls with a place whose frames are not yet begun. */
	private long unbegun;

	Places(SharedSettings settings) {
		this.settings = settings;
	}

	int inFlight() {
		return this.inFlight;
	}

	int orphans() {
		return this.orphans;
	}

	int present() {
		return this.present.get();
	}

	boolean isFull() {
		return this.inFlight >= this.settings.maxInFlight();
	}

	/**
	 * Returns whether there is room for the bytes of a call. A lone call always has room.
	 * @param call the call
	 * @return whether there is room
	 */
	boolean isRoomFor(SharedCall call) {
		return this.inFlight == 0 || this.bytes + call.frame().size() <= this.settings.maxInFlightBytes();
	}

	/**
	 * Starts again with a new lease of the connection.
	 */
	void begin() {
		this.unbegun = 0;
	}

	/**
	 * Returns the number of calls with a place whose frames are not yet begun. A call
	 * abandoned before that still counts.
	 * @return the number, as an upper bound
	 */
	long unbegun() {
		return this.unbegun;
	}

	void begun(int requests) {
		this.unbegun -= requests;
	}

	void take(SharedCall call) {
		this.unbegun++;
		this.inFlight++;
		this.bytes += call.frame().size();
		enter();
	}

	void free(SharedCall call) {
		this.inFlight--;
		this.bytes -= call.frame().size();
	}

	void enter() {
		this.present.incrementAndGet();
	}

	/**
	 * Notes that a caller has left.
	 * @return whether no caller is left
	 */
	boolean leave() {
		return this.present.decrementAndGet() == 0;
	}

	/**
	 * Returns the oldest orphan. Called under the lock.
	 * @param calls the calls that are not completed
	 * @return the call, or {@code null} if there is no orphan
	 */
	@Nullable SharedCall oldestOrphan(OutstandingCalls calls) {
		return (this.orphans > 0) ? calls.firstOrphan() : null;
	}

	void orphaned() {
		this.orphans++;
	}

	void orphanGone() {
		this.orphans--;
	}

}
