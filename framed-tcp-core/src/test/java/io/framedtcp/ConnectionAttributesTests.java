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
import java.util.List;
import java.util.function.Consumer;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.framedtcp.config.PingSettings;
import io.framedtcp.config.UnexpectedBytesPolicy;
import io.framedtcp.spi.ConnectionAttributes;
import io.framedtcp.spi.ConnectionAttributes.Key;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.ExchangeMatcher.Verdict;
import io.framedtcp.spi.Ping;
import io.framedtcp.spi.UnsolicitedFrameHandler;
import io.framedtcp.test.FramedTcpServer;

import static io.framedtcp.support.Bytes.bytes;
import static io.framedtcp.support.Bytes.exchange;
import static io.framedtcp.support.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * What an initializer learns of a connection, and who gets to know it. The server gives
 * each connection a token, and wants the token and the next number in each request.
 */
class ConnectionAttributesTests extends AbstractAttributesTests {

	@Test
	void matcherKnowsItsConnection() {
		try (FramedTcpTemplate template = template((builder) -> {
		})) {
			assertThatExceptionOfType(FramedTcpWrongReplyException.class)
				.isThrownBy(() -> exchange(template, "answer as another"));
		}
	}

	@Test
	void handlerKnowsItsConnection() {
		try (FramedTcpTemplate template = template((builder) -> builder.unsolicitedFrameHandler(UnsolicitedFrameHandler
			.perConnection((connection) -> (info, payload) -> bytes("answer of " + connection.require(TOKEN)))))) {
			assertThat(exchange(template, "notify")).endsWith("notify");
			Awaitility.await().until(() -> this.heard.contains("answer of token-1"));
		}
	}

	@Test
	void pingKnowsItsConnectionAndIsStamped() {
		Ping ping = Ping.perConnection((connection) -> () -> bytes("ping of " + connection.require(TOKEN)));
		try (FramedTcpTemplate template = template((builder) -> builder.pool((pool) -> pool.maxTotal(1)
			.housekeepingInterval(Duration.ofMillis(10))
			.ping(new PingSettings(ping, Duration.ofMillis(20), Duration.ofSeconds(2)))))) {
			exchange(template, "a");
			Awaitility.await().until(() -> this.heard.contains("token-1:3:ping of token-1"));
			exchange(template, "b");
		}
		assertThat(this.server.accepted()).isOne();
	}

	@Test
	void connectionWhoseMatcherCannotBeMadeIsNotOpened() {
		try (FramedTcpTemplate template = template(
				(builder) -> builder.initializer((connection) -> connection.exchange(bytes("login")))
					.matcher(ExchangeMatcher.perConnection((connection) -> {
						connection.require(TOKEN);
						return ExchangeMatcher.anyReply();
					})))) {
			assertThatExceptionOfType(FramedTcpConnectException.class).isThrownBy(() -> exchange(template, "a"))
				.withMessageContaining("The connection has no attribute 'token'")
				.satisfies((ex) -> assertThat(ex.getPhase()).isEqualTo(Phase.INITIALIZE));
		}
	}

	@Test
	void matcherThatCannotBeMadeIsNoFaultOfTheServer() {
		for (ExchangeMatcher matcher : List.of(ExchangeMatcher.perConnection((connection) -> {
			throw new IllegalStateException("no matcher");
		}), new NoMatcher())) {
			try (FramedTcpTemplate template = template(
					(builder) -> builder.matcher(matcher).connection((connection) -> connection.initializer(null)))) {
				assertThatExceptionOfType(FramedTcpConnectException.class).isThrownBy(() -> exchange(template, "a"))
					.withMessageContaining("connected, but the connection could not be initialized: ")
					.withMessageContaining("no matcher")
					.satisfies((ex) -> assertThat(ex.getPhase()).isEqualTo(Phase.INITIALIZE));
			}
		}
	}

	@Test
	void handlerOfASharedConnectionKnowsItToo() {
		FramedTcpServer notifying = FramedTcpServer.serving((connection) -> {
			connection.readFrame();
			connection.writeFrame(bytes("token"));
			connection.writeFrame(bytes("notice"));
			this.heard.add(text(connection.readFrame()));
		});
		try (FramedTcpServer other = notifying;
				FramedTcpTemplate template = FramedTcpTemplate.builder(other.host(), other.port())
					.initializer(LOGIN)
					.matcher(ExchangeMatcher.equalBytes(0, 0, 1).orUnsolicited((frame) -> frame[0] == 'n'))
					.unsolicitedFrameHandler(UnsolicitedFrameHandler.perConnection(
							(connection) -> (info, payload) -> bytes("seen by " + connection.require(TOKEN))))
					.connection((connection) -> connection.unexpectedBytes(UnexpectedBytesPolicy.drain()))
					.shared((shared) -> shared.listen(true))
					.build()) {
			Awaitility.await().until(() -> this.heard.contains("seen by token"));
			assertThat(template.getPool().statistics().opened()).isPositive();
		}
	}

	@Test
	void requestsOnSharedConnectionsCannotDependOnThem() {
		for (Consumer<FramedTcpTemplateBuilder> settings : List.<Consumer<FramedTcpTemplateBuilder>>of(
				(builder) -> builder.requestStamper(STAMPER).matcher(ExchangeMatcher.equalBytes(0, 0, 1)),
				(builder) -> builder.matcher(MATCHER.orUnsolicited((frame) -> false)))) {
			FramedTcpTemplateBuilder builder = FramedTcpTemplate.builder("localhost", 1).shared((shared) -> {
			});
			settings.accept(builder);
			assertThatIllegalArgumentException().isThrownBy(builder::build)
				.withMessage("Connections whose requests are stamped, or that have a matcher each, cannot be shared");
		}
	}

	@Test
	void attributesAreSetReadChangedAndRemoved() {
		ConnectionAttributes attributes = new ConnectionAttributes();
		assertThat(attributes.get(TOKEN)).isNull();
		assertThatIllegalStateException().isThrownBy(() -> attributes.require(TOKEN))
			.withMessage("The connection has no attribute 'token'");
		attributes.set(TOKEN, "x");
		assertThat(attributes.require(TOKEN)).isEqualTo("x");
		assertThat(attributes.get(Key.of("token", String.class))).isNull();
		assertThat(attributes.update(NUMBER, 7, (number) -> number + 1)).isEqualTo(7);
		assertThat(attributes.update(NUMBER, 7, (number) -> number + 1)).isEqualTo(8);
		attributes.remove(TOKEN);
		assertThat(attributes.get(TOKEN)).isNull();
		assertThat(TOKEN).hasToString("token");
	}

	@Test
	void attributeStaysIfNothingFollowsIt() {
		ConnectionAttributes attributes = new ConnectionAttributes();
		attributes.set(NUMBER, 7);
		assertThatNullPointerException().isThrownBy(() -> attributes.update(NUMBER, 1, (number) -> null))
			.withMessage("'next' must not return null");
		assertThat(attributes.get(NUMBER)).isEqualTo(7);
	}

	/**
	 * Leaves the connection without a matcher.
	 */
	private static final class NoMatcher implements ExchangeMatcher {

		@Override
		public Verdict match(byte[] request, byte[] frame) {
			return Verdict.MISMATCH;
		}

		@Override
		public ExchangeMatcher forConnection(ConnectionAttributes connection) {
			return null;
		}

	}

}
