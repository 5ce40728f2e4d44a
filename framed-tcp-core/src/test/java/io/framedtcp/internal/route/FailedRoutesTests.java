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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FailedRoutes}.
 */
class FailedRoutesTests {

	private static final Route A = Routes.of("127.0.0.1", 9000);

	private static final Route B = Routes.of("127.0.0.2", 9000);

	private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

	private long now = System.nanoTime();

	private int noticed;

	private final FailedRoutes failedRoutes = failedRoutes(FIRST_PAUSE, new Random(1));

	@BeforeEach
	void knowBoth() {
		this.failedRoutes.know(List.of(A, B), true);
	}

	@Test
	void failedRouteStaysFailedUntilAProbeSucceeds() {
		this.failedRoutes.failed(A, RouteFailure.CONNECT, "refused");
		this.failedRoutes.failed(A, RouteFailure.CONNECT, "refused");
		pass(Duration.ofDays(1));
		assertThat(this.failedRoutes.isFailed(A)).isTrue();
		assertThat(this.failedRoutes.isFailed(B)).isFalse();
		assertThat(this.failedRoutes.toProbe()).isEqualTo(A);
		this.failedRoutes.probeFailed(A, RouteFailure.CONNECT, "refused");
		assertThat(this.failedRoutes.isFailed(A)).isTrue();
		this.failedRoutes.probeSucceeded(A, true);
		assertThat(this.failedRoutes.isFailed(A)).isFalse();
		assertThat(this.failedRoutes.nanosUntilProbe()).isEqualTo(Long.MAX_VALUE);
		assertThat(this.noticed).isEqualTo(1);
	}

	@Test
	void onlyRouteIsNeverMarkedAsFailed() {
		this.failedRoutes.know(List.of(A), true);
		this.failedRoutes.failed(A, RouteFailure.CONNECT, "refused");
		assertThat(this.failedRoutes.isFailed(A)).isFalse();
	}

	@Test
	void noRouteIsMarkedAsFailedIfThatIsNotWanted() {
		FailedRoutes none = failedRoutes(Duration.ZERO, new Random(1));
		none.know(List.of(A, B), true);
		none.failed(A, RouteFailure.CONNECT, "refused");
		for (int i = 0; i < 10; i++) {
			none.unanswered(A);
		}
		assertThat(none.isFailed(A)).isFalse();
	}

	@Test
	void routeThatIsGoneIsForgotten() {
		this.failedRoutes.failed(A, RouteFailure.CONNECT, "refused");
		this.failedRoutes.know(List.of(B), false);
		assertThat(this.failedRoutes.isFailed(A)).isTrue();
		this.failedRoutes.know(List.of(B), true);
		assertThat(this.failedRoutes.isFailed(A)).isFalse();
		assertThat(this.failedRoutes.toProbe()).isNull();
	}

	@Test
	void probesPauseLongerEachTimeUpToABound() {
		this.failedRoutes.failed(A, RouteFailure.CONNECT, "refused");
		List<Long> pauses = pauses(8);
		assertThat(pauses.get(0)).isBetween(0L, 1000L);
		assertThat(pauses.get(1)).isBetween(1599L, 2000L);
		assertThat(pauses.get(2)).isBetween(3199L, 4000L);
		assertThat(pauses.subList(5, 8)).allSatisfy((pause) -> assertThat(pause).isBetween(23_999L, 30_000L));
	}

	@Test
	void routeThatFailsAgainSoonAfterItIsBackIsPausedForLonger() {
		this.failedRoutes.failed(A, RouteFailure.CONNECT, "slow");
		for (int i = 1; i <= 3; i++) {
			probeSuccessfully();
			this.failedRoutes.failed(A, RouteFailure.CONNECT, "slow");
			long most = 1000L << i;
			assertThat(pauseMillis()).isBetween(most * 4 / 5 - 1, most);
		}
		probeSuccessfully();
		pass(Duration.ofSeconds(60));
		this.failedRoutes.failed(A, RouteFailure.CONNECT, "slow");
		assertThat(pauseMillis()).as("it had been good for a while").isLessThanOrEqualTo(1000);
	}

