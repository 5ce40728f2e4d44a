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

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

import io.framedtcp.config.Ordering;
import io.framedtcp.framing.EncodedFrame;
import io.framedtcp.framing.EndOfStreamException;
import io.framedtcp.framing.MalformedFrameException;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.connection.FramedConnection;
import io.framedtcp.internal.connection.SharedChannel;
import io.framedtcp.internal.connection.Sharing;
import io.framedtcp.internal.pool.Lease;
import io.framedtcp.internal.shared.ConnectionCalls.Phase;
import io.framedtcp.internal.shared.ConnectionCalls.Placement;
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
	 * From so many calls in flight on, the writer lets others queue their frames first.
	 */
	private static final int YIELD_FROM = 4;

	/** How often to look after a connection that has nobody to do so. */
	private static final long TEND_NANOS = TimeUnit.SECONDS.toNanos(1);

	/** For user code that runs for nobody in particular. */
	private static final Duration USER_CODE_TIME = Duration.ofSeconds(1);

	private final SharedConnections group;

	private final FramedConnection connection;

	private final SharedChannel channel;

	private final OutgoingFrames out = new OutgoingFrames();

	private final ArrivedFrames arrived;

	private final ConnectionCalls calls;

	/** Has the driver's role in the background. */
	private final SharedCall tender;

	/** Whether somebody is to look after the connection, or does. */
	private final AtomicBoolean tended = new AtomicBoolean();

	private final AtomicBoolean pinged = new AtomicBoolean();

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
		Correlation correlation = group.correlation();
		this.arrived = new ArrivedFrames(this, this.channel, correlation, group.assembler(), group.isUserCodeAsked());
		this.calls = new ConnectionCalls(this.connection, group.settings(), correlation, this.out, group::drained);
		this.tender = group.tender();
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
		return this.calls.inFlight();
	}

	@Override
	public int orphans() {
		return this.calls.orphans();
	}

	/**
	 * Gives a call a place, if there is one for it.
	 * @param call the call
	 * @param queued whether to queue its frame at once
	 * @return what has come of it
	 */
	Placement place(SharedCall call, boolean queued) {
		Placement placement = this.calls.place(call, this, queued, Phase.OPEN);
		if (placement == Placement.GONE && isDraining() && this.calls.present() == 0) {
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
		Phase phase = this.calls.phase();
		return phase != Phase.DRAINING && !(phase == Phase.ENDED && this.returned == this.lease);
	}

	private boolean isDraining() {
		return this.calls.phase() == Phase.DRAINING;
	}

	/**
	 * Returns whether the lease has ended or is ending.
	 * @return whether it has, and no other has begun
	 */
	boolean isEnded() {
		return this.calls.phase() == Phase.ENDED;
	}

	/**
	 * Returns whether a thread runs user code for the driver.
	 * @param thread the thread
	 * @return whether nobody can read until that has ended
	 */
	boolean isReadBy(Thread thread) {
		return this.arrived.isReadBy(thread);
	}

	@Override
	public boolean isWhole() {
		return !this.out.isPending() && !this.calls.isBlocked();
	}

	@Override
	public void closed() {
		this.arrived.closed();
	}

	/**
	 * Writes what is queued, in the writer's role.
	 * @param call the call that has the role
	 */
	void write(SharedCall call) {
		if (this.calls.inFlight() >= YIELD_FROM) {
			Thread.yield();
		}
		try {
			int writes = 0;
			while (gather(call, writes)) {
				if (!writeGathered()) {
					leaveToDriver(call);
					return;
				}
				writes++;
			}
		}
		catch (IOException ex) {
			writeFailed(call, ex);
		}
		catch (RuntimeException | Error ex) {
			fail(CloseReason.BROKEN, ex);
		}
	}

	private boolean gather(SharedCall call, int writes) {
		List<SharedCall> woken = new ArrayList<>(0);
		List<SharedCall> taken = this.channel.isLogged() ? new ArrayList<>() : null;
		int begun = this.calls.gather(call, writes, woken, taken);
		wakeAll(woken, call);
		if (begun > 0) {
			this.group.written(begun);
			if (taken != null) {
				taken.stream().limit(begun).forEach((each) -> this.channel.log(true, each.request()));
			}
		}
		return begun >= 0;
	}

	private boolean writeGathered() throws IOException {
		ByteBuffer buffer = this.out.buffer();
		int before = buffer.remaining();
		boolean failed = true;
		try {
			boolean all = this.channel.write(buffer);
			failed = false;
			this.connection.frameEnded();
			return all;
		}
		finally {
			boolean maybeSent = failed && this.channel.isFailedWriteMaybeSent();
			this.out.written(maybeSent ? before : before - buffer.remaining());
		}
	}

	private void leaveToDriver(SharedCall call) {
		SharedCall driver = this.calls.leaveToDriver(call);
		if (driver != null && driver != call) {
			wake(driver);
		}
	}

	private void writeFailed(SharedCall call, IOException failure) {
		SharedCall driver = this.calls.writeFailed(call, failure);
		// What has come before the failure may be replies: the driver reads it first.
		if (driver != null && driver != call) {
			wake(driver);
		}
	}

	/**
	 * Reads for all, in the driver's role, until the driver's own call is done.
	 * @param call the call that has the role
	 * @param deadline by when its caller gives up
	 * @return {@code false} if it must give up; then it still has the role
	 */
	boolean drive(SharedCall call, Deadline deadline) {
		boolean readable = call.isPromoted();
		try {
			while (!call.isDone()) {
				if (call.isWriter()) {
					write(call);
				}
				IOException broken = this.calls.writeFailure();
				if (broken != null) {
					readRest(deadline);
					fail(reasonOf(broken), broken);
					break;
				}
				if (readable && this.arrived.read(deadline) > 0) {
					// The kernel does not tell of what TLS holds.
					readable = this.channel.mayHoldMore();
					continue;
				}
				long nanos = deadline.remainingNanos();
				if (nanos <= 0 || Thread.currentThread().isInterrupted()) {
					return false;
				}
				boolean blocked = this.calls.isBlocked();
				int ready = this.channel.await(SelectionKey.OP_READ | (blocked ? SelectionKey.OP_WRITE : 0), nanos);
				if (blocked && (ready & SelectionKey.OP_WRITE) != 0) {
					writeOn(call);
				}
				readable = (ready & SelectionKey.OP_READ) != 0;
			}
		}
		catch (IOException | RuntimeException | Error ex) {
			fail(reasonOf(ex), ex);
		}
		handOver(call);
		return true;
	}

	private void writeOn(SharedCall call) {
		// Goes on with a write that the kernel had no room for. The call has the writer's
		// role afterwards, unless it is blocked again.
		if (!this.calls.writeOn(call)) {
			return;
		}
		try {
			if (!writeGathered()) {
				leaveToDriver(call);
			}
		}
		catch (IOException ex) {
			writeFailed(call, ex);
		}
	}

	private void readRest(Deadline deadline) {
		try {
			int count;
			do {
				count = this.arrived.read(deadline);
			}
			while (count > 0);
		}
		catch (IOException ex) {
			// There is no more.
		}
	}

	/**
	 * Completes the calls whose replies have come, and wakes their threads.
	 * @param frames what has come
	 * @return what is left to be done
	 */
	Settled settle(ArrivedFrames frames) {
		Settled settled = this.calls.settle(frames);
		this.connection.frameEnded();
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
			this.group.swallowed(this.connection.info(), settled.swallowed());
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

	private void handle(byte[] unsolicited) {
		EncodedFrame answer = this.connection.unsolicited(unsolicited);
		if (answer != null) {
			SharedCall call = this.group.call(answer);
			if (this.calls.placeAnswer(call, this) && call.isWriter()) {
				write(call);
			}
		}
	}

	private void handOver(SharedCall call) {
		List<SharedCall> woken = new ArrayList<>(1);
		this.calls.handOver(call, woken);
		wakeAll(woken, call);
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
		boolean quiet = call.isDone();
		List<SharedCall> woken = new ArrayList<>(0);
		boolean last = this.calls.leave(call, woken);
		if (last) {
			release();
		}
		if (last || !quiet || !woken.isEmpty()) {
			wakeAll(woken, call);
			failIfOutOfOrder();
			afterwards();
		}
	}

	private void failIfOutOfOrder() {
		if (this.calls.isOutOfOrder()) {
			fail(CloseReason.TIMED_OUT, ConnectionCalls.outOfOrder());
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
		if (this.calls.endIfOutdated()) {
			release();
		}
		afterwards();
	}

	/**
	 * Ends the connection: all its calls fail, and it is closed.
	 * @param reason why
	 * @param cause the failure
	 */
	void fail(CloseReason reason, Throwable cause) {
		List<SharedCall> failed = new ArrayList<>();
		if (this.calls.fail(reason, cause, failed)) {
			CloseReason first = this.calls.drainReason();
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
	 * Looks after a connection that its callers may have left with replies outstanding.
	 * Called in the background.
	 */
	void tend() {
		if (this.calls.isDrainedForTooLong()) {
			fail(CloseReason.TIMED_OUT,
					new IOException("the connection was drained for longer than the drain time-out"));
		}
		else if (this.calls.endIfOutdated()) {
			release();
		}
		if (this.calls.takeDriver(this.tender)) {
			readForNobody();
		}
		this.tended.set(false);
		afterwards();
	}

	/**
	 * Pings the connection if it is suspect. Called in the background.
	 */
	private void pingIfSuspect() {
		if (this.calls.phase() == Phase.SUSPECT) {
			this.group.ping(this);
		}
		this.pinged.set(false);
		afterwards();
	}

	private void readForNobody() {
		Deadline deadline = Deadline.after(USER_CODE_TIME);
		try {
			int count;
			do {
				count = this.arrived.read(deadline);
			}
			while (count > 0);
			IOException broken = this.calls.writeFailure();
			if (broken != null) {
				throw broken;
			}
			if (this.calls.isBlocked()) {
				writeOn(this.tender);
			}
			if (this.tender.isWriter()) {
				write(this.tender);
			}
			broken = this.calls.writeFailure();
			if (broken != null) {
				throw broken;
			}
		}
		catch (IOException | RuntimeException | Error ex) {
			fail(reasonOf(ex), ex);
		}
		handOver(this.tender);
		if (this.calls.endIfOutdated()) {
			release();
		}
	}

	/**
	 * Ends the lease, as nobody uses the connection.
	 */
	private void release() {
		CloseReason reason = this.calls.drainReason();
		if (reason == null && (orphans() > 0 || this.calls.isBlocked())) {
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
		if (this.calls.drainReason() == null) {
			this.group.drained(reason);
		}
		this.lease.retire(reason);
		this.returned = this.lease;
	}

	/**
	 * Does what must not be done under a lock: gives places to those who wait, and lets
	 * somebody look after the connection if its callers may not.
	 */
	private void afterwards() {
		Phase phase = this.calls.phase();
		if (phase == Phase.SUSPECT && this.pinged.compareAndSet(false, true)) {
			this.group.soon(this::pingIfSuspect, 0);
		}
		boolean due = phase == Phase.SUSPECT || phase == Phase.DRAINING || (phase == Phase.OPEN && orphans() > 0);
		if (due && this.tended.compareAndSet(false, true)) {
			this.group.soon(this::tend, TEND_NANOS);
		}
		this.group.placesFreed();
	}

	private void wakeAll(List<SharedCall> calls, @Nullable SharedCall own) {
		for (int i = 0; i < calls.size(); i++) {
			SharedCall call = calls.get(i);
			if (call != own) {
				wake(call);
			}
		}
	}

	private void wake(SharedCall call) {
		// Lets the thread of a call look again, whether it waits for another thread or,
		// as
		// the driver, for the channel.
		if (call.isDriver()) {
			this.channel.wakeUp();
		}
		call.wake();
	}

	private CloseReason reasonOf(Throwable ex) {
		if (ex instanceof ClosedChannelException) {
			return this.connection.link().channel().isOpen() ? CloseReason.PEER_CLOSED : CloseReason.POOL_CLOSED;
		}
		if (ex instanceof WrongReplyException) {
			return CloseReason.WRONG_REPLY;
		}
		if (ex instanceof EndOfStreamException || ex instanceof EOFException) {
			return CloseReason.PEER_CLOSED;
		}
		boolean broken = ex instanceof IOException && !(ex instanceof MalformedFrameException);
		return broken ? CloseReason.BROKEN : CloseReason.MALFORMED_FRAME;
	}

	@Override
	public String toString() {
		return this.connection + " (" + this.calls.phase() + ", " + inFlight() + " in flight, " + orphans()
				+ " orphaned)";
	}

}
