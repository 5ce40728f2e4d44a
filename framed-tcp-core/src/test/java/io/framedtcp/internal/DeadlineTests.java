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

	@Test
	void timeoutOfACallIsNamedAndWrittenAsInAProperty() {
		assertThat(Deadline.ofCall(Duration.ofMillis(200)).bound())
			.isEqualTo("the time-out of 200ms passed to this call");
		assertThat(Deadline.ofCall(Duration.ZERO).bound()).contains(" 0s ");
		assertThat(Deadline.ofCall(Duration.ofMillis(1500)).bound()).contains(" 1500ms ");
		assertThat(Deadline.ofCall(Duration.ofSeconds(5)).bound()).contains(" 5s ");
		assertThat(Deadline.ofCall(Duration.ofSeconds(90)).bound()).contains(" 90s ");
		assertThat(Deadline.ofCall(Duration.ofMinutes(2)).bound()).contains(" 2m ");
		assertThat(Deadline.ofCall(Duration.ofHours(48)).bound()).contains(" 48h ");
		assertThat(Deadline.ofCall(Duration.ofNanos(1_500_000)).bound()).contains(" PT0.0015S ");
		assertThat(Deadline.ofCall(Duration.ofSeconds(Long.MAX_VALUE, 1_000_000)).bound()).contains(" PT");
	}

	@Test
	void shorterDeadlineHasNoNameOrItsOwn() {
		Deadline ofCall = Deadline.ofCall(Duration.ofSeconds(100));
		assertThat(ofCall.atMost(Duration.ofSeconds(200)).bound()).isEqualTo(ofCall.bound());
		assertThat(ofCall.atMost(Duration.ofSeconds(50)).bound()).isNull();
		assertThat(Deadline.after(Duration.ofSeconds(1)).bound()).isNull();
		Deadline named = ofCall.named("framed-tcp.response-timeout=5s");
		assertThat(named.bound()).isEqualTo("framed-tcp.response-timeout=5s");
		assertThat(named.nanoTime()).isEqualTo(ofCall.nanoTime());
	}

}