	@Test
	void refusedLoginIsNotRepeatedAtOnce() {
		this.failedRoutes.failed(A, RouteFailure.INITIALIZE, "refused");
		assertThat(pauseMillis()).isBetween(799L, 1000L);
	}

	@Test
	void callerThatIsConnectedBringsARouteBackUnlessAnAnswerIsNeeded() {
		this.failedRoutes.failed(A, RouteFailure.HANDSHAKE, "failed");
		this.failedRoutes.connected(A);
		assertThat(this.failedRoutes.isFailed(A)).isFalse();
		this.failedRoutes.failed(B, RouteFailure.CLOSED, "closed");
		this.failedRoutes.connected(B);
		assertThat(this.failedRoutes.isFailed(B)).isTrue();
		this.failedRoutes.answered(B);
		assertThat(this.failedRoutes.isFailed(B)).isFalse();
	}

	@Test
	void severalTimeoutsInARowSetARouteAside() {
		this.failedRoutes.unanswered(A);
		this.failedRoutes.unanswered(A);
		this.failedRoutes.answered(A);
		this.failedRoutes.unanswered(A);
		this.failedRoutes.unanswered(A);
		assertThat(this.failedRoutes.isFailed(A)).isFalse();
		this.failedRoutes.unanswered(A);
		assertThat(this.failedRoutes.isFailed(A)).isTrue();
		assertThat(this.failedRoutes.isLeft(A)).isTrue();
		assertThat(this.noticed).isEqualTo(1);
	}

	@Test
	void idleConnectionsAreKeptIfAllRoutesHaveFailed() {
		silence(A);
		this.failedRoutes.failed(B, RouteFailure.CONNECT, "refused");
		assertThat(this.failedRoutes.isLeft(A)).isFalse();
		this.failedRoutes.probeSucceeded(B, true);
		assertThat(this.failedRoutes.isLeft(A)).isTrue();
	}

	@Test
	void idleConnectionsAreKeptIfOnlyNewOnesFail() {
		this.failedRoutes.failed(A, RouteFailure.CONNECT, "refused");
		assertThat(this.failedRoutes.isLeft(A)).isFalse();
	}

	@Test
	void oneMoreTimeoutSetsARouteAsideAgainThatWasBackWithoutAnAnswer() {
		silence(A);
		for (int i = 1; i <= 3; i++) {
			this.failedRoutes.probeSucceeded(A, false);
			assertThat(this.failedRoutes.isFailed(A)).isFalse();
			pass(Duration.ofMinutes(10));
			this.failedRoutes.unanswered(A);
			assertThat(this.failedRoutes.isFailed(A)).isTrue();
			long most = 1000L << i;
			assertThat(pauseMillis()).isBetween(most * 4 / 5 - 1, most);
		}
		this.failedRoutes.probeSucceeded(A, false);
		this.failedRoutes.answered(A);
		this.failedRoutes.unanswered(A);
		assertThat(this.failedRoutes.isFailed(A)).as("it has answered").isFalse();
	}

	@Test
	void routeThatWaitsLongestIsProbedFirst() {
		this.failedRoutes.failed(A, RouteFailure.INITIALIZE, "refused");
		pass(Duration.ofSeconds(2));
		this.failedRoutes.failed(B, RouteFailure.INITIALIZE, "refused");
		assertThat(this.failedRoutes.toProbe()).isEqualTo(A);
		this.failedRoutes.probeFailed(A, RouteFailure.INITIALIZE, "refused");
		assertThat(this.failedRoutes.toProbe()).isNull();
		pass(Duration.ofSeconds(1));
		assertThat(this.failedRoutes.toProbe()).isEqualTo(B);
	}

	@Test
	void ofSeveralRoutesThatAreDueTheOneThatWaitsLongestIsProbedFirst() {
		for (Route first : List.of(A, B)) {
			FailedRoutes routes = failedRoutes(FIRST_PAUSE, new Random(1));
			routes.know(List.of(A, B), true);
			routes.failed(first, RouteFailure.INITIALIZE, "refused");
			this.now += routes.nanosUntilProbe();
			assertThat(routes.toProbe()).as("due at this moment").isEqualTo(first);
			routes.failed(first.equals(A) ? B : A, RouteFailure.INITIALIZE, "refused");
			pass(Duration.ofMinutes(1));
			assertThat(routes.toProbe()).isEqualTo(first);
		}
	}

