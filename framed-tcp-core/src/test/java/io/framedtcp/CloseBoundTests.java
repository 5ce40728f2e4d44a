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
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.config.PingSettings;
import io.framedtcp.config.TlsSettings;
import io.framedtcp.config.UnexpectedBytesPolicy;
import io.framedtcp.pool.PoolCounts;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectionInfo;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.Ping;
import io.framedtcp.spi.PoolListener;
import io.framedtcp.support.Callers;
import io.framedtcp.support.Hang;
import io.framedtcp.support.HangingTrust;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.ServerConnection;
import io.framedtcp.test.TlsIdentity;
import io.framedtcp.test.TlsTerminator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Closing returns within the close time-out and a second, whatever user code does, and
 * leaves no connection open.
 */
@SuppressWarnings("try")
class CloseBoundTests {

	private static final byte[] PAYLOAD = { 1, 2, 3 };

	private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(300);

	private final FramedTcpServer server = FramedTcpServer.echo();

	private final Hang hang = Hang.stubborn();

	private final Callers callers = new Callers();

	private FramedTcpTemplate template;

	@AfterEach
	void close() {
		this.hang.close();
		this.callers.close();
		this.template.close();
		this.server.close();
	}

	@Test
	void pingThatHangsDoesNotHoldUpClosing() {
		build((builder) -> builder.pool((pool) -> pool.ping(new PingSettings(() -> {
			this.hang.here();
			return PAYLOAD;
		}, Duration.ofMillis(20), Duration.ofSeconds(60)))));
		exchange();
		this.hang.awaitBegun();
		assertThatItClosesInTime();
	}

	@Test
	void judgementOfAPingThatHangsDoesNotHoldUpClosing() {
		build((builder) -> builder.pool((pool) -> pool.ping(new PingSettings(new Ping() {

			@Override
			public byte[] request() {
				return PAYLOAD;
			}

			@Override
			public boolean accepts(byte[] reply) {
				CloseBoundTests.this.hang.here();
				return true;
			}

		}, Duration.ofMillis(20), Duration.ofSeconds(60)))));
		exchange();
		this.hang.awaitBegun();
		assertThatItClosesInTime();
	}

	@Test
	void listenerThatHangsDoesNotHoldUpClosing() {
		build((builder) -> builder.listener(retired(this.hang::here))
			.pool((pool) -> pool.idleTimeout(Duration.ofMillis(20))));
		exchange();
		this.hang.awaitBegun();
		assertThatItClosesInTime();
	}

	@Test
	void listenerThatWaitsForALockOfTheCloserDoesNotHoldUpClosing() {
		ReentrantLock lock = new ReentrantLock();
		build((builder) -> builder.listener(retired(() -> {
			lock.lock();
			lock.unlock();
		})));
		exchange();
		lock.lock();
		try {
			assertThatItClosesInTime();
		}
		finally {
			lock.unlock();
		}
	}

	@Test
	void matcherThatHangsDoesNotHoldUpClosing() {
		build((builder) -> builder.matcher((request, frame) -> {
			this.hang.here();
			return ExchangeMatcher.Verdict.UNSOLICITED;
		}));
		assertThatItClosesDuringACall();
	}

	@Test
	void handlerThatHangsDoesNotHoldUpClosing() {
		build((builder) -> builder.matcher((request, frame) -> ExchangeMatcher.Verdict.UNSOLICITED)
			.unsolicitedFrameHandler((connection, payload) -> {
				this.hang.here();
				return null;
			}));
		assertThatItClosesDuringACall();
	}

	@Test
	void callbackThatHangsDoesNotHoldUpClosing() {
		build((builder) -> {
		});
		Future<?> call = sessionThatHangs();
		assertThatItClosesInTime();
		this.hang.close();
		Callers.get(call);
	}

	@Test
	void initializerOfACallerThatHangsDoesNotHoldUpClosing() {
		build((builder) -> builder.connection((connection) -> connection.initializer((opened) -> this.hang.here())));
		assertThatItClosesDuringACall();
	}

	@Test
	void initializerInTheBackgroundThatHangsDoesNotHoldUpClosing() {
		build((builder) -> builder.connection((connection) -> connection.initializer((opened) -> this.hang.here()))
			.pool((pool) -> pool.minIdle(1)));
		this.hang.awaitBegun();
		assertThatItClosesInTime();
	}

	@Test
	void handlerOfWhatIsDrainedInTheBackgroundDoesNotHoldUpClosing() throws Exception {
		try (FramedTcpServer noisy = FramedTcpServer.handling(CloseBoundTests::echoAndNotify)) {
			build(noisy,
					(builder) -> builder
						.connection((connection) -> connection.unexpectedBytes(UnexpectedBytesPolicy.drain()))
						.unsolicitedFrameHandler((connection, payload) -> {
							this.hang.here();
							return null;
						}));
			exchange();
			this.hang.awaitBegun();
			assertThatItClosesInTime(noisy);
		}
	}

