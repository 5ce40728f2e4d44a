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

package io.framedtcp.autoconfigure.health;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.ConnectionSettingsBuilder;
import io.framedtcp.config.PingSettings;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.config.TlsSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.pool.ExclusivePool;
import io.framedtcp.internal.pool.Lease;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectFailedException;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.Ping;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.TlsIdentity;
import io.framedtcp.test.TlsTerminator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FramedTcpHealthIndicator}, with pools in which whoever waits for a
 * connection waits for longer than a test may take.
 */
@Timeout(30)
class FramedTcpHealthIndicatorTests extends AbstractHealthIndicatorTests {

	@Test
	void isUpWithTheCountsOfThePool() {
		FramedTcpServer server = open(FramedTcpServer.echo());
		ExclusivePool pool = pool(server.port(), 3);
		Health health = health(pool);
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsEntry("client", "test")
			.containsEntry("addresses", List.of(server.host() + ":" + server.port()));
		assertCounts(pool, 3, 1);
		Awaitility.await().atMost(SHORT).until(() -> server.accepted() == 1);
	}

	@Test
	void opensNoFurtherConnectionWhileOneIsIdle() {
		FramedTcpServer server = open(FramedTcpServer.echo());
		ExclusivePool pool = pool(server.port(), 3);
		assertThat(health(pool).getStatus()).isEqualTo(Status.UP);
		assertThat(health(pool).getStatus()).isEqualTo(Status.UP);
		assertThat(pool.statistics().opened()).isOne();
	}

	@Test
	void isDownWhileTheServerRefusesAndUpOnceItIsBack() {
		FramedTcpServer server = open(FramedTcpServer.echo());
		int port = server.port();
		ExclusivePool pool = pool(port, 3);
		assertThat(health(pool).getStatus()).isEqualTo(Status.UP);
		closeAndAwaitRefusal(server);
		assertThat(health(pool).getStatus()).isEqualTo(Status.DOWN);
		assertThat((String) health(pool).getDetails().get("error")).contains("ConnectFailedException", ":" + port);
		assertCounts(pool, 3, 0);
		open(FramedTcpServer.handling(port, (request, connection) -> connection.writeFrame(request)));
		assertThat(health(pool).getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void isDownWithinTheConnectTimeoutIfTheServerIsSilent() throws IOException {
		ExclusivePool pool = pool(fullServer(), 3);
		long start = System.nanoTime();
		Health health = health(pool);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SHORT);
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat((String) health.getDetails().get("error")).contains("ConnectFailedException");
	}

	@Test
	void isUpWithoutWaitingWhileAllConnectionsAreInUse() throws Exception {
		FramedTcpServer server = open(FramedTcpServer.echo());
		ExclusivePool pool = pool(server.port(), 2);
		Lease one = pool.acquire(Deadline.after(LONG));
		Lease other = pool.acquire(Deadline.after(LONG));
		Health health = health(pool);
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsEntry("pool",
				Map.of("maxTotal", 2, "active", 2, "idle", 0, "waiting", 0));
		one.close();
		other.close();
	}

	@Test
	void leavesTheLastConnectionToCallers() throws Exception {
		FramedTcpServer server = open(FramedTcpServer.echo());
		ExclusivePool pool = pool(server.port(), 2);
		Lease one = pool.acquire(Deadline.after(LONG));
		assertThat(health(pool).getStatus()).isEqualTo(Status.UP);
		assertThat(pool.statistics().opened()).isOne();
		long start = System.nanoTime();
		Lease last = pool.acquire(Deadline.after(LONG));
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SHORT);
		one.close();
		last.close();
	}

	@Test
	void isDownWhileBusyIfTheLastConnectFailed() throws Exception {
		FramedTcpServer server = open(FramedTcpServer.echo());
		ExclusivePool pool = pool(server.port(), 2);
		Lease lease = pool.acquire(Deadline.after(LONG));
		closeAndAwaitRefusal(server);
		assertThatExceptionOfType(ConnectFailedException.class).isThrownBy(() -> pool.acquire(Deadline.after(LONG)));
		long failures = pool.statistics().connectFailures();
		Health health = health(pool);
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat((String) health.getDetails().get("error")).contains("ConnectFailedException");
		assertThat(pool.statistics().connectFailures()).isEqualTo(failures);
		lease.retire(CloseReason.BROKEN);
	}

