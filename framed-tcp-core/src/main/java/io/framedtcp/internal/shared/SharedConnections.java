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
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.framedtcp.config.AssignedIds;
import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.Ordering;
import io.framedtcp.config.PingSettings;
import io.framedtcp.config.SharedSettings;
import io.framedtcp.framing.EncodedFrame;
import io.framedtcp.framing.FrameAssembler;
import io.framedtcp.framing.UntilCloseFraming;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.exchange.Matching;
import io.framedtcp.internal.pool.ExclusivePool;
import io.framedtcp.internal.pool.Lease;
import io.framedtcp.internal.shared.ConnectionCalls.Placement;
import io.framedtcp.internal.transport.WrongReplyException;
import io.framedtcp.pool.PoolClosedException;
import io.framedtcp.pool.SharingStatus;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectFailedException;
import io.framedtcp.spi.ConnectionInfo;
import io.framedtcp.spi.CorrelationKey;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.KeyedMatcher;
import io.framedtcp.spi.Ping;

/**
 * The shared connections of one client, and who gets a place on them. A call goes to the
 * connection with the fewest calls in flight. When none has room, one more is leased from
 * the pool, by the caller who waits longest. Callers wait in the order in which they
 * came; a call whose key is in use lets others pass.
 * <p>
 * Lock order: the lock of this object, then that of a connection. Safe for use by many
 * threads.
 */
final class SharedConnections {

	private static final Log logger = LogFactory.getLog(SharedConnections.class);

	private static final SharedConnection[] NONE = {};

	private static final long OPEN_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private final ExclusivePool pool;

	private final SharedSettings settings;

	private final ConnectionSettings connectionSettings;

	private final @Nullable ExchangeMatcher matcher;

	private final @Nullable KeyedMatcher keyed;

	private final Matching matching;

	private final @Nullable AssignedIds assignedIds;

	private final AtomicLong nextId;

	private final ReentrantLock lock = new ReentrantLock();

	/** Guarded by the lock, as is what follows; read by all. */
	private volatile SharedConnection[] open = NONE;

	/** Those that are open, and those that are drained. Changed under the lock. */
	private final Set<SharedConnection> leased = ConcurrentHashMap.newKeySet();

	private final Deque<Waiter> waiters = new ArrayDeque<>();

	/** How many wait; read by all. */
	private volatile int waiting;

	/** Whether somebody leases one more connection. */
	private boolean opening;

	/** When to try again, after no further connection could be opened. */
	private long openAgainAt = System.nanoTime();

	private volatile boolean closed;

	/** Whether somebody sees to it that there are connections to listen on. */
	private final AtomicBoolean listening = new AtomicBoolean();

	/** The one on which calls have timed out last. */
	private volatile @Nullable SharedConnection suspect;

	private final LongAdder frames = new LongAdder();

	private final LongAdder writes = new LongAdder();

	private final LongAdder swallowed = new LongAdder();

	private final Map<CloseReason, LongAdder> drained = new ConcurrentHashMap<>();

	/**
	 * Creates the shared connections of a client.
	 * @param pool where they are leased
	 * @param settings how they are shared
	 * @param firstId the first id that the client assigns
	 */
	SharedConnections(ExclusivePool pool, SharedSettings settings, long firstId) {
		this.pool = pool;
		this.settings = settings;
		this.connectionSettings = pool.connectionSettings();
		this.matcher = this.connectionSettings.matcher();
		this.assignedIds = settings.assignedIds();
		this.keyed = (this.assignedIds != null) ? keyedBy(this.assignedIds) : KeyedMatcher.in(this.matcher);
		this.matching = new Matching(this.matcher);
		this.nextId = new AtomicLong(firstId);
	}

	private static KeyedMatcher keyedBy(AssignedIds ids) {
		return (KeyedMatcher) ExchangeMatcher.equalBytes(ids.offset(), ids.offset(), ids.length());
	}

	SharedSettings settings() {
		return this.settings;
	}

	Correlation correlation() {
		if (this.settings.ordering() == Ordering.IN_ORDER) {
			return new Correlation.ByOrder(this.matcher);
		}
		if (this.keyed != null) {
			return new Correlation.ByKey(this.matcher, this.keyed);
		}
		return new Correlation.Pairwise(Objects.requireNonNull(this.matcher));
	}

