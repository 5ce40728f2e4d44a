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
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What must come of a cell of the matrix of shared connections.
 *
 * @param callers what may come of the call of each caller, in the order of sending
 * @param kept whether the connection serves the next calls
 * @param late how many replies come when nobody waits for them any more
 * @param orphans how many replies are outstanding when all calls are over
 */
record SharedPrediction(List<Set<SharedOutcome>> callers, boolean kept, int late, int orphans) {

	/**
	 * Predict that all have their replies on one connection.
	 * @return the prediction
	 */
	static SharedPrediction unharmed() {
		return new SharedPrediction(Collections.nCopies(SharedCell.CALLERS, EnumSet.of(SharedOutcome.OWN_REPLY)), true,
				0, 0);
	}

	/**
	 * Predict the outcome of one.
	 * @param caller its number
	 * @param outcomes what may come of its call
	 * @return the same, but for that caller
	 */
	SharedPrediction with(int caller, SharedOutcome... outcomes) {
		List<Set<SharedOutcome>> changed = new ArrayList<>(this.callers);
		changed.set(caller, EnumSet.copyOf(List.of(outcomes)));
		return new SharedPrediction(changed, this.kept, this.late, this.orphans);
	}

	/**
	 * Predict the outcome of all who have sent their requests later than another.
	 * @param caller the number of the other
	 * @param outcomes what may come of their calls
	 * @return the same, but for those callers
	 */
	SharedPrediction behind(int caller, SharedOutcome... outcomes) {
		SharedPrediction changed = this;
		for (int i = caller + 1; i < SharedCell.CALLERS; i++) {
			changed = changed.with(i, outcomes);
		}
		return changed;
	}

	SharedPrediction replaced() {
		return new SharedPrediction(this.callers, false, this.late, this.orphans);
	}

	SharedPrediction lateReply() {
		return new SharedPrediction(this.callers, this.kept, 1, this.orphans);
	}

	SharedPrediction orphan() {
		return new SharedPrediction(this.callers, this.kept, this.late, 1);
	}

	boolean isTimeOut(int caller) {
		return this.callers.get(caller).stream().anyMatch(SharedOutcome::isTimeOut);
	}

	boolean isLong() {
		return this.callers.stream().anyMatch((outcomes) -> outcomes.stream().anyMatch(SharedOutcome::isTimeOut));
	}

	@Override
	public String toString() {
		return this.callers + (this.kept ? ", kept" : ", replaced") + ", " + this.late + " late, " + this.orphans
				+ " orphaned";
	}

}
