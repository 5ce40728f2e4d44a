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

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.framedtcp.test.ConnectionHandler;
import io.framedtcp.test.FramedTcpServer;

import static io.framedtcp.support.Bytes.bytes;
import static io.framedtcp.support.Bytes.exchange;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * A server that closes each connection after its reply is told apart from one that has
 * just closed a connection.
 */
class LostOnSecondUseTests {

	private static final String HINT = " connections in a row ended after one reply: "
			+ "the server seems to close after each reply. Set framed-tcp.pool.max-uses: 1. [client=";

	/** Closes late, so that the client has tested the connection before. */
	private static final ConnectionHandler ONE_REPLY = (connection) -> {
		connection.writeFrame(connection.readFrame());
		connection.readFrame();
	};

	@Test
	void secondConnectionThatIsLostOnItsSecondUseIsToldWithTheProperty() {
		try (FramedTcpServer server = FramedTcpServer.serving(ONE_REPLY);
				FramedTcpTemplate template = template(server)) {
			assertThat(exchange(template, "1")).isEqualTo("1");
			assertThat(failure(template)).hasMessageContaining("where a frame was expected [client=");
			assertThat(exchange(template, "2")).isEqualTo("2");
			assertThat(failure(template)).hasMessageContaining("where a frame was expected. 2" + HINT);
			assertThat(exchange(template, "3")).isEqualTo("3");
			assertThat(failure(template)).hasMessageContaining("where a frame was expected. 3" + HINT);
		}
	}

	@Test
	void connectionThatIsFoundClosedSoonAfterItsReplyCountsAsWell() {
		AtomicInteger connections = new AtomicInteger();
		try (FramedTcpServer server = FramedTcpServer.serving((connection) -> {
			if (connections.incrementAndGet() > 1) {
				ONE_REPLY.serve(connection);
			}
			else {
				connection.writeFrame(connection.readFrame());
			}
		}); FramedTcpTemplate template = template(server)) {
			assertThat(exchange(template, "1")).isEqualTo("1");
			Awaitility.await().pollInterval(Duration.ofMillis(2)).until(() -> server.open() == 0);
			assertThat(exchange(template, "2")).isEqualTo("2");
			assertThat(failure(template)).hasMessageContaining("2" + HINT);
		}
	}

	@Test
	void connectionThatServesASecondRequestBeginsTheCountAnew() {
		AtomicInteger connections = new AtomicInteger();
		try (FramedTcpServer server = FramedTcpServer.serving((connection) -> {
			if (connections.incrementAndGet() == 2) {
				connection.writeFrame(connection.readFrame());
				connection.writeFrame(connection.readFrame());
			}
			else {
				ONE_REPLY.serve(connection);
			}
		}); FramedTcpTemplate template = template(server)) {
			exchange(template, "1");
			assertThat(failure(template)).hasMessageNotContaining("in a row");
			exchange(template, "2");
			exchange(template, "3");
			Awaitility.await().pollInterval(Duration.ofMillis(2)).until(() -> server.open() == 0);
			exchange(template, "4");
			assertThat(failure(template)).hasMessageNotContaining("in a row");
		}
	}

	@Test
	void connectionThatWasIdleForLongIsNoHintAtAServerThatClosesBehindItsReply() {
		try (FramedTcpServer server = FramedTcpServer.serving(ONE_REPLY);
				FramedTcpTemplate template = template(server)) {
			exchange(template, "1");
			assertThat(failure(template)).hasMessageContaining("where a frame was expected [client=");
			exchange(template, "2");
			Awaitility.await()
				.until(() -> template.getPool().connections().openConnections().get(0).silent().toMillis() > 1000);
			assertThat(failure(template)).hasMessageContaining("where a frame was expected [client=");
		}
	}

	private static FramedTcpException failure(FramedTcpTemplate template) {
		return catchThrowableOfType(FramedTcpConnectionLostException.class,
				() -> template.sendAndReceive(bytes("lost")));
	}

	private static FramedTcpTemplate template(FramedTcpServer server) {
		return FramedTcpTemplate.builder(server.host(), server.port()).pool((pool) -> pool.maxTotal(1)).build();
	}

}
