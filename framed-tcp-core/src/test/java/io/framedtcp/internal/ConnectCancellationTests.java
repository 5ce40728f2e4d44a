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

package io.framedtcp.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.ClosedByInterruptException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import javax.net.ssl.SSLContext;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.ConnectionSettingsBuilder;
import io.framedtcp.config.TlsSettings;
import io.framedtcp.internal.ConnectCancellation.CancelledException;
import io.framedtcp.internal.connect.Connector;
import io.framedtcp.internal.connect.Connectors;
import io.framedtcp.internal.connection.ConnectedSocket;
import io.framedtcp.internal.route.FailedRoutes;
import io.framedtcp.internal.transport.Watchdog;
import io.framedtcp.support.BlackHole;
import io.framedtcp.support.Callers;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.ServerConnection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link ConnectCancellation}, with real sockets.
 */
class ConnectCancellationTests {

	private static final String HOST = "127.0.0.1";

	private static final Duration SOON = Duration.ofMillis(500);

	private final Watchdog watchdog = new Watchdog("cancellation-test");

	private final Callers callers = new Callers();

	private final FramedTcpServer silent = FramedTcpServer.serving(ServerConnection::awaitClose);

	private final FramedTcpServer echo = FramedTcpServer.echo();

	private final ConnectCancellation cancellation = new ConnectCancellation();

	private final CountDownLatch reached = new CountDownLatch(1);

	private final CountDownLatch never = new CountDownLatch(1);

	@AfterEach
	void close() {
		this.never.countDown();
		this.callers.close();
		this.watchdog.close();
		this.silent.close();
		this.echo.close();
	}

	@Test
	void requestThatIsNotAnsweredIsCancelled() throws Exception {
		try (BlackHole hole = new BlackHole()) {
			Future<Throwable> call = begin(holes(hole, 1));
			awaitGoingOn(call);
			cancel(call);
		}
	}

	@Test
	void raceIsCancelled() throws Exception {
		try (BlackHole hole = BlackHole.everywhere()) {
			ConnectionSettings settings = holes(hole, 3).build();
			FailedRoutes failedRoutes = Connectors.failedRoutes(settings);
			Future<Throwable> call = begin(Connectors.connector(settings, this.watchdog, failedRoutes));
			awaitGoingOn(call);
			cancel(call);
			assertThat(failedRoutes.nanosUntilProbe()).as("no address is marked as failed").isEqualTo(Long.MAX_VALUE);
		}
	}

	@Test
	void lookUpOfTheOnlyNameIsCancelledForThisCallerOnly() throws Exception {
		CountDownLatch resolved = new CountDownLatch(1);
		Connector connector = connector(ConnectionSettings.builder()
			.address("name", this.echo.port())
			.connectTimeout(Duration.ofHours(1))
			.lookup((host) -> hang(resolved)));
		Future<Throwable> call = begin(connector);
		Future<ConnectedSocket> other = this.callers
			.call(() -> connector.connect(Deadline.never(), new ConnectCancellation()));
		this.reached.await();
		awaitGoingOn(call);
		cancel(call);
		resolved.countDown();
		assertThat(Callers.get(other, 10).channel().isOpen()).isTrue();
	}

	@Test
	void lookUpOfOneOfSeveralNamesIsCancelled() throws Exception {
		Future<Throwable> call = begin(ConnectionSettings.builder()
			.address("name", 9000)
			.address("other", 9000)
			.lookup((host) -> hang(this.never)));
		this.reached.await();
		cancel(call);
	}

	@Test
	void tlsHandshakeThatTheServerDoesNotAnswerIsCancelled() throws Exception {
		Future<Throwable> call = begin(silentServer().tls(TlsSettings.of(context())));
		awaitAccepted();
		cancel(call);
		awaitClosed();
	}

	@Test
	void initializerThatWaitsForAReplyIsCancelled() throws Exception {
		Future<Throwable> call = begin(silentServer().initializer((connection) -> connection.exchange(new byte[1])));
		awaitAccepted();
		cancel(call);
		awaitClosed();
	}

