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
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.connection.FramedConnection;
import io.framedtcp.internal.connection.SharedChannel;
import io.framedtcp.internal.connection.Sharing;
import io.framedtcp.internal.pool.ConnectionLease;
import io.framedtcp.internal.shared.Admission.Placement;
import io.framedtcp.internal.shared.Lifecycle.Phase;
import io.framedtcp.spi.CloseReason;

/**
 * A connection with many callers, which take its roles in turn:
 * <ul>
 * <li>The <em>writer</em> is the caller that queues a frame while there is no writer. It
 * writes all queued frames, until none is left or the kernel has no room.</li>
 * <li>The <em>driver</em> is one of the waiting callers. It waits for the channel, reads
 * all available bytes and completes the calls. It also finishes a blocked write. When its
 * own reply has come, it hands the role to another caller.</li>
 * </ul>
 * No read or write blocks, and no thread waits with the lock held. So neither an
 * interrupt nor the deadline of one caller closes the connection. A lone caller has both
 * roles and needs no other thread.
 * <p>
 * The callers share one lease of the pool. The last caller ends it, and the connection is
 * then idle or closed. {@link ConnectionCalls} holds the state; this class acts outside
 * its lock. Safe for use by many threads.
 */
final class SharedConnection implements Sharing {

	/** The number of calls in flight from which a thread yields to others first. */
	private static final int YIELD_FROM = 4;

	private final SharedConnections group;

	private final FramedConnection connection;

	private final SharedChannel channel;

	private final ArrivedFrames arrived;

	private final ConnectionCalls calls;

	private final ConnectionWriter writer;

	private final ConnectionDriver driver;

	private final ConnectionHousekeeping housekeeping;

	private final UserCodeGuards userCode;

	private volatile ConnectionLease lease;

	/** Whether calls were in flight when the connection failed. */
	private volatile boolean failedInside;

	/** The last lease that has ended. */
	private volatile @Nullable ConnectionLease endedLease;

	/**
	 * Begins to share a connection.
	 * @param group the connections of the client
	 * @param lease the first lease of the connection
	 */
	SharedConnection(SharedConnections group, ConnectionLease lease) {
		this.group = group;
		this.connection = lease.connection();
		this.channel = new SharedChannel(this.connection);
		this.lease = lease;
		CallFactory factory = group.factory();
		Correlation correlation = factory.correlation();
		OutgoingFrames out = new OutgoingFrames();
		this.arrived = new ArrivedFrames(this, new ReplyDelivery(this, group), this.channel, correlation,
				factory.assembler(), factory.isUserCodeAsked());
		this.calls = new ConnectionCalls(this.connection, group.settings(), correlation, out,
				group.counters()::drained);
		this.userCode = new UserCodeGuards(this.connection.socket().guard());
		this.writer = new ConnectionWriter(this, this.channel, out, group.counters());
		this.driver = new ConnectionDriver(this, this.channel, this.arrived, this.writer);
		this.housekeeping = new ConnectionHousekeeping(this, group, group.pingSettings());
	}

	/**
	 * Starts again with a new lease of the connection.
	 * @param lease the new lease
	 * @throws IOException if the connection is closed
	 */
	void begin(ConnectionLease lease) throws IOException {
		this.lease = lease;
		this.failedInside = false;
		this.channel.share(true);
		this.arrived.begin();
		// At last: from then on, a caller who leaves may end the lease.
		this.calls.begin();
	}

	FramedConnection connection() {
		return this.connection;
	}

	ConnectionCalls calls() {
		return this.calls;
	}

	@Override
	public int inFlight() {
		return this.calls.places().inFlight();
	}

	@Override
	public int orphans() {
		return this.calls.places().orphans();
	}

	/**
	 * Gives a call a place, if the connection accepts it.
	 * @param call the call
	 * @param queued whether to queue its frame at once
	 * @return the outcome
	 */
	Placement place(SharedCall call, boolean queued) {
		Placement placement = this.calls.admission().place(call, this, queued, Phase.OPEN);
		if (placement == Placement.GONE && phase() == Phase.FINISHING && this.calls.places().present() == 0) {
			// Only orphans are left, and another connection may need its place in the
			// pool.
			this.group.schedule(this::drainIfOutdated, 0);
		}
		return placement;
	}

	/**
	 * Returns whether the connection counts as one of the client's shared connections. It
	 * counts while it gets new calls, is suspect, or ends its lease.
	 * @return {@code false} if it drains, or its lease has ended
	 */
	boolean isCounted() {
		Phase phase = phase();
		return phase != Phase.FINISHING && !(phase == Phase.ENDED && this.endedLease == this.lease);
	}

	Phase phase() {
		return this.calls.lifecycle().phase();
	}

	ArrivedFrames arrived() {
		return this.arrived;
	}

	@Override
	public boolean isInside() {
		return this.failedInside || inFlight() > 0;
	}

	@Override
	public boolean hasUnknownFrames() {
		return this.arrived.isUnknown();
	}

	@Override
	public boolean isWhole() {
		return !this.calls.isCutOff();
	}

	@Override
	public void closed() {
		this.arrived.closed();
		this.userCode.close();
	}

	/**
	 * Returns whether enough calls are in flight for a yield to pay off.
	 * @return whether to yield before a wait or a write
	 */
	boolean isBusy() {
		return inFlight() >= YIELD_FROM;
	}

	UserCodeGuards userCode() {
		return this.userCode;
	}

	/**
	 * Writes the queued frames of all callers.
	 * @param call the call with the role
	 * @param deadline bounds the user code
	 */
	void write(SharedCall call, Deadline deadline) {
		this.writer.write(call, deadline);
	}

