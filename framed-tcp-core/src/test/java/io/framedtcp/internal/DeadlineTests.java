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

package io.framedtcp.internal;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Deadline}.
 */
class DeadlineTests {

	@Test
	void earlierOfTwoCounts() {
		Deadline deadline = Deadline.after(Duration.ofSeconds(100));
		assertThat(deadline.atMost(Duration.ofSeconds(200))).isSameAs(deadline);
		assertThat(deadline.atMost(Duration.ofSeconds(50)).remainingNanos()).isBetween(TimeUnit.SECONDS.toNanos(40),
				TimeUnit.SECONDS.toNanos(50));
	}

	@Test
	void timeIsSharedEvenly() {
		Deadline deadline = Deadline.after(Duration.ofSeconds(100));
		assertThat(deadline.share(4).remainingNanos()).isBetween(TimeUnit.SECONDS.toNanos(20),
				TimeUnit.SECONDS.toNanos(25));
		assertThat(deadline.share(1).remainingNanos()).isBetween(TimeUnit.SECONDS.toNanos(90),
				TimeUnit.SECONDS.toNanos(100));
	}

	@Test
	void durationTooLongToCountNeverPasses() {
		Deadline never = Deadline.after(Duration.ofSeconds(Long.MAX_VALUE));
		assertThat(never.remainingNanos()).isGreaterThan(TimeUnit.DAYS.toNanos(365));
		assertThat(never.atMost(Duration.ofSeconds(Long.MAX_VALUE)).remainingNanos()).isPositive();
		assertThat(never.atMost(Duration.ofSeconds(1)).remainingNanos())
			.isLessThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
	}

	@Test
	void passedDeadlineHasNothingLeft() {
		assertThat(Deadline.after(Duration.ofNanos(-1)).remainingNanos()).isNegative();
	}

}
