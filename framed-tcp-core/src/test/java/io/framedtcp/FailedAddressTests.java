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

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.framedtcp.config.PingSettings;
import io.framedtcp.config.TlsSettings;
import io.framedtcp.spi.ConnectionInitializer;
import io.framedtcp.spi.Ping;
import io.framedtcp.support.BlackHole;
import io.framedtcp.support.Hang;
import io.framedtcp.support.LocalhostTls;
import io.framedtcp.support.Ports;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.TlsTerminator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a client makes of an address that fails in one way or another while another one
 * works, and when it uses the first one again.
 */
@SuppressWarnings("try")
class FailedAddressTests {

	private static final byte[] REQUEST = { 1 };

	private static final Duration SHORT = Duration.ofMillis(200);

	private final AtomicBoolean working = new AtomicBoolean(true);

	private final FramedTcpServer first = FramedTcpServer.handling((request, connection) -> {
		if (this.working.get()) {
			connection.writeFrame(request);
		}
	});

	private final FramedTcpServer second = FramedTcpServer.echo();

	@AfterEach
	void close() {
		this.first.close();
		this.second.close();
	}

	@Test
	void addressThatAnswersNothingIsLeftAfterThreeTimeoutsAndUsedAgainWhenItAnswersAPing() {
		PingSettings ping = new PingSettings(Ping.of(new byte[] { 2 }), Duration.ofHours(1), SHORT);
		try (FramedTcpTemplate template = builder().pool((pool) -> pool.ping(ping)).build()) {
			leaveIdle(template, 6);
			this.working.set(false);
			for (int i = 0; i < 3; i++) {
				assertTimesOut(template);
			}
			for (int i = 0; i < 5; i++) {
				assertThat(template.sendAndReceive(REQUEST, SHORT)).isEqualTo(REQUEST);
			}
			assertThat(this.second.requestCount()).isEqualTo(5);
			Awaitility.await().until(() -> this.first.open() == 0);
			// Pinged, to no avail.
			long pings = this.first.requestCount();
			Awaitility.await().until(() -> this.first.requestCount() > pings);
			assertThat(template.sendAndReceive(REQUEST, SHORT)).isEqualTo(REQUEST);
			this.working.set(true);
			assertIsUsedAgain(template);
			assertThat(template.getPool().counts().active()).isZero();
		}
	}

	@Test
	void addressThatAnswersNothingCostsOneTimeoutEachTimeItIsTriedAgainWithoutAPing() {
		try (FramedTcpTemplate template = builder().build()) {
			this.working.set(false);
			for (int i = 0; i < 3; i++) {
				assertTimesOut(template);
			}
			assertThat(template.sendAndReceive(REQUEST, SHORT)).isEqualTo(REQUEST);
			Awaitility.await().until(() -> {
				template.getPool().evictIdle();
				return timesOut(template);
			});
			template.getPool().evictIdle();
			assertThat(template.sendAndReceive(REQUEST, SHORT)).isEqualTo(REQUEST);
			this.working.set(true);
			assertIsUsedAgain(template);
		}
	}

	@Test
	void addressThatAnsweredNothingIsUsedAgainThoughAPingHangs() {
		try (Hang hang = Hang.stubborn(); FramedTcpTemplate template = builder().pool((pool) -> {
			pool.closeTimeout(Duration.ZERO);
			pool.ping(new PingSettings(() -> {
				hang.here();
				return REQUEST;
			}, Duration.ofHours(1), SHORT));
		}).build()) {
			this.working.set(false);
			for (int i = 0; i < 3; i++) {
				assertTimesOut(template);
			}
			hang.awaitBegun();
			assertThat(template.sendAndReceive(REQUEST, SHORT)).isEqualTo(REQUEST);
			this.working.set(true);
			assertIsUsedAgain(template);
			assertThat(hang.entered()).isOne();
			assertThat(hang.left()).isZero();
		}
	}

	@Test
	void onlyAddressIsNeverLeft() {
		try (FramedTcpTemplate template = FramedTcpTemplate.builder(this.first.host(), this.first.port()).build()) {
			this.working.set(false);
			for (int i = 0; i < 5; i++) {
				assertTimesOut(template);
			}
			this.working.set(true);
			assertThat(template.sendAndReceive(REQUEST)).isEqualTo(REQUEST);
		}
	}

	@Test
	void answersBetweenTimeoutsShowThatAnAddressWorks() {
		try (FramedTcpTemplate template = builder().build()) {
			for (int i = 0; i < 4; i++) {
				this.working.set(false);
				assertTimesOut(template);
				assertTimesOut(template);
				this.working.set(true);
				assertThat(template.sendAndReceive(REQUEST)).isEqualTo(REQUEST);
			}
			assertThat(this.second.accepted()).isZero();
		}
	}