	ConnectionDriver driver() {
		return this.driver;
	}

	ConnectionHousekeeping housekeeping() {
		return this.housekeeping;
	}

	/**
	 * Abandons a call whose caller cannot wait any longer. Its roles go to other calls.
	 * @param call the call
	 * @return {@code false} if the call is already completed; its outcome then counts
	 */
	boolean abandon(SharedCall call) {
		List<SharedCall> woken = new ArrayList<>();
		boolean abandoned = this.calls.abandon(call, woken);
		wakeAll(woken, call);
		failIfOutOfOrder();
		afterwards();
		return abandoned;
	}

	/**
	 * Ends a call in any state. The last one ends the lease.
	 * @param call the call
	 */
	void leave(SharedCall call) {
		boolean done = call.isDone();
		if (done && !call.isDriver() && !call.isWriter()) {
			if (this.calls.leaveQuietly()) {
				endLease();
				afterwards();
			}
			return;
		}
		List<SharedCall> woken = new ArrayList<>(0);
		boolean last = this.calls.leave(call, woken);
		if (last) {
			endLease();
		}
		wakeAll(woken, call);
		if (last || !done || !woken.isEmpty()) {
			failIfOutOfOrder();
			afterwards();
		}
	}

	private void failIfOutOfOrder() {
		if (this.calls.isOutOfOrder()) {
			fail(CloseReason.TIMED_OUT, CallOutcomes.outOfOrder());
		}
	}

	/**
	 * Drains the connection, which then gets no new calls.
	 * @param reason the close reason; {@code null} to keep it idle
	 */
	void drain(@Nullable CloseReason reason) {
		if (this.calls.drain(reason)) {
			endLease();
		}
		afterwards();
	}

	/**
	 * Drains the connection if it is past its lifetime, evicted, or has an overdue
	 * orphan.
	 */
	void drainIfOutdated() {
		endIfOutdated();
		afterwards();
	}

	/**
	 * Drains the connection if it is outdated, and ends the lease if no caller is left.
	 */
	void endIfOutdated() {
		if (this.calls.endIfOutdated()) {
			endLease();
		}
	}

	/**
	 * Closes the connection and fails all its calls.
	 * @param reason the close reason
	 * @param cause the failure
	 */
	void fail(CloseReason reason, Throwable cause) {
		fail(reason, reason, cause);
	}

	/**
	 * Closes the connection and fails all its calls, with a different reason for the
	 * callers.
	 * @param reason the close reason
	 * @param told the close reason in the callers' exceptions
	 * @param cause the failure
	 */
	void fail(CloseReason reason, CloseReason told, Throwable cause) {
		List<SharedCall> failed = new ArrayList<>();
		if (this.calls.fail(told, cause, this.arrived.unfinished(), failed)) {
			this.failedInside = failed.stream().anyMatch(SharedCall::isAnswered);
			CloseReason first = this.calls.lifecycle().drainReason();
			// Nobody else can find them any more, so nothing may keep them.
			wakeAll(failed, null);
			retireLease((first != null) ? first : reason);
			this.group.queue().leaseEnded();
		}
	}

	private void endLease() {
		CloseReason reason = closeReason();
		if (reason == null) {
			try {
				this.channel.share(false);
				// Another lease may begin before this thread continues.
				ConnectionLease lease = this.lease;
				lease.close();
				this.endedLease = lease;
			}
			catch (IOException ex) {
				reason = CloseReason.BROKEN;
			}
		}
		if (reason != null) {
			retireLease(reason);
		}
		this.group.queue().leaseEnded();
	}

	private @Nullable CloseReason closeReason() {
		CloseReason reason = this.calls.lifecycle().drainReason();
		if (reason == null && (orphans() > 0 || this.calls.roles().isBlocked())) {
			reason = CloseReason.TIMED_OUT;
		}
		return (reason == null && this.arrived.isPartLeft()) ? CloseReason.UNEXPECTED_BYTES : reason;
	}

	private void retireLease(CloseReason reason) {
		if (this.calls.lifecycle().drainReason() == null) {
			this.group.counters().drained(reason);
		}
		ConnectionLease lease = this.lease;
		lease.retire(reason);
		this.endedLease = lease;
	}

	/**
	 * Stops listening.
	 * @param role the call of the listener
	 */
	void stopListening(SharedCall role) {
		List<SharedCall> woken = new ArrayList<>(1);
		boolean last = this.calls.stopListening(role, woken);
		wakeAll(woken, role);
		if (last) {
			endLease();
		}
		afterwards();
	}

	/**
	 * Schedules the housekeeping if it is needed, and gives places to waiting callers.
	 * Called without a lock.
	 */
	void afterwards() {
		this.housekeeping.scheduleIfNeeded();
		this.group.queue().placesFreed();
	}

	/**
	 * Wakes the threads of calls.
	 * @param calls the calls
	 * @param own the call of this thread, which need not be woken
	 */
	void wakeAll(List<SharedCall> calls, @Nullable SharedCall own) {
		for (int i = 0; i < calls.size(); i++) {
			SharedCall call = calls.get(i);
			if (call != own) {
				wake(call);
			}
		}
	}

	/**
	 * Wakes the thread of a call: it may be parked, or wait for the channel as the
	 * driver.
	 * @param call the call
	 */
	void wake(SharedCall call) {
		if (call.isDriver()) {
			this.channel.wakeUp();
		}
		call.wake();
	}

	@Override
	public String toString() {
		return this.connection + " (" + phase() + ", " + inFlight() + " in flight, " + orphans() + " orphaned)";
	}

}
