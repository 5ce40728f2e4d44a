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

package io.framedtcp.faults;

import java.util.ArrayList;
import java.util.List;

/**
 * A cell of the matrix of shared connections.
 *
 * @param mode how replies are told apart
 * @param tls whether the client speaks TLS
 * @param fault what goes wrong
 * @param at after how many bytes of the reply, or 0 if that does not matter
 * @param kind how a caller gives up, or {@code null} if none does
 */
record SharedCell(SharedMode mode, boolean tls, SharedFault fault, int at, GivingUp kind) {

	/** In flight at a time. */
	static final int CALLERS = 5;

	/** The bytes of a reply on the wire. */
	static final int FRAME_LENGTH = Integer.BYTES + Payloads.NUMBERED_LENGTH;

	static List<SharedCell> all() {
		List<SharedCell> cells = new ArrayList<>();
		for (SharedMode mode : SharedMode.values()) {
			for (boolean tls : new boolean[] { false, true }) {
				for (SharedFault fault : SharedFault.values()) {
					addTo(cells, mode, tls, fault);
				}
			}
		}
		return cells;
	}

	private static void addTo(List<SharedCell> cells, SharedMode mode, boolean tls, SharedFault fault) {
		if (fault.isGivingUp()) {
			for (GivingUp kind : GivingUp.values()) {
				cells.add(new SharedCell(mode, tls, fault, 0, kind));
			}
		}
		else if (fault.isAtEachByte()) {
			int last = (fault == SharedFault.STALL) ? FRAME_LENGTH - 1 : FRAME_LENGTH;
			for (int at = 0; at <= last; at++) {
				cells.add(new SharedCell(mode, tls, fault, at, null));
			}
		}
		else if (isPossible(mode, fault)) {
			cells.add(new SharedCell(mode, tls, fault, 0, null));
		}
	}

	private static boolean isPossible(SharedMode mode, SharedFault fault) {
		return switch (fault) {
			case MATCHER_THROWS -> mode.isMatched();
			case KEY_CLASH -> mode == SharedMode.APPLICATION_IDS;
			case ID_WRAP -> mode == SharedMode.ASSIGNED_IDS;
			// A server that answers out of order is no server for replies by order. And
			// in order nobody waits for the replies behind an orphan.
			default -> !mode.isInOrder() || !(fault.isReordering() || fault.isUnknownIgnored() || fault.isOrphaning());
		};
	}

	/**
	 * Return which caller the fault strikes. Those with a smaller number have sent their
	 * requests before.
	 * @return its number
	 */
	int victim() {
		return switch (this.fault) {
			case DRIVER_GIVES_UP -> 0;
			case WRITER_GIVES_UP -> 1;
			default -> 2;
		};
	}

	/**
	 * Return whose request is larger than the buffers.
	 * @return the number of the caller, or -1
	 */
	int large() {
		return this.fault.isBlocked() ? 1 : (this.fault == SharedFault.NOT_READING) ? victim() : -1;
	}

	/**
	 * Return whether the server handles requests at the same time, in whatever order.
	 * @return {@code false} if it handles one after the other
	 */
	boolean isConcurrent() {
		return !this.mode.isInOrder() && !this.fault.isBlocked();
	}

	/**
	 * Return whether the requests behind are answered only once the victim's call is
	 * over, so that nothing that comes with their replies decides about it.
	 * @return whether the victim ends by itself
	 */
	boolean isVictimFirst() {
		return this.fault.isAtEachByte() || this.fault == SharedFault.RESTART
				|| this.fault == SharedFault.NEGATIVE_LENGTH || this.fault == SharedFault.OVERSIZED_LENGTH
				|| this.fault == SharedFault.GARBAGE || this.fault == SharedFault.NOT_READING
				|| this.fault == SharedFault.MATCHER_THROWS
				|| (this.fault == SharedFault.UNKNOWN_REPLY && this.mode == SharedMode.IN_ORDER_CHECKED);
	}

	/**
	 * Return whether the server sees that the client has closed a connection.
	 * @return {@code false} if it leaves what the client has sent to the kernel
	 */
	boolean isEndSeen() {
		return this.fault != SharedFault.NOT_READING;
	}

	@Override
	public String toString() {
		return this.fault + (this.fault.isAtEachByte() ? " at " + this.at : "")
				+ ((this.kind != null) ? " by " + this.kind : "") + ", " + this.mode + (this.tls ? ", TLS" : ", plain");
	}

	/**
	 * How a caller gives up.
	 */
	enum GivingUp {

		TIME_OUT, INTERRUPT, CANCEL

	}

}
