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

package io.framedtcp.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.support.BlackHole;
import io.framedtcp.support.Ports;
import io.framedtcp.test.Fault;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.Point;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a {@link Connector} does about addresses that fail: they are tried last for a
 * while, and first again once they are back.
 */
class FailingAddressTests {

	private static final String HOST = "127.0.0.1";

	private static final Duration DELAY = Duration.ofMillis(300);

	private final Watchdog watchdog = new Watchdog("failing-address-test");

	private final FramedTcpServer other = FramedTcpServer.echo();

	private final List<Link> links = new ArrayList<>();

	@AfterEach
	void close() {
		this.links.forEach((link) -> link.guard().close());
		this.watchdog.close();
		this.other.close();
	}

	@Test
	void addressThatSwallowsRequestsCostsOneCallerItsTime() throws IOException {
		try (BlackHole hole = new BlackHole()) {
			Connector connector = connector(addresses(hole.port()).addressRetryDelay(Duration.ofHours(1))
				.connectTimeout(Duration.ofSeconds(2)));
			assertThat(elapsed(connector)).isGreaterThan(Duration.ofMillis(900));
			for (int i = 0; i < 5; i++) {
				assertThat(elapsed(connector)).isLessThan(Duration.ofMillis(700));
			}
		}
	}

	@Test
	void addressIsNotSetAsideByACallerWhoLeavesItTooLittleTime() throws IOException {
		try (BlackHole hole = new BlackHole()) {
			Connector connector = connector(addresses(hole.port()).addressRetryDelay(Duration.ofHours(1))
				.connectTimeout(Duration.ofMinutes(1)));
			for (int i = 0; i < 2; i++) {
				long start = System.nanoTime();
				this.links.add(connector.connect(Deadline.after(Duration.ofSeconds(1))));
				assertThat(Duration.ofNanos(System.nanoTime() - start)).as("half of the caller's time")
					.isGreaterThan(Duration.ofMillis(450));
			}
		}
	}

	@Test
	void addressIsFirstAgainSoonAfterItIsBack() throws IOException {
		int port = Ports.unused();
		Connector connector = connector(addresses(port).addressRetryDelay(DELAY));
		assertThat(port(connector)).isEqualTo(this.other.port());
		try (FramedTcpServer back = FramedTcpServer.handling(port, (request, connection) -> {
		})) {
			Awaitility.await()
				.pollInterval(Duration.ofMillis(10))
				.atMost(Duration.ofSeconds(5))
				.until(() -> port(connector) == back.port());
			assertThat(port(connector)).isEqualTo(back.port());
			assertThat(port(connector)).isEqualTo(back.port());
		}
	}

	@Test
	void addressThatIsBackTakesTurnsAgainHoweverCallersCome() throws IOException {
		int port = Ports.unused();
		Connector connector = connector(
				addresses(port).addressRetryDelay(DELAY).addressSelection(AddressSelection.ROUND_ROBIN));
		assertThat(port(connector)).isEqualTo(this.other.port());
		try (FramedTcpServer back = FramedTcpServer.handling(port, (request, connection) -> {
		})) {
			Awaitility.await()
				.pollInterval(DELAY.plusMillis(50))
				.atMost(DELAY.multipliedBy(12))
				.until(() -> ports(connector, 2).contains(back.port()));
		}
	}

	@Test
	void allAreTriedThoughAllAreSetAside() throws IOException {
		int first = Ports.unused();
		int second = Ports.unused();
		Connector connector = connector(ConnectionSettings.builder().address(HOST, first).address(HOST, second));
		for (int i = 0; i < 3; i++) {
			assertThatExceptionOfType(ConnectFailedException.class).isThrownBy(() -> connector.connect(inTenSeconds()))
				.withMessageContaining(HOST + ":" + first)
				.withMessageContaining(HOST + ":" + second);
		}
		try (FramedTcpServer back = FramedTcpServer.handling(second, (request, connection) -> {
		})) {
			assertThat(port(connector)).isEqualTo(back.port());
			assertThat(port(connector)).isEqualTo(back.port());
		}
	}

	@Test
	void failingAddressOfANameIsTriedAfterItsOthers() throws IOException {
		// Nobody listens at the first; it refuses until somebody does.
		InetAddress first = InetAddress.getByName("127.0.0.2");
		InetAddress second = InetAddress.getByName(HOST);
		Connector connector = connector(ConnectionSettings.builder()
			.address("name", this.other.port())
			.addressRetryDelay(Duration.ofHours(1))
			.lookup((host) -> new InetAddress[] { first, second }));
		assertThat(port(connector)).isEqualTo(this.other.port());
		try (ServerSocket back = new ServerSocket(this.other.port(), 10, first)) {
			assertThat(remoteAddress(connector)).isEqualTo(second);
			assertThat(back.isBound()).isTrue();
		}
	}

	@Test
	void addressesOfANameDoNotShareTheTimeForTheInitializer() throws IOException {
		InetAddress first = InetAddress.getByName(HOST);
		InetAddress second = InetAddress.getByName("127.0.0.2");
		this.other.inject(Fault.delay(Duration.ofMillis(1200))).at(Point.BEFORE_REPLY);
		Connector connector = connector(ConnectionSettings.builder()
			.address("name", this.other.port())
			.connectTimeout(Duration.ofSeconds(2))
			.initializer((connection) -> connection.exchange(new byte[1]))
			.lookup((host) -> new InetAddress[] { first, second }));
		assertThat(remoteAddress(connector)).isEqualTo(first);
	}

	private ConnectionSettingsBuilder addresses(int port) {
		return ConnectionSettings.builder().address(HOST, port).address(HOST, this.other.port());
	}

	private Connector connector(ConnectionSettingsBuilder settings) {
		return Connectors.connector(settings.build(), this.watchdog);
	}

	private Duration elapsed(Connector connector) throws IOException {
		long start = System.nanoTime();
		assertThat(port(connector)).isEqualTo(this.other.port());
		return Duration.ofNanos(System.nanoTime() - start);
	}

	private List<Integer> ports(Connector connector, int count) throws IOException {
		List<Integer> ports = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			ports.add(port(connector));
		}
		return ports;
	}

	private int port(Connector connector) throws IOException {
		return connect(connector).getPort();
	}

	private InetAddress remoteAddress(Connector connector) throws IOException {
		return connect(connector).getAddress();
	}

	private InetSocketAddress connect(Connector connector) throws IOException {
		Link link = connector.connect(inTenSeconds());
		this.links.add(link);
		return link.remoteAddress();
	}

	private static Deadline inTenSeconds() {
		return Deadline.after(Duration.ofSeconds(10));
	}

}
