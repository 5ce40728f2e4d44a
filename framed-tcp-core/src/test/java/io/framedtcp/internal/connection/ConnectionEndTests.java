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

package io.framedtcp.internal.connection;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.framedtcp.spi.CloseReason;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectionEnd}.
 */
class ConnectionEndTests {

	private static final long MOMENT = Duration.ofMillis(10).toNanos();

	private static final long LONG = Duration.ofSeconds(10).toNanos();

	@ParameterizedTest
	@EnumSource(CloseReason.class)
	void onlyThePeerOrTheNetworkEndsAConnectionForThePeer(CloseReason reason) {
		boolean byPeer = reason == CloseReason.PEER_CLOSED || reason == CloseReason.BROKEN;
		assertThat(new ConnectionEnd(reason, false, 0, false, false, MOMENT, MOMENT).isByPeer()).isEqualTo(byPeer);
		assertThat(new ConnectionEnd(reason, false, 0, false, false, MOMENT, MOMENT).isStillborn()).isEqualTo(byPeer);
	}

	@Test
	void connectionThatIsKeptHasNotEnded() {
		ConnectionEnd end = new ConnectionEnd(null, true, 1, true, true, MOMENT, MOMENT);
		assertThat(end.isByPeer()).isFalse();
		assertThat(end.isAfterOneReply()).isFalse();
	}

	@Test
	void connectionOnWhichTheServerHasSpokenIsNotStillborn() {
		assertThat(new ConnectionEnd(CloseReason.PEER_CLOSED, false, 1, true, true, MOMENT, MOMENT).isStillborn())
			.isFalse();
	}

	@Test
	void connectionThatWasIdleForLongIsNotStillborn() {
		assertThat(new ConnectionEnd(CloseReason.PEER_CLOSED, true, 0, false, false, LONG, LONG).isStillborn())
			.isFalse();
	}

	@Test
	void connectionThatLosesItsFirstRequestIsStillbornWheneverThatIs() {
		assertThat(new ConnectionEnd(CloseReason.BROKEN, false, 1, false, false, LONG, LONG).isStillborn()).isTrue();
		assertThat(new ConnectionEnd(CloseReason.BROKEN, true, 1, false, false, LONG, LONG).isStillborn()).isFalse();
		assertThat(new ConnectionEnd(CloseReason.BROKEN, false, 2, false, false, LONG, LONG).isStillborn()).isFalse();
	}

	@Test
	void requestIsUnansweredIfItTimedOutWithoutAByte() {
		assertThat(unanswered(CloseReason.TIMED_OUT, 1, false)).isTrue();
		assertThat(unanswered(CloseReason.TIMED_OUT, 1, true)).isFalse();
		assertThat(unanswered(CloseReason.TIMED_OUT, 0, false)).isFalse();
		assertThat(unanswered(CloseReason.PEER_CLOSED, 1, false)).isFalse();
	}

	@Test
	void serverMayCloseBehindItsOnlyReply() {
		assertThat(afterOneReply(true, 1, true, MOMENT)).isTrue();
		assertThat(afterOneReply(false, 1, true, MOMENT)).isFalse();
		assertThat(afterOneReply(true, 2, true, MOMENT)).isFalse();
		assertThat(afterOneReply(true, 1, false, MOMENT)).isFalse();
		assertThat(afterOneReply(true, 1, true, LONG)).isFalse();
	}

	@Test
	void secondRequestIsThatOfAConnectionThatWasLentAgain() {
		assertThat(new ConnectionEnd(null, true, 2, true, true, MOMENT, MOMENT).isAtSecondRequest()).isTrue();
		assertThat(new ConnectionEnd(null, false, 2, true, true, MOMENT, MOMENT).isAtSecondRequest()).isFalse();
		assertThat(new ConnectionEnd(null, true, 3, true, true, MOMENT, MOMENT).isAtSecondRequest()).isFalse();
	}

	private static boolean unanswered(CloseReason reason, long exchanges, boolean answered) {
		return new ConnectionEnd(reason, true, exchanges, true, answered, LONG, MOMENT).isRequestUnanswered();
	}

	private static boolean afterOneReply(boolean reused, long exchanges, boolean spokenTo, long silentNanos) {
		return new ConnectionEnd(CloseReason.PEER_CLOSED, reused, exchanges, spokenTo, true, LONG, silentNanos)
			.isAfterOneReply();
	}

}
