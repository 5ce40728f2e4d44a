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

import java.time.Duration;

import io.framedtcp.test.Fault;
import io.framedtcp.test.Point;

/**
 * What goes wrong with one of several calls on a shared connection, on the server's side
 * or on the caller's.
 */
enum SharedFault {

	SLOW_REPLY(Fault.throttle(1), Point.BEFORE_REPLY),

	LATE_REPLY(Fault.delay(Duration.ofMillis(30)), Point.BEFORE_REPLY),

	LOST_REPLY(Fault.lostReply(), Point.BEFORE_REPLY),

	DOUBLED_REPLY(Fault.duplicateReply(), Point.AFTER_REPLY),

	DOUBLED_REPLY_IGNORED(Fault.duplicateReply(), Point.AFTER_REPLY),

	UNKNOWN_REPLY(Fault.unknownId(0, Payloads.ID_LENGTH), Point.BEFORE_REPLY),

	UNKNOWN_REPLY_IGNORED(Fault.unknownId(0, Payloads.ID_LENGTH), Point.BEFORE_REPLY),

	SWAPPED_IDS(Fault.swapIds(0, Payloads.ID_LENGTH), Point.BEFORE_REPLY),

	SWAPPED_REPLIES(Fault.swapReplies(), Point.BEFORE_REPLY),

	REVERSED_REPLIES(Fault.reverseReplies(SharedCell.CALLERS), Point.BEFORE_REPLY),

	SHUFFLED_REPLIES(Fault.shuffleReplies(SharedCell.CALLERS, 1), Point.BEFORE_REPLY),

	NEGATIVE_LENGTH(Fault.negativeLength(), Point.BEFORE_REPLY),

	OVERSIZED_LENGTH(Fault.oversizedLength(), Point.BEFORE_REPLY),

	GARBAGE(Fault.garbage(1), Point.BEFORE_REPLY),

	/** The server does not read a request that no buffers take. */
	NOT_READING(Fault.refuseToRead(), Point.BEFORE_REQUEST),

	/** The server closes in order after so many bytes of the reply. */
	FIN,

	/** The server aborts after so many bytes of the reply. */
	RESET,

	/** The server falls silent after so many bytes of the reply. */
	STALL,

	RESTART,

	BIG_REPLY,

	/** The caller that reads for all gives up. */
	DRIVER_GIVES_UP,

	/** A caller that waits for its reply while another reads gives up. */
	FOLLOWER_GIVES_UP,

	/** A caller gives up whose request waits until that of another is written. */
	QUEUED_GIVES_UP,

	/** A caller gives up whose request was written in part. */
	WRITER_GIVES_UP,

	INTERRUPTED_AT_ENTRY,

	/** The matcher fails with the reply. */
	MATCHER_THROWS,

	/** The converter fails with the reply. */
	CONVERTER_THROWS,

	/** The request is larger than any frame may be. */
	FRAME_TOO_LARGE,

	/** The request has the id of another that is in flight. */
	KEY_CLASH,

	/** The ids that the client assigns wrap while all requests are in flight. */
	ID_WRAP,

	/** A caller times out, and its reply comes when that was waited for too long. */
	ORPHAN_TOO_OLD,

	/** A caller times out, and no reply may be outstanding that nobody waits for. */
	ORPHAN_TOO_MANY,

	/** A caller times out, and the connection is pinged while others wait. */
	PINGED,

	/** All connections are evicted. */
	EVICTED,

	/** The client is paused until the replies have come. */
	PAUSED,

	/** The client is closed, and opened again. */
	CLOSED,

	/** The connection comes to the end of its lifetime. */
	TOO_OLD,

	/** The requests are the last that the connection may carry. */
	USED_UP;

	private final Fault fault;

	private final Point point;

	SharedFault() {
		this(null, null);
	}

	SharedFault(Fault fault, Point point) {
		this.fault = fault;
		this.point = point;
	}

	/**
	 * Return what the test server does wrong.
	 * @return the fault, or {@code null} if there is none of its own for it
	 */
	Fault fault() {
		return this.fault;
	}

	Point point() {
		return this.point;
	}

	boolean isReordering() {
		return this == REVERSED_REPLIES || this == SHUFFLED_REPLIES;
	}

	/**
	 * Return whether there is one cell for each byte of a reply.
	 * @return whether it strikes inside the frame
	 */
	boolean isAtEachByte() {
		return this == FIN || this == RESET || this == STALL;
	}

	boolean isGivingUp() {
		return this == DRIVER_GIVES_UP || this == FOLLOWER_GIVES_UP || isBlocked();
	}

	/**
	 * Return whether the server reads the second request only when the first has been
	 * answered, and that is more than the buffers take.
	 * @return whether requests are queued at the client
	 */
	boolean isBlocked() {
		return this == QUEUED_GIVES_UP || this == WRITER_GIVES_UP;
	}

	/**
	 * Return whether the victim's caller gets an exception before anything is queued.
	 * @return whether its request is never in flight
	 */
	boolean isRefused() {
		return this == INTERRUPTED_AT_ENTRY || this == FRAME_TOO_LARGE;
	}

	/**
	 * Return whether a caller times out in a way that concerns orphans.
	 * @return whether its reply comes before those that others wait for
	 */
	boolean isOrphaning() {
		return this == ORPHAN_TOO_OLD || this == ORPHAN_TOO_MANY || this == PINGED;
	}

	/**
	 * Return whether something befalls the whole connection, and its callers finish.
	 * @return whether it gets no new calls
	 */
	boolean isDraining() {
		return this == EVICTED || this == PAUSED || this == CLOSED || this == TOO_OLD || this == USED_UP;
	}

	boolean isUnknownIgnored() {
		return this == DOUBLED_REPLY_IGNORED || this == UNKNOWN_REPLY_IGNORED;
	}

}
