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

package io.framedtcp.config;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link ConnectionSettings} and what belongs to them.
 */
class ConnectionSettingsTests {

	private static final Duration NEGATIVE = Duration.ofNanos(-1);

	@Test
	void everyWaitIsBoundedAndNothingIsDrainedByDefault() {
		ConnectionSettings settings = builder().build();
		assertThat(settings.addressSelection()).isEqualTo(AddressSelection.IN_ORDER);
		assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(2));
		assertThat(settings.connectAttemptDelay()).isEqualTo(Duration.ofMillis(250));
		assertThat(settings.addressRetryDelay()).isEqualTo(Duration.ofSeconds(1));
		assertThat(settings.failFastAfter()).isEqualTo(5);
		assertThat(settings.maxFrameSize()).isEqualTo(1024 * 1024);
		assertThat(settings.socket())
			.isEqualTo(new SocketSettings(true, true, null, null, null, false, null, null, null));
		assertThat(settings.unexpectedBytes().isDrained()).isFalse();
		assertThat(settings.tls()).isNull();
		assertThat(settings.matcher()).isNull();
	}

	@Test
	void addressesKeepTheirOrderAndDoNotChangeWithTheBuilder() {
		ConnectionSettingsBuilder builder = builder().address("second", 2);
		ConnectionSettings settings = builder.build();
		builder.address("third", 3);
		assertThat(settings.addresses()).containsExactly(new ServerAddress("first", 1), new ServerAddress("second", 2));
	}

	@Test
	void policyWithoutFramesDrainsNothing() {
		assertThat(new UnexpectedBytesPolicy(0, 100).isDrained()).isFalse();
		assertThat(UnexpectedBytesPolicy.drain()).isEqualTo(new UnexpectedBytesPolicy(16, 64 * 1024));
		assertThat(UnexpectedBytesPolicy.drain().isDrained()).isTrue();
	}

	@Test
	void clientNeedsAnAddress() {
		assertThatIllegalArgumentException().isThrownBy(ConnectionSettings.builder()::build)
			.withMessage("'addresses' must not be empty");
	}

	@Test
	void whatEachConnectionNeedsMustNotBeNull() {
		ConnectionSettingsBuilder builder = builder();
		assertThatNullPointerException().isThrownBy(() -> builder.framing(null)).withMessageContaining("'framing'");
		assertThatNullPointerException().isThrownBy(() -> builder.unexpectedBytes(null))
			.withMessageContaining("'unexpectedBytes'");
		assertThatNullPointerException().isThrownBy(() -> builder.addressSelection(null))
			.withMessageContaining("'addressSelection'");
	}

	@Test
	void proxyDoesNotShowItsLogin() {
		ConnectionSettings settings = ConnectionSettings.builder()
			.address("server", 9000)
			.proxy(ProxySettings.socks5("proxy", 1080).credentials("alice", "s3cret"))
			.build();
		assertThat(settings.proxy()).hasToString("SOCKS5 proxy proxy:1080");
		assertThat(settings.toString()).doesNotContain("alice", "s3cret");
	}

	@ParameterizedTest
	@MethodSource("refused")
	void valueOutOfRangeIsRefused(Consumer<ConnectionSettingsBuilder> change, String message) {
		assertThatIllegalArgumentException().isThrownBy(() -> {
			ConnectionSettingsBuilder builder = builder();
			change.accept(builder);
			builder.build();
		}).withMessage(message);
	}

	private static Stream<Arguments> refused() {
		return Stream.of(
				refused((builder) -> builder.connectTimeout(Duration.ZERO), "'connectTimeout' must be positive"),
				refused((builder) -> builder.connectTimeout(NEGATIVE), "'connectTimeout' must be positive"),
				refused((builder) -> builder.connectAttemptDelay(Duration.ZERO),
						"'connectAttemptDelay' must be positive"),
				refused((builder) -> builder.maxFrameSize(0), "'maxFrameSize' must be at least 1"),
				refused((builder) -> builder.failFastAfter(-1), "'failFastAfter' must not be negative"),
				refused((builder) -> builder.addressRetryDelay(NEGATIVE), "'addressRetryDelay' must not be negative"),
				refused((builder) -> builder.socket((socket) -> socket.sendBufferSize(0)),
						"'sendBufferSize' must be at least 1"),
				refused((builder) -> builder.socket((socket) -> socket.receiveBufferSize(0)),
						"'receiveBufferSize' must be at least 1"),
				refused((builder) -> builder
					.socket((socket) -> socket.keepAliveTimes(Duration.ofMillis(1500), null, null)),
						"'keepAliveIdle' must be 1 to 32767 whole seconds"),
				refused((builder) -> builder.socket((socket) -> socket.keepAliveTimes(null, Duration.ZERO, null)),
						"'keepAliveInterval' must be 1 to 32767 whole seconds"),
				refused((builder) -> builder.socket((socket) -> socket.keepAliveTimes(null, null, 128)),
						"'keepAliveCount' must be 1 to 127"),
				refused((builder) -> builder.socket((socket) -> socket.keepAlive(false).keepAliveTimes(null, null, 1)),
						"'keepAliveCount' has no effect without 'keepAlive'"),
				refused((builder) -> builder
					.socket((socket) -> socket.localAddress(new InetSocketAddress(0).getAddress())),
						"'localAddress' must be the address of one interface"),
				refused((builder) -> builder.proxy(ProxySettings.socks5("proxy", 1080)).proxyProtocol(ProxyProtocol.V1),
						"'proxyProtocol' must not be set with a 'proxy', whose own addresses it would tell the server"),
				refused((builder) -> builder.proxy(ProxySettings.socks5("proxy", 1080).credentials("", "x")),
						"'username' must have 1 to 255 bytes"),
				refused((builder) -> builder
					.proxy(ProxySettings.socks5("proxy", 1080).credentials("x", "x".repeat(256))),
						"'password' must have 1 to 255 bytes"),
				refused((builder) -> builder.proxy(ProxySettings.httpConnect("proxy", 3128).credentials("a:b", "x")),
						"'username' must not have a colon"),
				refused((builder) -> builder.proxy(ProxySettings.httpConnect("proxy", 3128).credentials("a", "x\r\ny")),
						"'password' must not have control characters"),
				refused((builder) -> builder.proxy(ProxySettings.httpConnect("proxy", 3128).credentials("a", null)),
						"'username' and 'password' must be set together"),
				refused((builder) -> builder.unexpectedBytes(new UnexpectedBytesPolicy(-1, 0)),
						"'maxFrames' and 'maxBytes' must not be negative"),
				refused((builder) -> builder.unexpectedBytes(new UnexpectedBytesPolicy(0, -1)),
						"'maxFrames' and 'maxBytes' must not be negative"));
	}

	private static Arguments refused(Consumer<ConnectionSettingsBuilder> change, String message) {
		return Arguments.of(change, message);
	}

	private static ConnectionSettingsBuilder builder() {
		return ConnectionSettings.builder().address("first", 1);
	}

}
