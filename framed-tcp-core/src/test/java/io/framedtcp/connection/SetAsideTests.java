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

package io.framedtcp.connection;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.framedtcp.support.Callers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SetAside}.
 */
class SetAsideTests {

	private static final Duration SOON = Duration.ofMillis(400);

	private static final List<String> ABC = List.of("a", "b", "c");

	@Test
	void orderIsKeptWhileNothingHasFailed() {
		SetAside<String> setAside = new SetAside<>(Duration.ofHours(1));
		setAside.connected("a");
		assertThat(setAside.order(ABC)).isSameAs(ABC);
	}

	@Test
	void failedTargetsComeLastInTheirOwnOrder() {
		SetAside<String> setAside = new SetAside<>(Duration.ofHours(1));
		setAside.failed("b");
		setAside.failed("a");
		assertThat(setAside.order(ABC)).containsExactly("c", "a", "b");
		setAside.failed("c");
		assertThat(setAside.order(ABC)).containsExactly("a", "b", "c");
	}

	@Test
	void targetThatIsConnectedIsBackInItsPlaceAtOnce() {
		SetAside<String> setAside = new SetAside<>(Duration.ofHours(1));
		setAside.failed("a");
		setAside.failed("b");
		setAside.connected("a");
		assertThat(setAside.order(ABC)).containsExactly("a", "c", "b");
	}

	@Test
	void onlyTargetIsAlwaysTried() {
		SetAside<String> setAside = new SetAside<>(Duration.ofHours(1));
		setAside.failed("a");
		assertThat(setAside.order(List.of("a"))).containsExactly("a");
	}

	@Test
	void oneCallerTriesItAfterTheDelayAndTheOthersWaitForTheOutcome() {
		SetAside<String> setAside = new SetAside<>(SOON);
		for (int round = 0; round < 2; round++) {
			setAside.failed("a");
			assertThat(setAside.order(ABC)).containsExactly("b", "c", "a");
			AtomicInteger tried = new AtomicInteger();
			Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> {
				tried.addAndGet("a".equals(setAside.order(ABC).get(0)) ? 1 : 0);
				return tried.get() > 0;
			});
			assertThat(setAside.order(ABC)).containsExactly("b", "c", "a");
		}
	}

	@Test
	void onlyOneOfManyCallersTriesItAfterTheDelay() {
		SetAside<String> setAside = new SetAside<>(Duration.ofSeconds(1));
		setAside.failed("a");
		try (Callers callers = new Callers()) {
			long end = System.nanoTime() + Duration.ofMillis(1100).toNanos();
			List<Integer> tried = callers.callAll(4, (caller) -> {
				int count = 0;
				while (System.nanoTime() < end) {
					count += "a".equals(setAside.order(ABC).get(0)) ? 1 : 0;
				}
				return count;
			});
			assertThat(tried.stream().mapToInt(Integer::intValue).sum()).isEqualTo(1);
		}
	}

	@Test
	void targetThatTakesItsTurnIsTriedAfterTheDelayWhoseverTurnItWasThen() {
		SetAside<String> setAside = new SetAside<>(SOON);
		setAside.failed("b");
		Awaitility.await().pollDelay(SOON.multipliedBy(2)).until(() -> true);
		List<String> turnOfA = List.of("a", "b");
		List<String> turnOfB = List.of("b", "a");
		// It is not the caller whose turn is that of another who tries it.
		assertThat(setAside.order(turnOfA)).containsExactly("a", "b");
		assertThat(setAside.order(turnOfB)).containsExactly("b", "a");
		assertThat(setAside.order(turnOfB)).containsExactly("a", "b");
	}

	@Test
	void nothingIsSetAsideForNoTime() {
		SetAside<String> setAside = new SetAside<>(Duration.ZERO);
		setAside.failed("a");
		assertThat(setAside.order(ABC)).containsExactly("a", "b", "c");
	}

	@Test
	void delayMayBeLongerThanCanBeCounted() {
		SetAside<String> setAside = new SetAside<>(Duration.ofSeconds(Long.MAX_VALUE));
		setAside.failed("a");
		setAside.failed("b");
		assertThat(setAside.order(ABC)).containsExactly("c", "a", "b");
		assertThat(setAside.order(Collections.nCopies(1, "a"))).containsExactly("a");
	}

}
