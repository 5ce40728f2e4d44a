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

import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.HapiContext;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.model.v25.message.ACK;
import ca.uhn.hl7v2.parser.PipeParser;
import org.junit.jupiter.api.Test;
import org.springframework.test.util.ReflectionTestUtils;

import io.framedtcp.FramedTcpTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Admits patients.
 */
@RecipeFor("HL7 over MLLP")
class Hl7Tests extends MatcherContract<Hl7Server> {

	Hl7Tests() throws InterruptedException {
		super(new Hl7Server());
	}

	@Override
	byte[] request(int number) {
		return ("""
				MSH|^~\\&|WARD|EAST|ADT|MAIN|20260101120000||ADT^A01|ID%d|P|2.5
				PID|1||%d||Doe^Jane
				""").formatted(number, number).replace('\n', '\r').getBytes(StandardCharsets.UTF_8);
	}

	@Override
	void check(byte[] reply, int number) {
		assertThat(new String(reply, StandardCharsets.UTF_8)).startsWith("MSH|^~\\&|ADT|MAIN|WARD|EAST|")
			.contains("\rMSA|AA|ID" + number + "|Doe\r");
	}

	@Test
	void admissionIsAcknowledgedWithNameInUtf8() {
		client().run(server().port(), (template, pool) -> {
			ACK reply = admit(admissions(template), "M\u00fcller-\u0126");
			assertThat(reply.getMSA().getAcknowledgmentCode().getValue()).isEqualTo("AA");
			assertThat(reply.getMSA().getMessageControlID().getValue()).isNotEmpty();
			assertThat(reply.getMSA().getTextMessage().getValue()).isEqualTo("M\u00fcller-\u0126");
		});
	}

	@Test
	void converterMayBeUsedByTwentyCallersAtOnce() {
		client().run(server().port(), (template, pool) -> {
			Object admissions = admissions(template);
			Callers.run(20, (caller) -> {
				for (int i = 0; i < 5; i++) {
					String name = "Doe-" + caller + "-" + i;
					assertThat(admit(admissions, name).getMSA().getTextMessage().getValue()).isEqualTo(name);
				}
			});
			assertThat(pool.statistics().closed()).isEmpty();
		});
	}

	@Test
	void characterSetMayBeAnother() {
		client().run(server().port(), (template, pool) -> {
			ACK reply = template.convertSendAndReceive(message("P", "M\u00fcller", "8859/1"), ACK.class);
			assertThat(reply.getMSA().getTextMessage().getValue()).isEqualTo("M\u00fcller");
		}, "hl7.charset=ISO-8859-1");
	}

	@Test
	void callerIsToldThatMessageIsNotAcceptedAndConnectionIsKept() {
		client().run(server().port(), (template, pool) -> {
			assertThatExceptionOfType(RuntimeException.class)
				.isThrownBy(() -> template.convertSendAndReceive(message("P", "", ""), ACK.class))
				.withMessage("The message ID1 was answered with AE")
				.satisfies((ex) -> assertThat(reply(ex)).contains("The patient has no name"));
			assertThatExceptionOfType(RuntimeException.class)
				.isThrownBy(() -> template.convertSendAndReceive(message("D", "Doe", ""), Message.class))
				.withMessage("The message ID1 was answered with AR");
			call(template, 1);
			assertThat(pool.statistics().opened()).isOne();
			assertThat(pool.statistics().closed()).isEmpty();
		});
	}

	@Test
	void messageWithoutNumberIsNotSent() {
		client().run(server().port(),
				(template, pool) -> assertThatIllegalArgumentException()
					.isThrownBy(() -> template.sendAndReceive("MSH|^~\\&|WARD\r".getBytes(StandardCharsets.UTF_8)))
					.withMessageContaining("finds no id"));
	}

	private Object admissions(FramedTcpTemplate template) {
		return client().create("Admissions", context(), template);
	}

	private static ACK admit(Object admissions, String name) {
		return ReflectionTestUtils.invokeMethod(admissions, "admit", name);
	}

	private HapiContext context() {
		return ReflectionTestUtils.invokeMethod(client().create("Hl7Client"), "hapiContext");
	}

	private Message message(String processing, String name, String characterSet) throws HL7Exception {
		return new PipeParser(context()).parse("""
				MSH|^~\\&|WARD|EAST|ADT|MAIN|20260101120000||ADT^A01|ID1|%s|2.5||||||%s
				PID|1||1||%s
				""".formatted(processing, characterSet, name).replace('\n', '\r'));
	}

	private static String reply(RuntimeException ex) {
		return String.valueOf(ReflectionTestUtils.getField(ex, "reply"));
	}

}
