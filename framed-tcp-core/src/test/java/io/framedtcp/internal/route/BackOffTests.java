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

package io.framedtcp.internal.route;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BackOff}.
 */
class BackOffTests {

	@ParameterizedTest
	@CsvSource({ "0, 100", "1, 200", "2, 400", "3, 500", "30, 500", "1000000, 500" })
	void pauseDoublesUpToTheLongest(int doublings, long nanos) {
		assertThat(new BackOff(100, 500, () -> 0).pauseNanos(doublings)).isEqualTo(nanos);
	}

	@Test
	void pauseIsShortenedByAFifthAtMost() {
		assertThat(new BackOff(1000, 8000, () -> 0.5).pauseNanos(0)).isEqualTo(900);
		assertThat(new BackOff(1000, 8000, () -> 0.999_999).pauseNanos(9)).isBetween(6400L, 6401L);
	}

	@Test
	void firstPauseHoldsThoughTheLongestIsShorter() {
		BackOff backOff = new BackOff(1000, 10, () -> 0);
		assertThat(backOff.firstNanos()).isEqualTo(1000);
		assertThat(backOff.pauseNanos(3)).isEqualTo(1000);
	}

	@Test
	void firstAttemptComesAtARandomMomentOfTheFirstPause() {
		assertThat(new BackOff(1000, 8000, () -> 0).phaseNanos()).isZero();
		assertThat(new BackOff(1000, 8000, () -> 0.25).phaseNanos()).isEqualTo(250);
		assertThat(new BackOff(1000, 8000, () -> 0.999_999).phaseNanos()).isLessThan(1000);
	}

}
