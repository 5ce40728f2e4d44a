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
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.ConnectionSettingsBuilder;
import io.framedtcp.config.Farewell;
import io.framedtcp.config.SharedSettings;
import io.framedtcp.framing.LengthFieldFraming;
import io.framedtcp.internal.Deadline;
import io.framedtcp.spi.ConnectionInitializer;
import io.framedtcp.test.FramedTcpServer;

import static io.framedtcp.support.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Messages name the properties of the client that they are about.
 */
class PropertyNamesOfClientTests {

	private static final String PREFIX = "framed-tcp.clients.payments.";

	private static final String TOO_LARGE = "A frame of 104 bytes is over the maximum frame size of 100 bytes ("
			+ PREFIX + "max-frame-size)";

	private final FramedTcpServer server = FramedTcpServer.echo();

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void payloadThatIsTooLarge() {
		try (FramedTcpTemplate template = builder().build()) {
			assertThatIllegalArgumentException().isThrownBy(() -> template.sendAndReceive(new byte[100]))
				.withMessage("Client 'payments' cannot send the payload: " + TOO_LARGE);
		}
	}

	@Test
	void stampedPayloadThatIsTooLarge() {
		try (FramedTcpTemplate template = builder().requestStamper((attributes, payload) -> new byte[100]).build()) {
			assertThatIllegalArgumentException().isThrownBy(() -> template.sendAndReceive(bytes("small")))
				.withMessage(
						"Client 'payments' cannot send the payload that its RequestStamper has returned: " + TOO_LARGE);
			assertThatIllegalArgumentException()
				.isThrownBy(() -> template.execute((session) -> session.sendAndReceive(bytes("small"))))
				.withMessageEndingWith(TOO_LARGE);
			assertThat(template.getPool().counts().idle()).isOne();
		}
	}

	@Test
	void frameOfAnInitializerThatIsTooLarge() {
		try (FramedTcpTemplate template = builder().initializer((connection) -> connection.send(new byte[100]))
			.build()) {
			assertThatExceptionOfType(FramedTcpConnectException.class)
				.isThrownBy(() -> template.sendAndReceive(bytes("small")))
				.withMessageContaining(TOO_LARGE);
		}
	}

	@Test
	void farewellThatIsTooLarge() {
		ConnectionSettingsBuilder settings = ConnectionSettings.builder()
			.address(this.server.host(), this.server.port())
			.framing(LengthFieldFraming.builder().build())
			.maxFrameSize(100)
			.propertyPrefix(PREFIX)
			.farewell(Farewell.frame(new byte[100]));
		assertThatIllegalArgumentException().isThrownBy(settings::build)
			.withMessage("'farewell' cannot be sent: " + TOO_LARGE);
	}

	@Test
	void failureToGetAConnectionThatHasNoTypeOfItsOwn() {
		try (FramedTcpTemplate template = builder().build()) {
			IOException failure = new IOException("the answer is over 100 bytes (framed-tcp.max-frame-size)");
			assertThat(CallFailures.of(failure, new Call(template, null), Deadline.never()))
				.isInstanceOf(FramedTcpConnectException.class)
				.hasMessageStartingWith(
						"Cannot connect: the answer is over 100 bytes (" + PREFIX + "max-frame-size) [");
		}
	}

	@Test
	void restThatEndsTooLate() {
		try (FramedTcpTemplate template = builder().responseTimeout(Duration.ofSeconds(5))
			.pool((pool) -> pool.maxTotal(1))
			.connection((connection) -> connection.minRequestInterval(Duration.ofSeconds(20)))
			.build()) {
			template.sendAndReceive(bytes("first"));
			assertThatExceptionOfType(FramedTcpTimeoutException.class)
				.isThrownBy(() -> template.sendAndReceive(bytes("second")))
				.withMessageContaining(PREFIX + "min-request-interval")
				.satisfies((ex) -> assertThat(ex).rootCause()
					.hasMessageContaining("(" + PREFIX + "min-request-interval)"));
		}
	}

	@Test
	void causesOfAReplyThatIsTooLarge() {
		try (FramedTcpServer large = FramedTcpServer.answering((request) -> new byte[200]);
				FramedTcpTemplate template = builder(large).build();
				FramedTcpTemplate shared = builder(large).shared(SharedSettings.Builder::inOrder).build()) {
			for (FramedTcpTemplate each : List.of(template, shared)) {
				assertNamed(() -> each.sendAndReceive(bytes("small")), "bytes (" + PREFIX + "max-frame-size)", 2);
			}
		}
	}

	@Test
	void causesOfAPayloadThatIsTooLarge() {
		try (FramedTcpTemplate template = builder().build()) {
			assertNamed(() -> template.sendAndReceive(new byte[100]), TOO_LARGE, 1);
		}
	}

	@Test
	void causesOfALoginThatIsRefused() {
		try (FramedTcpTemplate template = builder()
			.initializer(ConnectionInitializer.login(bytes("login"), bytes("yes")))
			.build()) {
			assertNamed(() -> template.sendAndReceive(bytes("small")), PREFIX + "initializer.login-reply", 4);
		}
	}

	@Test
	void causesOfALoginThatIsNoFrame() {
		try (FramedTcpServer large = FramedTcpServer.answering((request) -> new byte[200]);
				FramedTcpTemplate template = builder(large)
					.initializer(ConnectionInitializer.login(bytes("login"), bytes("yes")))
					.build()) {
			assertNamed(() -> template.sendAndReceive(bytes("small")), PREFIX + "max-frame-size", 4);
		}
	}

	@Test
	void causesOfALocalAddressThatIsNoneOfThisMachine() throws UnknownHostException {
		InetAddress foreign = InetAddress.getByName("192.0.2.1");
		try (FramedTcpTemplate template = builder()
			.connection((connection) -> connection.socket((socket) -> socket.localAddress(foreign)))
			.build()) {
			assertNamed(() -> template.sendAndReceive(bytes("small")), PREFIX + "socket.local-address", 3);
		}
	}

	// Also none of the causes has the name of another client's property.
	private static void assertNamed(ThrowingCallable call, String name, int times) {
		List<String> messages = new ArrayList<>();
		for (Throwable each = catchThrowable(call); each != null; each = each.getCause()) {
			assertThat(each.getStackTrace()).isNotEmpty();
			messages.add(String.valueOf(each.getMessage()));
		}
		assertThat(messages).filteredOn((message) -> message.contains(name)).hasSize(times);
		assertThat(messages).noneMatch((message) -> message.replace(PREFIX, "").contains("framed-tcp."));
	}

	private FramedTcpTemplateBuilder builder() {
		return builder(this.server);
	}

	private static FramedTcpTemplateBuilder builder(FramedTcpServer server) {
		return FramedTcpTemplate.builder(server.host(), server.port())
			.client("payments")
			.connection((connection) -> connection.maxFrameSize(100).propertyPrefix(PREFIX));
	}

}
