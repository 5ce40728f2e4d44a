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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.framedtcp.FramedTcpConnectException;
import io.framedtcp.Phase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Opens channels on a RabbitMQ.
 */
@Tag(DebianServer.TAG)
@RecipeFor("AMQP 0-9-1")
class AmqpTests extends ServerContract<DebianServer> {

	private static final int CHANNEL = 20;

	private static final int OPEN = 10;

	private static final int OPEN_OK = 11;

	private static final int CLOSE = 40;

	private static final int CLOSE_OK = 41;

	private static final int QUEUE = 50;

	private static final int DECLARE = 10;

	private static final int DECLARE_OK = 11;

	private static final int EXCLUSIVE_AND_AUTO_DELETE = 0b1100;

	private static final byte FRAME_END = (byte) 0xce;

	AmqpTests() {
		super(new DebianServer("rabbitmq"));
	}

	@Override
	byte[] request(int number) {
		return method(number + 1, CHANNEL, OPEN, new byte[1]);
	}

	@Override
	void check(byte[] reply, int number) {
		assertThat(reply).isEqualTo(method(number + 1, CHANNEL, OPEN_OK, new byte[4]));
	}

	@Test
	void callsOfSessionShareChannel() {
		byte[] name = "interop".getBytes(StandardCharsets.US_ASCII);
		byte[] declare = ByteBuffer.allocate(3 + name.length + 5)
			.putShort((short) 0)
			.put((byte) name.length)
			.put(name)
			.put((byte) EXCLUSIVE_AND_AUTO_DELETE)
			.array();
		client().run(server().port(), (template, pool) -> {
			template.execute((session) -> {
				check(session.sendAndReceive(request(1)), 1);
				byte[] declared = session.sendAndReceive(method(2, QUEUE, DECLARE, declare));
				assertThat(declared).startsWith(start(method(2, QUEUE, DECLARE_OK, new byte[16])));
				byte[] closed = session.sendAndReceive(method(2, CHANNEL, CLOSE, new byte[7]));
				assertThat(closed).isEqualTo(method(2, CHANNEL, CLOSE_OK, new byte[0]));
				return null;
			});
			check(template.sendAndReceive(request(1)), 1);
			assertThat(pool.statistics().opened()).isOne();
		});
	}

	/** The server misses our heartbeats, and closes the connection for it. */
	@Test
	void connectionThatServerGaveUpIsReplaced() {
		try (Relay relay = Relay.asItComes(server()::port)) {
			client().run(relay.port(), (template, pool) -> {
				call(template, 1);
				Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !relay.isConnected());
				call(template, 1);
				assertThat(pool.statistics().opened()).isEqualTo(2);
			}, "amqp.heartbeat=1");
		}
	}

	@Test
	void wrongPasswordIsToldAsFailureToConnect() {
		client().run(server().port(),
				(template, pool) -> assertThatExceptionOfType(FramedTcpConnectException.class)
					.isThrownBy(() -> template.sendAndReceive(request(1)))
					.satisfies((ex) -> assertThat(ex.getPhase()).isEqualTo(Phase.INITIALIZE))
					.satisfies((ex) -> assertThat(ex.isRequestMaybeSent()).isFalse())
					.withStackTraceContaining("ACCESS_REFUSED"),
				"amqp.password=wrong");
	}

	@Test
	void unknownVirtualHostIsToldAsFailureToConnect() {
		client().run(server().port(),
				(template, pool) -> assertThatExceptionOfType(FramedTcpConnectException.class)
					.isThrownBy(() -> template.sendAndReceive(request(1)))
					.withStackTraceContaining("NOT_ALLOWED"),
				"amqp.virtual-host=nowhere");
	}

	private byte[] start(byte[] frame) {
		return ByteBuffer.allocate(3).put(frame, 0, 3).array();
	}

	private static byte[] method(int channel, int type, int method, byte[] arguments) {
		return ByteBuffer.allocate(12 + arguments.length)
			.put((byte) 1)
			.putShort((short) channel)
			.putInt(4 + arguments.length)
			.putShort((short) type)
			.putShort((short) method)
			.put(arguments)
			.put(FRAME_END)
			.array();
	}

}
