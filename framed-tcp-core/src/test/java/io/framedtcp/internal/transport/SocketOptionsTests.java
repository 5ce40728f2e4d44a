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

package io.framedtcp.internal.transport;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.SocketSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SocketOptions}: options that some platforms lack.
 */
class SocketOptionsTests {

	private final SocketSettings defaults = ConnectionSettings.builder().address("localhost", 1).build().socket();

	private final SocketSettings all = this.defaults.quickAck(true)
		.keepAliveTimes(Duration.ofSeconds(40), Duration.ofSeconds(12), 5);

	@Test
	@EnabledOnOs(OS.LINUX)
	void keepAliveTimesAreSet() throws IOException {
		try (SocketChannel channel = SocketChannel.open()) {
			SocketOptions.set(channel, this.all);
			assertThat(option(channel, "TCP_KEEPIDLE")).isEqualTo(40);
			assertThat(option(channel, "TCP_KEEPINTERVAL")).isEqualTo(12);
			assertThat(option(channel, "TCP_KEEPCOUNT")).isEqualTo(5);
		}
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void timeThatIsNotSetIsLeftToTheSystem() throws IOException {
		try (SocketChannel channel = SocketChannel.open()) {
			Object idle = option(channel, "TCP_KEEPIDLE");
			SocketOptions.set(channel, this.defaults.keepAliveTimes(null, null, 7));
			assertThat(option(channel, "TCP_KEEPIDLE")).isEqualTo(idle);
			assertThat(option(channel, "TCP_KEEPCOUNT")).isEqualTo(7);
		}
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void nothingIsMissingHere() {
		assertThat(SocketOptions.warning("client", this.all)).isNull();
	}

	@Test
	void whatThePlatformLacksIsNamed() {
		SocketOptions options = new SocketOptions(Set.of(StandardSocketOptions.TCP_NODELAY));
		assertThat(options.warningFor("payments", this.all))
			.isEqualTo("Client 'payments' goes on without framed-tcp.socket.keep-alive-idle (TCP_KEEPIDLE), "
					+ "framed-tcp.socket.keep-alive-interval (TCP_KEEPINTERVAL), "
					+ "framed-tcp.socket.keep-alive-count (TCP_KEEPCOUNT), "
					+ "framed-tcp.socket.quick-ack (TCP_QUICKACK), which this platform does not have");
		assertThat(options.warningFor("payments", this.defaults.keepAliveTimes(null, null, 7)))
			.isEqualTo("Client 'payments' goes on without framed-tcp.socket.keep-alive-count (TCP_KEEPCOUNT), "
					+ "which this platform does not have");
		assertThat(options.warningFor("payments", this.defaults)).isNull();
	}

	@Test
	void whatThePlatformLacksIsSkipped() throws IOException {
		try (SocketChannel channel = SocketChannel.open()) {
			Set<SocketOption<?>> supported = channel.supportedOptions()
				.stream()
				.filter((option) -> !option.name().equals("TCP_KEEPIDLE"))
				.collect(Collectors.toSet());
			SocketOptions options = new SocketOptions(supported);
			options.setKeepAliveTimes(channel, this.all);
			new SocketOptions(Set.of()).setKeepAliveTimes(channel, this.all);
			assertThat(new SocketOptions(Set.of()).quickAck()).isNull();
		}
	}

	private static Object option(SocketChannel channel, String name) throws IOException {
		SocketOption<?> option = channel.supportedOptions()
			.stream()
			.filter((each) -> each.name().equals(name))
			.findFirst()
			.orElseThrow();
		return channel.getOption(option);
	}

}
