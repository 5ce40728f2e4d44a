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

package io.framedtcp.pool;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectionInfo;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClosedConnection} and what each {@link CloseReason} tells.
 */
class ClosedConnectionTests {

	private static final Set<CloseReason> FAILURES = EnumSet.of(CloseReason.TIMED_OUT, CloseReason.BROKEN,
			CloseReason.MALFORMED_FRAME, CloseReason.WRONG_REPLY, CloseReason.UNEXPECTED_BYTES,
			CloseReason.PING_FAILED);

	@ParameterizedTest
	@EnumSource
	void somebodyShouldKnowOfAFailureOnly(CloseReason reason) {
		assertThat(closed(reason, false).isFailure()).isEqualTo(FAILURES.contains(reason));
	}

	@ParameterizedTest
	@EnumSource
	void serverThatClosesDuringAnExchangeFailsAsWell(CloseReason reason) {
		assertThat(closed(reason, true).isFailure())
			.isEqualTo(FAILURES.contains(reason) || reason == CloseReason.PEER_CLOSED);
	}

	@Test
	void logShowsWhichConnectionWasClosedAndWhy() {
		assertThat(closed(CloseReason.PEER_CLOSED, true))
			.hasToString("payments#7 [50000 -> 10.0.0.1:9000] at 1970-01-01T00:00:00Z: peer closed during an exchange");
		assertThat(closed(CloseReason.IDLE_TIMEOUT, false))
			.hasToString("payments#7 [50000 -> 10.0.0.1:9000] at 1970-01-01T00:00:00Z: idle timeout");
	}

	private static ClosedConnection closed(CloseReason reason, boolean duringExchange) {
		ConnectionInfo info = new ConnectionInfo("payments", 7, new InetSocketAddress("10.0.0.1", 9000), 50000);
		return new ClosedConnection(Instant.EPOCH, reason, duringExchange, new ConnectionStatus(info,
				ConnectionState.LEASED, Duration.ofSeconds(2), Duration.ofSeconds(1), Traffic.NONE, null, 0, 0));
	}

}
