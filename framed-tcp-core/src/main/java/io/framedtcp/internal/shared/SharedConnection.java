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

import io.framedtcp.internal.connection.FramedConnection;
import io.framedtcp.internal.connection.SharedChannel;
import io.framedtcp.internal.connection.Sharing;
import io.framedtcp.internal.pool.Lease;
import io.framedtcp.spi.CloseReason;

/**
 * A connection with many callers. Two roles see to its I/O, and callers take them in
 * turn:
 * <ul>
 * <li>The <em>writer</em> is whoever queues a frame while nobody writes. It writes what
 * is queued, that of others too, until nothing is left or the kernel takes no more.</li>
 * <li>The <em>driver</em> is one of those who wait for a reply. It waits for the channel,
 * reads all there is, hands the replies to their callers, and goes on with a write that
 * the kernel had no room for. When its own reply is there, it hands over to another who
 * waits.</li>
 * </ul>
 * Nobody waits inside a read or a write, and nobody waits while holding the lock. So an
 * interrupt or a deadline of one caller closes nothing. A caller that is alone has both
 * roles, and no other thread has a part in its exchange.
 * <p>
 * User code runs without the lock. Safe for use by many threads.
 */
final class SharedConnection implements Sharing {

	/**
	 * From so many calls in flight on, a thread lets others go first.
	 */
	private static final int YIELD_FROM = 4;

	private final SharedConnections group;

	private final FramedConnection connection;

	private final SharedChannel channel;

	private final ArrivedFrames arrived;

	private final ConnectionCalls calls;

	private final ConnectionWriter writer;

	private final ConnectionDriver driver;

	private final Caretaker caretaker;

	private final ReplyDelivery delivery;

	private final CommonLease lease;

	/**
	 * Begins to share a connection.
	 * @param group the connections of the client
	 * @param lease that of the connection, which is ended with the last call
	 */
	SharedConnection(SharedConnections group, Lease lease) {
		this.group = group;
		this.connection = lease.connection();
		this.channel = new SharedChannel(this.connection);
		this.lease = new CommonLease(this, group, this.channel, lease);
		this.delivery = new ReplyDelivery(this, group);
		CallFactory factory = group.factory();
		Correlation correlation = factory.correlation();
		OutgoingFrames out = new OutgoingFrames();
		this.arrived = new ArrivedFrames(this, this.delivery, this.channel, correlation, factory.assembler(),
				factory.isUserCodeAsked());
		this.calls = new ConnectionCalls(this.connection, group.settings(), correlation, out,
				group.counters()::drained);
		this.writer = new ConnectionWriter(this, this.channel, out, group.counters());
		this.driver = new ConnectionDriver(this, this.channel, this.arrived, this.writer);
		this.caretaker = new Caretaker(this, group);
	}