	@Test
	void poolOfOneIsUnknownBeforeItsFirstConnectionAndUpAfterwards() throws Exception {
		FramedTcpServer server = open(FramedTcpServer.echo());
		ExclusivePool pool = pool(server.port(), 1);
		assertThat(health(pool).getStatus()).isEqualTo(Status.UNKNOWN);
		assertThat(pool.statistics().opened()).isZero();
		Lease lease = pool.acquire(Deadline.after(LONG));
		assertThat(health(pool).getStatus()).isEqualTo(Status.UP);
		lease.close();
		assertThat(health(pool).getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void poolOfOneIsUnknownWhileItsFirstConnectionIsBeingOpened() throws Exception {
		ExclusivePool pool = pool(fullServer(), 1, Duration.ofSeconds(2));
		FutureTask<Lease> acquiring = new FutureTask<>(() -> pool.acquire(Deadline.after(LONG)));
		new Thread(acquiring, "caller").start();
		Awaitility.await().atMost(SHORT).until(() -> pool.counts().active() == 1);
		assertThat(health(pool).getStatus()).isEqualTo(Status.UNKNOWN);
		assertThat(acquiring).isNotDone();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> acquiring.get(20, TimeUnit.SECONDS))
			.withCauseInstanceOf(ConnectFailedException.class);
		assertThat(health(pool).getStatus()).isEqualTo(Status.DOWN);
	}

	@Test
	void pausedClientIsOutOfService() {
		FramedTcpServer server = open(FramedTcpServer.echo());
		ExclusivePool pool = pool(server.port(), 3);
		pool.pause();
		assertThat(health(pool).getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
		assertThat(health(pool).getDetails()).containsEntry("paused", true);
		pool.resume();
		assertThat(health(pool).getStatus()).isEqualTo(Status.UP);
		assertThat(pool.statistics().opened()).isOne();
	}

	@Test
	void lastFailureStaysInTheDetailsWhenTheServerIsBack() {
		FramedTcpServer server = open(FramedTcpServer.echo());
		int port = server.port();
		ExclusivePool pool = pool(port, 3);
		assertThat(health(pool).getDetails()).doesNotContainKey("lastFailure");
		closeAndAwaitRefusal(server);
		assertThat(health(pool).getStatus()).isEqualTo(Status.DOWN);
		open(FramedTcpServer.handling(port, (request, connection) -> connection.writeFrame(request)));
		Health health = health(pool);
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails().get("lastFailure")).asInstanceOf(InstanceOfAssertFactories.MAP)
			.containsEntry("addresses", server.host() + ":" + port)
			.hasEntrySatisfying("time", (time) -> assertThat((Instant) time).isBeforeOrEqualTo(Instant.now()))
			.hasEntrySatisfying("description", (text) -> assertThat((String) text).contains("Connection refused"));
	}

	@Test
	void pingsTheServerIfToldTo() {
		FramedTcpServer server = open(FramedTcpServer.echo());
		ExclusivePool pool = pool(server.port(), 3, Duration.ofSeconds(1), Ping.of(new byte[] { 1, 2, 3 }));
		assertThat(health(pool).getStatus()).isEqualTo(Status.UP);
		assertThat(server.executions(new byte[] { 1, 2, 3 })).isZero();
		assertThat(new FramedTcpHealthIndicator(pool, true).health().getStatus()).isEqualTo(Status.UP);
		assertThat(server.executions(new byte[] { 1, 2, 3 })).isOne();
	}

	@Test
	void isDownInTimeIfAPingIsNotAnswered() {
		FramedTcpServer server = open(FramedTcpServer.handling((request, connection) -> {
		}));
		ExclusivePool pool = pool(server.port(), 3, Duration.ofSeconds(1), Ping.of(new byte[1]));
		long start = System.nanoTime();
		Health health = new FramedTcpHealthIndicator(pool, true).health();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SHORT);
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat((String) health.getDetails().get("error")).endsWith("PingFailedException: ping failed: timed out");
		assertThat(pool.counts().active()).isZero();
	}

	@Test
	void isDownIfTheAnswerToAPingIsNotAccepted() {
		FramedTcpServer server = open(FramedTcpServer.echo());
		ExclusivePool pool = pool(server.port(), 3, Duration.ofSeconds(1), new Ping() {

			@Override
			public byte[] request() {
				return new byte[1];
			}

			@Override
			public boolean accepts(byte[] reply) {
				return false;
			}

		});
		Health health = new FramedTcpHealthIndicator(pool, true).health();
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat((String) health.getDetails().get("error")).contains("was not accepted");
		assertThat(pool.statistics().closed()).containsEntry(CloseReason.PING_FAILED, 1L);
	}

