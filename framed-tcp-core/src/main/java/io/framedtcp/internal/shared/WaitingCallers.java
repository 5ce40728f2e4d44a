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
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.internal.shared.Admission.Placement;
import io.framedtcp.internal.shared.DeadlineWatch.Waiter;

/**
 * The queue of callers that wait for a place on a shared connection. Used under the lock
 * of the {@link PlaceQueue}. Any thread may read the count.
 */
final class WaitingCallers {

	private final Deque<WaitingCaller> waiting = new ArrayDeque<>();

	private volatile int count;

	/**
	 * Returns the number of waiting callers. Any thread may call this.
	 * @return the number
	 */
	int count() {
		return this.count;
	}

	/**
	 * Adds a caller behind the others. A place may have become free just before, so the
	 * queue must look for one afterwards.
	 * @param caller the caller
	 */
	void add(WaitingCaller caller) {
		this.waiting.addLast(caller);
		counted();
	}

	/**
	 * Lets a caller wait again, in front of the others.
	 * @param caller the caller of this thread
	 */
	void addBack(WaitingCaller caller) {
		caller.turn(Turn.WAITS);
		this.waiting.addFirst(caller);
		counted();
	}

	void remove(WaitingCaller caller) {
		this.waiting.remove(caller);
		counted();
	}

	void forEach(Consumer<? super WaitingCaller> action) {
		this.waiting.forEach(action);
	}

	/**
	 * Gives places to callers, in their order, until no place is left. A caller whose key
	 * is in use lets others pass.
	 * @param places gives a caller a place, if there is one
	 * @param leasing returns whether the caller with that thread must lease one more
	 * connection
	 * @param idsToSkip the maximum number of assigned ids that a caller skips
	 */
	void offer(Function<WaitingCaller, Placement> places, Predicate<Thread> leasing, long idsToSkip) {
		Iterator<WaitingCaller> each = this.waiting.iterator();
		boolean full = false;
		while (each.hasNext() && !full) {
			WaitingCaller caller = each.next();
			if (caller.turn() != Turn.WAITS) {
				continue;
			}
			Placement placement = places.apply(caller);
			caller.placement(placement);
			if (placement == Placement.PLACED) {
				each.remove();
				caller.turn(Turn.PLACED);
			}
			else if (placement == Placement.KEY_IN_USE && caller.skipsId(idsToSkip)) {
				caller.turn(Turn.SKIPS_ID);
			}
			else if (leasing.test(caller.thread())) {
				caller.turn(Turn.OPENS);
			}
			else {
				full = placement != Placement.KEY_IN_USE;
			}
		}
		counted();
	}

	/**
	 * Ends the wait of all callers that are not leasing a connection.
	 * @param failure the exception for them
	 */
	void failAll(IOException failure) {
		for (WaitingCaller caller : this.waiting) {
			if (caller.turn() == Turn.WAITS) {
				caller.fail(failure);
			}
		}
		this.waiting.removeIf((caller) -> caller.turn() == Turn.FAILED);
		counted();
	}

	private void counted() {
		this.count = this.waiting.size();
	}

	/**
	 * A caller that waits for a place on a shared connection. Changed under the lock of
	 * {@link PlaceQueue}, or by its own thread while it opens a connection.
	 */
	static final class WaitingCaller extends Waiter {

		private final EncodedFrame frame;

		private final boolean answered;

		private volatile SharedCall call;

		private volatile Turn turn = Turn.WAITS;

		private Placement placement = Placement.FULL;

		/** The number of assigned ids that it has skipped. */
		private long skipped;

		private @Nullable IOException failure;

		/**
		 * Creates a caller with this thread.
		 * @param frame the frame to send
		 * @param answered whether a reply is expected
		 * @param call the call, which has no place
		 */
		WaitingCaller(EncodedFrame frame, boolean answered, SharedCall call) {
			super(Thread.currentThread());
			this.frame = frame;
			this.answered = answered;
			this.call = call;
		}

		SharedCall call() {
			return this.call;
		}

		/**
		 * Creates the call again, with another key if the client assigns ids.
		 * @param factory creates calls
		 */
		void callAnew(CallFactory factory) {
			this.call = factory.call(this.frame, this.answered, thread());
		}

		Turn turn() {
			return this.turn;
		}

		/**
		 * Sets the next step of the caller, and wakes it.
		 * @param turn the next step
		 */
		void turn(Turn turn) {
			this.turn = turn;
			if (thread() != Thread.currentThread()) {
				wake();
			}
		}

		/**
		 * Returns whether the caller takes another id, because its id is in use.
		 * @param atMost the maximum number of ids to skip before it waits
		 * @return {@code false} if it waits for an id
		 */
		boolean skipsId(long atMost) {
			this.skipped = (this.skipped < atMost) ? this.skipped + 1 : 0;
			return this.skipped > 0;
		}

		void placement(Placement placement) {
			this.placement = placement;
		}

		/**
		 * Returns the outcome of the last attempt to get a place.
		 * @return the outcome
		 */
		Placement placement() {
			return this.placement;
		}

		/**
		 * Ends the wait by a failure.
		 * @param failure the exception for the caller
		 */
		void fail(IOException failure) {
			this.failure = failure;
			turn(Turn.FAILED);
		}

		IOException failure() {
			return (this.failure != null) ? this.failure : new IOException("no place");
		}

	}

	/**
	 * The next step of a caller.
	 */
	enum Turn {

		/** Waits on. */
		WAITS,

		/** Queues its frame. */
		PLACED,

		/** Leases one more connection. */
		OPENS,

		/** Takes the next assigned id, because its id is in use. */
		SKIPS_ID,

		/** Ends with a failure. */
		FAILED

	}

}