	@Test
	void batchesThatTimeOutCountToo() {
		try (FramedTcpTemplate template = builder().build()) {
			this.working.set(false);
			for (int i = 0; i < 3; i++) {
				assertThatExceptionOfType(FramedTcpTimeoutException.class)
					.isThrownBy(() -> template.sendAndReceiveAll(List.of(REQUEST, REQUEST), SHORT));
			}
			assertThat(template.sendAndReceiveAll(List.of(REQUEST, REQUEST), SHORT)).hasSize(2);
		}
	}

	@Test
	void addressIsUsedAgainOnceItAcceptsWithoutACallerPaying() throws IOException {
		int port = Ports.unused();
		try (FramedTcpTemplate template = FramedTcpTemplate.builder("127.0.0.1", port)
			.address(this.second.host(), this.second.port())
			.build()) {
			assertThat(template.sendAndReceive(REQUEST)).isEqualTo(REQUEST);
			try (FramedTcpServer back = FramedTcpServer.handling(port,
					(request, connection) -> connection.writeFrame(request))) {
				Awaitility.await().until(() -> back.accepted() == 1);
				Awaitility.await().until(() -> {
					template.getPool().evictIdle();
					assertThat(template.sendAndReceive(REQUEST)).isEqualTo(REQUEST);
					return back.requestCount() > 0;
				});
			}
		}
	}

	@Test
	void blackHoleIsNotTriedByCallersAgain() throws Exception {
		try (BlackHole hole = new BlackHole();
				FramedTcpTemplate template = FramedTcpTemplate.builder("127.0.0.1", hole.port())
					.address(this.second.host(), this.second.port())
					.connection((connection) -> connection.connectAttemptDelay(Duration.ofMillis(800)))
					.build()) {
			assertThat(template.sendAndReceive(REQUEST, Duration.ofMillis(1800))).isEqualTo(REQUEST);
			long end = System.nanoTime() + Duration.ofSeconds(4).toNanos();
			Duration longest = Duration.ZERO;
			while (System.nanoTime() < end) {
				template.getPool().evictIdle();
				long start = System.nanoTime();
				template.sendAndReceive(REQUEST, Duration.ofMillis(1800));
				Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
				longest = (elapsed.compareTo(longest) > 0) ? elapsed : longest;
			}
			assertThat(longest).as("no caller waits for it again").isLessThan(Duration.ofMillis(750));
		}
	}

	@Test
	void addressWhoseLoginIsRefusedIsProbedByALogin() {
		AtomicInteger logins = new AtomicInteger();
		AtomicBoolean welcome = new AtomicBoolean();
		byte[] login = { 5 };
		try (FramedTcpServer strict = FramedTcpServer.answering((request) -> {
			boolean isLogin = request[0] == login[0];
			logins.addAndGet(isLogin ? 1 : 0);
			return (isLogin && !welcome.get()) ? new byte[] { 9 } : request;
		});
				FramedTcpTemplate template = FramedTcpTemplate.builder(strict.host(), strict.port())
					.address(this.second.host(), this.second.port())
					.initializer(ConnectionInitializer.login(login, (answer) -> answer[0] == login[0]))
					.build()) {
			assertThat(template.sendAndReceive(REQUEST)).isEqualTo(REQUEST);
			assertThat(logins).hasValue(1);
			Awaitility.await().until(() -> logins.get() == 2);
			welcome.set(true);
			Awaitility.await().until(() -> {
				template.getPool().evictIdle();
				template.sendAndReceive(REQUEST);
				return strict.requestCount() > logins.get();
			});
		}
	}

	@Test
	void addressThatDoesNotSpeakTlsIsProbedByAHandshake() throws Exception {
		LocalhostTls tls = LocalhostTls.create();
		FramedTcpServer deaf = FramedTcpServer.serving((connection) -> {
		});
		try (TlsTerminator other = new TlsTerminator(tls.server(), this.second.port());
				FramedTcpTemplate template = FramedTcpTemplate.builder(deaf.host(), deaf.port())
					.address("127.0.0.1", other.port())
					.connection((connection) -> connection.tls(TlsSettings.of(tls.client()))
						.connectTimeout(Duration.ofSeconds(20)))
					.build()) {
			assertThat(template.sendAndReceive(REQUEST)).isEqualTo(REQUEST);
			Awaitility.await().until(() -> deaf.accepted() >= 2);
			assertThat(template.sendAndReceive(REQUEST)).isEqualTo(REQUEST);
			assertThat(this.second.requestCount()).isEqualTo(2);
		}
		finally {
			deaf.close();
		}
	}

