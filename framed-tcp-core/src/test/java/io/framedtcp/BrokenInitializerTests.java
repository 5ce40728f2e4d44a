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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import org.assertj.core.api.ThrowableAssertAlternative;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import io.framedtcp.spi.ConnectFailedException;
import io.framedtcp.spi.ConnectionInitializer;
import io.framedtcp.spi.InitializerContext;
import io.framedtcp.support.Callers;
import io.framedtcp.test.FramedTcpServer;

import static io.framedtcp.support.Bytes.bytes;
import static io.framedtcp.support.Bytes.exchange;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Initializers that break the rules cost their caller a connection, and nobody else
 * anything.
 */
class BrokenInitializerTests {

	@Test
	void whatTheInitializerThrowsIsTheCause() {
		RuntimeException failure = new IllegalArgumentException("no password set");
		try (FramedTcpServer server = FramedTcpServer.echo();
				FramedTcpTemplate template = template(server, (connection) -> {
					throw failure;
				})) {
			assertFails(template).withMessageContaining("IllegalArgumentException: no password set")
				.havingCause()
				.isInstanceOf(ConnectFailedException.class)
				.havingCause()
				.havingCause()
				.isSameAs(failure);
			Awaitility.await().until(() -> server.open() == 0);
		}
	}

	@Test
	void errorOfTheInitializerLeavesNothingOpen() {
		AssertionError failure = new AssertionError("broken initializer");
		try (FramedTcpServer server = FramedTcpServer.echo();
				FramedTcpTemplate template = template(server, (connection) -> {
					throw failure;
				})) {
			assertThatThrownBy(() -> exchange(template, "1")).isSameAs(failure);
			Awaitility.await().until(() -> server.open() == 0);
			assertThat(template.getPool().counts().active()).isZero();
		}
	}

	@Test
	void failureThatTheInitializerHidesIsStillOne() {
		try (FramedTcpServer server = FramedTcpServer.serving((connection) -> {
		}); FramedTcpTemplate template = template(server, (connection) -> {
			try {
				connection.receive();
			}
			catch (IOException ex) {
				assertThat(ex).isNotNull();
			}
		})) {
			assertFails(template).withMessageContaining("could not be initialized");
		}
	}

	@Test
	void undeclaredCheckedExceptionCostsNoPlaceInThePool() {
		AtomicBoolean broken = new AtomicBoolean(true);
		try (FramedTcpServer server = FramedTcpServer.echo();
				FramedTcpTemplate template = template(server, (connection) -> {
					if (broken.get()) {
						throwAny(new TimeoutException("no token"));
					}
				})) {
			for (int i = 0; i < 4; i++) {
				assertFails(template).withMessageContaining("TimeoutException: no token");
			}
			assertThat(template.getPool().lastFailure().description())
				.endsWith("java.util.concurrent.TimeoutException");
			broken.set(false);
			assertThat(exchange(template, "1")).isEqualTo("1");
		}
	}

	@RepeatedTest(20)
	void threadThatIsLeftReadingMakesTheConnectionUseless() {
		try (FramedTcpServer server = FramedTcpServer.echo();
				Callers callers = new Callers();
				FramedTcpTemplate template = template(server, (connection) -> leaveReading(connection, callers))) {
			assertFails(template).withMessageContaining("while another thread was using the connection");
			Awaitility.await().until(() -> server.open() == 0);
			assertThat(template.getPool().counts().active()).isZero();
		}
	}

	@Test
	void twoThreadsCannotUseTheConnectionAtOnce() {
		try (FramedTcpServer server = FramedTcpServer.echo();
				Callers callers = new Callers();
				FramedTcpTemplate template = template(server, (connection) -> {
					leaveReading(connection, callers);
					connection.send(bytes("1"));
				})) {
			assertFails(template).withMessageContaining("Another thread is using the connection");
		}
	}

	@Test
	void deadlineEndsAWaitForSomethingElse() {
		CountDownLatch never = new CountDownLatch(1);
		try (FramedTcpServer server = FramedTcpServer.echo();
				FramedTcpTemplate template = template(server, (connection) -> {
					try {
						never.await();
					}
					catch (InterruptedException ex) {
						throw new IOException("gave up", ex);
					}
				})) {
			assertThatExceptionOfType(FramedTcpConnectException.class)
				.isThrownBy(() -> template.sendAndReceive(bytes("1"), Duration.ofMillis(200)))
				.withMessageContaining("timed out");
			assertThat(Thread.currentThread().isInterrupted()).isFalse();
			assertThat(template.getPool().counts().active()).isZero();
		}
	}

