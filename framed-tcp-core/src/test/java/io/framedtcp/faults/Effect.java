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

import io.framedtcp.test.Point;

/**
 * What a fault amounts to for a client that waits for a reply. From what the README says
 * of the faults, not from what the client makes of them.
 */
enum Effect {

	/** The right reply comes whole and in time. */
	NONE,

	/** The right reply comes before the request has been read, which it is then. */
	EARLY_REPLY,

	/** A reply comes before the request has been read, and the stream ends behind it. */
	EARLY_REFUSAL,

	/** The stream ends, or at least what the client can read. */
	END,

	/** The connection is aborted. */
	ABORT,

	/** Not a byte comes any more. */
	SILENCE,

	/** This reply does not come; later ones do. */
	NO_REPLY,

	/** A part of a frame comes, and nothing behind it. */
	PART_OF_FRAME,

	/** What comes cannot be the beginning of a frame. */
	NO_FRAME,

	/** A frame comes in place of the reply that answers no request. */
	FOREIGN_REPLY,

	/** A frame of the right length comes, its second half garbled. */
	GARBLED_FRAME,

	/** A frame comes that begins as the reply does, and bytes behind it. */
	DAMAGED_FRAME_AND_BYTES,

	/** An empty frame comes, and bytes behind it. */
	EMPTY_FRAME_AND_BYTES,

	/** A whole frame that is not the reply comes before it. */
	STRAY_BEFORE_REPLY,

	/** Bytes or a frame come behind the reply, together with it. */
	SURPLUS;

	/**
	 * Return what a fault amounts to.
	 * @param fault the fault
	 * @param point where it is injected
	 * @return its effect
	 */
	static Effect of(MatrixFault fault, Point point) {
		boolean insideReply = point == Point.MID_HEADER || point == Point.MID_PAYLOAD;
		return switch (fault) {
			case FIN, HALF_CLOSE, CUT_AT -> END;
			case RESET -> ABORT;
			case STALL, DELAY_TOO_LONG, REFUSE_TO_READ -> insideReply ? PART_OF_FRAME : SILENCE;
			case DELAY, THROTTLE, SPLIT, SPLIT_AT, LATE_REPLY, REVERSE_REPLIES, SHUFFLE_REPLIES -> NONE;
			case REPLY_TOO_LATE, SWAP_REPLIES, SWAP_IDS, LOST_REPLY, ONE_REPLY_PER -> NO_REPLY;
			case UNKNOWN_ID -> FOREIGN_REPLY;
			case EARLY_REPLY, EARLY_REPLY_TO_LARGE -> EARLY_REPLY;
			case EARLY_REFUSAL, EARLY_REFUSAL_OF_LARGE -> EARLY_REFUSAL;
			case EXTRA_BYTES -> ofExtraByte(point);
			case UNSOLICITED_FRAME, DUPLICATE_REPLY -> (point == Point.AFTER_REPLY) ? SURPLUS : STRAY_BEFORE_REPLY;
			case GARBAGE -> ofGarbage(point);
			case NEGATIVE_LENGTH, OVERSIZED_LENGTH -> NO_FRAME;
			case ZERO_LENGTH -> EMPTY_FRAME_AND_BYTES;
			case SHORT_LENGTH, WRONG_LENGTH -> DAMAGED_FRAME_AND_BYTES;
			case LONG_LENGTH -> PART_OF_FRAME;
		};
	}

	private static Effect ofExtraByte(Point point) {
		return switch (point) {
			case AFTER_REPLY -> SURPLUS;
			// It makes the length 32,512.
			case MID_HEADER -> PART_OF_FRAME;
			case MID_PAYLOAD -> DAMAGED_FRAME_AND_BYTES;
			default -> NO_FRAME;
		};
	}

	private static Effect ofGarbage(Point point) {
		return switch (point) {
			case MID_HEADER -> PART_OF_FRAME;
			case MID_PAYLOAD -> GARBLED_FRAME;
			default -> NO_FRAME;
		};
	}

}