	@Test
	void proxyThatClosesAtOnceIsUsedAgainWhenItsServerIsBack() {
		AtomicBoolean back = new AtomicBoolean();
		AtomicInteger served = new AtomicInteger();
		try (FramedTcpServer proxy = FramedTcpServer.serving((connection) -> {
			byte[] request = back.get() ? connection.readFrame() : null;
			while (request != null) {
				connection.writeFrame(request);
				served.incrementAndGet();
				request = connection.readFrame();
			}
		});
				FramedTcpTemplate template = FramedTcpTemplate.builder(proxy.host(), proxy.port())
					.address(this.second.host(), this.second.port())
					.build()) {
			try {
				template.sendAndReceive(REQUEST);
			}
			catch (FramedTcpConnectionLostException ex) {
				// The end came behind the test of the new connection.
				assertThat(ex.isRequestMaybeSent()).isTrue();
			}
			// Probed, to no avail.
			Awaitility.await().until(() -> proxy.accepted() >= 3);
			assertThat(served).hasValue(0);
			back.set(true);
			Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
				template.getPool().evictIdle();
				assertThat(template.sendAndReceive(REQUEST)).isEqualTo(REQUEST);
				return served.get() > 0;
			});
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void serverThatClosesWhatIsIdleHasNotFailed(boolean sendOnly) {
		// Each connection is closed after 1.2 s, with no reply.
		try (FramedTcpServer idle = FramedTcpServer
			.serving((connection) -> LockSupport.parkNanos(Duration.ofMillis(1200).toNanos()));
				FramedTcpTemplate template = FramedTcpTemplate.builder(idle.host(), idle.port())
					.address(this.second.host(), this.second.port())
					.pool((pool) -> pool.minIdle(sendOnly ? 0 : 2).housekeepingInterval(Duration.ofMillis(50)))
					.build()) {
			Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
				if (sendOnly && idle.open() == 0) {
					template.send(REQUEST);
				}
				return idle.accepted() >= 6;
			});
			assertThat(this.second.accepted()).isZero();
		}
	}

	@Test
	void addressWithoutARouteFromHereIsPassedOverAndNotMarkedAsFailed() {
		// TCP connects to no broadcast address.
		try (FramedTcpTemplate template = FramedTcpTemplate.builder("255.255.255.255", 9000)
			.address(this.second.host(), this.second.port())
			.build()) {
			assertThat(template.sendAndReceive(REQUEST)).isEqualTo(REQUEST);
			assertThat(template.getPool().lastFailure()).isNull();
		}
	}

	@Test
	void faultOfThisMachineIsToldWithWhatToDoAndIsNoOutage() {
		try (FramedTcpTemplate template = FramedTcpTemplate.builder("255.255.255.255", 9000)
			.connection((connection) -> connection.failFastAfter(1))
			.build()) {
			for (int i = 0; i < 3; i++) {
				assertThatExceptionOfType(FramedTcpConnectException.class)
					.isThrownBy(() -> template.sendAndReceive(REQUEST))
					.withMessageContaining("Network is unreachable (a fault of this machine: it has no route")
					.withMessageContaining("The server had no part in it.")
					.withMessageNotContaining("Check that the server runs")
					.satisfies((ex) -> assertThat(ex.isRequestMaybeSent()).isFalse());
			}
			assertThat(template.getPool().statistics().refused()).isZero();
		}
	}

	private FramedTcpTemplateBuilder builder() {
		return FramedTcpTemplate.builder(this.first.host(), this.first.port())
			.address(this.second.host(), this.second.port());
	}

	private static void leaveIdle(FramedTcpTemplate template, int count) {
		template.execute((session) -> {
			session.sendAndReceive(REQUEST);
			if (count > 1) {
				leaveIdle(template, count - 1);
			}
			return null;
		});
	}

	private static void assertTimesOut(FramedTcpTemplate template) {
		assertThatExceptionOfType(FramedTcpTimeoutException.class)
			.isThrownBy(() -> template.sendAndReceive(REQUEST, SHORT));
	}

	private static boolean timesOut(FramedTcpTemplate template) {
		try {
			template.sendAndReceive(REQUEST, SHORT);
			return false;
		}
		catch (FramedTcpTimeoutException ex) {
			return true;
		}
	}

	private void assertIsUsedAgain(FramedTcpTemplate template) {
		long before = this.first.requestCount();
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
			template.getPool().evictIdle();
			template.sendAndReceive(REQUEST, Duration.ofSeconds(1));
			return this.first.requestCount() > before + 1;
		});
	}

}
