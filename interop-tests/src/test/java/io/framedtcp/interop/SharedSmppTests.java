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

package io.framedtcp.interop;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.framedtcp.FramedTcpTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Submits short messages by a window, in one session.
 */
@RecipeFor(value = "SMPP, shared", addedTo = "SMPP, both ways")
class SharedSmppTests extends SharedContract<SmppServer> {

	private static final int SLOW = 999;

	SharedSmppTests() {
		super(new SmppServer(Duration.ofMinutes(1)));
	}

	@Override
	byte[] request(int number) {
		return SmppTests.submit(1000 + number, text(number));
	}

	@Override
	void check(byte[] reply, int number) {
		SmppTests.checkSubmitted(reply, 1000 + number, text(number));
	}

	@Test
	void lateResponseToCallerThatGaveUpHarmsNobodyElse() {
		run(server().port(), (template, pool) -> {
			Callers.run(10, (caller) -> {
				if (caller == 0) {
					assertThatExceptionOfType(FramedTcpTimeoutException.class)
						.isThrownBy(() -> template.sendAndReceive(request(SLOW), Duration.ofMillis(150)));
				}
				else {
					call(template, caller);
				}
			});
			Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> pool.sharing().lateReplies() == 1);
			call(template, 1);
			assertNothingIsLeft(pool);
		});
	}

	@Test
	void serverThatAsksMeanwhileIsAnswered() {
		try (SmppServer server = new SmppServer(Duration.ofMillis(100))) {
			run(server.port(), (template, pool) -> {
				AtomicInteger numbers = new AtomicInteger();
				Callers.run(4, (caller) -> {
					while (pool.statistics().unsolicited() < 3) {
						int sequence = numbers.incrementAndGet();
						byte[] reply = template.sendAndReceive(SmppTests.submit(sequence, "slow-" + sequence));
						SmppTests.checkSubmitted(reply, sequence, "slow-" + sequence);
					}
				});
				assertThat(pool.statistics().unsolicited()).isGreaterThanOrEqualTo(3);
				assertNothingIsLeft(pool);
			});
		}
	}

	@Test
	void serverThatAsksWhileNobodyCallsIsAnswered() {
		try (SmppServer server = new SmppServer(Duration.ofMillis(100))) {
			run(server.port(), (template, pool) -> {
				// Only what comes lets jSMPP take over how long it is to wait.
				call(template, 1);
				Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> pool.statistics().unsolicited() >= 3);
				call(template, 2);
				assertNothingIsLeft(pool);
			});
		}
	}

	private static String text(int number) {
		return ((number == SLOW) ? "slow-" : "message-") + number;
	}

}
