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

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import io.framedtcp.internal.connect.Connector;
import io.framedtcp.spi.ConnectFailedException;
import io.framedtcp.spi.ConnectStep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CircuitBreaker}.
 */
class CircuitBreakerTests {

	private static final Route ROUTE = Routes.of("127.0.0.1", 9000);

	private static final int THRESHOLD = 5;

	private long now = System.nanoTime();

	private int noticed;

	private final CircuitBreaker breaker = breaker(THRESHOLD, new Random(1));

	@Test
	void manyFailuresAtTheSameTimeAreOne() {
		long start = this.now;
		for (int i = 0; i < 100; i++) {
			pass(Duration.ofMillis(100));
			fail(start);
		}
		assertThat(this.breaker.isOpen()).isFalse();
	}

	@Test
	void failuresWithinASecondDoNotOpenIt() {
		for (int i = 0; i < 9; i++) {
			failAfter(Duration.ofMillis(100));
			assertThat(this.breaker.isOpen()).isFalse();
		}
		failAfter(Duration.ofMillis(200));
		assertThat(this.breaker.isOpen()).isTrue();
	}

	@Test
	void severalFailuresOverASecondOpenIt() {
		for (int i = 1; i < THRESHOLD; i++) {
			failAfter(Duration.ofMillis(300));
			assertThat(this.breaker.isOpen()).isFalse();
		}
		failAfter(Duration.ofMillis(300));
		assertThat(this.breaker.isOpen()).isTrue();
		assertThatExceptionOfType(ConnectFailedException.class).isThrownBy(this.breaker::refuseCaller)
			.withMessageContaining("5 attempts in a row have failed, the last 0 ms ago")
			.withMessageContaining("callers are refused until an attempt in the background succeeds")
			.withMessageContaining("Connection refused")
			.matches(ConnectFailedException::isRefused);
	}

	@Test
	void callersThatTakeTurnsToFailOpenItTooThoughEachBeganBeforeTheLastFailure() {
		Duration timeout = Duration.ofSeconds(2);
		// Eight callers, each of which tries again as soon as it has failed.
		for (int i = 0; i < 8 * THRESHOLD; i++) {
			pass(timeout.dividedBy(8));
			fail(this.now - timeout.toNanos());
		}
		assertThat(this.breaker.isOpen()).isTrue();
	}

	@Test
	void failuresThatTheCallersOwnDeadlineMadeNeverOpenIt() {
		for (int i = 0; i < 1000; i++) {
			pass(Duration.ofMillis(50));
			this.breaker.connectFailed(failure(true), this.now - 1_000_000);
		}
		assertThat(this.breaker.isOpen()).isFalse();
		assertThat(this.breaker.isFailing()).isTrue();
		assertThat(this.breaker.nanosUntilAttempt()).isLessThanOrEqualTo(0);
	}

	@Test
	void failuresOfThisMachineAreNone() {
		for (int i = 0; i < 1000; i++) {
			pass(Duration.ofMillis(50));
			IOException ex = new IOException("Too many open files");
			this.breaker.connectFailed(
					Connector.failure(List.of(AttemptFailedException.failed(ROUTE, ConnectStep.CONNECT, ex, true)),
							false, "framed-tcp."),
					this.now - 1);
		}
		assertThat(this.breaker.isOpen()).isFalse();
		assertThat(this.breaker.isFailing()).isFalse();
		assertThat(this.noticed).isZero();
	}

	@Test
	void refusedLoginsOpenItWithoutWaitingForASecond() {
		for (int i = 1; i < THRESHOLD; i++) {
			pass(Duration.ofMillis(1));
			this.breaker.connectFailed(refusedLogin(), this.now - 1);
			assertThat(this.breaker.isOpen()).isFalse();
		}
		pass(Duration.ofMillis(1));
		this.breaker.connectFailed(refusedLogin(), this.now - 1);
		assertThat(this.breaker.isOpen()).isTrue();
	}

	@Test
	void singleFailureOpensOneThatIsToOpenUponTheFirst() throws IOException {
		CircuitBreaker eager = breaker(1, new Random(1));
		eager.refuseCaller();
		eager.connectFailed(failure(false), this.now - 1);
		assertThatExceptionOfType(ConnectFailedException.class).isThrownBy(eager::refuseCaller)
			.withMessageContaining("an attempt has failed 0 ms ago");
	}

	@Test
	void oneThatIsNeverToOpenDoesNot() {
		CircuitBreaker never = breaker(0, new Random(1));
		for (int i = 0; i < 100; i++) {
			pass(Duration.ofSeconds(1));
			never.connectFailed(failure(false), this.now - 1);
		}
		assertThat(never.isOpen()).isFalse();
	}

