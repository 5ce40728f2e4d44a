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

import java.util.concurrent.CountDownLatch;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.framedtcp.config.UnexpectedBytesPolicy;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.test.ConnectionHandler;
import io.framedtcp.test.FramedTcpServer;

import static io.framedtcp.support.Bytes.bytes;
import static io.framedtcp.support.Bytes.exchange;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A server that says farewell before it closes a connection.
 */
class FarewellTests {

	private static final byte[] FAREWELL = bytes("!bye");

	private final CountDownLatch idle = new CountDownLatch(1);

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void farewellOnAnIdleConnectionIsNotTheNextReply(boolean drained) {
		try (FramedTcpServer server = FramedTcpServer.serving(closingTheFirst());
				FramedTcpTemplate template = FramedTcpTemplate.builder(server.host(), server.port())
					.connection((connection) -> connection
						.unexpectedBytes(drained ? UnexpectedBytesPolicy.drain() : UnexpectedBytesPolicy.discard()))
					.build()) {
			assertThat(exchange(template, "1")).isEqualTo("1");
			this.idle.countDown();
			Awaitility.await().until(() -> server.open() == 0);
			assertThat(exchange(template, "2")).isEqualTo("2");
		}
	}

	@Test
	void farewellInsteadOfTheReplyIsALostConnectionToAMatcherThatKnowsIt() {
		try (FramedTcpServer server = FramedTcpServer.serving(leaving());
				FramedTcpTemplate template = FramedTcpTemplate.builder(server.host(), server.port())
					.matcher(ExchangeMatcher.equalBytes(0, 0, 1).orUnsolicited((frame) -> frame[0] == '!'))
					.build()) {
			assertThatExceptionOfType(FramedTcpConnectionLostException.class).isThrownBy(() -> exchange(template, "1"));
		}
	}

	@Test
	void farewellInsteadOfTheReplyIsAWrongReplyToAnyOtherMatcher() {
		try (FramedTcpServer server = FramedTcpServer.serving(leaving());
				FramedTcpTemplate template = FramedTcpTemplate.builder(server.host(), server.port())
					.matcher(ExchangeMatcher.equalBytes(0, 0, 1))
					.build()) {
			assertThatExceptionOfType(FramedTcpWrongReplyException.class).isThrownBy(() -> exchange(template, "1"));
		}
	}

	private ConnectionHandler closingTheFirst() {
		return (connection) -> {
			byte[] request = connection.readFrame();
			while (request != null) {
				connection.writeFrame(request);
				if (connection.number() == 1) {
					this.idle.await();
					connection.writeFrame(FAREWELL);
					return;
				}
				request = connection.readFrame();
			}
		};
	}

	private static ConnectionHandler leaving() {
		return (connection) -> {
			connection.readFrame();
			connection.writeFrame(FAREWELL);
		};
	}

}
