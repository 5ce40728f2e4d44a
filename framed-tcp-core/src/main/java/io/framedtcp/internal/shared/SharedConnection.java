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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import io.framedtcp.config.Ordering;
import io.framedtcp.config.SharedSettings;
import io.framedtcp.config.UnknownReplyPolicy;
import io.framedtcp.framing.EncodedFrame;
import io.framedtcp.framing.EndOfStreamException;
import io.framedtcp.framing.FrameAssembler;
import io.framedtcp.framing.MalformedFrameException;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.connection.FramedConnection;
import io.framedtcp.internal.connection.SharedChannel;
import io.framedtcp.internal.connection.Sharing;
import io.framedtcp.internal.pool.Lease;
import io.framedtcp.internal.transport.Guard;
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

	/** From so many calls in flight on, the writer lets others queue their frames first. */
	private static final int YIELD_FROM = 4;

	/** After so many writes for others, the writer looks for another to go on. */
	private static final int WRITES_FOR_OTHERS = 4;

	/** How often to look after a connection that has nobody to do so. */
	private static final long TEND_NANOS = TimeUnit.SECONDS.toNanos(1);

	/** For user code that runs for nobody in particular. */
	private static final Duration USER_CODE_TIME = Duration.ofSeconds(1);

	private static final byte[] NOTHING = {};

	private final SharedConnections group;

	private final SharedSettings settings;

	/** Has the driver's role in the background. */
	private final SharedCall tender;

	private final Correlation correlation;

	private final ReentrantLock lock = new ReentrantLock();

	private final InFlightCalls calls = new InFlightCalls();

	private final Deque<SharedCall> queue = new ArrayDeque<>();

	/** Frames without a reply that have been taken and are not written. */
	private final Deque<SharedCall> unwritten = new ArrayDeque<>();

	private final OutgoingFrames out = new OutgoingFrames();

	private final ByteBuffer in = ByteBuffer.allocateDirect(OutgoingFrames.SIZE);

	private final FrameAssembler assembler;

	/** Of the driver. */
	private final List<byte[]> arrived = new ArrayList<>();

	private final List<Object> keys = new ArrayList<>();

	private final List<SharedCall> done = new ArrayList<>();

	/** How many callers have not left. */
	private final AtomicInteger present = new AtomicInteger();

	private final FramedConnection connection;

	private final SharedChannel channel;

	private Lease lease;

	private volatile Phase phase = Phase.OPEN;

	private @Nullable CloseReason drainReason;

	private long drainBy;

	private volatile int inFlight;

	private volatile int orphans;

	private long bytes;

	private boolean writing;

	private @Nullable SharedCall driver;

	/** Whether the writer has left the rest to the driver. */
	private volatile boolean blocked;

	/** Why nothing can be written any more; the driver ends the connection. */
	private volatile @Nullable IOException writeFailure;

	private int timeoutsInRow;

	private volatile boolean silent;

	/** Whether anything has come since the last time-out. */
	private volatile boolean readLately;

	/** Ends user code that goes on for too long; {@code null} if there is none. */
	private @Nullable Guard userCode;

	private volatile boolean tendDue;

	private boolean tending;

	private boolean pinging;

	/**
	 * Begins to share a connection.
	 * @param group the connections of the client
	 * @param lease that of the connection, which is ended with the last call
	 */
	SharedConnection(SharedConnections group, Lease lease) {
		this.group = group;
		this.settings = group.settings();
		this.correlation = group.correlation();
		this.lease = lease;
		this.connection = lease.connection();
		this.channel = new SharedChannel(this.connection);
		this.assembler = group.assembler();
		this.tender = group.tender();
		this.userCode = group.isUserCodeAsked() ? this.connection.link().guard().successor() : null;
	}

	/**
	 * Begins anew with a connection that had been shared before.
	 * @param lease its new lease
	 * @throws IOException if the connection is closed
	 */
	void begin(Lease lease) throws IOException {
		this.lock.lock();
		try {
			this.lease = lease;
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
		this.channel.share(true);
	}

	FramedConnection connection() {
		return this.connection;
	}

	/**
	 * Returns how many requests are unanswered, and have somebody who waits.
	 * @return the number, which may be stale
	 */
	@Override
	public int inFlight() {
		return this.inFlight;
	}

	@Override
	public int orphans() {
		return this.orphans;
	}

	/**
	 * Gives a call a place, if there is one for it.
	 * @param call the call
	 * @param queued whether to queue its frame at once
	 * @return what has come of it
	 */
	Placement place(SharedCall call, boolean queued) {
		return place(call, queued, Phase.OPEN);
	}

	/**
	 * Queues a ping, though other calls get no place until it is answered.
	 * @param call the call
	 * @return whether it is queued
	 */
	boolean placePing(SharedCall call) {
		return place(call, true, Phase.SUSPECT) == Placement.PLACED;
	}

	private Placement place(SharedCall call, boolean queued, Phase wanted) {
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
			this.inFlight++;
			this.bytes += size;
			this.present.incrementAndGet();
			call.placed(this);
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
	 * Queues the frame of a call that has a place.
	 * @param call the call
	 * @return {@code false} if the connection has ended meanwhile, so that the call needs
	 * another place
	 */
	boolean queue(SharedCall call) {
		this.lock.lock();
		try {
			if (this.phase == Phase.ENDED) {
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
		if (call.isStandby()) {
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
	}

	private void takeRoles(SharedCall call) {
		if (!this.writing && isWorkForWriter()) {
			this.writing = true;
			call.writer(true);
		}
		if (this.driver == null && call.isAwaited() && (call.isAnswered() || this.blocked)) {
			this.driver = call;
			call.driver(true);
		}
	}

	private boolean isWorkForWriter() {
		return !this.queue.isEmpty() || this.out.isPending();
	}

	/**
	 * Writes what is queued, in the writer's role.
	 * @param call the call that has the role
	 */
	void write(SharedCall call) {
		if (this.inFlight >= YIELD_FROM) {
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
		catch (IOException | RuntimeException | Error ex) {
			writeFailed(call, ex);
		}
	}

	/**
	 * Gathers the next frames.
	 * @param call the call that has the writer's role
	 * @param writes how many writes it has made
	 * @return whether this thread is to write them; otherwise it no longer has the role
	 */
	private boolean gather(SharedCall call, int writes) {
		SharedCall next = null;
		List<SharedCall> written = List.of();
		List<SharedCall> logged = List.of();
		this.lock.lock();
		try {
			written = takeWritten();
			if (this.phase == Phase.ENDED || this.writeFailure != null) {
				this.writing = false;
				call.writer(false);
				return false;
			}
			if (writes >= WRITES_FOR_OTHERS) {
				next = this.queue.peek();
				if (next != null && next != call && next.isAwaited()) {
					call.writer(false);
					next.writer(true);
					return false;
				}
				next = null;
			}
			List<SharedCall> queued = this.channel.isLogged() ? List.copyOf(this.queue) : logged;
			int begun = this.out.fill(this.queue, this.unwritten);
			if (begun == 0 && !this.out.buffer().hasRemaining()) {
				this.writing = false;
				call.writer(false);
				return false;
			}
			this.connection.requestsBegun(begun);
			this.group.written(begun);
			if (!queued.isEmpty()) {
				logged = queued.subList(0, Math.min(begun, queued.size()));
			}
			return true;
		}
		finally {
			this.lock.unlock();
			if (next != null) {
				wake(next);
			}
			wakeAll(written, call);
			if (!logged.isEmpty()) {
				logged.forEach((each) -> this.channel.log(true, each.request()));
			}
		}
	}

	private boolean writeGathered() throws IOException {
		ByteBuffer buffer = this.out.buffer();
		int before = buffer.remaining();
		boolean all = this.channel.write(buffer);
		this.out.written(before - buffer.remaining());
		this.connection.frameEnded();
		return all;
	}

	/**
	 * Completes the calls without a reply whose frames have been written.
	 */
	private List<SharedCall> takeWritten() {
		List<SharedCall> written = List.of();
		SharedCall first = this.unwritten.peek();
		while (first != null && first.offset() + first.frame().size() <= this.out.written()) {
			this.unwritten.remove();
			if (!first.isOrphaned()) {
				freePlace(first);
				first.answered(NOTHING);
				if (first.thread() == null) {
					this.present.decrementAndGet();
				}
				written = written.isEmpty() ? new ArrayList<>() : written;
				written.add(first);
			}
			first = this.unwritten.peek();
		}
		return written;
	}

	/**
	 * Leaves the rest of what was gathered to the driver, as the kernel has no room for
	 * it.
	 */
	private void leaveToDriver(SharedCall call) {
		SharedCall elected;
		this.lock.lock();
		try {
			this.blocked = true;
			call.writer(false);
			if (this.driver == null) {
				elect();
			}
			elected = this.driver;
		}
		finally {
			this.lock.unlock();
		}
		if (elected != null && elected != call) {
			wake(elected);
		}
	}

	private void writeFailed(SharedCall call, Throwable ex) {
		if (!(ex instanceof IOException failure)) {
			fail(CloseReason.BROKEN, ex);
			return;
		}
		this.lock.lock();
		try {
			this.writeFailure = failure;
			this.writing = false;
			call.writer(false);
			if (this.phase == Phase.OPEN || this.phase == Phase.SUSPECT) {
				startDraining(CloseReason.BROKEN);
			}
			if (this.driver == null) {
				this.driver = call;
				call.driver(true);
			}
		}
		finally {
			this.lock.unlock();
		}
		// What has come before the failure may be replies: the driver reads it first.
		this.channel.wakeUp();
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
				IOException broken = this.writeFailure;
				if (broken != null) {
					readRest(deadline);
					fail(reasonOf(broken), broken);
					break;
				}
				if (readable && receive(deadline) > 0) {
					readable = false;
					continue;
				}
				long nanos = deadline.remainingNanos();
				if (nanos <= 0 || Thread.currentThread().isInterrupted()) {
					return false;
				}
				boolean blocked = this.blocked;
				int ready = this.channel.await(SelectionKey.OP_READ | (blocked ? SelectionKey.OP_WRITE : 0), nanos);
				if (blocked && (ready & SelectionKey.OP_WRITE) != 0) {
					this.blocked = false;
					call.writer(true);
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

	private void writeOn(SharedCall call) throws IOException {
		if (writeGathered()) {
			write(call);
		}
		else {
			leaveToDriver(call);
		}
	}

	/**
	 * Reads what is there, without waiting.
	 * @return how many bytes
	 * @throws IOException if the connection has ended
	 */
	private int receive(Deadline deadline) throws IOException {
		int count = this.channel.read(this.in.clear());
		if (count < 0) {
			this.assembler.end();
			dispatch(deadline);
			throw new EOFException("the peer closed the connection");
		}
		if (count > 0) {
			this.silent = false;
			this.readLately = true;
			this.assembler.add(this.in.flip());
			dispatch(deadline);
		}
		return count;
	}

	private void readRest(Deadline deadline) {
		try {
			int count;
			do {
				count = receive(deadline);
			}
			while (count > 0);
		}
		catch (IOException ex) {
			// There is no more.
		}
	}

	/**
	 * Hands the frames that have come to their callers. User code has until the deadline.
	 * @throws IOException if the bytes are no frames
	 */
	private void dispatch(Deadline deadline) throws IOException {
		Guard guard = this.userCode;
		if (guard == null) {
			dispatch();
			return;
		}
		guard.set(deadline);
		try {
			dispatch();
		}
		finally {
			if (!guard.clear()) {
				this.userCode = this.connection.link().guard().successor();
			}
		}
	}

	private void dispatch() throws IOException {
		boolean logged = this.channel.isLogged();
		try {
			byte[] frame = this.assembler.next();
			while (frame != null) {
				if (logged) {
					this.channel.log(false, frame);
				}
				Object key = examine(frame);
				this.arrived.add(frame);
				this.keys.add(key);
				frame = this.assembler.next();
			}
		}
		finally {
			if (!this.arrived.isEmpty()) {
				settle();
			}
		}
	}

	private Object examine(byte[] frame) throws WrongReplyException {
		try {
			return this.correlation.examine(frame, this);
		}
		catch (RuntimeException ex) {
			throw new WrongReplyException("the matcher failed: " + ex, ex);
		}
	}

	private void settle() throws IOException {
		List<byte[]> unknown = List.of();
		List<byte[]> unsolicited = List.of();
		List<SharedCall> swallowed = List.of();
		boolean ambiguous = false;
		this.lock.lock();
		try {
			if (this.phase == Phase.SUSPECT) {
				this.phase = Phase.OPEN;
			}
			for (int i = 0; i < this.arrived.size(); i++) {
				byte[] frame = this.arrived.get(i);
				Object key = this.keys.get(i);
				ambiguous |= key == Correlation.AMBIGUOUS;
				SharedCall call = (key != Correlation.UNSOLICITED) ? this.correlation.find(this.calls, key) : null;
				if (call == null) {
					if (key == Correlation.UNSOLICITED || isUnknownIgnored()) {
						unsolicited = added(unsolicited, frame);
					}
					else {
						unknown = added(unknown, frame);
					}
				}
				else if (call.isOrphaned()) {
					swallow(call);
					swallowed = added(swallowed, call);
				}
				else {
					forget(call);
					freePlace(call);
					call.answered(frame);
					if (!call.isDriver()) {
						this.done.add(call);
					}
				}
			}
			if (!unknown.isEmpty() && this.phase != Phase.ENDED) {
				startDraining(CloseReason.WRONG_REPLY);
			}
		}
		finally {
			this.arrived.clear();
			this.keys.clear();
			this.lock.unlock();
		}
		this.connection.frameEnded();
		wakeAll(this.done, null);
		this.done.clear();
		afterwards();
		this.group.swallowed(this.connection.info(), swallowed);
		for (byte[] frame : unsolicited) {
			handle(frame);
		}
		refuse(unknown, ambiguous);
	}

	private boolean isUnknownIgnored() {
		return this.settings.onUnknownReply() == UnknownReplyPolicy.IGNORE
				&& this.settings.ordering() == Ordering.MATCHED;
	}

	private void refuse(List<byte[]> unknown, boolean ambiguous) throws IOException {
		if (unknown.isEmpty()) {
			return;
		}
		if (ambiguous) {
			throw new WrongReplyException(
					"a frame of " + unknown.get(0).length + " bytes answers more than one request, says the matcher", null);
		}
		if (this.settings.ordering() == Ordering.IN_ORDER) {
			throw new WrongReplyException(
					"a frame of " + unknown.get(0).length + " bytes came while no request was unanswered", null);
		}
	}

	private void handle(byte[] unsolicited) {
		EncodedFrame answer = this.connection.unsolicited(unsolicited);
		if (answer != null) {
			SharedCall call = this.group.call(answer);
			if (place(call, true) == Placement.PLACED) {
				if (call.isWriter()) {
					write(call);
				}
			}
		}
	}

	private static <T> List<T> added(List<T> list, T element) {
		List<T> target = list.isEmpty() ? new ArrayList<>() : list;
		target.add(element);
		return target;
	}

	private void swallow(SharedCall call) {
		forget(call);
		this.orphans--;
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
	 * Hands the driver's role to another call, if this one has it.
	 */
	private void handOver(SharedCall call) {
		SharedCall elected = null;
		this.lock.lock();
		try {
			if (this.driver == call) {
				call.driver(false);
				elect();
				elected = this.driver;
			}
		}
		finally {
			this.lock.unlock();
		}
		if (elected != null) {
			elected.wake();
		}
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
		this.driver = elected;
		if (elected != null) {
			elected.promoted();
		}
	}

	private static @Nullable SharedCall firstAwaited(Deque<SharedCall> calls) {
		for (SharedCall call : calls) {
			if (call.isAwaited()) {
				return call;
			}
		}
		return null;
	}

	/**
	 * Gives up a call whose caller cannot wait any longer. Roles go to others.
	 * @param call the call
	 * @return {@code false} if it is done, so that its outcome counts
	 */
	boolean abandon(SharedCall call) {
		List<SharedCall> failed = new ArrayList<>();
		boolean over = false;
		this.lock.lock();
		try {
			if (call.isDone()) {
				return false;
			}
			over = giveUp(call, failed);
		}
		finally {
			this.lock.unlock();
		}
		wakeAll(failed, call);
		if (over) {
			fail(CloseReason.TIMED_OUT, neighbourGaveUp());
		}
		afterwards();
		return true;
	}

	/**
	 * Gives up a call.
	 * @param call the call
	 * @param failed takes the calls that fail with it
	 * @return whether the connection is of no use any more
	 */
	private boolean giveUp(SharedCall call, List<SharedCall> failed) {
		boolean over = false;
		if (call.state() == SharedCall.State.QUEUED) {
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
				over = (this.settings.ordering() == Ordering.IN_ORDER) ? failBehind(call, failed) : orphaned(call);
			}
		}
		passRoles(call, failed);
		return over;
	}

	private boolean orphaned(SharedCall call) {
		this.correlation.orphaned(call);
		this.orphans++;
		if (this.readLately) {
			this.readLately = false;
			this.timeoutsInRow = 0;
		}
		if (!Thread.currentThread().isInterrupted()) {
			this.timeoutsInRow++;
		}
		if (this.phase == Phase.OPEN) {
			if (this.orphans > this.settings.maxOrphans()) {
				startDraining(CloseReason.ORPHANED);
			}
			else if (this.timeoutsInRow >= this.settings.suspectAfter()) {
				this.phase = Phase.SUSPECT;
				this.tendDue = true;
			}
		}
		return false;
	}

	/**
	 * Fails the calls behind one that was sent and given up: replies are told apart by
	 * their order, and nobody knows whether its own will come.
	 * @return whether none is left before it
	 */
	private boolean failBehind(SharedCall call, List<SharedCall> failed) {
		IOException cause = neighbourGaveUp();
		InFlightCalls.forEach(call.next, (behind) -> {
			failed.add(behind);
			failOne(behind, CloseReason.BROKEN, cause);
		});
		forget(call);
		startDraining(CloseReason.TIMED_OUT);
		return this.calls.isEmpty();
	}

	private void failOne(SharedCall call, CloseReason reason, Throwable cause) {
		boolean orphaned = call.isOrphaned();
		boolean sent = call.isSent() && (call.offset() < this.out.written() || (this.writing && !this.blocked));
		this.queue.remove(call);
		forget(call);
		if (orphaned) {
			this.orphans--;
		}
		else if (!call.isDone()) {
			freePlace(call);
			call.writer(false);
			call.failed(new Failure(reason, sent, this.silent, cause));
		}
	}

	/**
	 * Passes on the roles of a call whose thread leaves.
	 */
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
			SharedCall next = isWorkForWriter() ? this.driver : null;
			this.writing = next != null;
			if (next != null) {
				next.writer(true);
				woken.add(next);
			}
		}
	}

	/**
	 * Ends a call, whatever its state is. The last one ends the lease.
	 * @param call the call
	 */
	void leave(SharedCall call) {
		if (!call.leave()) {
			return;
		}
		boolean quiet = call.isDone() && !call.isDriver() && !call.isWriter();
		if (quiet && this.present.decrementAndGet() > 0) {
			return;
		}
		List<SharedCall> woken = quiet ? List.of() : new ArrayList<>();
		boolean idle;
		boolean over = false;
		this.lock.lock();
		try {
			if (!quiet) {
				if (call.state() == SharedCall.State.PLACED) {
					this.correlation.free(call);
					freePlace(call);
				}
				over = giveUp(call, woken);
				this.present.decrementAndGet();
			}
			idle = endIfIdle();
		}
		finally {
			this.lock.unlock();
		}
		wakeAll(woken, call);
		if (over) {
			fail(CloseReason.TIMED_OUT, neighbourGaveUp());
		}
		if (idle) {
			release();
		}
		afterwards();
	}

	/**
	 * Begins to let the connection go: it gets no new calls.
	 * @param reason why to close it; {@code null} to keep it idle
	 */
	void drain(@Nullable CloseReason reason) {
		boolean idle;
		this.lock.lock();
		try {
			if (this.phase == Phase.ENDED) {
				return;
			}
			startDraining(reason);
			idle = endIfIdle();
		}
		finally {
			this.lock.unlock();
		}
		if (idle) {
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
		this.lock.lock();
		try {
			if (this.phase == Phase.ENDED) {
				return;
			}
			this.phase = Phase.ENDED;
			for (SharedCall call : this.unwritten) {
				failed.add(call);
			}
			for (SharedCall call : this.queue) {
				failed.add(call);
			}
			InFlightCalls.forEach(this.calls.first(), failed::add);
			this.unwritten.clear();
			failed.forEach((call) -> failOne(call, reason, cause));
			this.driver = null;
			this.writing = false;
		}
		finally {
			this.lock.unlock();
		}
		CloseReason first = this.drainReason;
		this.lease.retire((first != null) ? first : reason);
		wakeAll(failed, null);
		this.group.ended(this);
	}

	/**
	 * Looks after a connection that its callers may have left with replies outstanding.
	 * Called in the background.
	 */
	void tend() {
		boolean over = false;
		boolean idle = false;
		boolean reading = false;
		boolean pinging = false;
		this.lock.lock();
		try {
			this.tending = false;
			if (this.phase == Phase.ENDED) {
				return;
			}
			if (this.phase != Phase.DRAINING && !isKept()) {
				startDraining(reasonToDrain());
			}
			over = this.phase == Phase.DRAINING && System.nanoTime() - this.drainBy >= 0;
			pinging = this.phase == Phase.SUSPECT && !this.pinging;
			this.pinging |= pinging;
			idle = !over && endIfIdle();
			if (!over && !idle && this.driver == null) {
				this.driver = this.tender;
				reading = true;
			}
			this.tendDue |= !over && !idle && (this.phase != Phase.OPEN || this.orphans > 0);
		}
		finally {
			this.lock.unlock();
		}
		if (over) {
			fail(CloseReason.TIMED_OUT, new IOException("the connection was drained for longer than the drain time-out"));
		}
		if (idle) {
			release();
		}
		if (reading) {
			readForNobody();
		}
		if (pinging) {
			this.group.ping(this);
		}
		afterwards();
	}

	/**
	 * Lets the connection go if it is past its lifetime or was evicted.
	 */
	void drainIfOutdated() {
		if (!this.connection.isKept()) {
			drain(reasonToDrain());
		}
	}

	/**
	 * Returns how many calls of a thread have not been ended.
	 * @param thread the thread
	 * @return the number
	 */
	int presentOf(Thread thread) {
		int[] count = new int[1];
		this.lock.lock();
		try {
			InFlightCalls.forEach(this.calls.first(), (call) -> count[0] += (call.thread() == thread) ? 1 : 0);
			return count[0];
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Returns how many calls have not been ended.
	 * @return the number at this moment
	 */
	int present() {
		return this.present.get();
	}

	/**
	 * Notes what has come of a ping.
	 * @param answered whether it was answered
	 * @param otherwise why the connection gets no new calls if it was not
	 */
	void pinged(boolean answered, CloseReason otherwise) {
		this.lock.lock();
		try {
			this.pinging = false;
			if (this.phase == Phase.SUSPECT) {
				this.timeoutsInRow = 0;
				if (answered) {
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
		afterwards();
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
	 * Returns whether the connection gets no new calls, though it has not ended.
	 * @return whether it is drained
	 */
	boolean isDraining() {
		return this.phase == Phase.DRAINING;
	}

	private void readForNobody() {
		Deadline deadline = Deadline.after(USER_CODE_TIME);
		try {
			int count;
			do {
				count = receive(deadline);
			}
			while (count > 0);
			if (this.blocked) {
				this.blocked = false;
				this.tender.writer(true);
				writeOn(this.tender);
			}
		}
		catch (IOException | RuntimeException | Error ex) {
			fail(reasonOf(ex), ex);
		}
		handOver(this.tender);
		boolean idle;
		this.lock.lock();
		try {
			idle = endIfIdle();
		}
		finally {
			this.lock.unlock();
		}
		if (idle) {
			release();
		}
	}

	private void startDraining(@Nullable CloseReason reason) {
		if (this.phase != Phase.DRAINING && this.phase != Phase.ENDED) {
			this.phase = Phase.DRAINING;
			this.drainReason = reason;
			this.drainBy = System.nanoTime() + TimeUnit.NANOSECONDS.convert(this.settings.drainTimeout());
			this.tendDue = true;
			this.group.drained(reason);
		}
	}

	private boolean isKept() {
		return this.connection.isKept() && !isOrphanTooOld();
	}

	private CloseReason reasonToDrain() {
		CloseReason reason = this.connection.closeReason();
		return (reason != null) ? reason : CloseReason.ORPHANED;
	}

	/**
	 * The oldest orphan need not be the first in flight, but no younger one is older than
	 * its request.
	 */
	private boolean isOrphanTooOld() {
		if (this.orphans == 0) {
			return false;
		}
		SharedCall call = this.calls.first();
		while (call != null && !call.isOrphaned()) {
			call = call.next;
		}
		return call != null
				&& System.nanoTime() - call.orphanedAt() >= TimeUnit.NANOSECONDS.convert(this.settings.orphanMaxAge());
	}

	/**
	 * Decides whether the lease ends, as nobody is there and nothing is outstanding.
	 */
	private boolean endIfIdle() {
		if (this.present.get() > 0 || this.phase == Phase.ENDED || !this.queue.isEmpty()) {
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
			this.tendDue = true;
			return false;
		}
		this.phase = Phase.ENDED;
		return true;
	}

	/**
	 * Ends the lease, as nobody uses the connection.
	 */
	private void release() {
		try {
			CloseReason reason = this.drainReason;
			if (this.orphans > 0 || this.blocked) {
				this.lease.retire((reason != null) ? reason : CloseReason.TIMED_OUT);
			}
			else if (reason != null) {
				this.lease.retire(reason);
			}
			else if (this.assembler.pending() > 0) {
				this.lease.retire(CloseReason.UNEXPECTED_BYTES);
			}
			else {
				this.channel.share(false);
				this.lease.close();
			}
		}
		catch (IOException ex) {
			this.lease.retire(CloseReason.BROKEN);
		}
		finally {
			this.group.ended(this);
		}
	}

	/**
	 * Does what must not be done under the lock.
	 */
	private void afterwards() {
		if (this.tendDue && this.phase != Phase.ENDED) {
			boolean due;
			this.lock.lock();
			try {
				due = !this.tending;
				this.tending = true;
				this.tendDue = false;
			}
			finally {
				this.lock.unlock();
			}
			if (due) {
				this.group.tendSoon(this, (this.phase == Phase.SUSPECT) ? 0 : TEND_NANOS);
			}
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

	/**
	 * Lets the thread of a call look again, whether it waits for another thread or, as
	 * the driver, for the channel.
	 */
	private void wake(SharedCall call) {
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

	private static IOException neighbourGaveUp() {
		return new IOException("an earlier request on the connection got no reply in time, so that replies behind it "
				+ "cannot be told apart by their order");
	}

	@Override
	public String toString() {
		return this.connection + " (" + this.phase + ", " + this.inFlight + " in flight, " + this.orphans + " orphaned)";
	}

	/**
	 * What has come of asking for a place.
	 */
	enum Placement {

		PLACED, FULL, KEY_IN_USE, GONE

	}

	private enum Phase {

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
