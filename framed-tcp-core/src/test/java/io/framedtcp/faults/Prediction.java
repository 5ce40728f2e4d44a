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

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What must come of a cell.
 *
 * @param outcomes what may come of the call: one thing, unless it is up to the system
 * which of two things comes first
 * @param kept whether the connection that the fault struck serves the next call
 * @param next what must come of the next call
 */
record Prediction(Set<Outcome> outcomes, boolean kept, Outcome next) {

	static Prediction kept(Outcome outcome) {
		return new Prediction(EnumSet.of(outcome), true, Outcome.OWN_REPLY);
	}

	static Prediction retired(Outcome outcome) {
		return new Prediction(EnumSet.of(outcome), false, Outcome.OWN_REPLY);
	}

	/**
	 * Predict that the next call is the one that the fault strikes.
	 * @return the same, but for the next call
	 */
	Prediction nextTimesOut() {
		return next(Outcome.TIMED_OUT);
	}

	/**
	 * Predict what comes of the next call.
	 * @param outcome the outcome
	 * @return the same, but for the next call
	 */
	Prediction next(Outcome outcome) {
		return new Prediction(this.outcomes, this.kept, outcome);
	}

	/**
	 * Predict that something else may happen as well.
	 * @param other what
	 * @return the same, and the other outcome
	 */
	Prediction or(Outcome other) {
		Set<Outcome> all = EnumSet.copyOf(this.outcomes);
		all.add(other);
		return new Prediction(all, this.kept, this.next);
	}

	/**
	 * Return whether a call lasts until its deadline.
	 * @return whether the cell takes as long
	 */
	boolean isLong() {
		return this.outcomes.contains(Outcome.TIMED_OUT) || this.next == Outcome.TIMED_OUT;
	}

	/**
	 * Write it down as it stands in a table.
	 * @param outcomes those to name
	 * @param kept whether the connection was kept
	 * @param next what came of the next call
	 * @return a few letters
	 */
	static String format(Set<Outcome> outcomes, boolean kept, Outcome next) {
		return outcomes.stream().map(Outcome::letter).collect(Collectors.joining("\u00b7"))
				+ ((outcomes.size() > 1) ? " " : "") + (kept ? "=" : "x")
				+ ((next != Outcome.OWN_REPLY) ? " " + next.letter() : "");
	}

	@Override
	public String toString() {
		return format(this.outcomes, this.kept, this.next);
	}

}
