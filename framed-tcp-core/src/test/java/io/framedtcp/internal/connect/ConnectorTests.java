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
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.config.AddressSelection;
import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.ConnectionSettingsBuilder;
import io.framedtcp.internal.ConnectCancellation;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.connection.ConnectedSocket;
import io.framedtcp.internal.transport.Watchdog;
import io.framedtcp.spi.ConnectFailedException;
import io.framedtcp.support.Ports;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Connector}.
 */
class ConnectorTests {

	private static final String HOST = "127.0.0.1";

	private final FramedTcpServer first = FramedTcpServer.echo();

	private final FramedTcpServer second = FramedTcpServer.echo();

	private final Watchdog watchdog = new Watchdog("connector-test");

	@AfterEach
	void close() {
		this.watchdog.close();
		this.first.close();
		this.second.close();
	}

	@Test
	void addressesAreTriedInOrder() throws IOException {
		Connector connector = connector(bothServers());
		assertThat(ports(connector, 3)).containsOnly(this.first.port());
	}

	@Test
	void addressesTakeTurns() throws IOException {
		Connector connector = connector(bothServers().addressSelection(AddressSelection.ROUND_ROBIN));
		assertThat(ports(connector, 4)).containsExactly(this.first.port(), this.second.port(), this.first.port(),
				this.second.port());
	}

	@Test
	void addressWhoseTurnItIsAndWhichRefusesIsFollowedByTheOthers() throws IOException {
		Connector connector = connector(
				bothServers().address(HOST, Ports.unused()).addressSelection(AddressSelection.ROUND_ROBIN));
		assertThat(ports(connector, 3)).containsExactly(this.first.port(), this.second.port(), this.first.port());
	}

	@Test
	void allAddressesOfANameAreTried() throws IOException {
		InetAddress nobody = InetAddress.getByName("127.0.0.2");
		Connector connector = connector(ConnectionSettings.builder()
			.address("name", this.first.port())
			.lookup((host) -> new InetAddress[] { nobody, InetAddress.getByName(HOST) }));
		assertThat(ports(connector, 1)).containsExactly(this.first.port());
	}

	@Test
	void failureNamesEveryAddressAndItsReason() {
		int firstPort = Ports.unused();
		int secondPort = Ports.unused();
		Connector connector = connector(
				ConnectionSettings.builder().address(HOST, firstPort).address(HOST, secondPort));
		assertThatExceptionOfType(ConnectFailedException.class)
			.isThrownBy(() -> connector.connect(inTenSeconds(), new ConnectCancellation()))
			.withMessageContaining(HOST + ":" + firstPort + ": Connection refused")
			.withMessageContaining(HOST + ":" + secondPort + ": Connection refused")
			.satisfies((ex) -> assertThat(ex.getSuppressed()).hasSize(1));
	}

	@Test
	void socketOptionsAreSet() throws IOException {
		Connector connector = connector(bothServers().socket((
				socket) -> socket.tcpNoDelay(false).keepAlive(false).sendBufferSize(20_000).receiveBufferSize(30_000)));
		ConnectedSocket plain = connector(bothServers()).connect(inTenSeconds(), new ConnectCancellation());
		assertThat(plain.channel().getOption(StandardSocketOptions.TCP_NODELAY)).isTrue();
		assertThat(plain.channel().getOption(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
		ConnectedSocket changed = connector.connect(inTenSeconds(), new ConnectCancellation());
		assertThat(changed.channel().getOption(StandardSocketOptions.TCP_NODELAY)).isFalse();
		assertThat(changed.channel().getOption(StandardSocketOptions.SO_KEEPALIVE)).isFalse();
		assertThat(changed.channel().getOption(StandardSocketOptions.SO_SNDBUF))
			.isNotEqualTo(plain.channel().getOption(StandardSocketOptions.SO_SNDBUF));
		assertThat(changed.channel().getOption(StandardSocketOptions.SO_RCVBUF))
			.isNotEqualTo(plain.channel().getOption(StandardSocketOptions.SO_RCVBUF));
	}

	@Test
	void interruptEndsTheAttemptWithoutTryingOtherAddresses() {
		Connector connector = connector(bothServers());
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(ClosedByInterruptException.class)
			.isThrownBy(() -> connector.connect(inTenSeconds(), new ConnectCancellation()));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.second.accepted()).isZero();
	}

	private ConnectionSettingsBuilder bothServers() {
		return ConnectionSettings.builder().address(HOST, this.first.port()).address(HOST, this.second.port());
	}

	private Connector connector(ConnectionSettingsBuilder settings) {
		return Connectors.connector(settings.build(), this.watchdog);
	}

	private static List<Integer> ports(Connector connector, int count) throws IOException {
		List<Integer> ports = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			ConnectedSocket link = connector.connect(inTenSeconds(), new ConnectCancellation());
			ports.add(((InetSocketAddress) link.channel().getRemoteAddress()).getPort());
		}
		return ports;
	}

	private static Deadline inTenSeconds() {
		return Deadline.after(Duration.ofSeconds(10));
	}

}
