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
import java.net.SocketOption;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.SocketSettings;
import io.framedtcp.internal.ConnectCancellation;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.connection.ConnectedSocket;
import io.framedtcp.internal.transport.Watchdog;
import io.framedtcp.spi.ConnectFailedException;
import io.framedtcp.support.RawServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Connections that come from a certain address of this machine, and other options of a
 * socket that is connected.
 */
class LocalAddressTests {

	private final Watchdog watchdog = new Watchdog("local-address-test");

	private final BlockingQueue<InetAddress> clients = new LinkedBlockingQueue<>();

	private final RawServer server = new RawServer((socket) -> {
		this.clients.add(socket.getInetAddress());
		socket.getInputStream().read();
	});

	LocalAddressTests() throws IOException {
	}

	@AfterEach
	void close() throws IOException {
		this.watchdog.close();
		this.server.close();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void serverSeesTheLocalAddress() throws Exception {
		InetAddress local = InetAddress.getByName("127.0.0.7");
		ConnectedSocket link = connect((socket) -> socket.localAddress(local));
		assertThat(this.clients.poll(10, TimeUnit.SECONDS)).isEqualTo(local);
		assertThat(link.localPort()).isPositive();
	}

	@Test
	void addressThatThisMachineDoesNotHaveIsItsOwnFault() throws Exception {
		InetAddress elsewhere = InetAddress.getByName("192.0.2.1");
		assertThatExceptionOfType(ConnectFailedException.class)
			.isThrownBy(() -> connect((socket) -> socket.localAddress(elsewhere)))
			.withMessageStartingWith("cannot connect: 127.0.0.1:" + this.server.port() + ": Cannot bind to 192.0.2.1: ")
			.withMessageEndingWith("(a fault of this machine: let framed-tcp.socket.local-address be one of its "
					+ "addresses, of the same family as the server's)")
			.matches(ConnectFailedException::isLocalFault);
	}

	@Test
	void addressOfTheOtherFamilyIsRefusedBeforeItIsTried() throws Exception {
		InetAddress loopback = InetAddress.getByName("::1");
		assertThatExceptionOfType(ConnectFailedException.class)
			.isThrownBy(() -> connect((socket) -> socket.localAddress(loopback)))
			.withMessageContaining("Cannot bind to 0:0:0:0:0:0:0:1: 127.0.0.1 is of the other family of addresses")
			.matches(ConnectFailedException::isLocalFault);
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void keepAliveTimesAreThoseOfTheConnectedSocket() throws Exception {
		ConnectedSocket link = connect((socket) -> socket.keepAliveTimes(Duration.ofSeconds(33), null, null));
		SocketOption<?> idle = link.channel()
			.supportedOptions()
			.stream()
			.filter((option) -> option.name().equals("TCP_KEEPIDLE"))
			.findFirst()
			.orElseThrow();
		assertThat((Object) link.channel().getOption(idle)).isEqualTo(33);
	}

	private ConnectedSocket connect(UnaryOperator<SocketSettings> socket) throws IOException {
		ConnectionSettings settings = ConnectionSettings.builder()
			.address(this.server.host(), this.server.port())
			.socket(socket)
			.build();
		return Connectors.connector(settings, this.watchdog)
			.connect(Deadline.after(Duration.ofSeconds(10)), new ConnectCancellation());
	}

}
