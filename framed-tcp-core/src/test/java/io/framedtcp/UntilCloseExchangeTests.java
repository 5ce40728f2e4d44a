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

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.framedtcp.config.PingSettings;
import io.framedtcp.framing.DelimiterFraming;
import io.framedtcp.framing.UntilCloseFraming;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.Ping;
import io.framedtcp.test.FramedTcpServer;

import static io.framedtcp.support.Bytes.exchange;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Where replies end with the connection, each connection has one.
 */
class UntilCloseExchangeTests {

	private final ClosedConnections closedConnections = new ClosedConnections();

	private final FramedTcpServer server = FramedTcpServer.serving((connection) -> {
		StringBuilder line = new StringBuilder();
		for (byte next = connection.readBytes(1)[0]; next != 10; next = connection.readBytes(1)[0]) {
			line.append((char) next);
		}
		connection.writeBytes(("reply to " + line).getBytes(StandardCharsets.US_ASCII));
	});

	@Test
	void eachExchangeHasAConnectionOfItsOwn() {
		try (this.server; FramedTcpTemplate template = template()) {
			assertThat(exchange(template, "one")).isEqualTo("reply to one");
			assertThat(exchange(template, "two")).isEqualTo("reply to two");
			assertThat(this.closedConnections.reasons()).containsOnly(CloseReason.PEER_CLOSED);
			assertThat(template.getPool().counts().idle()).isZero();
		}
	}

	@Test
	void replyToWhatWasOnlySentIsNotThatOfTheNextCall() {
		try (this.server; FramedTcpTemplate template = template()) {
			template.send("one".getBytes(StandardCharsets.US_ASCII));
			assertThat(template.getPool().counts().idle()).isZero();
			assertThat(exchange(template, "two")).isEqualTo("reply to two");
			assertThat(this.closedConnections.reasons()).first().isEqualTo(CloseReason.USED_UP);
		}
	}

	@Test
	void connectionIsNotUsedUpByItsInitializer() {
		try (FramedTcpServer asking = FramedTcpServer.serving((connection) -> {
			assertThat(connection.readBytes(3)).isEqualTo(new byte[] { 1, 2, 3 });
			connection.writeBytes(connection.readBytes(4));
		});
				FramedTcpTemplate template = FramedTcpTemplate.builder(asking.host(), asking.port())
					.framing(DelimiterFraming.lines().withReplies(UntilCloseFraming.untilClose()))
					.initializer((connection) -> connection.writeBytes(new byte[] { 1, 2, 3 }))
					.build()) {
			assertThat(exchange(template, "one")).isEqualTo("one\n");
		}
		this.server.close();
	}

	@Test
	void suchConnectionsCannotBePinged() {
		try (this.server) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> FramedTcpTemplate.builder(this.server.host(), this.server.port())
					.framing(UntilCloseFraming.untilClose())
					.pool((pool) -> pool
						.ping(new PingSettings(Ping.of(new byte[1]), Duration.ofSeconds(1), Duration.ofSeconds(1))))
					.build())
				.withMessageContaining("one reply");
		}
	}

	private FramedTcpTemplate template() {
		return FramedTcpTemplate.builder(this.server.host(), this.server.port())
			.framing(DelimiterFraming.lines().withReplies(UntilCloseFraming.untilClose()))
			.listener(this.closedConnections)
			.build();
	}

}
