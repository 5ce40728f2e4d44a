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

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.framedtcp.config.SharedSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.connection.FramedConnection;
import io.framedtcp.spi.CloseReason;

/**
 * The lifecycle of a shared connection: whether it gets new calls, and if not, why.
 * {@link #next} is the table of all transitions. The connection itself is leased all that
 * time: its own state is in its {@code ConnectionStateMachine}.
 * <p>
 * The state changes under the lock of {@link ConnectionCalls}. Methods that any thread
 * may call say so.
 */
final class Lifecycle {

	private final ReentrantLock lock;

	private final FramedConnection connection;

	private final SharedSettings settings;

	private final Consumer<CloseReason> drained;

	private volatile Phase phase = Phase.OPEN;

	private volatile @Nullable CloseReason drainReason;

	private volatile Deadline drainBy = Deadline.never();

	private int timeoutsInRow;

	/** Whether the order of replies is lost. */
	private boolean outOfOrder;

	/** Whether bytes have come since the last time-out. */
	private volatile boolean readLately;

	/** Whether nothing has come since the connection was idle. */
	private volatile boolean silent;

	/**
	 * Creates the lifecycle of a new shared connection.
	 * @param lock the lock of the connection's calls
	 * @param connection the connection
	 * @param settings the settings of shared connections
	 * @param drained receives the reason when the connection stops getting new calls;
	 * called under the lock
	 */
	Lifecycle(ReentrantLock lock, FramedConnection connection, SharedSettings settings, Consumer<CloseReason> drained) {
		this.lock = lock;
		this.connection = connection;
		this.settings = settings;
		this.drained = drained;
	}

	/**
	 * Returns the phase that an event leads to.
	 * @param from the phase before
	 * @param event the event
	 * @return the phase after, or {@code null} if the event changes nothing
	 */
	static @Nullable Phase next(Phase from, Event event) {
		return switch (event) {
			case BEGIN -> Phase.OPEN;
			case TIMEOUTS_IN_ROW -> (from == Phase.OPEN) ? Phase.SUSPECT : null;
			case RESPONDED -> (from == Phase.SUSPECT) ? Phase.OPEN : null;
			case FINISH -> (from == Phase.OPEN || from == Phase.SUSPECT) ? Phase.FINISHING : null;
			case END -> (from != Phase.ENDED) ? Phase.ENDED : null;
		};
	}

	/**
	 * Starts again with a new lease of the connection. Called under the lock.
	 */
	void begin() {
		this.timeoutsInRow = 0;
		this.silent = this.connection.isReused();
		this.drainReason = null;
		apply(Event.BEGIN);
	}

	/**
	 * Returns the phase of the connection. Any thread may call this.
	 * @return the phase
	 */
	Phase phase() {
		return this.phase;
	}

	boolean isEnded() {
		return this.phase == Phase.ENDED;
	}

	/**
	 * Returns why the connection is drained and then closed. Any thread may call this.
	 * @return the reason, or {@code null} if it is to be kept or not drained
	 */
	@Nullable CloseReason drainReason() {
		return this.drainReason;
	}

	/**
	 * Returns whether the time to drain the connection is over. Any thread may call this.
	 * @return whether it must be closed even if callers are left
	 */
	boolean isDrainedForTooLong() {
		return this.phase == Phase.FINISHING && this.drainBy.remainingNanos() <= 0;
	}

	/**
	 * Returns whether the peer may have closed the connection while it was idle.
	 * @return whether nothing has come since then
	 */
	boolean isSilent() {
		return this.silent;
	}

	/**
	 * Notes that bytes have come. Any thread may call this.
	 */
	void read() {
		this.silent = false;
		this.readLately = true;
	}

	/**
	 * Notes that whole frames have come. Called under the lock.
	 */
	void framesCame() {
		apply(Event.RESPONDED);
	}

