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

package io.framedtcp.internal.pool;

import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.connection.ConnectionStateMachine;
import io.framedtcp.internal.connection.FramedConnection;
import io.framedtcp.internal.connection.LivenessCheck;
import io.framedtcp.pool.ConnectionState;
import io.framedtcp.spi.CloseReason;

/**
 * The place of one connection in the pool. Creating a slot does no I/O: the caller with a
 * new slot opens its connection. A slot is opened only once. It leaves the pool together
 * with its connection.
 * <p>
 * Safe for use by many threads.
 */
final class Slot {

	/**
	 * One lease at a time: callers who share a connection have its lease together, and
	 * {@code internal.shared} bounds their number.
	 */
	private final ConnectionStateMachine state = new ConnectionStateMachine(1);

	private volatile @Nullable FramedConnection connection;

	private volatile @Nullable ExclusiveLease lease;

	ConnectionStateMachine state() {
		return this.state;
	}

	boolean isNew() {
		return this.state.state() == ConnectionState.NEW;
	}

	/**
	 * Returns the connection of this slot.
	 * @return the connection, or {@code null} while there is none yet
	 */
	@Nullable FramedConnection connection() {
		return this.connection;
	}

	/**
	 * Sets the connection, which is tested next.
	 * @param connection the connection
	 * @return {@code false} if the slot was closed meanwhile; the caller must then close
	 * the connection
	 */
	boolean opened(FramedConnection connection) {
		// Before the event: a thread that closes the slot after it closes the connection
		// too.
		this.connection = connection;
		return this.state.opened();
	}

	/**
	 * Drains and tests the connection.
	 * @param livenessCheck the check
	 * @param deadline bounds the user code that receives drained frames
	 * @return whether the connection may be lent; otherwise the caller must return the
	 * slot, which closes it
	 */
	boolean isHealthy(LivenessCheck livenessCheck, Deadline deadline) {
		FramedConnection connection = this.connection;
		return connection != null && livenessCheck.mayBeLent(connection, deadline);
	}

	/**
	 * Takes the slot back from its lease, which has ended.
	 * @param livenessCheck the check
	 * @return whether the connection may be lent again; otherwise the slot must be closed
	 */
	boolean release(LivenessCheck livenessCheck) {
		this.lease = null;
		FramedConnection connection = this.connection;
		return connection != null && this.state.leases() > 0 && livenessCheck.mayBeKept(connection)
				&& this.state.release() && isReusable();
	}

	/**
	 * Returns whether the connection may be lent again.
	 * @return whether it is idle and has no close reason
	 */
	boolean isReusable() {
		return this.state.state() == ConnectionState.IDLE;
	}

	/**
	 * Returns whether the connection must be closed because of the server, and not, for
	 * example, by an eviction.
	 * @return whether the server has closed or broken the connection, or sent unexpected
	 * bytes
	 */
	boolean isFailedByServer() {
		CloseReason reason = this.state.reason();
		return reason == CloseReason.PEER_CLOSED || reason == CloseReason.BROKEN
				|| reason == CloseReason.UNEXPECTED_BYTES;
	}

	/**
	 * Marks the connection to be closed.
	 * @param reason the close reason
	 */
	void retire(CloseReason reason) {
		FramedConnection connection = this.connection;
		if (connection != null) {
			connection.retire(reason);
		}
		else {
			this.state.retire(reason);
		}
	}

	/**
	 * Sets the lease of the slot.
	 * @param lease the lease, or {@code null} for nobody
	 */
	void lendTo(@Nullable ExclusiveLease lease) {
		this.lease = lease;
	}

	/**
	 * Returns whether a thread has the slot.
	 * @param thread the thread
	 * @return whether it has acquired the lease of the slot
	 */
	boolean isHeldBy(Thread thread) {
		ExclusiveLease lease = this.lease;
		return lease != null && lease.isOf(thread);
	}

	/**
	 * Ends the lease of the slot because its thread is stuck in user code.
	 * @param thread the thread
	 */
	void stuck(Thread thread) {
		ExclusiveLease lease = this.lease;
		if (lease != null) {
			lease.stuck(thread);
		}
	}

	@Override
	public String toString() {
		return (this.connection != null) ? this.connection.toString() : this.state.toString();
	}

}
