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

import java.time.Duration;
import java.util.Deque;

import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.PooledObjectState;
import org.apache.commons.pool2.impl.DefaultPooledObject;

/**
 * A connection as Commons Pool2 keeps it: its state, and nothing else. What it inherits
 * reads the wall clock, and keeps an object of what it reads, three times for each use;
 * when a connection was used is known to itself, by the monotonic clock.
 */
final class PooledConnection extends DefaultPooledObject<FramedConnection> {

	private PooledObjectState state = PooledObjectState.IDLE;

	PooledConnection(FramedConnection connection) {
		super(connection);
	}

	@Override
	public synchronized PooledObjectState getState() {
		return this.state;
	}

	@Override
	public synchronized boolean allocate() {
		if (this.state == PooledObjectState.IDLE) {
			this.state = PooledObjectState.ALLOCATED;
			return true;
		}
		if (this.state == PooledObjectState.EVICTION) {
			// Who tests it gives it back to the others.
			this.state = PooledObjectState.EVICTION_RETURN_TO_HEAD;
		}
		return false;
	}

	@Override
	public synchronized boolean deallocate() {
		if (this.state != PooledObjectState.ALLOCATED && this.state != PooledObjectState.RETURNING) {
			return false;
		}
		this.state = PooledObjectState.IDLE;
		return true;
	}

	@Override
	public synchronized boolean startEvictionTest() {
		if (this.state != PooledObjectState.IDLE) {
			return false;
		}
		this.state = PooledObjectState.EVICTION;
		return true;
	}

	@Override
	public synchronized boolean endEvictionTest(Deque<PooledObject<FramedConnection>> idle) {
		boolean undisturbed = this.state == PooledObjectState.EVICTION;
		if (undisturbed) {
			this.state = PooledObjectState.IDLE;
		}
		else if (this.state == PooledObjectState.EVICTION_RETURN_TO_HEAD) {
			this.state = PooledObjectState.IDLE;
			idle.offerFirst(this);
		}
		return undisturbed;
	}

	@Override
	public synchronized void markReturning() {
		this.state = PooledObjectState.RETURNING;
	}

	@Override
	public synchronized void markAbandoned() {
		this.state = PooledObjectState.ABANDONED;
	}

	@Override
	public synchronized void invalidate() {
		this.state = PooledObjectState.INVALID;
	}

	/**
	 * Returns nothing of use. Commons Pool2 asks at each return, for statistics that
	 * nobody reads.
	 */
	@Override
	public Duration getActiveDuration() {
		return Duration.ZERO;
	}

	/**
	 * Returns nothing of use. Commons Pool2 2.12 asks at each borrow, for statistics that
	 * nobody reads.
	 */
	@Override
	public Duration getIdleDuration() {
		return Duration.ZERO;
	}

}
