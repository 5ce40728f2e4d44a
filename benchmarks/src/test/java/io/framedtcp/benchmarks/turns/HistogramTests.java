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

package io.framedtcp.benchmarks.turns;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

/**
 * Tests for {@link Histogram}.
 */
class HistogramTests {

	private final Histogram histogram = new Histogram();

	@ParameterizedTest
	@ValueSource(longs = { 0, 1, 127, 128, 255, 256, 257, 1_000, 65_535, 1_000_000, 3_000_000_001L, 200_000_000_000L })
	void keepsATimeToWithinAPercent(long nanos) {
		this.histogram.record(nanos);
		assertThat(this.histogram.percentile(0.5)).isCloseTo(nanos, within(nanos * 0.008));
	}

	@Test
	void aTimeThatIsTooLongIsTheLongest() {
		this.histogram.record(Long.MAX_VALUE);
		assertThat(this.histogram.percentile(1)).isCloseTo(1L << 38, withinPercentage(1));
	}

	@Test
	void findsTheTimeWithinWhichAPartHasEnded() {
		for (int i = 1; i <= 100; i++) {
			this.histogram.record(i);
		}
		assertThat(this.histogram.percentile(0.5)).isEqualTo(50);
		assertThat(this.histogram.percentile(0.99)).isEqualTo(99);
		assertThat(this.histogram.percentile(1)).isEqualTo(100);
		assertThat(this.histogram.mean()).isEqualTo(50.5);
	}

	@Test
	void whatIsTakenIsThereOnce() {
		Histogram other = new Histogram();
		other.record(7);
		this.histogram.take(other);
		this.histogram.take(other);
		assertThat(this.histogram.number()).isEqualTo(1);
		assertThat(this.histogram.percentile(1)).isEqualTo(7);
		assertThat(other.number()).isZero();
	}

	@Test
	void hasNoPercentilesOfNothing() {
		assertThatIllegalStateException().isThrownBy(() -> this.histogram.percentile(0.5));
	}

}