	FrameAssembler assembler() {
		return new FrameAssembler(this.connectionSettings.framing(), this.connectionSettings.maxFrameSize());
	}

	/**
	 * Makes a call that has no caller: it has a role in the background.
	 * @return the call
	 */
	SharedCall tender() {
		return role(null);
	}

	/**
	 * Makes what has a role without a call.
	 * @param thread its thread, if it has one of its own
	 * @return the role
	 */
	SharedCall role(@Nullable Thread thread) {
		return new SharedCall(this, thread, EncodedFrame.of(new byte[0], UntilCloseFraming.untilClose(), 0), false,
				null, null);
	}

	/**
	 * Makes a call that nobody waits for.
	 * @param frame the frame, which has no reply
	 * @return the call
	 */
	SharedCall call(EncodedFrame frame) {
		return new SharedCall(this, null, frame, false, null, null);
	}

	/**
	 * Queues the frame of this thread's call.
	 * @param frame the frame
	 * @param answered whether a reply is expected
	 * @param deadline by when it must have a place
	 * @return the call
	 * @throws IOException if it got none
	 * @throws InterruptedException if the thread is interrupted
	 */
	SharedCall acquire(EncodedFrame frame, boolean answered, Deadline deadline)
			throws IOException, InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
		SharedCall call = (this.waiting == 0) ? tryPlace(frame, answered, false) : null;
		return (call != null) ? call : await(frame, answered, deadline);
	}

	/**
	 * Queues one of several requests of this thread, without waiting.
	 * @param frame the frame
	 * @return the call, or {@code null} if there is no place for it
	 */
	@Nullable SharedCall tryPlace(EncodedFrame frame) {
		return (this.waiting == 0) ? tryPlace(frame, true, true) : null;
	}

	private @Nullable SharedCall tryPlace(EncodedFrame frame, boolean answered, boolean standby) {
		SharedConnection[] open = this.open;
		if (open.length == 0) {
			return null;
		}
		SharedCall call = newCall(frame, answered);
		call.standby(standby);
		return (place(call, true) == Placement.PLACED) ? call : null;
	}

	private Placement place(SharedCall call, boolean queued) {
		SharedConnection[] open = this.open;
		if (open.length <= 1) {
			return (open.length == 1) ? open[0].place(call, queued) : Placement.GONE;
		}
		// Loads change meanwhile, so they are read once.
		long[] byLoad = new long[open.length];
		for (int i = 0; i < open.length; i++) {
			byLoad[i] = ((long) open[i].inFlight() << Integer.SIZE) | i;
		}
		Arrays.sort(byLoad);
		Placement placement = Placement.GONE;
		for (long load : byLoad) {
			Placement next = open[(int) load].place(call, queued);
			if (next == Placement.PLACED) {
				return next;
			}
			if (placement == Placement.GONE || next == Placement.KEY_IN_USE) {
				placement = next;
			}
		}
		return placement;
	}

	private SharedCall newCall(EncodedFrame frame, boolean answered) {
		return newCall(frame, answered, Thread.currentThread());
	}

	private SharedCall newCall(EncodedFrame frame, boolean answered, Thread thread) {
		AssignedIds ids = this.assignedIds;
		if (ids != null && answered) {
			return withOwnId(frame, ids, thread);
		}
		CorrelationKey key = (this.keyed != null && answered && this.settings.ordering() == Ordering.MATCHED)
				? this.keyed.requestKey(frame.payload()) : null;
		return new SharedCall(this, thread, frame, answered, key, null);
	}

	private SharedCall withOwnId(EncodedFrame frame, AssignedIds ids, Thread thread) {
		byte[] payload = frame.payload().clone();
		if (payload.length - ids.length() < ids.offset()) {
			throw new IllegalArgumentException("A payload of " + payload.length + " bytes has no id of " + ids.length()
					+ " bytes at offset " + ids.offset() + " where the client could write its own");
		}
		byte[] ownId = Arrays.copyOfRange(payload, ids.offset(), ids.offset() + ids.length());
		long id = this.nextId.getAndIncrement();
		for (int i = ids.offset() + ids.length() - 1; i >= ids.offset(); i--) {
			payload[i] = (byte) id;
			id >>>= Byte.SIZE;
		}
		EncodedFrame own = EncodedFrame.of(payload, this.connectionSettings.framing(),
				this.connectionSettings.maxFrameSize());
		return new SharedCall(this, thread, own, true, CorrelationKey.of(payload, ids.offset(), ids.length()), ownId);
	}

	private SharedCall await(EncodedFrame frame, boolean answered, Deadline deadline)
			throws IOException, InterruptedException {
		Waiter waiter = new Waiter(frame, answered, newCall(frame, answered));
		Deadline waitBy = deadline.atMost(this.pool.settings().acquireTimeout());
		join(waiter);
		while (true) {
			switch (waiter.turn) {
				case PLACED -> {
					SharedCall call = waiter.call;
					SharedConnection connection = call.place();
					if (connection.calls().queue(call)) {
						return call;
					}
					connection.drainIfOutdated();
					waiter.call = newCall(frame, answered);
					joinAgain(waiter);
				}
				case OPENS -> open(waiter, deadline);
				case FAILED -> throw waiter.failure();
				case WAITS -> park(waiter, waitBy);
			}
		}
	}

	private void join(Waiter waiter) throws IOException {
		boolean tooMany = false;
		this.lock.lock();
		try {
			if (this.closed) {
				throw new PoolClosedException(this.pool.client());
			}
			this.waiters.addLast(waiter);
			announce();
			step();
			tooMany = waiter.turn == Turn.WAITS && this.waiters.size() > this.pool.settings().maxWaiting();
			if (tooMany) {
				remove(waiter);
			}
		}
		finally {
			this.lock.unlock();
		}
		if (tooMany) {
			throw this.pool.busy("too many callers are waiting for a place on a shared connection");
		}
	}

	private void joinAgain(Waiter waiter) {
		this.lock.lock();
		try {
			waiter.turn = Turn.WAITS;
			this.waiters.addFirst(waiter);
			announce();
			step();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Says that somebody waits, before a place is looked for. Otherwise one that is freed
	 * meanwhile would be offered to nobody.
	 */
	private void announce() {
		this.waiting = this.waiters.size();
	}

	private void park(Waiter waiter, Deadline waitBy) throws IOException, InterruptedException {
		long nanos = waitBy.remainingNanos();
		boolean interrupted = Thread.currentThread().isInterrupted();
		if (nanos > 0 && !interrupted) {
			LockSupport.parkNanos(this, nanos);
			return;
		}
		this.lock.lock();
		try {
			if (waiter.turn != Turn.WAITS) {
				return;
			}
			remove(waiter);
			step();
		}
		finally {
			this.lock.unlock();
		}
		if (interrupted) {
			Thread.interrupted();
			throw new InterruptedException();
		}
		throw this.pool.busy(waiter.reason());
	}

	private void open(Waiter waiter, Deadline deadline) throws IOException, InterruptedException {
		// Leases one more connection, in the thread of the caller who waits longest. If
		// there is none to be had, the caller waits on for a place on those that are
		// there.
		SharedConnection opened = null;
		ConnectFailedException failure = null;
		try {
			opened = begin(this.pool.acquireToShare(deadline));
		}
		catch (ConnectFailedException ex) {
			failure = ex;
		}
		finally {
			this.lock.lock();
			try {
				this.opening = false;
				remove(waiter);
				if (opened != null) {
					count(opened);
					waiter.turn = Turn.WAITS;
					if (opened.place(waiter.call, false) == Placement.PLACED) {
						waiter.turn = Turn.PLACED;
					}
					else {
						this.waiters.addFirst(waiter);
						announce();
					}
				}
				else if (failure != null) {
					noneToBeHad(waiter, failure);
				}
				step();
			}
			finally {
				this.lock.unlock();
			}
			if (opened != null && this.closed) {
				opened.drain(CloseReason.POOL_CLOSED);
			}
			else if (opened != null) {
				// It has no call if it was evicted, say, just after it had been opened.
				opened.drainIfOutdated();
			}
		}
	}

	private void noneToBeHad(Waiter waiter, ConnectFailedException failure) {
		prune();
		if (this.open.length > 0) {
			logger.debug("No further connection can be shared", failure);
			this.openAgainAt = System.nanoTime() + OPEN_AGAIN_NANOS;
			waiter.turn = Turn.WAITS;
			this.waiters.addFirst(waiter);
			announce();
			return;
		}
		waiter.failure = failure;
		waiter.turn = Turn.FAILED;
		if (!failure.isCutShort()) {
			failAll(failure);
		}
	}

	private SharedConnection begin(Lease lease) throws IOException {
		boolean begun = false;
		try {
			SharedConnection connection = (lease.connection().sharing() instanceof SharedConnection shared) ? shared
					: new SharedConnection(this, lease);
			lease.connection().sharedBy(connection);
			connection.begin(lease);
			note(connection);
			if (this.settings.listen()) {
				Listener.start(connection, this, this.pool.client());
			}
			begun = true;
			return connection;
		}
		finally {
			if (!begun) {
				lease.retire(CloseReason.BROKEN);
			}
		}
	}

	private void note(SharedConnection connection) {
		this.lock.lock();
		try {
			this.leased.add(connection);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void failAll(IOException failure) {
		for (Waiter waiter : this.waiters) {
			if (waiter.turn == Turn.WAITS) {
				waiter.failure = failure;
				waiter.turn(Turn.FAILED);
			}
		}
		this.waiters.removeIf((waiter) -> waiter.turn == Turn.FAILED);
		this.waiting = this.waiters.size();
	}

	/**
	 * Gives places to those who wait, in their order, and lets one of them lease one more
	 * connection if none has room. Called under the lock, whenever there may be a place.
	 */
	private void step() {
		prune();
		if (this.waiters.isEmpty()) {
			return;
		}
		Iterator<Waiter> each = this.waiters.iterator();
		boolean full = false;
		while (each.hasNext() && !full) {
			Waiter waiter = each.next();
			if (waiter.turn != Turn.WAITS) {
				continue;
			}
			Placement placement = place(waiter);
			waiter.placement = placement;
			if (placement == Placement.PLACED) {
				each.remove();
				waiter.turn(Turn.PLACED);
			}
			else if (isOneMoreToOpen()) {
				this.opening = true;
				waiter.turn(Turn.OPENS);
			}
			else {
				full = placement != Placement.KEY_IN_USE;
			}
		}
		this.waiting = this.waiters.size();
	}

	private boolean isOneMoreToOpen() {
		return !this.opening && this.open.length < this.settings.connections()
				&& (this.open.length == 0 || System.nanoTime() - this.openAgainAt >= 0);
	}

	private Placement place(Waiter waiter) {
		// Gives a caller a place. Ids of the client's own that are in use are skipped.
		Placement placement = place(waiter.call, false);
		int skipped = 0;
		while (placement == Placement.KEY_IN_USE && this.assignedIds != null && skipped <= idsInUse()) {
			waiter.call = newCall(waiter.frame, waiter.answered, waiter.thread);
			placement = place(waiter.call, false);
			skipped++;
		}
		return placement;
	}

	private long idsInUse() {
		return ((long) this.settings.maxInFlight() + this.settings.maxOrphans() + 1) * this.open.length;
	}

	private void prune() {
		SharedConnection[] open = this.open;
		for (SharedConnection connection : open) {
			if (!connection.isCounted()) {
				remove(connection);
			}
		}
	}

	private void remove(SharedConnection connection) {
		SharedConnection[] open = this.open;
		int index = 0;
		while (index < open.length && open[index] != connection) {
			index++;
		}
		if (index < open.length) {
			SharedConnection[] others = (open.length > 1) ? new SharedConnection[open.length - 1] : NONE;
			System.arraycopy(open, 0, others, 0, index);
			System.arraycopy(open, index + 1, others, index, others.length - index);
			this.open = others;
		}
	}

	private void remove(Waiter waiter) {
		this.waiters.remove(waiter);
		this.waiting = this.waiters.size();
	}

	/**
	 * Notes that there may be a place for those who wait.
	 */
	void placesFreed() {
		if (this.waiting > 0) {
			this.lock.lock();
			try {
				step();
			}
			finally {
				this.lock.unlock();
			}
		}
	}

	/**
	 * Notes that the lease of a connection has ended. Another may have begun meanwhile,
	 * so its phase says whether it is still shared.
	 */
	void ended() {
		this.lock.lock();
		try {
			this.leased.removeIf(SharedConnection::isEnded);
			step();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Judges a reply that was found by its place, and restores the caller's id in it.
	 * @param call the call
	 * @param reply the payload of its reply
	 * @throws WrongReplyException if the matcher says that it answers something else
	 */
	void check(SharedCall call, byte[] reply) throws WrongReplyException {
		if (this.settings.ordering() == Ordering.IN_ORDER && this.matcher != null
				&& !this.matching.isReply(call.request(), reply)) {
			throw new WrongReplyException("a frame of " + reply.length + " bytes is no reply, says the matcher", null);
		}
		AssignedIds ids = this.assignedIds;
		byte[] ownId = call.ownId();
		if (ids != null && ownId != null) {
			System.arraycopy(ownId, 0, reply, ids.offset(), ownId.length);
		}
	}

	/**
	 * Returns whether user code looks at frames in the thread of the driver.
	 * @return whether it must be bounded
	 */
	boolean isUserCodeAsked() {
		return this.matcher != null || this.connectionSettings.unsolicitedFrameHandler() != null
				|| this.connectionSettings.payloadRedactor() != null;
	}

	/**
	 * Counts a write.
	 * @param frames how many frames it begins
	 */
	void written(int frames) {
		this.writes.increment();
		this.frames.add(frames);
	}

	/**
	 * Counts a connection that gets no new calls.
	 * @param reason why
	 */
	void drained(CloseReason reason) {
		this.drained.computeIfAbsent(reason, (key) -> new LongAdder()).increment();
	}

	/**
	 * Counts replies that came when nobody waited for them any more, and tells the
	 * listeners.
	 * @param connection the connection that they came on
	 * @param calls what they answer
	 */
	void swallowed(ConnectionInfo connection, List<SharedCall> calls) {
		for (SharedCall call : calls) {
			this.swallowed.increment();
			this.pool.lateReply(connection, Duration.ofNanos(System.nanoTime() - call.orphanedAt()));
		}
	}

	/**
	 * Pings a connection on which calls have timed out. Called in the background.
	 * @param connection the connection
	 */
	void ping(SharedConnection connection) {
		this.suspect = connection;
		PingSettings settings = this.pool.settings().ping();
		if (settings == null || !settings.ping().isAnswered()) {
			connection.calls().pinged(false, CloseReason.TIMED_OUT);
			return;
		}
		boolean answered = false;
		try {
			answered = isAnswered(connection, settings);
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("The ping of " + connection + " failed", ex);
		}
		finally {
			connection.calls().pinged(answered, CloseReason.PING_FAILED);
		}
	}

	private boolean isAnswered(SharedConnection connection, PingSettings settings) throws IOException {
		Ping ping = settings.ping().forConnection(connection.connection().attributes());
		EncodedFrame frame = EncodedFrame.of(ping.request(), this.connectionSettings.framing(),
				this.connectionSettings.maxFrameSize());
		try (SharedCall call = newCall(frame, true)) {
			return connection.placePing(call) && ping.accepts(call.exchange(frame, Deadline.after(settings.timeout())));
		}
	}

	/**
	 * Runs something in the background.
	 * @param task what to run
	 * @param nanos when, from now on
	 */
	void soon(Runnable task, long nanos) {
		this.pool.schedule(task, nanos);
	}

	/**
	 * Leases connections to listen on until there are as many as may be shared, and looks
	 * again every second whether one was lost. Called in the background.
	 */
	void keepListening() {
		if (this.closed) {
			this.listening.set(false);
			return;
		}
		try {
			if (!this.pool.isPaused() && mayOpenToListen()) {
				openToListen();
			}
		}
		finally {
			soon(this::keepListening, OPEN_AGAIN_NANOS);
		}
	}

	private boolean mayOpenToListen() {
		this.lock.lock();
		try {
			prune();
			boolean wanted = !this.opening && this.open.length < this.settings.connections();
			this.opening |= wanted;
			return wanted;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void openToListen() {
		SharedConnection opened = null;
		try {
			opened = begin(this.pool.acquireToShare(Deadline.after(this.connectionSettings.connectTimeout())));
		}
		catch (IOException ex) {
			logger.debug("No connection to listen on for client '" + this.pool.client() + "'", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.lock.lock();
			try {
				this.opening = false;
				if (opened != null) {
					count(opened);
				}
				step();
			}
			finally {
				this.lock.unlock();
			}
		}
		if (opened != null && this.closed) {
			opened.drain(CloseReason.POOL_CLOSED);
		}
	}

	private void count(SharedConnection opened) {
		// Its last lease may not have been noted as ended.
		remove(opened);
		// Complete before it is published: others read it without the lock.
		SharedConnection[] open = Arrays.copyOf(this.open, this.open.length + 1);
		open[open.length - 1] = opened;
		this.open = open;
	}

	/**
	 * Lets all connections go, without closing them.
	 */
	void drainAll() {
		for (SharedConnection connection : this.leased) {
			connection.drain(null);
		}
		placesFreed();
	}

	/**
	 * Returns whether any connection is in use, so that it need not be checked, and none
	 * more should be opened for that.
	 * @return whether one is
	 * @throws IOException if calls on all of them time out, and nothing comes
	 */
	boolean isBusy() throws IOException {
		SharedConnection[] open = this.open;
		for (SharedConnection connection : open) {
			if (!connection.calls().isUnresponsive()) {
				return true;
			}
		}
		SharedConnection suspect = this.suspect;
		if (suspect != null && suspect.calls().isUnresponsive()) {
			throw new SocketTimeoutException(
					"calls on the shared connection " + suspect.connection() + " time out, and nothing has come since");
		}
		return open.length > 0;
	}

	int waiting() {
		return this.waiting;
	}

	/**
	 * Lets connections go that are past their lifetime or were evicted.
	 */
	void drainOutdated() {
		for (SharedConnection connection : this.open) {
			connection.drainIfOutdated();
		}
		placesFreed();
	}

	/**
	 * Returns what the connections are doing.
	 * @return the numbers at this moment
	 */
	SharingStatus status() {
		int inFlight = 0;
		int orphans = 0;
		int connections = 0;
		for (SharedConnection connection : this.leased) {
			connections++;
			inFlight += connection.inFlight();
			orphans += connection.orphans();
		}
		Map<CloseReason, Long> drained = new EnumMap<>(CloseReason.class);
		this.drained.forEach((reason, count) -> drained.put(reason, count.sum()));
		return new SharingStatus(connections, inFlight, this.waiting, orphans, this.frames.sum(), this.writes.sum(),
				this.swallowed.sum(), drained);
	}

	/**
	 * Refuses callers, and lets all connections go. If this thread has a call in flight,
	 * the pool would wait for it in vain, so the others are awaited here, and then the
	 * connections are closed. If user code in the driver's thread closes the client, the
	 * others cannot get their replies meanwhile, so they are not awaited.
	 * @param timeout for how long
	 */
	void close(Duration timeout) {
		List<SharedConnection> leased = List.copyOf(this.leased);
		refuse();
		Deadline deadline = Deadline.after(timeout);
		for (SharedConnection connection : leased) {
			boolean reading = connection.isReadBy(Thread.currentThread());
			int own = connection.calls().unansweredOf(Thread.currentThread());
			if (reading || own > 0) {
				while (!reading && connection.calls().present() > own && deadline.remainingNanos() > 0
						&& !Thread.currentThread().isInterrupted()) {
					LockSupport.parkNanos(this, POLL_NANOS);
				}
				connection.fail(CloseReason.POOL_CLOSED, new ClosedChannelException());
			}
		}
	}

	private void refuse() {
		this.closed = true;
		this.lock.lock();
		try {
			failAll(new PoolClosedException(this.pool.client()));
		}
		finally {
			this.lock.unlock();
		}
		drainAll();
	}

	/**
	 * Takes callers, now or again.
	 */
	void open() {
		this.closed = false;
		if (this.settings.listen() && this.listening.compareAndSet(false, true)) {
			soon(this::keepListening, 0);
		}
	}

	private enum Turn {

		WAITS, PLACED, OPENS, FAILED

	}

	/**
	 * A caller who waits for a place.
	 */
	private static final class Waiter {

		private final Thread thread = Thread.currentThread();

		private final EncodedFrame frame;

		private final boolean answered;

		private volatile SharedCall call;

		private volatile Turn turn = Turn.WAITS;

		private Placement placement = Placement.FULL;

		private @Nullable IOException failure;

		Waiter(EncodedFrame frame, boolean answered, SharedCall call) {
			this.frame = frame;
			this.answered = answered;
			this.call = call;
		}

		void turn(Turn turn) {
			this.turn = turn;
			if (this.thread != Thread.currentThread()) {
				LockSupport.unpark(this.thread);
			}
		}

		IOException failure() {
			return (this.failure != null) ? this.failure : new IOException("no place");
		}

		String reason() {
			return (this.placement == Placement.KEY_IN_USE)
					? "the id " + this.call.key() + " is that of another request without a reply"
					: "no place on a shared connection became free in time";
		}

	}

}
