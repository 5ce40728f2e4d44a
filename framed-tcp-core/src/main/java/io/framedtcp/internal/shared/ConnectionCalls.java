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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.framedtcp.config.Ordering;
import io.framedtcp.config.SharedSettings;
import io.framedtcp.config.UnknownReplyPolicy;
import io.framedtcp.internal.connection.FramedConnection;
import io.framedtcp.spi.CloseReason;

/**
 * The state of one shared connection: its phase, its calls, and who has which role. All
 * changes are made here, under one lock that is held for moments. It does no I/O, wakes
 * nobody and runs no user code: it says what is to be done, and {@link SharedConnection}
 * does it.
 * <p>
 * Safe for use by many threads.
 */
final class ConnectionCalls {

	/** After so many writes for others, the writer looks for another to go on. */
	private static final int WRITES_FOR_OTHERS = 4;

	private static final byte[] NOTHING = {};

	private final SharedSettings settings;

	private final boolean inOrder;

	private final boolean unknownIgnored;

	private final FramedConnection connection;

	private final Correlation correlation;

	private final Consumer<CloseReason> drained;

	private final ReentrantLock lock = new ReentrantLock();

	private final InFlightCalls calls = new InFlightCalls();

	private final Deque<SharedCall> queue = new ArrayDeque<>();

	/** Frames without a reply that have been taken and are not written. */
	private final Deque<SharedCall> unwritten = new ArrayDeque<>();

	private final OutgoingFrames out;

	/** How many callers have not left. */
	private final AtomicInteger present = new AtomicInteger();

	private volatile Phase phase = Phase.OPEN;

	private @Nullable CloseReason drainReason;

	private long drainBy;

	private volatile int inFlight;

	private volatile int orphans;

	private long bytes;

	private boolean writing;

	private @Nullable SharedCall driver;

	/** Drives if no caller does; {@code null} if nobody listens. */
	private @Nullable SharedCall listener;

	/** Whether the writer has left the rest to the driver. */
	private volatile boolean blocked;

	/** Why nothing can be written any more; the driver ends the connection. */
	private volatile @Nullable IOException writeFailure;

	private int timeoutsInRow;

	/** Whether anything has come since the last time-out. */
	private volatile boolean readLately;

	/** Whether the connection had been idle, and nothing has come since. */
	private volatile boolean silent;

	/** Whether replies can no longer be told apart by their order. */
	private boolean outOfOrder;

	/**
	 * Creates the state of a connection that is about to be shared.
	 * @param connection the connection
	 * @param settings how it is shared
	 * @param correlation finds the call of a frame
	 * @param out gathers the frames of calls
	 * @param drained hears of the reason when the connection gets no new calls any more;
	 * called under the lock
	 */
	ConnectionCalls(FramedConnection connection, SharedSettings settings, Correlation correlation, OutgoingFrames out,
			Consumer<CloseReason> drained) {
		this.connection = connection;
		this.drained = drained;
		this.settings = settings;
		this.inOrder = settings.ordering() == Ordering.IN_ORDER;
		this.unknownIgnored = !this.inOrder && settings.onUnknownReply() == UnknownReplyPolicy.IGNORE;
		this.correlation = correlation;
		this.out = out;
	}

	/**
	 * Begins anew, with a new lease of the connection.
	 */
	void begin() {
		this.lock.lock();
		try {
			this.out.reset();
			this.blocked = false;
			this.timeoutsInRow = 0;
			this.silent = this.connection.isReused();
			this.drainReason = null;
			this.phase = Phase.OPEN;
		}
		finally {
			this.lock.unlock();
		}
	}

	Phase phase() {
		return this.phase;
	}