	@Test
	void trustManagerThatHangsDoesNotHoldUpClosing() throws Exception {
		TlsIdentity identity = TlsIdentity.of("ip:127.0.0.1");
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, new TrustManager[] { new HangingTrust(this.hang::here) }, null);
		try (TlsTerminator terminator = new TlsTerminator(identity.contextTrusting(), this.server.port())) {
			build("127.0.0.1", terminator.port(),
					(builder) -> builder.tls(TlsSettings.builder(() -> context).verifyHostname(false).build()));
			assertThatItClosesDuringACall();
		}
	}

	@Test
	void secondCloseWaitsNoLongerThanTheFirstAndHeedsAnInterrupt() {
		build((builder) -> builder.pool((pool) -> pool.closeTimeout(Duration.ofSeconds(60))));
		Future<?> call = sessionThatHangs();
		Future<?> first = this.callers.call(() -> {
			this.template.close();
			return null;
		});
		Awaitility.await().until(() -> !this.template.getPool().isOpen());
		Future<Boolean> second = this.callers.call(() -> {
			Thread.currentThread().interrupt();
			this.template.close();
			return Thread.interrupted();
		});
		assertThat(Callers.get(second, 10)).isTrue();
		assertThat(first.isDone()).isFalse();
		this.hang.close();
		Callers.get(call);
		Callers.get(first);
	}

	@Test
	void interruptCutsClosingShort() {
		build((builder) -> builder.pool((pool) -> pool.closeTimeout(Duration.ofSeconds(60))));
		Future<?> call = sessionThatHangs();
		long start = System.nanoTime();
		Thread.currentThread().interrupt();
		this.template.close();
		assertThat(Thread.interrupted()).isTrue();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
		Awaitility.await().until(() -> this.server.open() == 0);
		this.hang.close();
		Callers.get(call);
	}

	@Test
	void clientCanBeOpenedAgainThoughUserCodeStillHangs() {
		build((builder) -> builder.matcher((request, frame) -> {
			if (this.hang.entered() == 0) {
				this.hang.here();
				return ExchangeMatcher.Verdict.UNSOLICITED;
			}
			return ExchangeMatcher.Verdict.MATCH;
		}).pool((pool) -> pool.maxTotal(1)));
		Future<Throwable> call = this.callers.call(() -> catchThrowable(this::exchange));
		this.hang.awaitBegun();
		assertThatItClosesInTime();
		this.template.getPool().open();
		exchange();
		assertThat(this.template.getPool().counts()).isEqualTo(new PoolCounts(1, 0, 1, 0));
		this.hang.close();
		assertThat(Callers.get(call)).isInstanceOf(FramedTcpClosedException.class);
		exchange();
		assertThat(this.template.getPool().counts()).isEqualTo(new PoolCounts(1, 0, 1, 0));
	}

	private Future<?> sessionThatHangs() {
		Future<?> call = this.callers.call(() -> this.template.execute((session) -> {
			this.hang.here();
			return null;
		}));
		this.hang.awaitBegun();
		return call;
	}

	private void assertThatItClosesDuringACall() {
		Future<Throwable> call = this.callers.call(() -> catchThrowable(this::exchange));
		this.hang.awaitBegun();
		assertThatItClosesInTime();
		this.hang.close();
		assertThat(Callers.get(call)).isInstanceOf(FramedTcpClosedException.class);
		assertThat(this.hang.interrupts()).isPositive();
	}

	private void assertThatItClosesInTime() {
		assertThatItClosesInTime(this.server);
	}

	private void assertThatItClosesInTime(FramedTcpServer server) {
		long start = System.nanoTime();
		this.template.close();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(CLOSE_TIMEOUT.plusMillis(1000));
		Awaitility.await().until(() -> server.open() == 0);
		start = System.nanoTime();
		this.template.close();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(500));
	}

	private void exchange() {
		assertThat(this.template.sendAndReceive(PAYLOAD, Duration.ofSeconds(60))).isEqualTo(PAYLOAD);
	}

	private void build(Consumer<FramedTcpTemplateBuilder> change) {
		build(this.server, change);
	}

	private void build(FramedTcpServer server, Consumer<FramedTcpTemplateBuilder> change) {
		build(server.host(), server.port(), change);
	}

	private void build(String host, int port, Consumer<FramedTcpTemplateBuilder> change) {
		FramedTcpTemplateBuilder builder = FramedTcpTemplate.builder(host, port)
			.connection((connection) -> connection.connectTimeout(Duration.ofSeconds(60)))
			.pool((pool) -> pool.closeTimeout(CLOSE_TIMEOUT).housekeepingInterval(Duration.ofMillis(20)));
		change.accept(builder);
		this.template = builder.build();
	}

	private static PoolListener retired(Runnable code) {
		return new PoolListener() {

			@Override
			public void connectionClosed(ConnectionInfo connection, CloseReason reason) {
				code.run();
			}

		};
	}

	private static void echoAndNotify(byte[] request, ServerConnection connection) throws IOException {
		connection.writeFrame(request);
		connection.writeFrame(new byte[] { 9 });
	}

}
