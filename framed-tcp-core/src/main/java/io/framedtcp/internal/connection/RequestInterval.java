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

package io.framedtcp.internal.connection;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.exchange.ExchangeFailedException;

/**
 * The rest of a connection between a frame and the next request. A waiting caller holds
 * nothing but the connection.
 */
final class RequestInterval {

	/** How often a waiting caller checks whether the connection was closed. */
	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private final FramedConnection connection;

	private final FrameChannel frames;

	private final long nanos;

	/**
	 * Creates the interval of a connection.
	 * @param connection the connection
	 * @param time length of each rest
	 */
	RequestInterval(FramedConnection connection, Duration time) {
		this.connection = connection;
		this.frames = connection.socket().frames();
		this.nanos = TimeUnit.NANOSECONDS.convert(time);
	}

	/**
	 * Returns whether the connection must rest now.
	 * @return {@code false} if it has rested long enough, or if nothing was exchanged yet
	 */
	boolean isDue() {
		return (this.frames.bytesSent() > 0 || this.frames.bytesReceived() > 0) && left() > 0;
	}

	/**
	 * Waits until the connection has rested, is closed, or the thread is interrupted.
	 * @param deadline deadline for writing the request
	 * @param failures creates the exception
	 * @throws ExchangeFailedException at once, if the rest would exceed the deadline
	 */
	void await(Deadline deadline, ExchangeFailures failures) throws ExchangeFailedException {
		long left = left();
		if (left >= deadline.remainingNanos()) {
			throw failures.intervalTooLong(left);
		}
		while (left > 0 && !this.connection.socket().guard().isOver() && !Thread.currentThread().isInterrupted()) {
			LockSupport.parkNanos(this, Math.min(left, LOOK_NANOS));
			left = left();
		}
	}

	private long left() {
		return this.nanos - this.connection.silentNanos();
	}

}
