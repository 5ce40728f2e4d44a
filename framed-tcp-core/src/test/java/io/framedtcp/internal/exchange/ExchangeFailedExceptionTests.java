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

package io.framedtcp.internal.exchange;

import java.io.EOFException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.framedtcp.spi.CloseReason;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ExchangeFailedException}.
 */
class ExchangeFailedExceptionTests {

	@ParameterizedTest
	@CsvSource({ "PEER_CLOSED, true", "BROKEN, true", "TIMED_OUT, false", "WRONG_REPLY, false",
			"MALFORMED_FRAME, false" })
	void onlyConnectionsThatEndByThemselvesAreLost(CloseReason reason, boolean lost) {
		assertThat(failure(reason, false, false, true).isConnectionLost()).isEqualTo(lost);
		assertThat(failure(reason, false, false, true).isMaybeClosedWhileIdle()).isEqualTo(lost);
		assertThat(failure(reason, false, false, false).isMaybeClosedWhileIdle()).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "true, true", "true, false", "false, true", "false, false" })
	void writingAndSentAreToldApart(boolean writing, boolean sent) {
		ExchangeFailedException failure = failure(CloseReason.BROKEN, writing, sent, false);
		assertThat(failure.isWriting()).isEqualTo(writing);
		assertThat(failure.isMaybeSent()).isEqualTo(sent);
		assertThat(failure.getReason()).isEqualTo(CloseReason.BROKEN);
		assertThat(failure.getProgress()).isEqualTo("2 of 5 bytes");
		assertThat(failure).hasMessage("gone").hasCauseInstanceOf(EOFException.class);
	}

	private static ExchangeFailedException failure(CloseReason reason, boolean writing, boolean sent,
			boolean silentSinceIdle) {
		return new ExchangeFailedException(reason, writing, sent, silentSinceIdle, "2 of 5 bytes",
				new EOFException("gone"));
	}

}
