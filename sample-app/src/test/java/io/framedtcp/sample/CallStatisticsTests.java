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

package io.framedtcp.sample;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CallStatistics} and its {@link Latencies}.
 */
class CallStatisticsTests {

	private final CallStatistics statistics = new CallStatistics();

	@Test
	void priceOfTheSymbolAskedForIsRight() {
		this.statistics.replied("Q17", "Q17 42.41", 1);
		assertThat(this.statistics.counts().right()).isEqualTo(1);
		assertThat(this.statistics.counts().wrong()).isZero();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "Q16 42.41", "Q1 42.41", "Q170 42.41", "Q17", "Q17 ", "Q17 much", "Q17 42.41Q18 1.00", "" })
	void anyOtherReplyIsWrong(String reply) {
		this.statistics.replied("Q17", reply, 1);
		assertThat(this.statistics.counts().wrong()).isEqualTo(1);
		assertThat(this.statistics.counts().right()).isZero();
	}

	@Test
	void failuresAreCountedByKind() {
		this.statistics.failed(new IOException(), 1);
		this.statistics.failed(new EOFException(), 1);
		this.statistics.failed(new IOException(), 1);
		assertThat(this.statistics.counts().errors()).isEqualTo(Map.of("EOFException", 1L, "IOException", 2L));
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, 1, 99_999, 100_001, 5_000_000, 1_250_000_000, 9_000_000_000L })
	void latencyIsWithinTheBoundsOfItsBucket(long nanos) {
		this.statistics.replied("Q1", "Q1 1.00", nanos);
		int bucket = onlyBucket();
		assertThat(nanos / 1e6).isLessThanOrEqualTo(Latencies.boundsMillis()[bucket]);
		assertThat(nanos / 1e6).isGreaterThanOrEqualTo((bucket > 0) ? Latencies.boundsMillis()[bucket - 1] : 0);
	}

	@Test
	void latencyBeyondTheLastBoundIsInTheLastBucket() {
		this.statistics.failed(new IOException(), Duration.ofHours(1).toNanos());
		assertThat(onlyBucket()).isEqualTo(Latencies.boundsMillis().length - 1);
	}

	private int onlyBucket() {
		long[] counts = this.statistics.counts().latencies();
		assertThat(Arrays.stream(counts).sum()).isEqualTo(1);
		return Arrays.stream(counts).boxed().toList().indexOf(1L);
	}

}