	@Test
	void initializerThatWaitsOtherwiseIsInterrupted() throws Exception {
		Future<Throwable> call = begin(silentServer().initializer((connection) -> {
			this.reached.countDown();
			try {
				this.never.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}));
		this.reached.await();
		cancel(call);
		awaitClosed();
	}

	@Test
	void initializerThatSwallowsTheInterruptIsCancelledAllTheSame() throws Exception {
		AtomicInteger interrupts = new AtomicInteger();
		Future<Throwable> call = begin(silentServer().initializer((connection) -> {
			this.reached.countDown();
			try {
				this.never.await();
			}
			catch (InterruptedException ex) {
				interrupts.incrementAndGet();
			}
		}));
		this.reached.await();
		cancel(call);
		assertThat(interrupts).hasValue(1);
		awaitClosed();
	}

	@Test
	void otherAddressIsNotTriedOnceTheConnectIsCancelled() throws Exception {
		ConnectionSettings settings = silentServer().address(HOST, this.echo.port())
			.initializer((connection) -> connection.exchange(new byte[1]))
			.build();
		FailedRoutes failedRoutes = Connectors.failedRoutes(settings);
		Future<Throwable> call = begin(Connectors.connector(settings, this.watchdog, failedRoutes));
		awaitAccepted();
		cancel(call);
		awaitClosed();
		assertThat(this.echo.requestCount()).isZero();
		assertThat(failedRoutes.nanosUntilProbe()).as("no address is marked as failed").isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void connectThatIsCancelledBeforeItBeginsOpensNothing() {
		this.cancellation.cancel();
		Connector single = connector(ConnectionSettings.builder().address(HOST, this.echo.port()));
		Connector race = connector(
				ConnectionSettings.builder().address(HOST, this.echo.port()).address(HOST, this.silent.port()));
		for (Connector connector : new Connector[] { single, race }) {
			assertThatExceptionOfType(CancelledException.class)
				.isThrownBy(() -> connector.connect(Deadline.never(), this.cancellation));
		}
		Awaitility.await().until(() -> this.echo.open() == 0 && this.silent.open() == 0);
	}

	@Test
	void cancellationHasNoEffectAfterTheConnect() throws IOException {
		Connector connector = connector(ConnectionSettings.builder()
			.address(HOST, this.echo.port())
			.initializer((connection) -> connection.exchange(new byte[1])));
		ConnectedSocket link = connector.connect(Deadline.never(), this.cancellation);
		link.guard().set(Deadline.after(Duration.ofHours(1)));
		this.cancellation.cancel();
		assertThat(this.cancellation.isCancelled()).isFalse();
		link.frames().write(link.frames().encoder().encode(new byte[] { 42 }));
		assertThat(link.frames().read()).containsExactly(42);
		assertThat(link.guard().clear()).isTrue();
	}

	@Test
	void interruptIsNotTakenForACancellation() throws Exception {
		Future<Throwable> call = begin(silentServer().initializer((connection) -> {
			Thread.currentThread().interrupt();
			connection.exchange(new byte[1]);
		}));
		assertThat(Callers.get(call, 10)).isInstanceOf(ClosedByInterruptException.class);
		assertThat(this.cancellation.isCancelled()).isFalse();
	}

	@Test
	void cancelAndSuccessAtTheSameTimeLeaveAnOpenConnectionOrNone() throws Exception {
		Connector connector = connector(ConnectionSettings.builder()
			.address("localhost", this.echo.port())
			.address("127.0.0.2", this.echo.port())
			.lookup((host) -> new InetAddress[] { InetAddress.getByName(HOST) })
			.initializer((connection) -> connection.exchange(new byte[1])));
		connector.connect(Deadline.never(), new ConnectCancellation()).guard().close();
		int cancelled = 0;
		for (int i = 0; i < 300; i++) {
			ConnectCancellation each = new ConnectCancellation();
			Future<Object> call = this.callers.call(outcome(() -> connector.connect(Deadline.never(), each)));
			LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(2_000_000));
			each.cancel();
			Object outcome = Callers.get(call, 10);
			if (outcome instanceof ConnectedSocket link) {
				assertThat(each.isCancelled()).isFalse();
				link.frames().write(link.frames().encoder().encode(new byte[1]));
				assertThat(link.frames().read()).hasSize(1);
				link.guard().close();
			}
			else {
				assertThat(outcome).isInstanceOf(CancelledException.class);
				assertThat(each.isCancelled()).isTrue();
				cancelled++;
			}
		}
		assertThat(cancelled).isPositive();
		Awaitility.await().until(() -> this.echo.open() == 0);
	}

	@Test
	void tellsForHowLongAConnectHasBeenGoingOn() throws Exception {
		Future<Throwable> call = begin(silentServer().initializer((connection) -> connection.exchange(new byte[1])));
		awaitAccepted();
		long before = this.cancellation.elapsedNanos();
		assertThat(before).isBetween(1L, Duration.ofSeconds(10).toNanos());
		assertThat(this.cancellation.elapsedNanos()).isGreaterThan(before);
		cancel(call);
	}

	private static Callable<Object> outcome(Callable<ConnectedSocket> connect) {
		return () -> {
			try {
				return connect.call();
			}
			catch (IOException ex) {
				return ex;
			}
		};
	}

	private Future<Throwable> begin(ConnectionSettingsBuilder settings) {
		return begin(connector(settings));
	}

	private Future<Throwable> begin(Connector connector) {
		return this.callers.call(() -> {
			Throwable failure = catchThrowable(() -> connector.connect(Deadline.never(), this.cancellation));
			boolean interrupted = Thread.interrupted();
			assertThat(interrupted).isEqualTo(failure instanceof ClosedByInterruptException);
			return failure;
		});
	}

	private void cancel(Future<Throwable> call) {
		assertThat(call.isDone()).isFalse();
		long start = System.nanoTime();
		this.cancellation.cancel();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).as("returns at once").isLessThan(SOON);
		assertThat(Callers.get(call, 10)).isInstanceOf(CancelledException.class);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).as("ends at once").isLessThan(SOON);
		assertThat(this.cancellation.isCancelled()).isTrue();
		this.cancellation.cancel();
	}

	private void awaitGoingOn(Future<?> call) {
		Awaitility.await().pollDelay(Duration.ofMillis(100)).until(() -> !call.isDone());
	}

	private void awaitAccepted() {
		Awaitility.await().until(() -> this.silent.open() == 1);
	}

	private void awaitClosed() {
		Awaitility.await().until(() -> this.silent.open() == 0);
	}

	private InetAddress[] hang(CountDownLatch latch) {
		this.reached.countDown();
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return new InetAddress[] { InetAddress.getLoopbackAddress() };
	}

	private ConnectionSettingsBuilder silentServer() {
		return ConnectionSettings.builder().address(HOST, this.silent.port()).connectTimeout(Duration.ofHours(1));
	}

	private static ConnectionSettingsBuilder holes(BlackHole hole, int count) {
		ConnectionSettingsBuilder settings = ConnectionSettings.builder().connectTimeout(Duration.ofHours(1));
		IntStream.rangeClosed(1, count).forEach((i) -> settings.address("127.0.0." + i, hole.port()));
		return settings;
	}

	private Connector connector(ConnectionSettingsBuilder settings) {
		return Connectors.connector(settings.build(), this.watchdog);
	}

	private static SSLContext context() throws NoSuchAlgorithmException {
		return SSLContext.getDefault();
	}

}
