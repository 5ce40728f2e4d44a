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

package io.framedtcp.autoconfigure;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.FramedTcpTimeoutException;
import io.framedtcp.config.SharedSettings;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The wire log of a shared connection.
 */
@Timeout(20)
class WireLogSharedTests extends AbstractWireLogTests {

	@Test
	void redactorThatHangsWhileAFrameIsSentIsBoundedByTheDeadline() {
		CountDownLatch never = new CountDownLatch(1);
		try (FramedTcpTemplate template = builder()
			.connection((connection) -> connection.payloadRedactor((info, sent, payload) -> {
				try {
					never.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
				return payload;
			}))
			.shared(SharedSettings.Builder::inOrder)
			.build()) {
			assertThatExceptionOfType(FramedTcpTimeoutException.class)
				.isThrownBy(() -> template.sendAndReceive(new byte[4], Duration.ofMillis(500)));
		}
	}

}
