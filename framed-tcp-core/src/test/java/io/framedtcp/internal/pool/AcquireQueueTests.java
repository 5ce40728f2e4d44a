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

package io.framedtcp.internal.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import io.framedtcp.internal.Deadline;
import io.framedtcp.support.Callers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AcquireQueue}.
 */
class AcquireQueueTests {

	private final Deadline far = Deadline.after(Duration.ofMinutes(1));

	private final AtomicInteger available = new AtomicInteger();

	private final AtomicInteger looks = new AtomicInteger();

	private final AtomicInteger released = new AtomicInteger();

	private final AcquireQueue line = new AcquireQueue(this.released::incrementAndGet);

	@AutoClose
	private final Callers callers = new Callers();

	@Test
	void whoWaitsIsWokenByARelease() throws Exception {
		Future<Boolean> first = await();
		release();
		assertThat(Callers.get(first)).isTrue();
		assertThat(this.looks).hasValue(2);
	}

	@Test
	void whoWasWokenInVainLooksByItself() throws Exception {
		Future<Boolean> first = this.callers
			.call(() -> this.line.await(() -> this.looks.incrementAndGet() == 3, this.far));
		Awaitility.await().until(() -> this.looks.get() == 1);
		this.line.released();
		assertThat(Callers.get(first)).isTrue();
	}

	@Test
	void whoLooksByItselfSleepsAgainWhenNothingIsReleased() throws Exception {
		Future<Boolean> first = await();
		this.line.released();
		Awaitility.await().during(Duration.ofMillis(20)).until(() -> this.looks.get() == 3);
		release();
		assertThat(Callers.get(first)).isTrue();
		assertThat(this.looks).hasValue(4);
	}

	@Test
	void whoLooksByItselfGoesOnWhileOthersAreFaster() throws Exception {
		Future<Boolean> first = await();
		Awaitility.await().until(() -> {
			this.line.released();
			return this.looks.get() > 5;
		});
		release();
		assertThat(Callers.get(first)).isTrue();
	}

	@Test
	void nothingIsHandedOverWhereNobodyWaits() {
		overtake(100);
		assertThat(this.line.handOver()).isFalse();
	}

	@Test
	void onePermitIsHandedOverWhenSoManyHaveOvertaken() throws Exception {
		Future<Boolean> first = await();
		overtake(15);
		assertThat(this.line.handOver()).isFalse();
		overtake(1);
		assertThat(this.line.handOver()).isTrue();
		assertThat(Callers.get(first)).isTrue();
		assertThat(this.available).hasValue(0);
		assertThat(this.released).hasValue(0);
		assertThat(this.line.handOver()).isFalse();
	}

	@Test
	void theNextMayBeOvertakenAsOften() throws Exception {
		Future<Boolean> first = await();
		Future<Boolean> second = this.callers.call(() -> this.line.await(this::take, this.far));
		overtake(16);
		assertThat(this.line.handOver()).isTrue();
		assertThat(Callers.get(first)).isTrue();
		Awaitility.await().until(() -> this.looks.get() > 1);
		assertThat(this.line.handOver()).isFalse();
		release();
		assertThat(Callers.get(second)).isTrue();
	}

	@Test
	void whoWaitsInVainIsNotServed() throws Exception {
		assertThat(this.line.await(this::take, Deadline.after(Duration.ofMillis(5)))).isFalse();
	}

	@Test
	void whoDoesNotBecomeTheFirstInTimeIsNotServed() throws Exception {
		Future<Boolean> first = await();
		assertThat(this.line.await(() -> true, Deadline.after(Duration.ofMillis(5)))).isFalse();
		release();
		assertThat(Callers.get(first)).isTrue();
	}

	@RepeatedTest(20)
	void allAreSentAway() throws Exception {
		List<Future<Boolean>> waiting = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			waiting.add(this.callers.call(() -> this.line.await(this::take, this.far)));
		}
		this.line.sendAway();
		for (Future<Boolean> each : waiting) {
			assertThat(Callers.get(each)).isFalse();
		}
		assertThat(this.line.await(this::take, this.far)).isFalse();
	}

	@RepeatedTest(100)
	void whatIsHandedToOneWhoLeavesIsNotLost() {
		int handed = 0;
		Future<Boolean> first = this.callers
			.call(() -> this.line.await(() -> false, Deadline.after(Duration.ofNanos(200_000))));
		while (!first.isDone()) {
			this.line.overtaken();
			handed += this.line.handOver() ? 1 : 0;
		}
		int served = Callers.get(first) ? 1 : 0;
		assertThat(handed - this.released.get()).isEqualTo(served);
	}

	private Future<Boolean> await() {
		Future<Boolean> first = this.callers.call(() -> this.line.await(this::take, this.far));
		Awaitility.await().until(() -> this.looks.get() == 1);
		return first;
	}

	/** As a {@link BooleanSupplier}. */
	private boolean take() {
		this.looks.incrementAndGet();
		return this.available.getAndUpdate((number) -> Math.max(0, number - 1)) > 0;
	}

	private void release() {
		this.available.incrementAndGet();
		this.line.released();
	}

	private void overtake(int times) {
		for (int i = 0; i < times; i++) {
			this.line.overtaken();
		}
	}

}
