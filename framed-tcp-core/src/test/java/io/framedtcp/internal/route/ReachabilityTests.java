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
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.internal.connect.Connector;
import io.framedtcp.spi.ConnectFailedException;
import io.framedtcp.spi.ConnectStep;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Reachability}.
 */
class ReachabilityTests {

	private static final Route A = Routes.of("127.0.0.1", 9000);

	private static final Route B = Routes.of("127.0.0.2", 9000);

	private final Reachability reachability = new Reachability("test",
			ConnectionSettings.builder().address("127.0.0.1", 9000).build());

	private final FailedRoutes failedRoutes = this.reachability.failedRoutes();

	@BeforeEach
	void knowBoth() {
		this.failedRoutes.know(List.of(A, B), true);
		assertThat(this.reachability.isTroubled()).isFalse();
	}

	@Test
	void failedRouteIsTroubleUntilItIsReadmittedAndAnswersWithoutANewFailure() {
		AtomicInteger failures = new AtomicInteger();
		this.reachability.onFailure(failures::incrementAndGet);
		this.failedRoutes.failed(A, RouteFailure.CLOSED, "closed");
		assertThat(this.reachability.isTroubled()).isTrue();
		assertThat(failures).hasValue(1);
		this.reachability.answered(B);
		assertThat(this.reachability.isTroubled()).isTrue();
		this.reachability.answered(A);
		assertThat(this.failedRoutes.isFailed(A)).isFalse();
		assertThat(this.reachability.isTroubled()).isFalse();
	}

	@Test
	void unansweredRequestIsTroubleUntilAnAnswerComes() {
		this.reachability.unanswered(A);
		assertThat(this.reachability.isTroubled()).isTrue();
		this.reachability.answered(A);
		assertThat(this.reachability.isTroubled()).isFalse();
	}

	@Test
	void severalUnansweredRequestsSetTheirRouteAside() {
		for (int i = 0; i < FailedRoutes.MAX_SILENCES; i++) {
			assertThat(this.failedRoutes.isFailed(A)).isFalse();
			this.reachability.unanswered(A);
		}
		assertThat(this.failedRoutes.isFailed(A)).isTrue();
	}

	@Test
	void thereIsAtLeastOneRoute() {
		assertThat(this.reachability.routes()).isEqualTo(2);
		this.failedRoutes.know(List.of(), false);
		assertThat(this.reachability.routes()).isOne();
	}

	@Test
	void failedConnectIsTroubleUntilANewerConnectionIsHealthy() {
		long start = System.nanoTime();
		this.reachability.connectFailed(failure(new IOException("Connection refused"), false), start);
		assertThat(this.reachability.isTroubled()).isTrue();
		this.reachability.healthy((time) -> start - time >= 0, "a");
		assertThat(this.reachability.isTroubled()).as("it is older").isTrue();
		long later = System.nanoTime();
		this.reachability.healthy((time) -> later - time >= 0, "a");
		assertThat(this.reachability.isTroubled()).isFalse();
		assertThat(this.reachability.circuitBreaker().isFailing()).isFalse();
	}

	@Test
	void localFaultIsTroubleUntilAnyConnectionIsHealthy() {
		this.reachability.connectFailed(failure(new IOException("Too many open files"), true), System.nanoTime());
		assertThat(this.reachability.circuitBreaker().isFailing()).isFalse();
		assertThat(this.reachability.isTroubled()).isTrue();
		this.reachability.healthy((time) -> false, "a");
		assertThat(this.reachability.isTroubled()).isFalse();
	}

	private static ConnectFailedException failure(IOException ex, boolean atOnce) {
		return Connector.failure(List.of(AttemptFailedException.failed(A, ConnectStep.CONNECT, ex, atOnce)), false,
				"framed-tcp.");
	}

}
