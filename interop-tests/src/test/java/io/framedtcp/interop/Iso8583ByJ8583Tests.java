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

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import com.solab.iso8583.IsoMessage;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.test.util.ReflectionTestUtils;

import io.framedtcp.FramedTcpConnectException;
import io.framedtcp.FramedTcpOperations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Asks a switch to approve purchases, by a client with messages of j8583.
 */
@RecipeFor("ISO 8583 with j8583")
class Iso8583ByJ8583Tests extends Iso8583Contract {

	@Override
	byte[] request(int number) {
		return Iso8583Messages.requestByCard(number).writeData();
	}

	@Override
	void call(FramedTcpOperations template, int number) {
		IsoMessage request = Iso8583Messages.requestByCard(number);
		check(template.convertSendAndReceive(request, IsoMessage.class).writeData(), number);
	}

	@Test
	void serviceOfRecipeIsAnswered() {
		client().runContext(server().port(), (context) -> {
			Object purchases = context.getBean("purchases");
			Boolean approved = ReflectionTestUtils.invokeMethod(purchases, "approve", new BigDecimal("12.50"),
					"TERMINAL");
			assertThat(approved).isTrue();
		});
	}

	@Test
	void callerIsToldThatSignOnWasRefused() {
		runWithRefusedSignOn((template, pool) -> assertThatExceptionOfType(FramedTcpConnectException.class)
			.isThrownBy(() -> call(template, 1))
			.havingRootCause()
			.withMessage("the switch refused the sign-on with response code '91'"));
	}

	@Test
	void requestOfSwitchIsAnswered() {
		try (Iso8583Switch asking = new Iso8583Switch()) {
			asking.ask();
			client().run(asking.port(), (template, pool) -> {
				call(template, 1);
				Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> asking.echoReplies() == 1);
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
		byte[] unknownType = "0100400000000000000016411111".getBytes(StandardCharsets.US_ASCII);
		client().run(server().port(),
				(template, pool) -> assertThatIllegalArgumentException()
					.isThrownBy(() -> template.sendAndReceive(unknownType))
					.withMessage("These 28 bytes are no message of the parse map")
					.withNoCause());
	}

}