	@Test
	void closingTheClientEndsAWaitForSomethingElse() throws Exception {
		CountDownLatch waiting = new CountDownLatch(1);
		CountDownLatch never = new CountDownLatch(1);
		try (FramedTcpServer server = FramedTcpServer.echo(); Callers callers = new Callers()) {
			Future<?> call;
			try (FramedTcpTemplate template = FramedTcpTemplate.builder(server.host(), server.port())
				.initializer((connection) -> {
					waiting.countDown();
					await(never);
				})
				.connection((connection) -> connection.connectTimeout(Duration.ofHours(1)))
				.pool((pool) -> pool.closeTimeout(Duration.ofMillis(50)))
				.build()) {
				call = callers.call(() -> exchange(template, "1"));
				waiting.await();
			}
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> Callers.get(call))
				.withCauseInstanceOf(FramedTcpClosedException.class);
			Awaitility.await().until(() -> server.open() == 0);
		}
	}

	@Test
	void serverThatClosesBehindTheLoginIsToldWithThePhase() {
		try (FramedTcpServer server = FramedTcpServer.serving((connection) -> {
			connection.readFrame();
			connection.writeFrame(bytes("welcome"));
		}); FramedTcpTemplate template = template(server, (connection) -> {
			connection.exchange(bytes("login"));
			Awaitility.await().until(() -> server.open() == 0);
		})) {
			assertFails(template).withMessageContaining("behind what the initializer has read");
		}
	}

	@Test
	void refusedLoginIsRepeatedLessAndLessOftenWithoutACaller() {
		try (FramedTcpServer server = FramedTcpServer.answering((request) -> bytes("no"));
				FramedTcpTemplate template = FramedTcpTemplate.builder(server.host(), server.port())
					.initializer(ConnectionInitializer.login(bytes("login"), (answer) -> false))
					.pool((pool) -> pool.minIdle(2).housekeepingInterval(Duration.ofMillis(5)))
					.build()) {
			Awaitility.await().until(() -> server.requestCount() == 3);
			// By 0.9 s after the first, and 1.8 s after the second.
			assertThat(template.getPool().counts().idle()).isZero();
			Awaitility.await()
				.during(Duration.ofSeconds(3))
				.atMost(Duration.ofSeconds(10))
				.until(() -> server.requestCount() == 3);
		}
	}

	private static void leaveReading(InitializerContext connection, Callers callers) {
		callers.call(() -> receive(connection));
		Awaitility.await().until(() -> isBusy(connection));
	}

	private static byte[] receive(InitializerContext connection) throws IOException {
		while (true) {
			try {
				return connection.receive();
			}
			catch (IllegalStateException ex) {
				// It was just being asked whether it is busy.
				assertThat(ex).hasMessageContaining("Another thread");
			}
		}
	}

	private static boolean isBusy(InitializerContext connection) throws IOException {
		try {
			connection.writeBytes(new byte[0]);
			return false;
		}
		catch (IllegalStateException ex) {
			return true;
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@SuppressWarnings("unchecked")
	private static <X extends Exception> void throwAny(Exception ex) throws X {
		throw (X) ex;
	}

	private static FramedTcpTemplate template(FramedTcpServer server, ConnectionInitializer initializer) {
		return FramedTcpTemplate.builder(server.host(), server.port())
			.initializer(initializer)
			.connection((connection) -> connection.failFastAfter(0).connectTimeout(Duration.ofSeconds(20)))
			.pool((pool) -> pool.maxTotal(2))
			.build();
	}

	private static ThrowableAssertAlternative<FramedTcpConnectException> assertFails(FramedTcpTemplate template) {
		return assertThatExceptionOfType(FramedTcpConnectException.class).isThrownBy(() -> exchange(template, "1"))
			.satisfies((ex) -> assertThat(ex.getPhase()).isEqualTo(Phase.INITIALIZE));
	}

}
