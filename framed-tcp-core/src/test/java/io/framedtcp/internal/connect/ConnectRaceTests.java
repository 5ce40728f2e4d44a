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
import java.net.ServerSocket;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import io.framedtcp.config.AddressSelection;
import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.ConnectionSettingsBuilder;
import io.framedtcp.internal.ConnectCancellation;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.connection.ConnectedSocket;
import io.framedtcp.internal.transport.Watchdog;
import io.framedtcp.spi.ConnectFailedException;
import io.framedtcp.support.BlackHole;
import io.framedtcp.support.Callers;
import io.framedtcp.support.OpenSockets;
import io.framedtcp.support.Ports;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link ConnectRace}, as a {@link Connector} uses it.
 */
class ConnectRaceTests {

	private static final String HOST = "127.0.0.1";

	private static final Duration DELAY = Duration.ofMillis(250);

	private final Watchdog watchdog = new Watchdog("race-test");

	private final FramedTcpServer server = FramedTcpServer.echo();

	private final List<ConnectedSocket> links = new ArrayList<>();

	@AfterEach
	void close() {
		this.links.forEach((link) -> link.guard().close());
		this.watchdog.close();
		this.server.close();
	}

	@Test
	void fifteenBlackHolesAndAServerAreConnectedInTime() throws IOException {
		try (BlackHole hole = BlackHole.everywhere()) {
			Connector connector = connector(holes(hole, 15).address(HOST, this.server.port()));
			long start = System.nanoTime();
			connect(connector, Duration.ofSeconds(2));
			assertThat(since(start)).as("half of the time").isBetween(Duration.ofMillis(950), Duration.ofSeconds(2));
			long second = System.nanoTime();
			connect(connector, Duration.ofSeconds(2));
			assertThat(since(second)).as("none of them is waited for again").isLessThan(Duration.ofMillis(900));
		}
	}

	@Test
	void delayIsSharedOnlyIfItHasTo() {
		Deadline deadline = Deadline.after(Duration.ofSeconds(2));
		assertThat(delay(DELAY, deadline, 1)).isEqualTo(DELAY);
		assertThat(delay(DELAY, deadline, 5)).isBetween(Duration.ofMillis(240), DELAY);
		assertThat(delay(DELAY, deadline, 16)).isBetween(Duration.ofMillis(60), Duration.ofNanos(66_666_667));
		assertThat(delay(DELAY, deadline, 1000)).isEqualTo(Duration.ofMillis(10));
		assertThat(delay(Duration.ofMillis(1), deadline, 2)).isEqualTo(Duration.ofMillis(10));
		assertThat(delay(Duration.ofDays(1000), Deadline.never(), 2)).isEqualTo(Duration.ofDays(1000));
	}

	@Test
	void nextIsTriedAtOnceWhenOneRefuses() throws IOException {
		ConnectionSettingsBuilder settings = ConnectionSettings.builder()
			.connectTimeout(Duration.ofSeconds(20))
			.connectAttemptDelay(Duration.ofSeconds(1));
		for (int i = 0; i < 5; i++) {
			settings.address(HOST, Ports.unused());
		}
		long start = System.nanoTime();
		connect(connector(settings.address(HOST, this.server.port())), Duration.ofSeconds(10));
		assertThat(since(start)).isLessThan(Duration.ofSeconds(1));
	}

	@Test
	void attemptGoesOnWhileTheNextIsMade() throws Exception {
		try (BlackHole slow = new BlackHole(); BlackHole hole = new BlackHole(); Callers callers = new Callers()) {
			Connector connector = connector(ConnectionSettings.builder()
				.address(HOST, slow.port())
				.address(HOST, hole.port())
				.connectTimeout(Duration.ofSeconds(20)));
			Future<ConnectedSocket> call = connectingFor(Duration.ofMillis(600), callers, connector);
			// The kernel repeats the request after a second, and again after two.
			slow.accept();
			assertConnected(Callers.get(call), slow.port());
		}
	}

