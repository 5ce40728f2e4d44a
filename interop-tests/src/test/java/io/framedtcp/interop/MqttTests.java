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
 * Pings a broker, and publishes measurements.
 */
@RecipeFor("MQTT")
class MqttTests extends ServerContract<MqttBroker> {

	private static final byte[] PINGREQ = { (byte) 0xc0 };

	private static final byte[] PINGRESP = { (byte) 0xd0 };

	private static final int PINGS = 5;

	/** The header has two bytes, and nothing is behind it. */
	private static final int SIZE_OF_PING = 2;

	private static final String LOGIN = "framed-tcp.initializer.login=";

	/** As the recipe tells in its text. */
	private static final String WITH_PASSWORD = "1000044d51545404c2003c000000036d65740006736563726574";

	MqttTests() {
		super(new MqttBroker());
	}

	@Override
	byte[] request(int number) {
		return publish(1000 + number);
	}

	@Override
	void check(byte[] reply, int number) {
		checkPublished(reply, 1000 + number);
	}

	/** With QoS 1. Every tenth packet is so long that its length takes two bytes. */
	static byte[] publish(int packet) {
		byte[] topic = "boiler/7".getBytes(StandardCharsets.UTF_8);
		byte[] message = "7".repeat((packet % 10 != 0) ? 3 : 120).getBytes(StandardCharsets.UTF_8);
		return ByteBuffer.allocate(1 + 2 + topic.length + 2 + message.length)
			.put((byte) 0x32)
			.putShort((short) topic.length)
			.put(topic)
			.putShort((short) packet)
			.put(message)
			.array();
	}

	static void checkPublished(byte[] reply, int packet) {
		assertThat(reply).isEqualTo(ByteBuffer.allocate(3).put((byte) 0x40).putShort((short) packet).array());
	}

	@Test
	void brokerAnswersPing() {
		client().run(server().port(),
				(template, pool) -> assertThat(template.sendAndReceive(PINGREQ)).isEqualTo(PINGRESP));
	}

	@Test
	void idleConnectionIsPinged() {
		try (Relay relay = Relay.asItComes(server()::port)) {
			client().run(relay.port(), (template, pool) -> {
				call(template, 1);
				long passed = relay.passedToClients();
				Awaitility.await()
					.atMost(Duration.ofSeconds(10))
					.until(() -> relay.passedToClients() >= passed + PINGS * SIZE_OF_PING);
				call(template, 2);
				assertThat(pool.statistics().opened()).isOne();
				assertThat(pool.statistics().closed()).isEmpty();
			}, "framed-tcp.ping.interval=50ms", "framed-tcp.pool.housekeeping-interval=50ms");
		}
	}

	@Test
	void brokerIsToldBeforeConnectionIsClosed() {
		try (MqttBroker broker = new MqttBroker()) {
			client().run(broker.port(), (template, pool) -> {
				call(template, 1);
				assertThat(broker.farewells()).isZero();
			});
			Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> broker.farewells() == 1);
		}
	}

	@Test
	void connectMayHaveUserNameAndPassword() {
		client().run(server().port(), (template, pool) -> call(template, 1), LOGIN + WITH_PASSWORD);
	}

	@Test
	void callerIsToldThatPasswordWasRefused() {
		String wrongPassword = WITH_PASSWORD.replaceFirst("74$", "75");
		client().run(server().port(),
				(template, pool) -> assertThatExceptionOfType(FramedTcpConnectException.class)
					.isThrownBy(() -> call(template, 1))
					.withMessageContaining("which begins with 20 00 04")
					.withMessageContaining("is at index 2"),
				LOGIN + wrongPassword);
	}

}
