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

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;

/**
 * A figure over rounds.
 *
 * @param byRound the figure of each round that has one
 */
record Series(SortedMap<Integer, Double> byRound) {

	static Series of(Stream<Measurement> measurements, String metric) {
		SortedMap<Integer, Double> byRound = new TreeMap<>();
		measurements.forEach((measurement) -> {
			Double value = measurement.values().get(metric);
			if (value != null) {
				byRound.put(measurement.round(), value);
			}
		});
		return new Series(byRound);
	}

	/**
	 * Divide round by round: what slows both down in a round leaves their ratio alone.
	 * @param other by what to divide
	 * @return the ratios of the rounds that both have
	 */
	Series dividedBy(Series other) {
		SortedMap<Integer, Double> ratios = new TreeMap<>();
		this.byRound.forEach((round, value) -> {
			Double divisor = other.byRound.get(round);
			if (divisor != null) {
				ratios.put(round, value / divisor);
			}
		});
		return new Series(ratios);
	}

	/**
	 * Divide by a figure that is none of a round.
	 * @param divisor by what to divide
	 * @return the quotients
	 */
	Series dividedBy(double divisor) {
		SortedMap<Integer, Double> quotients = new TreeMap<>();
		this.byRound.forEach((round, value) -> quotients.put(round, value / divisor));
		return new Series(quotients);
	}

	/**
	 * Take rounds together.
	 * @param number how many
	 * @return the median of the first as many rounds, of the next, and so on
	 */
	Series medians(int number) {
		SortedMap<Integer, Double> medians = new TreeMap<>();
		this.byRound.keySet()
			.stream()
			.map((round) -> round / number)
			.distinct()
			.forEach((group) -> medians.put(group,
					new Series(this.byRound.subMap(group * number, (group + 1) * number)).median()));
		return new Series(medians);
	}

	boolean isEmpty() {
		return this.byRound.isEmpty();
	}

	int rounds() {
		return this.byRound.size();
	}

	/**
	 * Return the figure in the middle.
	 * @return the median; of an even number of rounds, the mean of the middle two
	 */
	double median() {
		double[] sorted = this.byRound.values().stream().mapToDouble(Double::doubleValue).sorted().toArray();
		if (sorted.length == 0) {
			throw new IllegalStateException("Nothing was measured");
		}
		int middle = sorted.length / 2;
		return (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
	}

	double min() {
		return extreme(Math::min);
	}

	double max() {
		return extreme(Math::max);
	}

	private double extreme(BinaryOperator<Double> choice) {
		return this.byRound.values()
			.stream()
			.reduce(choice)
			.orElseThrow(() -> new IllegalStateException("Nothing was measured"));
	}

}
