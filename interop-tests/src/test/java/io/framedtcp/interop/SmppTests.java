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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.framedtcp.FramedTcpConnectException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Submits short messages.
 */
@RecipeFor("SMPP, both ways")
class SmppTests extends MatcherContract<SmppServer> {

	private static final int SUBMIT_SM = 4;

	private static final int SUBMIT_SM_RESP = 0x80000004;

	SmppTests() {
		super(new SmppServer(Duration.ofMinutes(1)));
	}

	@Override
	byte[] request(int number) {
		return submit(1000 + number, text(number));
	}

	@Override
	void check(byte[] reply, int number) {
		checkSubmitted(reply, 1000 + number, text(number));
	}

	static byte[] submit(int sequence, String message) {
		byte[] text = message.getBytes(StandardCharsets.US_ASCII);
		byte[] destination = "5550100\0".getBytes(StandardCharsets.US_ASCII);
		return ByteBuffer.allocate(16 + 6 + destination.length + 3 + 7 + text.length)
			.putInt(0)
			.putInt(SUBMIT_SM)
			.putInt(0)
			.putInt(sequence)
			.put(new byte[6])
			.put(destination)
			.put(new byte[3])
			.put(new byte[6])
			.put((byte) text.length)
			.put(text)
			.array();
	}

	static void checkSubmitted(byte[] reply, int sequence, String message) {
		byte[] id = message.getBytes(StandardCharsets.US_ASCII);
		assertThat(reply).isEqualTo(ByteBuffer.allocate(16 + id.length + 1)
			.putInt(16 + id.length + 1)
			.putInt(SUBMIT_SM_RESP)
			.putInt(0)
			.putInt(sequence)
			.put(id)
			.array());
	}

	@Test
	void answersServerThatAsksWhetherItIsStillThere() {
		try (SmppServer server = new SmppServer(Duration.ofMillis(300))) {
			client().run(server.port(), (template, pool) -> {
				call(template, 1);
				Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> pool.statistics().unsolicited() >= 3);
				call(template, 2);
				assertThat(pool.statistics().opened()).isOne();
				assertThat(pool.statistics().closed()).isEmpty();
			});
		}
	}

	@Test
	void callerIsToldThatBindWasRefused() {
		client().run(server().port(),
				(template, pool) -> assertThatExceptionOfType(FramedTcpConnectException.class)
					.isThrownBy(() -> call(template, 1))
					.withMessageContaining("the bind was refused with status 14"),
				"smpp.password=wrong");
	}

	private static String text(int number) {
		return "message-" + number;
	}

}