	/**
	 * Begins anew with a connection that had been shared before.
	 * @param lease its new lease
	 * @throws IOException if the connection is closed
	 */
	void begin(Lease lease) throws IOException {
		this.lease.begin(lease);
		this.calls.begin();
		this.channel.share(true);
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
	 * Gives a call a place, if there is one for it.
	 * @param call the call
	 * @param queued whether to queue its frame at once
	 * @return what has come of it
	 */
	Placement place(SharedCall call, boolean queued) {
		Placement placement = this.calls.admission().place(call, this, queued, Phase.OPEN);
		if (placement == Placement.GONE && phase() == Phase.DRAINING && this.calls.places().present() == 0) {
			// Only orphans are left, and others may need its place in the pool.
			this.group.soon(this::drainIfOutdated, 0);
		}
		return placement;
	}

	/**
	 * Queues a ping.
	 * @param call the call
	 * @param phase the phase in which it is sent; in {@link Phase#SUSPECT} other calls
	 * get no place until it is answered
	 * @return whether it is queued
	 */
	boolean placePing(SharedCall call, Phase phase) {
		return this.calls.admission().place(call, this, true, phase) == Placement.PLACED;
	}

	/**
	 * Returns whether the connection counts among those that may be shared: it gets new
	 * calls, now or once it has been pinged, or its lease is just being ended.
	 * @return {@code false} if it is drained, or its lease has ended
	 */
	boolean isCounted() {
		Phase phase = phase();
		return phase != Phase.DRAINING && !(phase == Phase.ENDED && this.lease.isReturned());
	}

	Phase phase() {
		return this.calls.lifecycle().phase();
	}

	/**
	 * Returns whether the lease has ended or is ending.
	 * @return whether it has, and no other has begun
	 */
	boolean isEnded() {
		return phase() == Phase.ENDED;
	}

	/**
	 * Describes how far the reply to a call has come.
	 * @param owner whose a frame is that is not complete, as far as the call can tell
	 * @return a clause
	 */
	String progress(PartOwner owner) {
		return this.arrived.progress(owner);
	}

	/**
	 * Returns whether a thread runs user code for the driver.
	 * @param thread the thread
	 * @return whether nobody can read until that has ended
	 */
	boolean isReadBy(Thread thread) {
		return this.arrived.isReadBy(thread);
	}

	/**
	 * Returns how many requests of a thread are outstanding.
	 * @param thread the thread
	 * @return the number
	 */
	int callsOf(Thread thread) {
		List<SharedCall> own = new ArrayList<>();
		this.calls.forEach((call) -> {
			if (call.isAnswered() && call.thread() == thread) {
				own.add(call);
			}
		});
		return own.size();
	}

	/**
	 * Returns whether a part of a frame has come.
	 * @return whether bytes are left that belong to no frame
	 */
	boolean isPartLeft() {
		return this.arrived.isPartLeft();
	}

	@Override
	public boolean isWhole() {
		return !this.calls.isCutOff();
	}

	@Override
	public void closed() {
		this.arrived.closed();
	}

	/**
	 * Returns whether so much is in flight that it pays to let other threads go first.
	 * @return whether to yield before a wait or a write
	 */
	boolean isBusy() {
		return inFlight() >= YIELD_FROM;
	}

	/**
	 * Writes what is queued, in the writer's role.
	 * @param call the call that has the role
	 */
	void write(SharedCall call) {
		this.writer.write(call);
	}

	ConnectionDriver driver() {
		return this.driver;
	}

	Caretaker caretaker() {
		return this.caretaker;
	}

	/**
	 * Gives up a call whose caller cannot wait any longer. Roles go to others.
	 * @param call the call
	 * @return {@code false} if it is done, so that its outcome counts
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
	 * Ends a call, whatever its state is. The last one ends the lease.
	 * @param call the call
	 */
	void leave(SharedCall call) {
		boolean done = call.isDone();
		if (done && !call.isDriver() && !call.isWriter()) {
			if (this.calls.leaveQuietly()) {
				this.lease.release();
				afterwards();
			}
			return;
		}
		List<SharedCall> woken = new ArrayList<>(0);
		boolean last = this.calls.leave(call, woken);
		if (last) {
			this.lease.release();
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
	 * Begins to let the connection go: it gets no new calls.
	 * @param reason why to close it; {@code null} to keep it idle
	 */
	void drain(@Nullable CloseReason reason) {
		if (this.calls.drain(reason)) {
			this.lease.release();
		}
		afterwards();
	}

	/**
	 * Lets the connection go if it is past its lifetime or was evicted.
	 */
	void drainIfOutdated() {
		endIfOutdated();
		afterwards();
	}

	/**
	 * Ends the lease if the connection is to be let go and nobody is there.
	 */
	void endIfOutdated() {
		if (this.calls.endIfOutdated()) {
			this.lease.release();
		}
	}

	/**
	 * Ends the connection, as its last callers take too long.
	 */
	void drainedForTooLong() {
		fail(CloseReason.TIMED_OUT, new IOException(
				"the connection was drained for longer than " + this.group.propertyPrefix() + "shared.drain-timeout"));
	}

	/**
	 * Ends the connection: all its calls fail, and it is closed.
	 * @param reason why
	 * @param cause the failure
	 */
	void fail(CloseReason reason, Throwable cause) {
		List<SharedCall> failed = new ArrayList<>();
		if (this.calls.fail(reason, cause, this.arrived.unfinished(), failed)) {
			this.lease.fail(reason);
			wakeAll(failed, null);
			this.group.queue().ended();
		}
	}

	/**
	 * Ends that somebody listens.
	 * @param role what it had the driver's role by
	 */
	void stopListening(SharedCall role) {
		List<SharedCall> woken = new ArrayList<>(1);
		boolean last = this.calls.stopListening(role, woken);
		wakeAll(woken, role);
		if (last) {
			this.lease.release();
		}
		afterwards();
	}

	/**
	 * Does what must not be done under a lock: gives places to those who wait, and lets
	 * somebody look after the connection if its callers may not.
	 */
	void afterwards() {
		this.caretaker.callIfNeeded();
		this.group.queue().placesFreed();
	}

	/**
	 * Lets the threads of calls look again.
	 * @param calls the calls
	 * @param own that of this thread, which need not be woken
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
	 * Lets the thread of a call look again, whether it waits for another thread or, as
	 * the driver, for the channel.
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