	@Test
	void onlyTheWinnerIsInitialized() throws Exception {
		AtomicInteger initialized = new AtomicInteger();
		try (FramedTcpServer other = FramedTcpServer.echo()) {
			Connector connector = connector(ConnectionSettings.builder()
				.address(HOST, this.server.port())
				.address(HOST, other.port())
				.connectAttemptDelay(Duration.ofMillis(1))
				.initializer((connection) -> {
					initialized.incrementAndGet();
					connection.exchange(new byte[1]);
				}));
			for (int i = 1; i <= 100; i++) {
				connect(connector, Duration.ofSeconds(10)).guard().close();
				assertThat(initialized).hasValue(i);
				assertThat(this.server.requestCount() + other.requestCount()).isEqualTo(i);
			}
			Awaitility.await().until(() -> this.server.open() == 0 && other.open() == 0);
		}
	}

	@Test
	void raceGoesOnWhenTheWinnerCannotBeInitialized() throws Exception {
		try (FramedTcpServer closing = FramedTcpServer.serving((connection) -> {
		}); BlackHole hole = new BlackHole()) {
			Connector connector = connector(ConnectionSettings.builder()
				.address(HOST, hole.port())
				.address(HOST, closing.port())
				.address(HOST, this.server.port())
				.initializer((connection) -> connection.exchange(new byte[1])));
			ConnectedSocket link = connect(connector, Duration.ofSeconds(10));
			assertThat(link.remoteAddress().getPort()).isEqualTo(this.server.port());
		}
	}

	@Test
	void failureNamesAllThatWereTried() throws IOException {
		int refusing = Ports.unused();
		try (BlackHole hole = new BlackHole(); BlackHole other = new BlackHole()) {
			Connector connector = connector(ConnectionSettings.builder()
				.address(HOST, hole.port())
				.address(HOST, refusing)
				.address(HOST, other.port())
				.connectTimeout(Duration.ofMillis(500)));
			assertThatExceptionOfType(ConnectFailedException.class)
				.isThrownBy(() -> connector.connect(Deadline.never(), new ConnectCancellation()))
				.withMessageMatching(".*" + HOST + ":" + hole.port() + ": timed out after \\d{3} ms.*")
				.withMessageMatching(".*" + HOST + ":" + other.port() + ": timed out after \\d{2,3} ms.*")
				.withMessageContaining(HOST + ":" + refusing + ": Connection refused")
				.matches((ex) -> !ex.isCutShort() && !ex.isLocalFault());
		}
	}

	@Test
	void noTimeAtAllIsToldWithTheAddresses() {
		Connector connector = connector(
				ConnectionSettings.builder().address(HOST, this.server.port()).address("127.0.0.2", 9000));
		assertThatExceptionOfType(ConnectFailedException.class)
			.isThrownBy(() -> connector.connect(Deadline.after(Duration.ZERO), new ConnectCancellation()))
			.withMessageContaining(HOST + ":" + this.server.port() + ": timed out after 0 ms")
			.withMessageContaining("127.0.0.2:9000: timed out after 0 ms")
			.matches(ConnectFailedException::isCutShort);
	}

	@Test
	void interruptEndsTheRace() throws Exception {
		try (BlackHole hole = BlackHole.everywhere()) {
			Connector connector = connector(holes(hole, 3).connectTimeout(Duration.ofHours(1)));
			CountDownLatch started = new CountDownLatch(1);
			List<Throwable> failures = new ArrayList<>();
			Thread caller = new Thread(() -> {
				started.countDown();
				failures.add(catchThrowableOfType(ClosedByInterruptException.class,
						() -> connector.connect(Deadline.never(), new ConnectCancellation())));
				assertThat(Thread.currentThread().isInterrupted()).isTrue();
			});
			caller.start();
			started.await();
			caller.interrupt();
			caller.join(Duration.ofSeconds(10).toMillis());
			assertThat(failures).hasSize(1).doesNotContainNull();
		}
	}