	/**
	 * Begins to drain the connection. Called under the lock.
	 * @param reason the close reason; {@code null} to keep it idle
	 */
	void drain(@Nullable CloseReason reason) {
		boolean begun = next(this.phase, Event.FINISH) != null;
		boolean toBeKept = this.phase == Phase.FINISHING && this.drainReason == null;
		if ((begun || toBeKept) && reason != null) {
			// A pause of the client may already be draining it, in order to keep it.
			this.drainReason = reason;
			this.drained.accept(reason);
		}
		if (begun) {
			this.drainBy = Deadline.after(this.settings.drainTimeout());
			apply(Event.FINISH);
		}
	}

	/**
	 * Begins to drain the connection if it is past its lifetime, evicted, or has an
	 * overdue orphan. Called under the lock.
	 * @param oldestOrphan the oldest orphan, if there is one
	 * @return whether the connection may still be used
	 */
	boolean drainIfOutdated(@Nullable SharedCall oldestOrphan) {
		boolean tooOld = oldestOrphan != null && System.nanoTime() - oldestOrphan.orphanedAt() >= TimeUnit.NANOSECONDS
			.convert(this.settings.orphanMaxAge());
		boolean kept = this.connection.isKept() && !tooOld;
		if (!kept) {
			CloseReason reason = this.connection.closeReason();
			drain((reason != null) ? reason : CloseReason.ORPHANED);
		}
		return kept;
	}

	/**
	 * Notes that the caller of a request has given up. Called under the lock in the
	 * caller's thread.
	 * @param orphans the number of orphans
	 */
	void gaveUp(int orphans) {
		if (this.readLately) {
			this.readLately = false;
			this.timeoutsInRow = 0;
		}
		if (!Thread.currentThread().isInterrupted()) {
			this.timeoutsInRow++;
		}
		if (orphans > this.settings.maxOrphans()) {
			drain(CloseReason.ORPHANED);
		}
		else if (this.timeoutsInRow >= this.settings.suspectAfter()) {
			apply(Event.TIMEOUTS_IN_ROW);
		}
	}

	/**
	 * Begins to drain the connection, because the order of replies is lost: the reply to
	 * an abandoned request may still come. Called under the lock.
	 */
	void orderLost() {
		this.outOfOrder = true;
		drain(CloseReason.TIMED_OUT);
	}

	/**
	 * Returns whether the order of replies is lost. Called under the lock.
	 * @return {@code true} if no further request may be sent
	 */
	boolean isOutOfOrder() {
		return this.outOfOrder;
	}

	/**
	 * Notes the result of a ping.
	 * @param answered whether the ping was answered
	 * @param otherwise the reason to drain the connection if it was not
	 */
	void pinged(boolean answered, CloseReason otherwise) {
		this.lock.lock();
		try {
			if (this.phase != Phase.SUSPECT) {
				return;
			}
			if (answered) {
				this.timeoutsInRow = 0;
				apply(Event.RESPONDED);
			}
			else {
				drain(otherwise);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Returns whether successive calls have timed out, and nothing has come since.
	 * @return whether the connection is suspect, or drained because of it
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
	 * Notes that the lease ends. Called under the lock.
	 */
	void end() {
		apply(Event.END);
	}

	private void apply(Event event) {
		Phase next = next(this.phase, event);
		if (next != null) {
			this.phase = next;
		}
	}

	/**
	 * What happens to a shared connection.
	 */
	enum Event {

		/** A new lease of the connection begins. */
		BEGIN,

		/** Successive calls have timed out, and nothing has come between. */
		TIMEOUTS_IN_ROW,

		/** Whole frames have come, or a ping was answered. */
		RESPONDED,

		/** There is a reason to give the connection no new calls. */
		FINISH,

		/** The lease ends. */
		END

	}

	/**
	 * The phases of a shared connection.
	 */
	enum Phase {

		/** Takes new calls. */
		OPEN,

		/**
		 * Successive calls have timed out; takes new ones after an answered ping or a
		 * frame.
		 */
		SUSPECT,

		/**
		 * Takes no new calls, and is closed or idle after the last one. The connection
		 * may still be kept, so this is not {@code DRAINING} of {@code ConnectionState}.
		 */
		FINISHING,

		/** The lease has ended or is ending. */
		ENDED

	}

}
