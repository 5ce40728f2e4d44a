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

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What must go well in addition with a payment switch, which wants a sign-on and answers
 * echo tests.
 */
abstract class Iso8583Contract extends MatcherContract<Iso8583Switch> {

	Iso8583Contract() {
		super(new Iso8583Switch());
	}

	@Override
	final void check(byte[] reply, int number) {
		Iso8583Messages.check(reply, number);
	}

	/**
	 * Let a client call a switch that refuses its sign-on.
	 * @param use what happens to the client
	 */
	final void runWithRefusedSignOn(RecipeClient.Use use) {
		try (Iso8583Switch refusing = new Iso8583Switch(Iso8583Channel.ASCII, 0, "91")) {
			client().run(refusing.port(), use);
		}
	}

	@Test
	void pingIsEchoTest() {
		client().run(server().port(), (template, pool) -> {
			call(template, 1);
			int before = server().echoTests();
			Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> server().echoTests() >= before + 3);
			call(template, 2);
			assertThat(pool.statistics().opened()).isOne();
			assertThat(pool.statistics().closed()).isEmpty();
		}, "framed-tcp.pool.max-total=1", "framed-tcp.ping.interval=50ms",
				"framed-tcp.pool.housekeeping-interval=20ms");
	}

	@Test
	void requestOfSwitchIsNoReply() {
		try (Iso8583Switch asking = new Iso8583Switch()) {
			asking.ask();
			client().run(asking.port(), (template, pool) -> {
				call(template, 1);
				call(template, 2);
				assertThat(pool.statistics().opened()).isOne();
			});
		}
	}

}