	@Test
	void closingTheClientEndsTheRace() throws Exception {
		try (BlackHole hole = BlackHole.everywhere(); Callers callers = new Callers()) {
			Connector connector = connector(holes(hole, 3).connectTimeout(Duration.ofHours(1)));
			Future<ConnectFailedException> call = callers.call(() -> catchThrowableOfType(ConnectFailedException.class,
					() -> connector.connect(Deadline.never(), new ConnectCancellation())));
			Awaitility.await().pollDelay(Duration.ofMillis(300)).until(() -> !call.isDone());
			this.watchdog.close();
			assertThat(Callers.get(call, 10)).hasMessageContaining("the client was closed");
		}
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void noDescriptorIsLeft() throws Exception {
		try (BlackHole hole = BlackHole.everywhere()) {
			ConnectionSettings settings = holes(hole, 5).address(HOST, this.server.port())
				.connectAttemptDelay(Duration.ofMillis(10))
				.addressRetryDelay(Duration.ZERO)
				.build();
			Connector connector = Connectors.connector(settings, this.watchdog);
			connect(connector, Duration.ofSeconds(10)).guard().close();
			Awaitility.await().until(() -> this.server.open() == 0);
			long before = OpenSockets.count();
			for (int i = 0; i < 20; i++) {
				connect(connector, Duration.ofSeconds(10)).guard().close();
			}
			Awaitility.await().until(() -> OpenSockets.count() <= before);
		}
	}

	@Test
	void connectionsTakeTurnsOverAllAddressesOfANameHoweverTheyAreOrdered() throws IOException {
		List<InetAddress> addresses = new ArrayList<>();
		List<ServerSocket> servers = new ArrayList<>();
		for (int i = 1; i <= 3; i++) {
			InetAddress address = ip("127.0.0." + i);
			servers.add(new ServerSocket((i == 1) ? 0 : servers.get(0).getLocalPort(), 50, address));
			addresses.add(address);
		}
		AtomicInteger lookups = new AtomicInteger();
		Connector connector = connector(ConnectionSettings.builder()
			.address("name", servers.get(0).getLocalPort())
			.addressSelection(AddressSelection.ROUND_ROBIN)
			.lookup((host) -> {
				// As name servers do.
				List<InetAddress> rotated = new ArrayList<>(addresses);
				Collections.rotate(rotated, lookups.getAndIncrement());
				return rotated.toArray(InetAddress[]::new);
			}));
		List<InetAddress> connected = new ArrayList<>();
		for (int i = 0; i < 9; i++) {
			connected.add(connect(connector, Duration.ofSeconds(10)).remoteAddress().getAddress());
		}
		for (InetAddress address : addresses) {
			assertThat(connected).filteredOn(address::equals).hasSize(3);
		}
		for (ServerSocket each : servers) {
			each.close();
		}
	}

	@Test
	void nameThatIsNotResolvedDoesNotEatTheTimeOfAnAddressBehindIt() throws Exception {
		CountDownLatch never = new CountDownLatch(1);
		Connector connector = connector(ConnectionSettings.builder()
			.address("dead", 9000)
			.address(HOST, this.server.port())
			.connectTimeout(Duration.ofSeconds(10))
			.connectAttemptDelay(Duration.ofSeconds(1))
			.lookup((host) -> host.equals("dead") ? hang(never) : new InetAddress[] { ip(host) }));
		long start = System.nanoTime();
		connect(connector, Duration.ofSeconds(10));
		assertThat(since(start)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(4));
		long second = System.nanoTime();
		connect(connector, Duration.ofSeconds(10));
		assertThat(since(second)).as("nor is it waited for again").isLessThan(Duration.ofMillis(900));
		never.countDown();
	}

	@Test
	void nameThatIsResolvedLateJoinsIn() throws Exception {
		CountDownLatch resolved = new CountDownLatch(1);
		try (BlackHole hole = new BlackHole(); Callers callers = new Callers()) {
			Connector connector = connector(ConnectionSettings.builder()
				.address("late", this.server.port())
				.address(HOST, hole.port())
				.connectTimeout(Duration.ofSeconds(20))
				.lookup((host) -> host.equals("late") ? hang(resolved) : new InetAddress[] { ip(host) }));
			Future<ConnectedSocket> call = connectingFor(Duration.ofMillis(600), callers, connector);
			resolved.countDown();
			assertConnected(Callers.get(call, 10), this.server.port());
		}
	}

	@Test
	void nameThatIsResolvedBeforeItsTurnHasIt() throws Exception {
		CountDownLatch resolved = new CountDownLatch(1);
		try (BlackHole hole = new BlackHole(); Callers callers = new Callers()) {
			Connector connector = connector(ConnectionSettings.builder()
				.address(HOST, hole.port())
				.address("soon", this.server.port())
				.connectTimeout(Duration.ofSeconds(20))
				.connectAttemptDelay(Duration.ofSeconds(1))
				.lookup((host) -> host.equals("soon") ? hang(resolved) : new InetAddress[] { ip(host) }));
			Future<ConnectedSocket> call = connectingFor(Duration.ofMillis(300), callers, connector);
			resolved.countDown();
			assertConnected(Callers.get(call, 10), this.server.port());
		}
	}

	@Test
	void nameThatIsNeverResolvedIsTold() {
		CountDownLatch never = new CountDownLatch(1);
		int port = Ports.unused();
		Connector connector = connector(ConnectionSettings.builder()
			.address("dead", 9000)
			.address("wrong", 9000)
			.address(HOST, port)
			.connectTimeout(Duration.ofMillis(600))
			.lookup((host) -> switch (host) {
				case "dead" -> hang(never);
				case "wrong" -> throw new IOException("no such host");
				default -> new InetAddress[] { ip(host) };
			}));
		assertThatExceptionOfType(ConnectFailedException.class)
			.isThrownBy(() -> connector.connect(Deadline.never(), new ConnectCancellation()))
			.withMessageContaining("dead:9000: resolving the host name timed out")
			.withMessageContaining("wrong:9000: cannot resolve the host name")
			.withMessageContaining(HOST + ":" + port + ": Connection refused");
		never.countDown();
	}

	private static InetAddress[] hang(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return new InetAddress[] { InetAddress.getLoopbackAddress() };
	}

	private static ConnectionSettingsBuilder holes(BlackHole hole, int count) {
		ConnectionSettingsBuilder settings = ConnectionSettings.builder();
		IntStream.rangeClosed(1, count).forEach((i) -> settings.address("127.0.0." + i, hole.port()));
		return settings;
	}

	private Connector connector(ConnectionSettingsBuilder settings) {
		return Connectors.connector(settings.build(), this.watchdog);
	}

	private ConnectedSocket connect(Connector connector, Duration time) throws IOException {
		ConnectedSocket link = connector.connect(Deadline.after(time), new ConnectCancellation());
		this.links.add(link);
		return link;
	}

	private static Future<ConnectedSocket> connectingFor(Duration time, Callers callers, Connector connector) {
		Future<ConnectedSocket> call = callers
			.call(() -> connector.connect(Deadline.never(), new ConnectCancellation()));
		Awaitility.await().pollDelay(time).until(() -> !call.isDone());
		return call;
	}

	private void assertConnected(ConnectedSocket link, int port) {
		this.links.add(link);
		assertThat(link.remoteAddress().getPort()).isEqualTo(port);
	}

	private static Duration delay(Duration delay, Deadline deadline, int routes) {
		return Duration.ofNanos(ConnectRace.delayNanos(delay, deadline, routes));
	}

	private static InetAddress ip(String address) throws IOException {
		return InetAddress.getByName(address);
	}

	private static Duration since(long start) {
		return Duration.ofNanos(System.nanoTime() - start);
	}

}
