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

/**
 * Predicts the cells of the matrix of shared connections, from what the manual promises:
 * who gives up with a request that was sent costs nobody else anything where replies are
 * told apart by their ids; where they are told apart by their order, those behind fail
 * and those ahead do not. A request of which nothing was sent moves to another
 * connection.
 */
final class SharedOracle {

	private SharedOracle() {
	}

	static SharedPrediction predict(SharedCell cell) {
		SharedPrediction unharmed = SharedPrediction.unharmed();
		int victim = cell.victim();
		boolean checked = cell.mode() == SharedMode.IN_ORDER_CHECKED;
		return switch (cell.fault()) {
			case SLOW_REPLY, LATE_REPLY, REVERSED_REPLIES, SHUFFLED_REPLIES, BIG_REPLY -> unharmed;
			case LOST_REPLY -> lostReply(cell);
			case DOUBLED_REPLY -> doubledReply(cell);
			case DOUBLED_REPLY_IGNORED -> unharmed;
			case UNKNOWN_REPLY -> cell.mode().isInOrder()
					? (checked
							? unharmed.with(victim, SharedOutcome.WRONG).behind(victim, SharedOutcome.LOST).replaced()
							: unharmed.with(victim, SharedOutcome.FOREIGN))
					: unharmed.with(victim, SharedOutcome.TIMED_OUT).replaced();
			case UNKNOWN_REPLY_IGNORED -> unharmed.with(victim, SharedOutcome.TIMED_OUT).orphan();
			// No client can tell.
			case SWAPPED_IDS -> unharmed.with(victim, SharedOutcome.DAMAGED).with(victim + 1, SharedOutcome.DAMAGED);
			case SWAPPED_REPLIES -> swappedReplies(cell);
			case NEGATIVE_LENGTH, OVERSIZED_LENGTH, GARBAGE ->
				unharmed.with(victim, SharedOutcome.MALFORMED).behind(victim, SharedOutcome.MALFORMED).replaced();
			case NOT_READING -> cell.mode().isInOrder() ? unharmed.with(victim, SharedOutcome.TIMED_OUT).replaced()
					: unharmed.with(victim, SharedOutcome.TIMED_OUT)
						.behind(victim, SharedOutcome.TIMED_OUT_UNSENT)
						.replaced();
			case FIN, RESET -> ended(cell);
			case STALL -> unharmed.with(victim, SharedOutcome.TIMED_OUT)
				.behind(victim, cell.mode().isInOrder() ? SharedOutcome.LOST : SharedOutcome.TIMED_OUT)
				.replaced();
			case RESTART -> unharmed.with(victim, SharedOutcome.LOST).behind(victim, SharedOutcome.LOST).replaced();
			case DRIVER_GIVES_UP, FOLLOWER_GIVES_UP, QUEUED_GIVES_UP, WRITER_GIVES_UP -> givenUp(cell);
			case INTERRUPTED_AT_ENTRY -> unharmed.with(victim, SharedOutcome.INTERRUPTED_UNSENT);
			case FRAME_TOO_LARGE -> unharmed.with(victim, SharedOutcome.REFUSED);
			case MATCHER_THROWS -> unharmed.with(victim, SharedOutcome.WRONG)
				.behind(victim, cell.mode().isInOrder() ? SharedOutcome.LOST : SharedOutcome.WRONG)
				.replaced();
			case CONVERTER_THROWS -> unharmed.with(victim, SharedOutcome.NOT_CONVERTED);
			case KEY_CLASH, ID_WRAP, PAUSED -> unharmed;
			case ORPHAN_TOO_OLD, ORPHAN_TOO_MANY ->
				unharmed.with(victim, SharedOutcome.TIMED_OUT).lateReply().replaced();
			case PINGED -> unharmed.with(victim, SharedOutcome.TIMED_OUT).lateReply();
			case EVICTED, CLOSED, TOO_OLD, USED_UP -> unharmed.replaced();
		};
	}

