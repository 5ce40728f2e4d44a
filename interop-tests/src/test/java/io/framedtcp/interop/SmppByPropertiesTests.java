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
import java.util.Arrays;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.framedtcp.FramedTcpConnectException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Submits short messages, by a client without a line of Java.
 */
@RecipeFor("SMPP")
class SmppByPropertiesTests extends MatcherContract<SmppServer> {

	private static final int LENGTH_FIELD = 4;

	/** More than the centre waits for. */
	private static final int PINGS = 8;

	private static final int SIZE_OF_PING = 16;

	SmppByPropertiesTests() {
		super(new SmppServer(Duration.ofMinutes(1)));
	}

	@Override
	byte[] request(int number) {
		byte[] frame = SmppTests.submit(1000 + number, "message-" + number);
		return Arrays.copyOfRange(frame, LENGTH_FIELD, frame.length);
	}

	@Override
	void check(byte[] reply, int number) {
		byte[] frame = new byte[LENGTH_FIELD + reply.length];
		System.arraycopy(reply, 0, frame, LENGTH_FIELD, reply.length);
		frame[LENGTH_FIELD - 1] = (byte) frame.length;
		SmppTests.checkSubmitted(frame, 1000 + number, "message-" + number);
	}

	@Test
	void pingKeepsServerFromAsking() {
		try (SmppServer server = new SmppServer(Duration.ofMillis(1500)); Relay relay = Relay.asItComes(server::port)) {
			client().run(relay.port(), (template, pool) -> {
				call(template, 1);
				long passed = relay.passedToClients();
				Awaitility.await()
					.atMost(Duration.ofSeconds(20))
					.until(() -> relay.passedToClients() >= passed + PINGS * SIZE_OF_PING);
				call(template, 2);
				assertThat(pool.statistics().opened()).isOne();
				assertThat(pool.statistics().closed()).isEmpty();
			}, "framed-tcp.ping.interval=200ms", "framed-tcp.pool.housekeeping-interval=50ms");
		}
	}

	@Test
	void callerIsToldThatBindWasRefused() {
		String wrongPassword = "000000020000000000000001" + "6300" + "6300" + "0034000000";
		client().run(server().port(),
				(template, pool) -> assertThatExceptionOfType(FramedTcpConnectException.class)
					.isThrownBy(() -> call(template, 1))
					.withMessageContaining("which begins with 80 00 00 02 00 00 00 0e")
					.withMessageContaining("is at index 7"),
				"framed-tcp.initializer.login=" + wrongPassword);
	}

}
