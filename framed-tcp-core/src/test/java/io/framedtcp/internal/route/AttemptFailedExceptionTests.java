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
import java.nio.channels.ClosedChannelException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.framedtcp.spi.ConnectStep;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AttemptFailedException}.
 */
class AttemptFailedExceptionTests {

	private static final Route ROUTE = Routes.of("192.0.2.1", 9000);

	@ParameterizedTest
	@EnumSource
	void onlyARefusedInitializationIsARefusedLogin(ConnectStep step) {
		AttemptFailedException failure = AttemptFailedException.failed(ROUTE, step, new IOException("no"), false);
		assertThat(failure.isLoginRefused()).isEqualTo(step == ConnectStep.INITIALIZE);
		assertThat(failure.getRouteFailure()).hasToString(step.name());
		assertThat(failure.isTimedOut()).isFalse();
		assertThat(failure.isClientClosed()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void proxyMayRefuseALogin(boolean loginRefused) {
		ProxyRefusedException refusal = new ProxyRefusedException("407: secret", "407", loginRefused);
		AttemptFailedException failure = AttemptFailedException.failed(ROUTE, ConnectStep.PROXY, refusal, false);
		assertThat(failure.isLoginRefused()).isEqualTo(loginRefused);
		assertThat(failure.getMessage()).endsWith("the proxy did not connect to the server: 407: secret");
		assertThat(failure.getSummary()).endsWith("the proxy did not connect to the server: 407");
	}

	@Test
	void attemptThatRanOutOfTimeTellsForHowLong() {
		AttemptFailedException failure = AttemptFailedException.timedOut(ROUTE, ConnectStep.INITIALIZE, 250_999_999L,
				", far", new ClosedChannelException());
		assertThat(failure.getMessage()).endsWith("timed out after 250 ms, far");
		assertThat(failure.isTimedOut()).isTrue();
		assertThat(failure.isClientClosed()).isFalse();
		assertThat(failure.isLoginRefused()).isFalse();
	}

	@Test
	void closedChannelMeansThatTheClientWasClosed() {
		AttemptFailedException failure = AttemptFailedException.failed(ROUTE, ConnectStep.CONNECT,
				new ClosedChannelException(), false);
		assertThat(failure.isClientClosed()).isTrue();
		assertThat(failure.getMessage()).endsWith("the client was closed");
	}

}
