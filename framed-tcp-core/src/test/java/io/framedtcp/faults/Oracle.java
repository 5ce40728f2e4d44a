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
 * Predicts each cell from what the README promises: an exception for each effect, a
 * connection kept only if the reply was read whole and nothing else is pending, and a
 * request sent again only if nothing of it was sent or it is idempotent.
 */
final class Oracle {

	private Oracle() {
	}

	/**
	 * Return whether a cell makes sense: before its first reply, a connection has none
	 * that the server could write again.
	 * @param cell the cell
	 * @return whether its fault can fire
	 */
	static boolean isPossible(Cell cell) {
		return cell.fault() != MatrixFault.DUPLICATE_REPLY || cell.reused() || cell.point() == Point.AFTER_REPLY;
	}

	static Prediction predict(Cell cell) {
		Effect effect = Effect.of(cell.fault(), cell.point());
		if (cell.isStruckWhileIdle()) {
			return struckWhileIdle(cell, effect);
		}
		return switch (cell.point()) {
			case ON_ACCEPT -> struckAtOnce(cell, effect);
			case AFTER_REPLY -> struckAfterReply(cell, effect);
			default -> struckDuringCall(cell, effect);
		};
	}

	/**
	 * The test before the connection is lent finds whatever can be found, and the call is
	 * served by another. Silence cannot be found: the call ends at its deadline.
	 * @param cell the cell
	 * @param effect of its fault
	 * @return the prediction
	 */
	private static Prediction struckWhileIdle(Cell cell, Effect effect) {
		return switch (effect) {
			case NONE -> Prediction.kept(success(cell));
			case SILENCE -> struckDuringCall(cell, effect);
			default -> Prediction.retired(success(cell));
		};
	}

	/**
	 * As during the call, unless the test of the new connection is later than the fault:
	 * then there is no connection to be had. A reset that comes between the test and the
	 * first byte leaves the request unsent, so that it is sent again. A session is not
	 * repeated, and tests the connection once more before its first request.
	 * @param cell the cell
	 * @param effect of its fault
	 * @return the prediction
	 */
	private static Prediction struckAtOnce(Cell cell, Effect effect) {
		Prediction during = struckDuringCall(cell, effect);
		boolean tested = cell.kind().isTestedTwice();
		return switch (effect) {
			case NONE, SILENCE -> during;
			case END -> during.or(Outcome.NOT_CONNECTED);
			case ABORT -> (tested ? during : during.or(success(cell))).or(Outcome.NOT_CONNECTED);
			default -> (tested ? during.or(Outcome.WRONG) : during).or(Outcome.NOT_CONNECTED);
		};
	}

	private static Prediction struckDuringCall(Cell cell, Effect effect) {
		if (cell.kind() == CallKind.SEND) {
			return struckDuringSend(cell, effect);
		}
		if (cell.kind().requests() > 1) {
			return OracleOfSeveral.struckDuringCall(cell, effect);
		}
		return switch (effect) {
			case NONE, EARLY_REPLY -> Prediction.kept(Outcome.OWN_REPLY);
			case EARLY_REFUSAL -> Prediction.retired(Outcome.OWN_REPLY);
			case END, ABORT -> Prediction.retired(isRepeated(cell) ? Outcome.OWN_REPLY : Outcome.LOST);
			case SILENCE, NO_REPLY, PART_OF_FRAME -> Prediction.retired(Outcome.TIMED_OUT);
			case NO_FRAME -> Prediction.retired(Outcome.MALFORMED);
			case FOREIGN_REPLY -> cell.matched() ? Prediction.retired(Outcome.WRONG) : Prediction.kept(Outcome.FOREIGN);
			// A matcher sees the id alone.
			case GARBLED_FRAME -> Prediction.kept(Outcome.DAMAGED);
			case DAMAGED_FRAME_AND_BYTES -> Prediction.retired(Outcome.DAMAGED);
			case EMPTY_FRAME_AND_BYTES -> Prediction.retired(cell.matched() ? Outcome.WRONG : Outcome.DAMAGED);
			case STRAY_BEFORE_REPLY -> Prediction.retired(cell.matched() ? Outcome.WRONG : Outcome.FOREIGN);
			case SURPLUS -> Prediction.retired(Outcome.OWN_REPLY);
		};
	}

	/**
	 * Whatever happens to the frame, it was sent, unless the server closes the connection
	 * before it has taken in a large one. What comes back is found by the test before the
	 * next call; the next call meets the silence.
	 * @param cell the cell
	 * @param effect of its fault
	 * @return the prediction
	 */
	private static Prediction struckDuringSend(Cell cell, Effect effect) {
		if (cell.fault() == MatrixFault.SWAP_IDS) {
			// The other id is that of the reply to the next call.
			return Prediction.kept(Outcome.SENT).next(cell.matched() ? Outcome.WRONG : Outcome.FOREIGN);
		}
		return switch (effect) {
			case NONE -> cell.isAnswered() ? Prediction.retired(Outcome.SENT) : Prediction.kept(Outcome.SENT);
			case SILENCE -> Prediction.kept(Outcome.SENT).nextTimesOut();
			case NO_REPLY -> Prediction.kept(Outcome.SENT);
			case EARLY_REFUSAL ->
				Prediction.retired((cell.fault().call() == Payloads.CALL) ? Outcome.SENT : Outcome.LOST);
			default -> Prediction.retired(Outcome.SENT);
		};
	}

	/**
	 * The call has its reply. A reset may overtake it on some systems, which throw away
	 * what has not been read by then.
	 * @param cell the cell
	 * @param effect of its fault
	 * @return the prediction
	 */
	private static Prediction struckAfterReply(Cell cell, Effect effect) {
		if (cell.kind() == CallKind.SEND) {
			return Prediction.retired(Outcome.SENT);
		}
		if (cell.kind().requests() > 1) {
			return OracleOfSeveral.struckDuringCall(cell, effect);
		}
		Prediction retired = Prediction.retired(Outcome.OWN_REPLY);
		return switch (effect) {
			case NONE -> Prediction.kept(Outcome.OWN_REPLY);
			case SILENCE -> Prediction.kept(Outcome.OWN_REPLY).nextTimesOut();
			case ABORT -> isRepeated(cell) ? retired : retired.or(Outcome.LOST);
			default -> retired;
		};
	}

	/**
	 * Return whether a lost connection leads to another attempt.
	 * @param cell the cell, in which the request was sent
	 * @return whether it may be sent again
	 */
	private static boolean isRepeated(Cell cell) {
		boolean partOfReply = cell.fault().isInsideReply() || cell.point() == Point.MID_HEADER
				|| cell.point() == Point.MID_PAYLOAD;
		return cell.kind() == CallKind.IDEMPOTENT && cell.reused() && !partOfReply;
	}

	private static Outcome success(Cell cell) {
		return (cell.kind() == CallKind.SEND) ? Outcome.SENT : Outcome.OWN_REPLY;
	}

}
