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

import java.util.concurrent.locks.ReentrantLock;

import io.framedtcp.internal.connection.FramedConnection;
import io.framedtcp.internal.shared.Lifecycle.Phase;
import io.framedtcp.spi.CloseReason;

/**
 * Decides which calls a shared connection accepts. The connection must be open for new
 * calls, have room for one more, and be able to recognize its reply. All methods take the
 * lock of the connection's {@link ConnectionCalls}.
 * <p>
 * Safe for use by many threads.
 */
final class Admission {

	private final ReentrantLock lock;

	private final FramedConnection connection;

	private final Correlation correlation;

	private final Places places;

	private final OutstandingCalls calls;

	private final Lifecycle lifecycle;

	private final Roles roles;

	/**
	 * Creates the admission of a connection.
	 * @param lock the lock of the connection's calls
	 * @param connection the connection
	 * @param correlation finds the call that a frame answers
	 * @param places the numbers of calls and their bounds
	 * @param calls the calls that are not completed
	 * @param lifecycle knows whether the connection gets new calls
	 * @param roles the writer and the driver
	 */
	Admission(ReentrantLock lock, FramedConnection connection, Correlation correlation, Places places,
			OutstandingCalls calls, Lifecycle lifecycle, Roles roles) {
		this.lock = lock;
		this.connection = connection;
		this.correlation = correlation;
		this.places = places;
		this.calls = calls;
		this.lifecycle = lifecycle;
		this.roles = roles;
	}

	/**
	 * Gives a call a place, if the connection accepts it.
	 * @param call the call
	 * @param target the connection
	 * @param queued whether to queue its frame at once
	 * @param wanted the required phase of the connection
	 * @return the outcome
	 */
	Placement place(SharedCall call, SharedConnection target, boolean queued, Phase wanted) {
		this.lock.lock();
		try {
			Phase phase = this.lifecycle.phase();
			if (phase != wanted) {
				return (phase == Phase.SUSPECT) ? Placement.SUSPECT : Placement.GONE;
			}
			if (!this.lifecycle.drainIfOutdated(this.places.oldestOrphan(this.calls))) {
				return Placement.GONE;
			}
			if (this.connection.usesLeft() <= this.places.unbegun()) {
				this.lifecycle.drain(CloseReason.USED_UP);
				return Placement.GONE;
			}
			if (this.places.isFull() && wanted == Phase.OPEN) {
				return Placement.FULL;
			}
			if (!this.places.isRoomFor(call)) {
				return Placement.TOO_MANY_BYTES;
			}
			if (call.isAnswered() && !this.correlation.take(call)) {
				return Placement.KEY_IN_USE;
			}
			takePlace(call, target);
			if (queued) {
				enqueue(call);
			}
			return Placement.PLACED;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Queues an answer to a frame from the server. Neither a full nor a draining
	 * connection delays it.
	 * @param call the call
	 * @param target the connection
	 * @return whether it is queued
	 */
	boolean placeAnswer(SharedCall call, SharedConnection target) {
		this.lock.lock();
		try {
			boolean placed = !this.lifecycle.isEnded() && this.places.isRoomFor(call);
			if (placed) {
				takePlace(call, target);
				enqueue(call);
			}
			return placed;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void takePlace(SharedCall call, SharedConnection target) {
		this.places.take(call);
		call.placed(target);
	}

	/**
	 * Queues the frame of a call that has a place.
	 * @param call the call
	 * @return {@code false} if the call needs another place, because this connection has
	 * ended or can no longer tell its replies apart
	 */
	boolean queue(SharedCall call) {
		this.lock.lock();
		try {
			if (this.lifecycle.isEnded() || this.lifecycle.isOutOfOrder()) {
				this.places.free(call);
				this.correlation.free(call);
				this.places.leave();
				call.placed(null);
				return false;
			}
			enqueue(call);
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void enqueue(SharedCall call) {
		call.queued();
		this.calls.add(call);
		this.roles.offer(call);
	}

	/**
	 * The outcome of a request for a place.
	 */
	enum Placement {

		/** The call has a place. */
		PLACED,

		/** All places are taken. */
		FULL,

		/** The bytes in flight leave no room for the frame. */
		TOO_MANY_BYTES,

		/**
		 * Successive calls have timed out. A ping decides whether there will be places.
		 */
		SUSPECT,

		/** Another call with the same key is outstanding. */
		KEY_IN_USE,

		/** The connection takes no new calls. */
		GONE

	}

}
