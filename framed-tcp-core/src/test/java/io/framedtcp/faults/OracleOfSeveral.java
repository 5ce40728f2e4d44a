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
 * Predicts the cells in which a call makes two requests, of which the fault strikes the
 * first: in a session one after the other, in a batch together. An exception is the
 * outcome of both, and otherwise the worse of two replies.
 */
final class OracleOfSeveral {

	private OracleOfSeveral() {
	}

	static Prediction struckDuringCall(Cell cell, Effect effect) {
		return (cell.kind() == CallKind.BATCH) ? struckDuringBatch(cell, effect) : struckDuringSession(cell, effect);
	}

	/**
	 * What is left behind the first reply, and has come with it, keeps the second request
	 * from being sent. A frame that the server has sent as soon as it saw a request comes
	 * before the reply, which may be on its way while the second request is sent.
	 * @param cell the cell
	 * @param effect of its fault
	 * @return the prediction
	 */
	private static Prediction struckDuringSession(Cell cell, Effect effect) {
		return switch (effect) {
			case NONE, EARLY_REPLY -> Prediction.kept(Outcome.OWN_REPLY);
			case EARLY_REFUSAL, END, ABORT -> Prediction.retired(Outcome.LOST);
			case SILENCE, NO_REPLY, PART_OF_FRAME -> Prediction.retired(Outcome.TIMED_OUT);
			case NO_FRAME -> Prediction.retired(Outcome.MALFORMED);
			case FOREIGN_REPLY -> foreignReply(cell);
			case GARBLED_FRAME -> Prediction.kept(Outcome.DAMAGED);
			case DAMAGED_FRAME_AND_BYTES, EMPTY_FRAME_AND_BYTES, SURPLUS -> Prediction.retired(Outcome.WRONG);
			case STRAY_BEFORE_REPLY -> (cell.matched() || cell.point() == Point.BEFORE_REPLY)
					? Prediction.retired(Outcome.WRONG) : Prediction.retired(Outcome.WRONG).or(Outcome.FOREIGN);
		};
	}

	/**
	 * Bytes behind the first reply are where the second begins. Without a matcher, a
	 * frame too many puts the replies to the wrong places, which is noticed if the last
	 * has come when the batch ends; and replies that change places are taken as they
	 * come.
	 * @param cell the cell
	 * @param effect of its fault
	 * @return the prediction
	 */
	private static Prediction struckDuringBatch(Cell cell, Effect effect) {
		if (cell.fault() == MatrixFault.SWAP_IDS) {
			// The payloads differ in nothing but the ids, so that these put them in
			// order.
			return Prediction.kept(Outcome.OWN_REPLY);
		}
		if (cell.fault() == MatrixFault.SWAP_REPLIES || cell.fault().isLate()) {
			return Prediction.kept(cell.matched() ? Outcome.OWN_REPLY : Outcome.FOREIGN);
		}
		if (cell.fault() == MatrixFault.LONG_LENGTH) {
			// The second reply lacks what the first has taken of it.
			return Prediction.retired(Outcome.MALFORMED);
		}
		return switch (effect) {
			case NONE, EARLY_REPLY -> Prediction.kept(Outcome.OWN_REPLY);
			case EARLY_REFUSAL, END, ABORT -> Prediction.retired(Outcome.LOST);
			case SILENCE, NO_REPLY, PART_OF_FRAME -> Prediction.retired(Outcome.TIMED_OUT);
			case NO_FRAME, DAMAGED_FRAME_AND_BYTES -> Prediction.retired(Outcome.MALFORMED);
			case FOREIGN_REPLY -> foreignReply(cell);
			case GARBLED_FRAME -> Prediction.kept(Outcome.DAMAGED);
			case EMPTY_FRAME_AND_BYTES -> Prediction.retired(cell.matched() ? Outcome.WRONG : Outcome.MALFORMED);
			case STRAY_BEFORE_REPLY -> frameTooMany(cell);
			case SURPLUS ->
				(cell.fault() == MatrixFault.EXTRA_BYTES) ? Prediction.retired(Outcome.MALFORMED) : frameTooMany(cell);
		};
	}

	private static Prediction foreignReply(Cell cell) {
		return cell.matched() ? Prediction.retired(Outcome.WRONG) : Prediction.kept(Outcome.FOREIGN);
	}

	private static Prediction frameTooMany(Cell cell) {
		Prediction wrong = Prediction.retired(Outcome.WRONG);
		return cell.matched() ? wrong : wrong.or(Outcome.FOREIGN);
	}

}
