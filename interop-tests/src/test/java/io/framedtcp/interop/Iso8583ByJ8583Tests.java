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

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import com.solab.iso8583.IsoMessage;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.framedtcp.FramedTcpConnectException;
import io.framedtcp.FramedTcpOperations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Asks a switch to approve purchases, by a client with messages of j8583.
 */
@RecipeFor("ISO 8583 with j8583")
class Iso8583ByJ8583Tests extends MatcherContract<Iso8583Switch> {

	Iso8583ByJ8583Tests() {
		super(new Iso8583Switch());
	}

	@Override
	byte[] request(int number) {
		return Iso8583Messages.purchaseByCard(number, 100 + number).writeData();
	}

	@Override
	void check(byte[] reply, int number) {
		Iso8583Messages.check(reply, number);
	}

	@Override
	void call(FramedTcpOperations template, int number) {
		IsoMessage request = Iso8583Messages.purchaseByCard(number, 100 + number);
		Iso8583Messages.check(template.convertSendAndReceive(request, IsoMessage.class).writeData(), number);
	}

	@Test
	void pingIsEchoTest() {
		client().run(server().port(), (template, pool) -> {
			call(template, 1);
			int before = server().echoTests();
			Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> server().echoTests() >= before + 3);
			call(template, 2);
			assertThat(pool.statistics().opened()).isOne();
			assertThat(pool.statistics().retired()).isEmpty();
		}, "framed-tcp.pool.max-total=1", "framed-tcp.ping.interval=50ms",
				"framed-tcp.pool.housekeeping-interval=20ms");
	}

	@Test
	void callerIsToldThatSignOnWasRefused() {
		try (Iso8583Switch refusing = new Iso8583Switch(Iso8583Channel.ASCII, 0, "91")) {
			client().run(refusing.port(),
					(template, pool) -> assertThatExceptionOfType(FramedTcpConnectException.class)
						.isThrownBy(() -> call(template, 1))
						.havingRootCause()
						.withMessage("the switch refused the sign-on with response code '91'"));
		}
	}

	@Test
	void requestOfSwitchIsAnswered() {
		try (Iso8583Switch asking = new Iso8583Switch()) {
			asking.ask();
			client().run(asking.port(), (template, pool) -> {
				call(template, 1);
				call(template, 2);
				Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> asking.echoReplies() == 2);
				assertThat(pool.statistics().opened()).isOne();
			});
		}
	}

	@Test
	void requestWithoutTraceNumberIsRefused() {
		IsoMessage request = Iso8583Messages.request(1);
		request.setField(Iso8583Messages.TRACE_NUMBER, null);
		client().run(server().port(),
				(template, pool) -> assertThatIllegalArgumentException()
					.isThrownBy(() -> template.convertSendAndReceive(request, IsoMessage.class))
					.withMessageContaining("no trace number"));
	}

	@Test
	void whatIsNoMessageIsNotShown() {
		client().run(server().port(), (template, pool) -> assertThatIllegalArgumentException()
			.isThrownBy(
					() -> template.sendAndReceive("0100700000000000000016411111".getBytes(StandardCharsets.US_ASCII)))
			.withMessage("These 28 bytes are no message of the parse map")
			.withNoCause());
	}

}