	@Test
	void healthyConnectionClosesItUnlessItIsOlderThanTheLastFailure() throws IOException {
		for (int i = 0; i < THRESHOLD; i++) {
			failAfter(Duration.ofMillis(500));
		}
		long before = this.now - 1;
		this.breaker.close((time) -> before - time >= 0, "a");
		assertThat(this.breaker.isOpen()).isTrue();
		long after = this.now + 1;
		this.breaker.close((time) -> after - time >= 0, "a");
		assertThat(this.breaker.isOpen()).isFalse();
		assertThat(this.breaker.isFailing()).isFalse();
		assertThat(this.breaker.nanosUntilAttempt()).isEqualTo(Long.MAX_VALUE);
		this.breaker.refuseCaller();
		for (int i = 1; i < THRESHOLD; i++) {
			failAfter(Duration.ofMillis(500));
		}
		assertThat(this.breaker.isOpen()).as("counting begins anew").isFalse();
	}

	@Test
	void onlyTheFirstFailureIsNoticed() {
		for (int i = 0; i < 10; i++) {
			failAfter(Duration.ofMillis(500));
		}
		assertThat(this.noticed).isEqualTo(1);
	}

	@Test
	void attemptsComeEachSecondAtFirstAndEachTenSecondsInTheEnd() {
		failAfter(Duration.ofMillis(1));
		List<Long> pauses = new ArrayList<>();
		for (int i = 0; i < 12; i++) {
			pauses.add(Duration.ofNanos(this.breaker.nanosUntilAttempt()).toMillis());
			attempt();
		}
		assertThat(pauses.get(0)).isBetween(0L, 1000L);
		assertThat(pauses.subList(1, 6)).allSatisfy((pause) -> assertThat(pause).isBetween(799L, 1000L));
		assertThat(pauses.get(6)).isBetween(1599L, 2000L);
		assertThat(pauses.get(7)).isBetween(3199L, 4000L);
		assertThat(pauses.subList(9, 12)).allSatisfy((pause) -> assertThat(pause).isBetween(7999L, 10_000L));
	}

	@Test
	void refusedLoginIsRepeatedLessAndLessOften() {
		List<Long> pauses = new ArrayList<>();
		for (int i = 0; i < 7; i++) {
			this.breaker.connectFailed(refusedLogin(), this.now - 1);
			this.breaker.attempted();
			pauses.add(Duration.ofNanos(this.breaker.nanosUntilAttempt()).toMillis());
			pass(Duration.ofMillis(pauses.get(i) + 1));
		}
		for (int i = 0; i < 7; i++) {
			long most = 1000L << Math.min(i, 4);
			assertThat(pauses.get(i)).isBetween(most * 4 / 5 - 1, most);
		}
	}

	@Test
	void attemptThatDoesNotComeToALoginIsNotRepeatedAtOnce() {
		this.breaker.connectFailed(refusedLogin(), this.now - 1);
		pass(Duration.ofSeconds(2));
		assertThat(this.breaker.nanosUntilAttempt()).isNegative();
		// No connection may be opened, or no descriptor is left.
		this.breaker.attempted();
		assertThat(Duration.ofNanos(this.breaker.nanosUntilAttempt())).isBetween(Duration.ofMillis(799),
				Duration.ofSeconds(1));
	}

	@Test
	void fortyClientsDoNotKnockInStep() {
		int clients = 40;
		Random random = new Random(1);
		TreeMap<Long, Integer> knocks = new TreeMap<>();
		long start = this.now;
		for (int client = 0; client < clients; client++) {
			this.now = start;
			CircuitBreaker breaker = breaker(THRESHOLD, random);
			breaker.connectFailed(failure(false), this.now - 1);
			while (this.now - start < Duration.ofSeconds(60).toNanos()) {
				this.now += breaker.nanosUntilAttempt();
				knocks.merge((this.now - start) / Duration.ofMillis(50).toNanos(), 1, Integer::sum);
				breaker.connectFailed(failure(false), this.now);
				breaker.attempted();
			}
		}
		assertThat(knocks.values()).as("attempts within the same 50 ms").allMatch((count) -> count <= clients / 4);
		int all = knocks.values().stream().mapToInt(Integer::intValue).sum();
		assertThat(all / clients).as("attempts of each client in a minute").isBetween(9, 16);
	}

	private CircuitBreaker breaker(int threshold, Random random) {
		return new CircuitBreaker("test", threshold, random::nextDouble, () -> this.now, () -> this.noticed++);
	}

	private void attempt() {
		this.now += this.breaker.nanosUntilAttempt();
		fail(this.now);
		this.breaker.attempted();
	}

	private void failAfter(Duration duration) {
		long start = this.now + 1;
		pass(duration);
		fail(start);
	}

	private void pass(Duration duration) {
		this.now += duration.toNanos();
	}

	private void fail(long startedAt) {
		this.breaker.connectFailed(failure(false), startedAt);
	}

	private static ConnectFailedException failure(boolean cutShort) {
		return Connector.failure(List.of(AttemptFailedException.failed(ROUTE, ConnectStep.CONNECT,
				new IOException("Connection refused"), false)), cutShort, "framed-tcp.");
	}

	private static ConnectFailedException refusedLogin() {
		return Connector.failure(
				List.of(AttemptFailedException.failed(ROUTE, ConnectStep.INITIALIZE, new IOException("no"), false)),
				false, "framed-tcp.");
	}

}