	/**
	 * The order alone does not tell that one is missing: whoever comes behind gets the
	 * reply to the next, and the last none.
	 * @param cell the cell
	 * @return the prediction
	 */
	private static SharedPrediction lostReply(SharedCell cell) {
		SharedPrediction unharmed = SharedPrediction.unharmed();
		int victim = cell.victim();
		return switch (cell.mode()) {
			case IN_ORDER -> unharmed.with(victim, SharedOutcome.FOREIGN)
				.behind(victim, SharedOutcome.FOREIGN)
				.with(SharedCell.CALLERS - 1, SharedOutcome.TIMED_OUT)
				.replaced();
			case IN_ORDER_CHECKED -> unharmed.with(victim, SharedOutcome.WRONG)
				.behind(victim, SharedOutcome.WRONG, SharedOutcome.LOST)
				.replaced();
			default -> unharmed.with(victim, SharedOutcome.TIMED_OUT).orphan();
		};
	}

	private static SharedPrediction doubledReply(SharedCell cell) {
		SharedPrediction unharmed = SharedPrediction.unharmed();
		return switch (cell.mode()) {
			case IN_ORDER -> unharmed.behind(cell.victim(), SharedOutcome.FOREIGN).replaced();
			case IN_ORDER_CHECKED -> unharmed.behind(cell.victim(), SharedOutcome.WRONG, SharedOutcome.LOST).replaced();
			default -> unharmed.replaced();
		};
	}

	/**
	 * The last may have its reply before it is found that the others have wrong ones.
	 * @param cell the cell
	 * @return the prediction
	 */
	private static SharedPrediction swappedReplies(SharedCell cell) {
		SharedPrediction unharmed = SharedPrediction.unharmed();
		int victim = cell.victim();
		return switch (cell.mode()) {
			case IN_ORDER -> unharmed.with(victim, SharedOutcome.FOREIGN).with(victim + 1, SharedOutcome.FOREIGN);
			case IN_ORDER_CHECKED -> unharmed.with(victim, SharedOutcome.WRONG)
				.with(victim + 1, SharedOutcome.WRONG, SharedOutcome.LOST)
				.with(victim + 2, SharedOutcome.LOST, SharedOutcome.OWN_REPLY)
				.replaced();
			default -> unharmed;
		};
	}

	/**
	 * A reset may overtake the reply.
	 * @param cell the cell
	 * @return the prediction
	 */
	private static SharedPrediction ended(SharedCell cell) {
		int victim = cell.victim();
		SharedPrediction ended = SharedPrediction.unharmed().behind(victim, SharedOutcome.LOST).replaced();
		if (cell.at() < SharedCell.FRAME_LENGTH) {
			return ended.with(victim, SharedOutcome.LOST);
		}
		return (cell.fault() == SharedFault.RESET) ? ended.with(victim, SharedOutcome.OWN_REPLY, SharedOutcome.LOST)
				: ended;
	}

	private static SharedPrediction givenUp(SharedCell cell) {
		int victim = cell.victim();
		SharedPrediction unharmed = SharedPrediction.unharmed();
		if (cell.fault() == SharedFault.QUEUED_GIVES_UP) {
			return unharmed.with(victim, switch (cell.kind()) {
				case TIME_OUT -> SharedOutcome.TIMED_OUT_UNSENT;
				case INTERRUPT -> SharedOutcome.INTERRUPTED_UNSENT;
				case CANCEL -> SharedOutcome.CANCELLED;
			});
		}
		SharedPrediction given = unharmed.with(victim, switch (cell.kind()) {
			case TIME_OUT -> SharedOutcome.TIMED_OUT;
			case INTERRUPT -> SharedOutcome.INTERRUPTED;
			case CANCEL -> SharedOutcome.CANCELLED;
		});
		if (!cell.mode().isInOrder()) {
			return given.lateReply();
		}
		return (cell.fault() == SharedFault.WRITER_GIVES_UP) ? given.replaced()
				: given.behind(victim, SharedOutcome.LOST).replaced();
	}

}