	@Test
	void showsNoBytesOfAPingThatIsAnsweredWrongly() {
		FramedTcpServer server = open(FramedTcpServer.handling((request, connection) -> {
			request[0]++;
			connection.writeFrame(request);
		}));
		ExclusivePool pool = pool(connectionTo(server.port()).matcher(ExchangeMatcher.equalBytes(0, 0, 3)), 3,
				Ping.of(new byte[] { 's', 'e', 'c' }));
		Health health = new FramedTcpHealthIndicator(pool, true).health();
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat((String) health.getDetails().get("error")).endsWith("PingFailedException: ping failed: wrong reply");
		assertThat(health.getDetails().toString()).doesNotContain("736563", "746563", "73 65 63", "74 65 63", "sec");
	}

	@Test
	void tellsTheExpiryOfTheServersCertificateAlsoWhenThereIsNoConnectionAnyMore() throws IOException {
		FramedTcpServer server = open(FramedTcpServer.echo());
		TlsIdentity identity = TlsIdentity.of("dns:localhost,ip:127.0.0.1");
		TlsTerminator terminator = open(new TlsTerminator(identity.contextTrusting(), server.port()));
		ExclusivePool pool = pool(
				connectionTo(terminator.port()).tls(TlsSettings.of(TlsIdentity.anonymousTrusting(identity))), 3, null);
		Health health = health(pool);
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat((Instant) health.getDetails().get("certificateExpiry")).isAfter(Instant.now());
		terminator.close();
		Awaitility.await().atMost(SHORT).until(() -> health(pool).getStatus().equals(Status.DOWN));
		assertThat(pool.connections().openConnections()).isEmpty();
		assertThat(health(pool).getDetails()).containsEntry("certificateExpiry",
				health.getDetails().get("certificateExpiry"));
	}

	@Test
	void closedPoolIsDownWithTheReason() {
		FramedTcpServer server = open(FramedTcpServer.echo());
		ExclusivePool pool = pool(server.port(), 3);
		pool.close();
		Health health = health(pool);
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat((String) health.getDetails().get("error")).contains("PoolClosedException", "test");
		pool.open();
		assertThat(health(pool).getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void interruptedThreadStaysInterrupted() {
		FramedTcpServer server = open(FramedTcpServer.echo());
		ExclusivePool pool = pool(server.port(), 3);
		Thread.currentThread().interrupt();
		Health health = health(pool);
		assertThat(Thread.interrupted()).isTrue();
		assertThat(health.getStatus()).isNotEqualTo(Status.UP);
		assertThat(health(pool).getStatus()).isEqualTo(Status.UP);
	}

	private static void assertCounts(ExclusivePool pool, int maxTotal, int idle) {
		// The housekeeper's first round counts as active, too.
		Awaitility.await()
			.atMost(SHORT)
			.untilAsserted(() -> assertThat(health(pool).getDetails()).containsEntry("pool",
					Map.of("maxTotal", maxTotal, "active", 0, "idle", idle, "waiting", 0)));
	}

	private ExclusivePool pool(int port, int maxTotal) {
		return pool(port, maxTotal, Duration.ofMillis(300));
	}

	private ExclusivePool pool(int port, int maxTotal, Duration connectTimeout) {
		return pool(port, maxTotal, connectTimeout, null);
	}

	private ExclusivePool pool(int port, int maxTotal, Duration connectTimeout, @Nullable Ping ping) {
		return pool(connectionTo(port).connectTimeout(connectTimeout), maxTotal, ping);
	}

	private ExclusivePool pool(ConnectionSettingsBuilder connection, int maxTotal, @Nullable Ping ping) {
		PoolSettings settings = PoolSettings.builder()
			.maxTotal(maxTotal)
			.acquireTimeout(LONG)
			.ping((ping != null) ? new PingSettings(ping, LONG, Duration.ofMillis(300)) : null)
			.build();
		return open(new ExclusivePool("test", connection.build(), settings, List.of()));
	}

	private static ConnectionSettingsBuilder connectionTo(int port) {
		return ConnectionSettings.builder().address(InetAddress.getLoopbackAddress().getHostAddress(), port);
	}

	/**
	 * Listen with a full queue, so that the handshake of a further connection is ignored.
	 */
	private int fullServer() throws IOException {
		ServerSocket server = open(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
		for (int i = 0; i < 8; i++) {
			SocketChannel channel = open(SocketChannel.open());
			channel.configureBlocking(false);
			channel.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()));
		}
		return server.getLocalPort();
	}

}