	@Test
	void lastFailureOfARouteCounts() {
		this.failedRoutes.failed(A, RouteFailure.CONNECT, "refused");
		this.failedRoutes.failed(A, RouteFailure.SILENT, "no answer");
		assertThat(this.failedRoutes.failure(A)).isEqualTo(RouteFailure.SILENT);
		assertThat(this.failedRoutes.isLeft(A)).isTrue();
		this.failedRoutes.probeFailed(A, RouteFailure.HANDSHAKE, "failed");
		assertThat(this.failedRoutes.failure(A)).isEqualTo(RouteFailure.HANDSHAKE);
	}

	@Test
	void routeThatClosesConnectionsUnansweredIsMarkedAsFailed() {
		this.failedRoutes.closed(A);
		assertThat(this.failedRoutes.failure(A)).isEqualTo(RouteFailure.CLOSED);
		assertThat(this.failedRoutes.known()).isEqualTo(2);
	}

	@Test
	void nothingIsRememberedOfARouteThatAnswers() {
		this.failedRoutes.unanswered(A);
		assertThat(this.failedRoutes.isEmpty()).isFalse();
		this.failedRoutes.connected(A);
		assertThat(this.failedRoutes.isEmpty()).as("it has only been opened").isFalse();
		this.failedRoutes.answered(A);
		assertThat(this.failedRoutes.isEmpty()).isTrue();
		this.failedRoutes.closed(A);
		this.failedRoutes.answered(A);
		assertThat(this.failedRoutes.isEmpty()).isTrue();
	}

	@Test
	void routeThatCouldNotBeOpenedIsForgottenBehindItsProbation() {
		this.failedRoutes.failed(A, RouteFailure.CONNECT, "refused");
		this.failedRoutes.connected(A);
		this.failedRoutes.answered(A);
		assertThat(this.failedRoutes.isFailed(A)).isFalse();
		assertThat(this.failedRoutes.isEmpty()).isFalse();
		pass(Duration.ofMinutes(1));
		this.failedRoutes.answered(A);
		assertThat(this.failedRoutes.isEmpty()).isTrue();
	}

	@Test
	void fortyClientsDoNotProbeInStep() {
		Random random = new Random(1);
		TreeMap<Long, Integer> knocks = new TreeMap<>();
		long start = this.now;
		for (int client = 0; client < 40; client++) {
			this.now = start;
			FailedRoutes failedRoutes = failedRoutes(FIRST_PAUSE, random);
			failedRoutes.know(List.of(A, B), true);
			failedRoutes.failed(A, RouteFailure.CONNECT, "refused");
			while (this.now - start < Duration.ofMinutes(2).toNanos()) {
				this.now += failedRoutes.nanosUntilProbe();
				knocks.merge((this.now - start) / Duration.ofMillis(50).toNanos(), 1, Integer::sum);
				failedRoutes.probeFailed(A, RouteFailure.CONNECT, "refused");
			}
		}
		assertThat(knocks.values()).as("probes within the same 50 ms").allMatch((count) -> count <= 10);
	}

	private FailedRoutes failedRoutes(Duration firstPause, Random random) {
		return new FailedRoutes("test", firstPause, random::nextDouble, () -> this.now, () -> this.noticed++);
	}

	private void silence(Route route) {
		for (int i = 0; i < FailedRoutes.MAX_SILENCES; i++) {
			this.failedRoutes.unanswered(route);
		}
	}

	private void probeSuccessfully() {
		this.now += this.failedRoutes.nanosUntilProbe();
		this.failedRoutes.probeSucceeded(A, true);
	}

	private List<Long> pauses(int count) {
		List<Long> pauses = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			pauses.add(pauseMillis());
			this.now += this.failedRoutes.nanosUntilProbe();
			this.failedRoutes.probeFailed(A, RouteFailure.CONNECT, "refused");
		}
		return pauses;
	}

	private long pauseMillis() {
		return Duration.ofNanos(this.failedRoutes.nanosUntilProbe()).toMillis();
	}

	private void pass(Duration duration) {
		this.now += duration.toNanos();
	}

}
