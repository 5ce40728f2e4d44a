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

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The calls of one shared connection that are not completed. There are three lists: calls
 * queued for the writer, calls that expect a reply, and calls without a reply that are
 * being written. Each list is in the order of sending. Used under the lock of
 * {@link ConnectionCalls}.
 */
final class OutstandingCalls {

	private final InFlightCalls inFlight = new InFlightCalls();

	private final Deque<SharedCall> queue = new ArrayDeque<>();

	/** Calls without a reply whose frames are gathered but not yet written. */
	private final Deque<SharedCall> unwritten = new ArrayDeque<>();

	/**
	 * Returns the calls that expect a reply.
	 * @return the calls, including orphans
	 */
	InFlightCalls inFlight() {
		return this.inFlight;
	}

	/**
	 * Returns the calls queued for the writer.
	 * @return the calls
	 */
	Deque<SharedCall> queue() {
		return this.queue;
	}

	boolean isQueued() {
		return !this.queue.isEmpty();
	}

	Deque<SharedCall> unwritten() {
		return this.unwritten;
	}

	/**
	 * Returns whether no other reply is outstanding.
	 * @param call the call, which expects a reply
	 * @return whether the next reply can only be for this call
	 */
	boolean isAlone(SharedCall call) {
		return this.inFlight.first() == call && call.next == null;
	}

	void add(SharedCall call) {
		this.queue.add(call);
		if (call.isAnswered()) {
			this.inFlight.add(call);
		}
	}

	/**
	 * Returns the orphan with the earliest request. Another may have been abandoned
	 * earlier, but not before that request was sent.
	 * @return the call, or {@code null} if there is no orphan
	 */
	@Nullable SharedCall firstOrphan() {
		SharedCall call = this.inFlight.first();
		while (call != null && !call.isOrphaned()) {
			call = call.next;
		}
		return call;
	}

	/**
	 * Returns the oldest call with a waiting thread.
	 * @return the call, or {@code null} if there is none
	 */
	@Nullable SharedCall oldestAwaited() {
		SharedCall call = this.inFlight.first();
		while (call != null && !call.isAwaited()) {
			call = call.next;
		}
		if (call == null) {
			call = firstAwaited(this.unwritten);
		}
		return (call != null) ? call : firstQueuedAwaited();
	}

	@Nullable SharedCall firstQueuedAwaited() {
		return firstAwaited(this.queue);
	}

	private static @Nullable SharedCall firstAwaited(Deque<SharedCall> calls) {
		// Called at each hand-over, and usually empty. A stream would allocate 250 bytes.
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
	 * Passes each call to an action. Calls that expect a reply come first, in the order
	 * of sending.
	 * @param action the action
	 */
	void forEach(Consumer<? super SharedCall> action) {
		InFlightCalls.forEach(this.inFlight.first(), action);
		this.unwritten.forEach(action);
		for (SharedCall call : this.queue) {
			if (!call.isAnswered()) {
				action.accept(call);
			}
		}
	}

	/**
	 * Moves all calls to a list, in the order of sending. A queued call that expects a
	 * reply appears twice.
	 * @param target the list
	 */
	void moveTo(List<SharedCall> target) {
		target.addAll(this.unwritten);
		target.addAll(this.queue);
		InFlightCalls.forEach(this.inFlight.first(), target::add);
		this.unwritten.clear();
		this.queue.clear();
	}

	/**
	 * The calls that expect a reply, oldest first. The calls themselves are the links of
	 * the list, so removing one costs no search.
	 * <p>
	 * Used under the connection's lock.
	 */
	static final class InFlightCalls {

		private @Nullable SharedCall first;

		private @Nullable SharedCall last;

		@Nullable SharedCall first() {
			return this.first;
		}

		boolean isEmpty() {
			return this.first == null;
		}

		boolean contains(SharedCall call) {
			return call.previous != null || this.first == call;
		}

		void add(SharedCall call) {
			SharedCall last = this.last;
			call.previous = last;
			if (last != null) {
				last.next = call;
			}
			else {
				this.first = call;
			}
			this.last = call;
		}

		void remove(SharedCall call) {
			SharedCall previous = call.previous;
			SharedCall next = call.next;
			if (previous != null) {
				previous.next = next;
			}
			else if (this.first == call) {
				this.first = next;
			}
			else {
				// Already removed.
				return;
			}
			if (next != null) {
				next.previous = previous;
			}
			else {
				this.last = previous;
			}
			call.previous = null;
			call.next = null;
		}

		/**
		 * Passes calls to an action, beginning with one of them.
		 * @param from the first call
		 * @param action may remove the call
		 */
		static void forEach(@Nullable SharedCall from, Consumer<? super SharedCall> action) {
			SharedCall call = from;
			while (call != null) {
				SharedCall next = call.next;
				action.accept(call);
				call = next;
			}
		}

	}

}
