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

import java.io.IOException;

import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.connection.SharedChannel;
import io.framedtcp.internal.pool.Lease;
import io.framedtcp.spi.CloseReason;

/**
 * The lease that all callers of a shared connection have in common. The last of them ends
 * it: the connection is idle then, or closed.
 */
final class CommonLease {

	private final SharedConnection shared;

	private final SharedConnections group;

	private final SharedChannel channel;

	private volatile Lease lease;

	/** The last one that has ended. */
	private volatile @Nullable Lease returned;

	/**
	 * Creates the lease.
	 * @param shared the connection
	 * @param group the connections of the client
	 * @param channel the bytes of the connection
	 * @param lease the first lease of the connection
	 */
	CommonLease(SharedConnection shared, SharedConnections group, SharedChannel channel, Lease lease) {
		this.shared = shared;
		this.group = group;
		this.channel = channel;
		this.lease = lease;
	}

	void begin(Lease lease) {
		this.lease = lease;
	}

	/**
	 * Returns whether the last lease has been ended.
	 * @return {@code false} while somebody is about to do so
	 */
	boolean isReturned() {
		return this.returned == this.lease;
	}

	/**
	 * Ends the lease, as nobody uses the connection.
	 */
	void release() {
		ConnectionCalls calls = this.shared.calls();
		CloseReason reason = calls.lifecycle().drainReason();
		if (reason == null && (calls.places().orphans() > 0 || calls.roles().isBlocked())) {
			reason = CloseReason.TIMED_OUT;
		}
		if (reason == null && this.shared.isPartLeft()) {
			reason = CloseReason.UNEXPECTED_BYTES;
		}
		if (reason == null) {
			try {
				this.channel.share(false);
				// Another lease may have begun before this thread goes on.
				Lease lease = this.lease;
				lease.close();
				this.returned = lease;
			}
			catch (IOException ex) {
				reason = CloseReason.BROKEN;
			}
		}
		if (reason != null) {
			retire(reason);
		}
		this.group.queue().ended();
	}

	/**
	 * Ends the lease, as the connection has ended.
	 * @param reason why, if it was not drained before
	 */
	void fail(CloseReason reason) {
		CloseReason first = this.shared.calls().lifecycle().drainReason();
		retire((first != null) ? first : reason);
	}

	private void retire(CloseReason reason) {
		if (this.shared.calls().lifecycle().drainReason() == null) {
			this.group.counters().drained(reason);
		}
		this.lease.retire(reason);
		this.returned = this.lease;
	}

}
