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

package io.framedtcp.internal.connection;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import org.jspecify.annotations.Nullable;

import io.framedtcp.pool.ConnectionState;
import io.framedtcp.spi.CloseReason;

/**
 * The state of one connection: its phase, the number of its callers, and the reason to
 * close it. {@link #next} is the table of all transitions. It refuses an event that is
 * not allowed, and the state stays the same. This settles every race: if two threads want
 * the same connection, one is refused.
 * <p>
 * Today each connection has a capacity of one lease. Callers who share a connection have
 * this lease together. While it lasts, they have a lifecycle of their own in
 * {@code internal.shared}, which decides whether the connection takes new calls.
 * <p>
 * Pure state: it does no I/O and calls no other code. Safe for use by many threads.
 */
public final class ConnectionStateMachine {

	private static final AtomicReferenceFieldUpdater<ConnectionStateMachine, State> STATE = AtomicReferenceFieldUpdater
		.newUpdater(ConnectionStateMachine.class, State.class, "state");

	private static final State NEW = new State(ConnectionState.NEW, 0, null);

	private volatile State state = NEW;

	private final int capacity;

	/**
	 * Creates the state of a connection that nobody has begun to open.
	 * @param capacity how many callers may have it at a time
	 */
	public ConnectionStateMachine(int capacity) {
		this.capacity = capacity;
	}

	/**
	 * Returns the state that an event leads to.
	 * @param from the state before
	 * @param event the event
	 * @param capacity how many callers may have the connection at a time
	 * @param reason the reason to close it, for {@link Event#RETIRE} and
	 * {@link Event#CLOSE}
	 * @return the state after, or {@code null} if the event is refused
	 */
	static @Nullable State next(State from, Event event, int capacity, @Nullable CloseReason reason) {
		ConnectionState phase = from.phase;
		return switch (event) {
			case OPEN -> (phase == ConnectionState.NEW) ? State.OPENING : null;
			case OPENED -> (phase == ConnectionState.OPENING) ? State.TESTING : null;
			case TEST -> (phase == ConnectionState.IDLE) ? State.TESTING : null;
			case PASS -> (phase == ConnectionState.TESTING) ? State.IDLE : null;
			case LEASE ->
				((phase == ConnectionState.TESTING || phase == ConnectionState.LEASED) && from.leases < capacity)
						? from.leased() : null;
			case RELEASE -> (from.leases > 0) ? from.released() : null;
			case RETIRE -> (phase.ordinal() < ConnectionState.DRAINING.ordinal()) ? from.draining(reason) : null;
			case CLOSE -> (phase != ConnectionState.CLOSED) ? from.closed(reason) : null;
		};
	}

	/**
	 * Begins to open the connection.
	 * @return whether this thread must open it
	 */
	public boolean open() {
		return apply(Event.OPEN, null);
	}

	/**
	 * Notes that the connection is open. Its first test begins.
	 * @return {@code false} if it was given up meanwhile and must be closed
	 */
	public boolean opened() {
		return apply(Event.OPENED, null);
	}

	/**
	 * Takes an idle connection, to test it.
	 * @return whether this thread has it now
	 */
	public boolean test() {
		return apply(Event.TEST, null);
	}

	/**
	 * Notes that a test has passed. The connection is idle now.
	 * @return {@code false} if there is a reason to close it
	 */
	public boolean pass() {
		return apply(Event.PASS, null);
	}

	/**
	 * Lends the connection to one more caller, after a passed test or beside other
	 * callers.
	 * @return {@code false} if there is a reason to close it, or no capacity left
	 */
	public boolean lease() {
		return apply(Event.LEASE, null);
	}

	/**
	 * Takes the connection back from one caller.
	 * @return {@code false} if no caller has it
	 */
	public boolean release() {
		return apply(Event.RELEASE, null);
	}

	/**
	 * Notes a reason to close the connection. Only the first one counts, since later ones
	 * mostly follow from it.
	 * @param reason why it must not be lent again
	 * @return whether this is the first reason
	 */
	public boolean retire(CloseReason reason) {
		return apply(Event.RETIRE, reason);
	}

	/**
	 * Notes that the connection is closed.
	 * @param reason why, unless there was an earlier reason
	 * @return {@code false} if it was closed before
	 */
	public boolean close(CloseReason reason) {
		return apply(Event.CLOSE, reason);
	}

	/**
	 * Returns what the connection is doing.
	 * @return the state at this moment
	 */
	public ConnectionState state() {
		return this.state.phase;
	}

	/**
	 * Returns how many callers have the connection.
	 * @return the number
	 */
	public int leases() {
		return this.state.leases;
	}

	/**
	 * Returns why the connection is or must be closed.
	 * @return the first reason, or {@code null} if there is none
	 */
	public @Nullable CloseReason reason() {
		return this.state.reason;
	}

	private boolean apply(Event event, @Nullable CloseReason reason) {
		State from = this.state;
		State next = next(from, event, this.capacity, reason);
		while (next != null && !STATE.compareAndSet(this, from, next)) {
			from = this.state;
			next = next(from, event, this.capacity, reason);
		}
		return next != null;
	}

	@Override
	public String toString() {
		return this.state.toString();
	}

	/**
	 * What happens to a connection.
	 */
	enum Event {

		OPEN, OPENED, TEST, PASS, LEASE, RELEASE, RETIRE, CLOSE

	}

	/**
	 * One state.
	 *
	 * @param phase what the connection is doing
	 * @param leases how many callers have it
	 * @param reason why it is or must be closed
	 */
	record State(ConnectionState phase, int leases, @Nullable CloseReason reason) {

		static final State OPENING = new State(ConnectionState.OPENING, 0, null);

		static final State IDLE = new State(ConnectionState.IDLE, 0, null);

		static final State TESTING = new State(ConnectionState.TESTING, 0, null);

		/** Shared, so a lease to a single caller allocates nothing. */
		static final State LEASED = new State(ConnectionState.LEASED, 1, null);

		State leased() {
			return (this.leases == 0) ? LEASED : new State(ConnectionState.LEASED, this.leases + 1, null);
		}

		State released() {
			if (this.phase == ConnectionState.LEASED) {
				return switch (this.leases) {
					case 1 -> IDLE;
					case 2 -> LEASED;
					default -> new State(ConnectionState.LEASED, this.leases - 1, null);
				};
			}
			return new State(this.phase, this.leases - 1, this.reason);
		}

		State draining(@Nullable CloseReason reason) {
			return new State(ConnectionState.DRAINING, this.leases, reason);
		}

		State closed(@Nullable CloseReason reason) {
			return new State(ConnectionState.CLOSED, this.leases, (this.reason != null) ? this.reason : reason);
		}

	}

}
