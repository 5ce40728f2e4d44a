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

package io.framedtcp.benchmarks.report;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import io.framedtcp.benchmarks.peer.Peer;

/**
 * Throughput in one cell, ours against the others'.
 *
 * @param results where the figures are
 * @param cell the cell
 */
record Contest(Results results, String cell) {

	static final String OURS = Peer.FRAMED_TCP.name();

	static final String RAW = Peer.RAW.name();

	boolean isThere() {
		return !series(OURS).isEmpty() && !series(RAW).isEmpty();
	}

	Series against(String variant) {
		return series(OURS).dividedBy(series(variant));
	}

	/**
	 * Return who else was measured, but for those that are no pools.
	 * @return the variants
	 */
	List<String> pools() {
		return this.results.variants(this.cell)
			.stream()
			.filter((variant) -> !variant.equals(OURS) && ResultsPage.isPeer(variant) && Peer.valueOf(variant).isPool())
			.toList();
	}

	Optional<String> best() {
		return pools().stream().max(Comparator.comparingDouble((variant) -> series(variant).median()));
	}

	Optional<Verdict> verdict() {
		return best().map((variant) -> Verdict.of(against(variant)));
	}

	private Series series(String variant) {
		return this.results.series(Measurement.THROUGHPUT, this.cell, variant);
	}

	enum Verdict {

		/** At least as fast in the median. */
		AHEAD,

		/** As fast in one round, slower in another. */
		LEVEL,

		/** Slower. */
		BEHIND;

		static Verdict of(Series ratio) {
			if (ratio.median() >= 1) {
				return AHEAD;
			}
			return (ratio.max() >= 1) ? LEVEL : BEHIND;
		}

		@Override
		public String toString() {
			return switch (this) {
				case AHEAD -> "ahead";
				case LEVEL -> "level";
				case BEHIND -> "behind";
			};
		}

	}

}
