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

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.framedtcp.FramedTcpTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Asks a switch to approve many purchases at once, on the one connection that it allows.
 */
@RecipeFor(value = "ISO 8583, shared", addedTo = "ISO 8583 with j8583")
class SharedIso8583Tests extends SharedContract<Iso8583Switch> {

	SharedIso8583Tests() {
		super(new Iso8583Switch());
	}

	@Override
	byte[] request(int number) {
		return Iso8583Messages.requestByCard(number).writeData();
	}

	@Override
	void check(byte[] reply, int number) {
		Iso8583Messages.check(reply, number);
	}

	@Test
	void lateReplyToCallerThatGaveUpHarmsNobodyElse() {
		run(server().port(), (template, pool) -> {
			byte[] slow = Iso8583Messages.purchase(999, Iso8583Messages.SLOW).writeData();
			Callers.run(20, (caller) -> {
				if (caller == 0) {
					assertThatExceptionOfType(FramedTcpTimeoutException.class)
						.isThrownBy(() -> template.sendAndReceive(slow, Duration.ofMillis(150)));
				}
				else {
					call(template, caller);
				}
			});
			assertThat(pool.sharing().orphans()).isOne();
			Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> pool.sharing().lateReplies() == 1);
			call(template, 1);
			assertNothingIsLeft(pool);
		});
	}

	@Test
	void sessionIsRefusedWhereOneConnectionIsShared() {
		run(server().port(),
				(template, pool) -> assertThatExceptionOfType(IllegalStateException.class)
					.isThrownBy(() -> template.execute((session) -> session.sendAndReceive(request(1))))
					.withMessageContaining("framed-tcp.pool.max-total"));
	}

}
