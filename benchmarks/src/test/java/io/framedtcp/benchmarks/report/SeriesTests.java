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

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link Series}.
 */
class SeriesTests {

	@Test
	void medianOfAnOddNumberOfRoundsIsTheOneInTheMiddle() {
		assertThat(series(9, 1, 5).median()).isEqualTo(5);
	}

	@Test
	void medianOfAnEvenNumberOfRoundsIsBetweenTheMiddleTwo() {
		assertThat(series(9, 1, 5, 6).median()).isEqualTo(5.5);
	}

	@Test
	void spreadIsFromTheSmallestToTheLargest() {
		Series series = series(9, 1, 5);
		assertThat(series.min()).isEqualTo(1);
		assertThat(series.max()).isEqualTo(9);
	}

	@Test
	void ratiosAreFormedRoundByRound() {
		// In the second round the machine was half as fast for both.
		Series ratio = series(100, 50, 100).dividedBy(series(200, 100, 190));
		assertThat(ratio.min()).isEqualTo(0.5);
		assertThat(ratio.median()).isEqualTo(0.5);
		assertThat(ratio.max()).isEqualTo(0.526, within(0.001));
	}

	@Test
	void roundsOfOneJvmAreTakenTogether() {
		assertThat(series(1, 2, 9, 4, 3, 8).medians(3).byRound()).containsExactly(Map.entry(0, 2.0), Map.entry(1, 4.0));
	}

	@Test
	void aRoundThatOnlyOneHasIsLeftOut() {
		assertThat(series(1, 2, 3).dividedBy(series(1, 2)).rounds()).isEqualTo(2);
	}

	@Test
	void nothingMeasuredHasNoMedian() {
		assertThat(series().isEmpty()).isTrue();
		assertThatIllegalStateException().isThrownBy(() -> series().median());
	}

	@Test
	void aMeasurementWithoutTheFigureIsLeftOut() {
		Measurement with = new Measurement("cell", "variant", 0, Map.of("p50", 3.0));
		Measurement without = new Measurement("cell", "variant", 1, Map.of("p99", 4.0));
		assertThat(Series.of(Stream.of(with, without), "p50").byRound()).containsExactly(Map.entry(0, 3.0));
	}

	private static Series series(double... figures) {
		TreeMap<Integer, Double> byRound = new TreeMap<>();
		for (double figure : figures) {
			byRound.put(byRound.size(), figure);
		}
		return new Series(byRound);
	}

}
