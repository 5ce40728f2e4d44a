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

package io.framedtcp.internal.connect;

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

import io.framedtcp.config.AddressSelection;
import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.ConnectionSettingsBuilder;
import io.framedtcp.internal.ConnectCancellation;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.connection.ConnectedSocket;
import io.framedtcp.internal.route.FailedRoutes;
import io.framedtcp.internal.transport.Watchdog;
import io.framedtcp.spi.ConnectFailedException;
import io.framedtcp.support.BlackHole;
import io.framedtcp.support.Ports;
import io.framedtcp.test.Fault;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.Point;
import io.framedtcp.test.ServerConnection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a {@link Connector} does about addresses that fail: they are tried last until a
 * probe finds that they are back.
 */
class FailingAddressTests {

	private static final String HOST = "127.0.0.1";

	private final Watchdog watchdog = new Watchdog("failing-address-test");

	private final FramedTcpServer other = FramedTcpServer.echo();

	private final List<ConnectedSocket> links = new ArrayList<>();

	@AfterEach
	void close() {
		this.links.forEach((link) -> link.guard().close());
		this.watchdog.close();
		this.other.close();
	}

	@Test
	void addressThatSwallowsRequestsCostsOneCallerItsTime() throws IOException {
		try (BlackHole hole = new BlackHole()) {
			Connector connector = connector(addresses(hole.port()).connectTimeout(Duration.ofSeconds(10))
				.connectAttemptDelay(Duration.ofSeconds(1)));
			assertThat(elapsed(connector)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(4));
			for (int i = 0; i < 5; i++) {
				assertThat(elapsed(connector)).isLessThan(Duration.ofMillis(900));
			}
		}
	}

	@Test
	void addressThatSwallowsRequestsCostsOneCallerHalfOfALittleTime() throws IOException {
		try (BlackHole hole = new BlackHole()) {
			Connector connector = connector(addresses(hole.port()).connectTimeout(Duration.ofMinutes(1))
				.connectAttemptDelay(Duration.ofSeconds(20)));
			for (int i = 0; i < 5; i++) {
				long start = System.nanoTime();
				this.links.add(connector.connect(Deadline.after(Duration.ofSeconds(2)), new ConnectCancellation()));
				Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
				assertThat(elapsed).isBetween(Duration.ofMillis((i == 0) ? 990 : 0),
						Duration.ofMillis((i == 0) ? 2000 : 900));
			}
		}
	}

	@Test
	void addressThatAcceptsAndShakesNoHandsIsMarkedAsFailedByACallerWhoLeavesLittleTimeToo() throws Exception {
		try (FramedTcpServer silent = FramedTcpServer.serving(ServerConnection::awaitClose)) {
			Connector connector = connector(addresses(silent.port()).connectTimeout(Duration.ofMinutes(1))
				.initializer((connection) -> connection.exchange(new byte[1])));
			assertThat(connect(connector, Duration.ofSeconds(3))).isEqualTo(this.other.port());
			long start = System.nanoTime();
			assertThat(connect(connector, Duration.ofSeconds(3))).isEqualTo(this.other.port());
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1400));
		}
	}

	@Test
	void callersLeaveAnAddressAloneThatIsBackUntilAProbeHasFoundOut() throws Exception {
		int port = Ports.unused();
		ConnectionSettings settings = addresses(port).build();
		FailedRoutes failedRoutes = Connectors.failedRoutes(settings);
		Connector connector = Connectors.connector(settings, this.watchdog, failedRoutes);
		RouteProbes probes = new RouteProbes(settings, this.watchdog, (thread) -> {
		}, failedRoutes, (link) -> {
			throw new IllegalStateException("no connection is needed");
		});
		assertThat(port(connector)).isEqualTo(this.other.port());
		Awaitility.await().until(() -> probes.nanosUntilProbe() <= 0);
		probes.probeNext(null);
		assertThat(probes.nanosUntilProbe()).isPositive();
		try (FramedTcpServer back = FramedTcpServer.handling(port, (request, connection) -> {
		})) {
			for (int i = 0; i < 3; i++) {
				assertThat(port(connector)).isEqualTo(this.other.port());
			}
			Awaitility.await().until(() -> probes.nanosUntilProbe() <= 0);
			probes.probeNext(null);
			assertThat(port(connector)).isEqualTo(back.port());
			assertThat(port(connector)).isEqualTo(back.port());
		}
	}

	@Test
	void turnsOfAnAddressThatFailedAreTakenByTheOthersEvenly() throws IOException {
		try (FramedTcpServer third = FramedTcpServer.echo()) {
			Connector connector = connector(addresses(Ports.unused()).address(HOST, third.port())
				.addressSelection(AddressSelection.ROUND_ROBIN));
			port(connector);
			List<Integer> ports = ports(connector, 10);
			assertThat(ports).filteredOn((port) -> port == third.port()).hasSize(5);
		}
	}

	@Test
	void allAreTriedThoughAllAreMarkedAsFailed() throws IOException {
		int first = Ports.unused();
		int second = Ports.unused();
		Connector connector = connector(ConnectionSettings.builder().address(HOST, first).address(HOST, second));
		for (int i = 0; i < 3; i++) {
			assertThatExceptionOfType(ConnectFailedException.class)
				.isThrownBy(() -> connector.connect(inTenSeconds(), new ConnectCancellation()))
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

	private int connect(Connector connector, Duration time) throws IOException {
		ConnectedSocket link = connector.connect(Deadline.after(time), new ConnectCancellation());
		this.links.add(link);
		return link.remoteAddress().getPort();
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
		ConnectedSocket link = connector.connect(inTenSeconds(), new ConnectCancellation());
		this.links.add(link);
		return link.remoteAddress();
	}

	private static Deadline inTenSeconds() {
		return Deadline.after(Duration.ofSeconds(10));
	}

}