	/**
	 * Returns why the connection gets no new calls, once it gets none.
	 * @return the reason, or {@code null} if it is to be kept
	 */
	@Nullable CloseReason drainReason() {
		return this.drainReason;
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

	boolean isBlocked() {
		return this.blocked;
	}

	@Nullable IOException writeFailure() {
		return this.writeFailure;
	}

	/**
	 * Notes that something has come.
	 */
	void read() {
		this.silent = false;
		this.readLately = true;
	}

	/**
	 * Gives a call a place, if there is one for it.
	 * @param call the call
	 * @param target the connection
	 * @param queued whether to queue its frame at once
	 * @param wanted the phase in which it gets one
	 * @return what has come of it
	 */
	Placement place(SharedCall call, SharedConnection target, boolean queued, Phase wanted) {
		this.lock.lock();
		try {
			if (this.phase != wanted) {
				return (this.phase == Phase.SUSPECT) ? Placement.FULL : Placement.GONE;
			}
			if (!isKept()) {
				startDraining(reasonToDrain());
				return Placement.GONE;
			}
			int size = call.frame().size();
			if ((this.inFlight >= this.settings.maxInFlight() && wanted == Phase.OPEN)
					|| (this.inFlight > 0 && this.bytes + size > this.settings.maxInFlightBytes())) {
				return Placement.FULL;
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
	 * Queues an answer to the server, which is owed however many calls are in flight, and
	 * while the connection is drained.
	 * @param call the call
	 * @param target the connection
	 * @return whether it is queued
	 */
	boolean placeAnswer(SharedCall call, SharedConnection target) {
		this.lock.lock();
		try {
			boolean placed = this.phase != Phase.ENDED
					&& (this.inFlight == 0 || this.bytes + call.frame().size() <= this.settings.maxInFlightBytes());
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
		this.inFlight++;
		this.bytes += call.frame().size();
		this.present.incrementAndGet();
		call.placed(target);
	}

	/**
	 * Queues the frame of a call that has a place.
	 * @param call the call
	 * @return {@code false} if the call needs another place, as this connection has ended
	 * meanwhile, or its replies can no longer be told apart
	 */
	boolean queue(SharedCall call) {
		this.lock.lock();
		try {
			if (this.phase == Phase.ENDED || this.outOfOrder) {
				freePlace(call);
				this.correlation.free(call);
				this.present.decrementAndGet();
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
		this.queue.add(call);
		if (call.isAnswered()) {
			this.calls.add(call);
		}
		takeRoles(call);
	}

	/**
	 * Lets a call of a batch take roles, as its thread waits for it now.
	 * @param call the call
	 */
	void takeUp(SharedCall call) {
		this.lock.lock();
		try {
			call.standby(false);
			if (!call.isDone()) {
				takeRoles(call);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void takeRoles(SharedCall call) {
		if (!this.writing && isWorkForWriter()) {
			this.writing = true;
			call.writer(true);
		}
		boolean needed = call.isAnswered() || this.blocked || this.writeFailure != null;
		if (this.driver == null && call.isAwaited() && needed) {
			this.driver = call;
			call.driver(true);
		}
	}

	private boolean isWorkForWriter() {
		return !this.queue.isEmpty() || this.out.isPending();
	}

	/**
	 * Gathers the next frames for the writer.
	 * @param call the call that has the role
	 * @param writes how many writes it has made
	 * @param woken takes the calls that are done, and the one that takes over the role
	 * @param taken takes the calls whose frames are begun, if they are to be logged
	 * @return how many frames were begun; -1 if the call no longer has the role
	 */
	int gather(SharedCall call, int writes, List<SharedCall> woken, @Nullable List<SharedCall> taken) {
		this.lock.lock();
		try {
			takeWritten(woken);
			SharedCall next = (writes >= WRITES_FOR_OTHERS) ? this.queue.peek() : null;
			if (next != null && next != call && next.isAwaited()) {
				call.writer(false);
				next.writer(true);
				woken.add(next);
				return -1;
			}
			if (taken != null) {
				taken.addAll(this.queue);
			}
			boolean over = this.phase == Phase.ENDED || this.writeFailure != null;
			int begun = over ? 0 : this.out.fill(this.queue, this.unwritten);
			if (over || (begun == 0 && !this.out.buffer().hasRemaining())) {
				this.writing = false;
				call.writer(false);
				return -1;
			}
			this.connection.requestsBegun(begun);
			return begun;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void takeWritten(List<SharedCall> done) {
		// Completes the calls without a reply whose frames have been written.
		SharedCall first = this.unwritten.peek();
		while (first != null && first.offset() + first.frame().size() <= this.out.written()) {
			this.unwritten.remove();
			if (!first.isOrphaned()) {
				freePlace(first);
				first.answered(NOTHING);
				done.add(first);
				if (first.thread() == null) {
					this.present.decrementAndGet();
				}
			}
			first = this.unwritten.peek();
		}
	}

	/**
	 * Leaves the rest of what was gathered to the driver, as the kernel has no room.
	 * @param call the call that has the writer's role
	 * @return the driver, or {@code null} if nobody waits
	 */
	@Nullable SharedCall leaveToDriver(SharedCall call) {
		this.lock.lock();
		try {
			this.blocked = true;
			call.writer(false);
			if (this.driver == null) {
				elect();
			}
			return this.driver;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Gives the driver the writer's role, to go on where the writer was blocked.
	 * @param call the call that has the driver's role
	 * @return {@code false} if nothing is blocked, or the connection has ended: its calls
	 * have been told then that nothing more is sent
	 */
	boolean writeOn(SharedCall call) {
		this.lock.lock();
		try {
			boolean due = this.phase != Phase.ENDED && this.blocked;
			if (due) {
				this.blocked = false;
				call.writer(true);
			}
			return due;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Notes that nothing can be written any more. The driver reads what has come and ends
	 * the connection.
	 * @param call the call that has the writer's role
	 * @param failure the failure
	 * @return the driver, or {@code null} if nobody waits
	 */
	@Nullable SharedCall writeFailed(SharedCall call, IOException failure) {
		this.lock.lock();
		try {
			this.writeFailure = failure;
			this.writing = false;
			call.writer(false);
			startDraining(CloseReason.BROKEN);
			if (this.driver == null) {
				elect();
			}
			return this.driver;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Finds out whose replies have come, and completes their calls.
	 * @param arrived the frames
	 * @return what is to be done
	 */
	Settled settle(ArrivedFrames arrived) {
		Settled settled = new Settled(arrived.size());
		this.lock.lock();
		try {
			if (this.phase == Phase.SUSPECT) {
				this.phase = Phase.OPEN;
			}
			for (int i = 0; i < arrived.size(); i++) {
				settle(arrived.frame(i), arrived.key(i), settled);
			}
			if (settled.isUnknown()) {
				startDraining(CloseReason.WRONG_REPLY);
			}
			return settled;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void settle(byte[] frame, Object key, Settled settled) {
		SharedCall call = (key != Correlation.UNSOLICITED) ? this.correlation.find(this.calls, key) : null;
		if (call == null) {
			boolean ignored = this.unknownIgnored && key != Correlation.AMBIGUOUS;
			settled.addUnknown(frame, ignored ? Correlation.UNSOLICITED : key);
		}
		else {
			forget(call);
			if (call.isOrphaned()) {
				this.orphans--;
				settled.addSwallowed(call);
			}
			else {
				freePlace(call);
				// The reply may be there before all of the request is written.
				this.out.keep(call);
				call.answered(frame);
				settled.addDone(call);
			}
		}
	}

	private void forget(SharedCall call) {
		this.calls.remove(call);
		this.correlation.free(call);
	}

	private void freePlace(SharedCall call) {
		this.inFlight--;
		this.bytes -= call.frame().size();
	}

	/**
	 * Gives the driver's role to the oldest call whose thread waits.
	 */
	private void elect() {
		SharedCall elected = this.calls.first();
		while (elected != null && !elected.isAwaited()) {
			elected = elected.next;
		}
		if (elected == null) {
			elected = firstAwaited(this.unwritten);
		}
		if (elected == null) {
			elected = firstAwaited(this.queue);
		}
		if (elected == null) {
			elected = this.listener;
		}
		this.driver = elected;
		if (elected != null) {
			elected.promoted();
		}
	}

	private static @Nullable SharedCall firstAwaited(Deque<SharedCall> calls) {
		// Asked with each hand-over, and mostly empty: a stream takes 250 bytes.
		if (calls.isEmpty()) {
			return null;
		}
		for (SharedCall call : calls) {
			if (call.isAwaited()) {
				return call;
			}
		}
		return null;
	}

	/**
	 * Lets somebody drive whenever no caller does.
	 * @param role takes the driver's role then
	 */
	void listen(SharedCall role) {
		this.lock.lock();
		try {
			this.present.incrementAndGet();
			this.listener = role;
			if (this.driver == null) {
				elect();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Ends that somebody listens.
	 * @param role what it had the driver's role by
	 * @param woken takes those who get its roles
	 * @return whether nobody is there and the lease is to be ended
	 */
	boolean stopListening(SharedCall role, List<SharedCall> woken) {
		this.lock.lock();
		try {
			this.listener = null;
			passRoles(role, woken);
			this.present.decrementAndGet();
			return endIfIdle();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Lets a call have the driver's role that nobody has.
	 * @param call the call, which has no thread of a caller
	 * @return whether it has it
	 */
	boolean takeDriver(SharedCall call) {
		this.lock.lock();
		try {
			boolean free = this.driver == null && this.phase != Phase.ENDED;
			if (free) {
				this.driver = call;
				call.driver(true);
			}
			return free;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Hands the roles of a call to others.
	 * @param call the call
	 * @param woken takes those who get them
	 */
	void handOver(SharedCall call, List<SharedCall> woken) {
		this.lock.lock();
		try {
			passRoles(call, woken);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void passRoles(SharedCall call, List<SharedCall> woken) {
		if (this.driver == call) {
			call.driver(false);
			elect();
			if (this.driver != null) {
				woken.add(this.driver);
			}
		}
		if (call.isWriter()) {
			call.writer(false);
			SharedCall next = isWorkForWriter() ? nextWriter() : null;
			this.writing = next != null;
			if (next != null) {
				next.writer(true);
				woken.add(next);
			}
		}
	}

	private @Nullable SharedCall nextWriter() {
		SharedCall driver = this.driver;
		return (driver != null && driver.isAwaited()) ? driver : firstAwaited(this.queue);
	}

	/**
	 * Gives up a call whose caller cannot wait any longer.
	 * @param call the call
	 * @param woken takes the calls that fail with it, and those who get its roles
	 * @return {@code false} if it is done, so that its outcome counts
	 */
	boolean abandon(SharedCall call, List<SharedCall> woken) {
		this.lock.lock();
		try {
			boolean abandoned = !call.isDone();
			if (abandoned) {
				giveUp(call, woken);
			}
			return abandoned;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void giveUp(SharedCall call, List<SharedCall> woken) {
		if (call.state() == SharedCall.State.PLACED) {
			this.correlation.free(call);
			freePlace(call);
		}
		else if (call.state() == SharedCall.State.QUEUED) {
			this.queue.remove(call);
			forget(call);
			freePlace(call);
			call.cancelled();
		}
		else if (call.isSent()) {
			freePlace(call);
			this.out.keep(call);
			call.orphaned(System.nanoTime());
			if (call.isAnswered()) {
				if (this.inOrder) {
					failBehind(call, woken);
				}
				else {
					orphaned(call);
				}
			}
		}
		passRoles(call, woken);
	}

	private void orphaned(SharedCall call) {
		this.correlation.orphaned(call);
		this.orphans++;
		if (this.readLately) {
			this.readLately = false;
			this.timeoutsInRow = 0;
		}
		if (!Thread.currentThread().isInterrupted()) {
			this.timeoutsInRow++;
		}
		if (this.orphans > this.settings.maxOrphans()) {
			startDraining(CloseReason.ORPHANED);
		}
		else if (this.phase == Phase.OPEN && this.timeoutsInRow >= this.settings.suspectAfter()) {
			this.phase = Phase.SUSPECT;
		}
	}

	private void failBehind(SharedCall call, List<SharedCall> woken) {
		// Fails the calls behind one that was sent and given up: replies are told apart
		// by
		// their order, and nobody knows whether its own will come.
		IOException cause = outOfOrder();
		this.outOfOrder = true;
		InFlightCalls.forEach(call.next, (behind) -> {
			this.queue.remove(behind);
			failOne(behind, CloseReason.BROKEN, cause);
			woken.add(behind);
		});
		forget(call);
		startDraining(CloseReason.TIMED_OUT);
	}

	/**
	 * Makes what those are told who wait for a reply behind one that nobody waits for.
	 * @return the failure
	 */
	static IOException outOfOrder() {
		return new IOException("an earlier request on the connection got no reply in time, so that replies behind it "
				+ "cannot be told apart by their order");
	}

	private void failOne(SharedCall call, CloseReason reason, Throwable cause) {
		boolean sent = call.isSent() && (call.offset() < this.out.written() || (this.writing && !this.blocked));
		forget(call);
		if (call.isOrphaned()) {
			this.orphans -= call.isAnswered() ? 1 : 0;
		}
		else if (!call.isDone()) {
			freePlace(call);
			this.out.keep(call);
			call.failed(new Failure(reason, sent, this.silent, cause));
		}
	}

	/**
	 * Ends a call, whatever its state is.
	 * @param call the call
	 * @param woken takes the calls that fail with it, and those who get its roles
	 * @return whether it was the last one and the lease is to be ended
	 */
	boolean leave(SharedCall call, List<SharedCall> woken) {
		boolean quiet = call.isDone() && !call.isDriver() && !call.isWriter();
		if (quiet && this.present.decrementAndGet() > 0) {
			return false;
		}
		this.lock.lock();
		try {
			if (!quiet) {
				giveUp(call, woken);
				this.present.decrementAndGet();
			}
			return endIfIdle();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Begins to let the connection go: it gets no new calls.
	 * @param reason why to close it; {@code null} to keep it idle
	 * @return whether nobody is there and the lease is to be ended
	 */
	boolean drain(@Nullable CloseReason reason) {
		this.lock.lock();
		try {
			startDraining(reason);
			return endIfIdle();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void startDraining(@Nullable CloseReason reason) {
		boolean begun = this.phase != Phase.DRAINING && this.phase != Phase.ENDED;
		boolean toBeKept = this.phase == Phase.DRAINING && this.drainReason == null;
		if ((begun || toBeKept) && reason != null) {
			// It may have been let go to be kept before, as the client is paused.
			this.drainReason = reason;
			this.drained.accept(reason);
		}
		if (begun) {
			this.phase = Phase.DRAINING;
			this.drainBy = System.nanoTime() + TimeUnit.NANOSECONDS.convert(this.settings.drainTimeout());
		}
	}

	/**
	 * Lets the connection go if it is past its lifetime, was evicted, or one of its
	 * replies is outstanding for too long.
	 * @return whether nobody is there and the lease is to be ended
	 */
	boolean endIfOutdated() {
		this.lock.lock();
		try {
			if (!isKept()) {
				startDraining(reasonToDrain());
			}
			return endIfIdle();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Returns whether the connection has been drained for as long as it may be.
	 * @return whether it must be closed, whoever is there
	 */
	boolean isDrainedForTooLong() {
		return this.phase == Phase.DRAINING && System.nanoTime() - this.drainBy >= 0;
	}

	private boolean isKept() {
		return this.connection.isKept() && !isOrphanTooOld();
	}

	private CloseReason reasonToDrain() {
		CloseReason reason = this.connection.closeReason();
		return (reason != null) ? reason : CloseReason.ORPHANED;
	}

	private boolean isOrphanTooOld() {
		// The oldest orphan need not be the first in flight, but no younger one is older
		// than its request.
		SharedCall call = (this.orphans > 0) ? this.calls.first() : null;
		while (call != null && !call.isOrphaned()) {
			call = call.next;
		}
		return call != null
				&& System.nanoTime() - call.orphanedAt() >= TimeUnit.NANOSECONDS.convert(this.settings.orphanMaxAge());
	}

	private boolean endIfIdle() {
		// Decides whether the lease ends, as nobody is there and nothing is outstanding.
		if (this.present.get() > 0 || this.phase == Phase.ENDED || this.driver != null || !this.queue.isEmpty()) {
			return false;
		}
		if (this.blocked || this.out.isPending()) {
			// Nobody is left to write the rest of a frame.
			startDraining(CloseReason.TIMED_OUT);
		}
		else if (this.writing) {
			return false;
		}
		if (this.orphans > 0 && this.phase != Phase.DRAINING) {
			return false;
		}
		this.phase = Phase.ENDED;
		return true;
	}

	/**
	 * Notes what has come of a ping.
	 * @param answered whether it was answered
	 * @param otherwise why the connection gets no new calls if it was not
	 */
	void pinged(boolean answered, CloseReason otherwise) {
		this.lock.lock();
		try {
			if (this.phase == Phase.SUSPECT) {
				if (answered) {
					this.timeoutsInRow = 0;
					this.phase = Phase.OPEN;
				}
				else {
					startDraining(otherwise);
				}
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Returns whether replies can no longer be told apart by their order, and no call is
	 * left whose reply comes before that.
	 * @return whether the connection is of no use any more
	 */
	boolean isOutOfOrder() {
		this.lock.lock();
		try {
			return this.outOfOrder && this.calls.isEmpty();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Returns whether calls have timed out in a row, and nothing has come since.
	 * @return whether the connection is suspect, or is let go for that
	 */
	boolean isUnresponsive() {
		this.lock.lock();
		try {
			return this.phase != Phase.ENDED && this.timeoutsInRow >= this.settings.suspectAfter() && !this.readLately;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Fails all calls.
	 * @param reason why
	 * @param cause the failure
	 * @param failed takes the calls
	 * @return {@code false} if the connection has ended before
	 */
	boolean fail(CloseReason reason, Throwable cause, List<SharedCall> failed) {
		this.lock.lock();
		try {
			if (this.phase == Phase.ENDED) {
				return false;
			}
			this.phase = Phase.ENDED;
			failed.addAll(this.unwritten);
			failed.addAll(this.queue);
			InFlightCalls.forEach(this.calls.first(), failed::add);
			this.unwritten.clear();
			this.queue.clear();
			for (SharedCall call : failed) {
				failOne(call, reason, cause);
				call.writer(false);
			}
			this.driver = null;
			this.writing = false;
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Does something with each call that is not done.
	 * @param action what to do, in moments
	 */
	void forEach(Consumer<? super SharedCall> action) {
		this.lock.lock();
		try {
			InFlightCalls.forEach(this.calls.first(), action);
			this.unwritten.forEach(action);
			this.queue.forEach(action);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Collects the calls whose requests have been taken by the writer, in that order.
	 * @param target where they go
	 */
	void collectSent(List<SharedCall> target) {
		this.lock.lock();
		try {
			InFlightCalls.forEach(this.calls.first(), (call) -> {
				if (call.isUnanswered()) {
					target.add(call);
				}
			});
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Returns how many requests of a thread are unanswered.
	 * @param thread the thread
	 * @return the number
	 */
	int unansweredOf(Thread thread) {
		List<SharedCall> own = new ArrayList<>();
		this.lock.lock();
		try {
			InFlightCalls.forEach(this.calls.first(), (call) -> {
				if (call.thread() == thread) {
					own.add(call);
				}
			});
			return own.size();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * What has come of asking for a place.
	 */
	enum Placement {

		PLACED, FULL, KEY_IN_USE, GONE

	}

	/**
	 * What a shared connection is doing.
	 */
	enum Phase {

		/** Takes new calls. */
		OPEN,

		/** Calls have timed out in a row; takes new ones once it has been pinged. */
		SUSPECT,

		/** Takes no new calls, and is closed or idle when the last has left. */
		DRAINING,

		/** The lease has ended or is ending. */
		ENDED

	}

}
