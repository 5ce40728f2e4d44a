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

import io.framedtcp.config.Ordering;
import io.framedtcp.framing.EncodedFrame;
import io.framedtcp.internal.connection.FramedConnection;
import io.framedtcp.internal.connection.SharedChannel;
import io.framedtcp.internal.connection.Sharing;
import io.framedtcp.internal.pool.Lease;
import io.framedtcp.internal.transport.WrongReplyException;
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

	private volatile Lease lease;

	/** The last lease that has ended. */
	private volatile @Nullable Lease returned;

	/**
	 * Begins to share a connection.
	 * @param group the connections of the client
	 * @param lease that of the connection, which is ended with the last call
	 */
	SharedConnection(SharedConnections group, Lease lease) {
		this.group = group;
		this.lease = lease;
		this.connection = lease.connection();
		this.channel = new SharedChannel(this.connection);
		CallFactory factory = group.factory();
		Correlation correlation = factory.correlation();
		OutgoingFrames out = new OutgoingFrames();
		this.arrived = new ArrivedFrames(this, this.channel, correlation, factory.assembler(),
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
		this.lease = lease;
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
		Placement placement = this.calls.place(call, this, queued, Phase.OPEN);
		if (placement == Placement.GONE && phase() == Phase.DRAINING && this.calls.places().present() == 0) {
			// Only orphans are left, and others may need its place in the pool.
			this.group.soon(this::drainIfOutdated, 0);
		}
		return placement;
	}

	/**
	 * Queues a ping, though other calls get no place until it is answered.
	 * @param call the call
	 * @return whether it is queued
	 */
	boolean placePing(SharedCall call) {
		return this.calls.place(call, this, true, Phase.SUSPECT) == Placement.PLACED;
	}

	/**
	 * Returns whether the connection counts among those that may be shared: it gets new
	 * calls, now or once it has been pinged, or its lease is just being ended.
	 * @return {@code false} if it is drained, or its lease has ended
	 */
	boolean isCounted() {
		Phase phase = phase();
		return phase != Phase.DRAINING && !(phase == Phase.ENDED && this.returned == this.lease);
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
	 * Returns how many bytes have come of a frame that is not complete.
	 * @return the number of bytes
	 */
	int partSize() {
		return this.arrived.partSize();
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

	/**
	 * Completes the calls whose replies have come, and wakes their threads.
	 * @param frames what has come
	 * @return what is left to be done
	 */
	Settled settle(ArrivedFrames frames) {
		Settled settled = this.calls.settle(frames);
		this.connection.frameEnded();
		if (!settled.isUnknown()) {
			this.connection.replied();
		}
		wakeAll(settled.done(), null);
		afterwards();
		return settled;
	}

	/**
	 * Tells user code of the frames that no call has got.
	 * @param settled what has come
	 * @throws IOException if the connection must end for them
	 */
	void tell(Settled settled) throws IOException {
		if (!settled.swallowed().isEmpty()) {
			settled.swallowed().forEach(this::swallowed);
		}
		if (!settled.unsolicited().isEmpty()) {
			settled.unsolicited().forEach(this::handle);
		}
		if (!settled.isUnknown()) {
			return;
		}
		String frame = "a frame of " + settled.unknown().get(0).length + " bytes ";
		if (settled.isAmbiguous()) {
			throw new WrongReplyException(frame + "answers more than one request, says the matcher", null);
		}
		if (this.group.settings().ordering() == Ordering.IN_ORDER) {
			throw new WrongReplyException(frame + "came while no request was unanswered", null);
		}
	}

	private void swallowed(SharedCall call) {
		this.group.swallowed(this.connection.info(), System.nanoTime() - call.orphanedAt());
	}

	private void handle(byte[] unsolicited) {
		EncodedFrame answer = this.connection.unsolicited(unsolicited);
		if (answer != null) {
			SharedCall call = this.group.factory().unawaited(answer);
			if (this.calls.placeAnswer(call, this) && call.isWriter()) {
				write(call);
			}
		}
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
				release();
				afterwards();
			}
			return;
		}
		List<SharedCall> woken = new ArrayList<>(0);
		boolean last = this.calls.leave(call, woken);
		if (last) {
			release();
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
			release();
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
			release();
		}
	}

	/**
	 * Ends the connection, as its last callers take too long.
	 */
	void drainedForTooLong() {
		fail(CloseReason.TIMED_OUT, new IOException("the connection was drained for longer than the drain time-out"));
	}

	/**
	 * Ends the connection: all its calls fail, and it is closed.
	 * @param reason why
	 * @param cause the failure
	 */
	void fail(CloseReason reason, Throwable cause) {
		List<SharedCall> failed = new ArrayList<>();
		if (this.calls.fail(reason, cause, failed)) {
			CloseReason first = this.calls.lifecycle().drainReason();
			retire((first != null) ? first : reason);
			wakeAll(failed, null);
			this.group.ended();
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
			release();
		}
		afterwards();
	}

	/**
	 * Ends the lease, as nobody uses the connection.
	 */
	private void release() {
		CloseReason reason = this.calls.lifecycle().drainReason();
		if (reason == null && (orphans() > 0 || this.calls.roles().isBlocked())) {
			reason = CloseReason.TIMED_OUT;
		}
		if (reason == null && this.arrived.isPartLeft()) {
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
		this.group.ended();
	}

	private void retire(CloseReason reason) {
		if (this.calls.lifecycle().drainReason() == null) {
			this.group.counters().drained(reason);
		}
		this.lease.retire(reason);
		this.returned = this.lease;
	}

	/**
	 * Does what must not be done under a lock: gives places to those who wait, and lets
	 * somebody look after the connection if its callers may not.
	 */
	void afterwards() {
		this.caretaker.callIfNeeded();
		this.group.placesFreed();
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
