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

package io.framedtcp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.framedtcp.framing.FrameReader;
import io.framedtcp.framing.FrameWriter;
import io.framedtcp.framing.Framing;
import io.framedtcp.framing.LengthFieldFraming;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.RequestHandler;
import io.framedtcp.test.ServerConnection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What the server may do to an exchange: each is told by its exception, at once, costs
 * its connection and nothing else.
 */
class BrokenExchangeTests {

	private static final byte[] PAYLOAD = "payload".getBytes(StandardCharsets.UTF_8);

	@ParameterizedTest
	@CsvSource({ "'', 'where a frame was expected'", "'00 00', 'after 2 bytes [frame begins with 00 00]'",
			"'00 00 00 05 61', 'after 5 bytes [frame begins with 00 00 00 05 …]'" })
	void endInsteadOfReplyOrInsideItIsALostConnection(String wire, String message) {
		FramedTcpException failure = failureOf((request, connection) -> {
			connection.writeBytes(hex(wire));
			connection.close();
		}, CloseReason.PEER_CLOSED);
		assertThat(failure).isInstanceOf(FramedTcpConnectionLostException.class).hasMessageContaining(message);
		assertThat(failure.getPhase()).isEqualTo(Phase.READ);
		assertThat(failure.isRequestMaybeSent()).isTrue();
		assertThat(failure.getElapsed()).isLessThan(Duration.ofSeconds(4));
	}

	@Test
	void resetInsteadOfReplyIsALostConnection() {
		FramedTcpException failure = failureOf((request, connection) -> connection.reset(), CloseReason.BROKEN);
		assertThat(failure).isInstanceOf(FramedTcpConnectionLostException.class).hasMessageContaining("reset");
		assertThat(failure.getPhase()).isEqualTo(Phase.READ);
	}

	@ParameterizedTest
	@CsvSource({ "'ff ff ff fb 61', 'is negative'", "'7f ff ff ff 61', 'over the maximum frame size of 1048576 bytes'",
			"'00 10 00 00 61', 'over the maximum frame size of 1048576 bytes'" })
	void impossibleLengthIsAMalformedReply(String wire, String message) {
		FramedTcpException failure = failureOf((request, connection) -> connection.writeBytes(hex(wire)),
				CloseReason.MALFORMED_FRAME);
		assertThat(failure).isInstanceOf(FramedTcpMalformedReplyException.class)
			.hasMessageContaining(message)
			.hasMessageContaining("frame begins with " + wire.substring(0, 11) + " …");
	}

	@Test
	void adjustmentThatMakesAFrameShorterThanItsHeaderIsAMalformedReply() {
		Framing countsItself = LengthFieldFraming.builder().adjustment(-4).build();
		FramedTcpException failure = failureOf((request, connection) -> connection.writeBytes(hex("00 00 00 03")),
				CloseReason.MALFORMED_FRAME, countsItself);
		assertThat(failure).isInstanceOf(FramedTcpMalformedReplyException.class)
			.hasMessageContaining("too short for a length adjustment of -4")
			.hasMessageContaining("00 00 00 03");
	}

	@Test
	void wrongMarkerIsAMalformedReply() {
		Framing marked = LengthFieldFraming.builder().offset(2).marker((byte) 0xca, (byte) 0xfe).build();
		FramedTcpException failure = failureOf((request, connection) -> connection.writeBytes(hex("ca ff 00 00 00 00")),
				CloseReason.MALFORMED_FRAME, marked);
		assertThat(failure).isInstanceOf(FramedTcpMalformedReplyException.class)
			.hasMessageContaining("marker ca fe")
			.hasMessageContaining("frame begins with ca ff 00 00 00 00");
	}

	@Test
	void framingThatThrowsIsTheCause() {
		IllegalStateException broken = new IllegalStateException("a fault of the framing's own");
		Framing throwing = new ThrowingFraming(broken);
		FramedTcpException failure = failureOf((request, connection) -> connection.writeFrame(request),
				CloseReason.MALFORMED_FRAME, throwing);
		assertThat(failure).isInstanceOf(FramedTcpMalformedReplyException.class).hasCause(broken);
	}

	@Test
	void messageTellsClientAddressPhaseAndTime() {
		FramedTcpException failure = failureOf((request, connection) -> connection.close(), CloseReason.PEER_CLOSED);
		assertThat(failure.getClient()).isEqualTo("desk");
		assertThat(failure).hasMessageContaining("client=desk")
			.hasMessageContaining("address=" + failure.getAddress())
			.hasMessageContaining("phase=READ")
			.hasMessageContaining("elapsed=" + failure.getElapsed().toMillis() + "ms")
			.hasMessageContaining("requestMaybeSent=true");
		assertThat(failure.getAddress()).contains("127.0.0.1:");
	}

	private static FramedTcpException failureOf(RequestHandler fault, CloseReason reason) {
		return failureOf(fault, reason, LengthFieldFraming.builder().build());
	}

	/**
	 * Have the fault happen to the first of three calls on one connection at most; the
	 * others must not notice it.
	 * @param fault what the server does to the first request
	 * @param reason why that connection must be retired
	 * @param framing the client's framing
	 * @return how the first call failed
	 */
	private static FramedTcpException failureOf(RequestHandler fault, CloseReason reason, Framing framing) {
		AtomicInteger connections = new AtomicInteger();
		ClosedConnections closedConnections = new ClosedConnections();
		try (FramedTcpServer server = FramedTcpServer
			.serving((connection) -> serve(connection, fault, connections.incrementAndGet() == 1));
				FramedTcpTemplate template = FramedTcpTemplate.builder(server.host(), server.port())
					.client("desk")
					.framing(framing)
					.pool((pool) -> pool.maxTotal(1))
					.listener(closedConnections)
					.build()) {
			FramedTcpException failure = catchThrowableOfType(FramedTcpException.class,
					() -> template.sendAndReceive(PAYLOAD));
			assertThat(failure).isNotNull();
			assertThat(closedConnections.reasons()).containsExactly(reason);
			if (!(framing instanceof ThrowingFraming)) {
				assertThat(template.sendAndReceive(PAYLOAD)).isEqualTo(PAYLOAD);
				assertThat(template.sendAndReceive(PAYLOAD)).isEqualTo(PAYLOAD);
				assertThat(server.accepted()).isEqualTo(2);
			}
			return failure;
		}
	}

	private static void serve(ServerConnection connection, RequestHandler fault, boolean first)
			throws IOException, InterruptedException {
		if (first) {
			connection.readBytes(1);
			fault.handle(PAYLOAD, connection);
			connection.awaitClose();
		}
		// Not whole frames, so as to echo any framing.
		for (byte[] next = connection.readBytes(1);; next = connection.readBytes(1)) {
			connection.writeBytes(next);
		}
	}

	private static byte[] hex(String digits) {
		return digits.isEmpty() ? new byte[0] : HexFormat.ofDelimiter(" ").parseHex(digits);
	}

	private record ThrowingFraming(RuntimeException exception) implements Framing {

		@Override
		public void encode(byte[] payload, FrameWriter out) {
			out.writeBytes(payload);
		}

		@Override
		public byte[] decode(FrameReader in) throws IOException {
			in.readByte();
			throw this.exception;
		}

	}

}
