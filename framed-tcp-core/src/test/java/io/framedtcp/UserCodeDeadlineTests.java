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

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.config.TlsSettings;
import io.framedtcp.config.UnexpectedBytesPolicy;
import io.framedtcp.pool.PoolCounts;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.ExchangeMatcher.Verdict;
import io.framedtcp.support.Callers;
import io.framedtcp.support.Hang;
import io.framedtcp.support.HangingTrust;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.TlsIdentity;
import io.framedtcp.test.TlsTerminator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * User code that runs in a caller's thread is interrupted at the deadline. If it does not
 * heed that, its caller is left to it, and others get the connection's place.
 */
@SuppressWarnings("try")
class UserCodeDeadlineTests {

	private static final byte[] PAYLOAD = { 1, 2, 3 };

	private static final Duration TIMEOUT = Duration.ofMillis(300);

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final FramedTcpServer server = FramedTcpServer.handling((request, connection) -> {
		connection.writeFrame(request);
		connection.writeFrame(new byte[] { 9 });
	});

	private final Callers callers = new Callers();

	private Hang hang = Hang.heeding();

	private FramedTcpTemplate template;

	@AfterEach
	void close() {
		this.hang.close();
		this.callers.close();
		this.template.close();
		this.server.close();
	}

	@Test
	void matcherIsInterrupted() {
		build((builder) -> builder.matcher((request, frame) -> {
			this.hang.here();
			return Verdict.UNSOLICITED;
		}));
		assertThatACallEndsInTime(TIMEOUT, FramedTcpTimeoutException.class);
	}

	@Test
	void handlerIsInterrupted() {
		build((builder) -> builder.matcher((request, frame) -> Verdict.UNSOLICITED)
			.unsolicitedFrameHandler((connection, payload) -> {
				this.hang.here();
				return null;
			}));
		assertThatACallEndsInTime(TIMEOUT, FramedTcpTimeoutException.class);
	}

	@Test
	void handlerOfWhatIsDrainedIsInterrupted() {
		build((builder) -> drained(builder));
		this.template.sendAndReceive(PAYLOAD);
		Awaitility.await().until(() -> {
			long start = System.nanoTime();
			catchThrowable(() -> this.template.sendAndReceive(PAYLOAD, TIMEOUT));
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIMEOUT.plusSeconds(2));
			return this.hang.left() == 1;
		});
		assertThat(this.hang.interrupts()).isOne();
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void trustManagerIsInterrupted() throws Exception {
		TlsIdentity identity = TlsIdentity.of("ip:127.0.0.1");
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, new TrustManager[] { new HangingTrust(() -> {
			this.hang.here();
			// As careful code does.
			Thread.currentThread().interrupt();
			throw new IllegalStateException("interrupted");
		}) }, null);
		try (TlsTerminator terminator = new TlsTerminator(identity.contextTrusting(), this.server.port())) {
			this.template = FramedTcpTemplate.builder("127.0.0.1", terminator.port())
				.tls(TlsSettings.builder(() -> context).verifyHostname(false).build())
				.pool((pool) -> pool.closeTimeout(Duration.ZERO))
				.build();
			// A first handshake takes its time.
			assertThatACallEndsInTime(Duration.ofSeconds(2), FramedTcpConnectException.class);
			assertThat(this.template.getPool().counts().active()).isZero();
		}
	}

	@Test
	void callersThatAreNotStuckGetThePlaceOfOneThatIsStuckInAMatcher() {
		this.hang = Hang.stubborn();
		build((builder) -> builder.matcher(hangingOnce(Verdict.MATCH)));
		Throwable failure = assertThatOthersAreServed();
		assertThat(failure).isInstanceOf(FramedTcpTimeoutException.class)
			.hasMessageContaining(
					" within the time-out of 300ms passed to this call: user code went on for more than a "
							+ "second after the deadline [");
	}

	@Test
	void callersThatAreNotStuckGetThePlaceOfOneThatIsStuckInAHandler() {
		this.hang = Hang.stubborn();
		build((builder) -> builder.matcher(notices()).unsolicitedFrameHandler((connection, payload) -> {
			if (this.hang.entered() == 0) {
				this.hang.here();
			}
			return null;
		}));
		Throwable failure = assertThatOthersAreServed();
		assertThat(failure).isInstanceOf(FramedTcpTimeoutException.class);
	}

	@Test
	void callersThatAreNotStuckGetThePlaceOfOneThatIsStuckInADrain() {
		this.hang = Hang.stubborn();
		build((builder) -> drained(builder));
		this.template.sendAndReceive(PAYLOAD);
		Throwable failure = assertThatOthersAreServed();
		assertThat(failure).isInstanceOfAny(FramedTcpBusyException.class, FramedTcpConnectException.class);
	}

	@Test
	void callersThatAreNotStuckGetThePlaceOfOneThatIsStuckInAnInitializer() {
		this.hang = Hang.stubborn();
		build((builder) -> builder.connection((connection) -> connection.initializer((opened) -> {
			if (this.hang.entered() == 0) {
				this.hang.here();
			}
		})));
		Throwable failure = assertThatOthersAreServed();
		assertThat(failure).isInstanceOf(FramedTcpConnectException.class);
	}

	@Test
	void callersGetThePlaceOfARoundThatIsStuckInAnInitializer() {
		this.hang = Hang.stubborn();
		build((builder) -> builder
			.connection((connection) -> connection.connectTimeout(TIMEOUT).initializer((opened) -> {
				if (this.hang.entered() == 0) {
					this.hang.here();
				}
			}))
			.pool((pool) -> pool.minIdle(1).housekeepingInterval(Duration.ofMillis(50))));
		this.hang.awaitBegun();
		assertThat(this.template.sendAndReceive(PAYLOAD, PATIENCE)).isEqualTo(PAYLOAD);
		this.server.closeConnections();
		Awaitility.await("housekeeping goes on")
			.until(() -> this.template.getPool().counts().idle() == 1 && this.server.open() == 1);
		this.hang.close();
		Awaitility.await().until(() -> this.hang.left() == 1);
		Awaitility.await().until(() -> this.template.getPool().counts().equals(new PoolCounts(1, 0, 1, 0)));
		assertThat(this.server.maxOpen()).isLessThanOrEqualTo(2);
	}

	/**
	 * Let a caller be stuck, and see that others are served meanwhile and afterwards.
	 * @return what the stuck one gets
	 */
	private Throwable assertThatOthersAreServed() {
		Future<Throwable> stuck = this.callers.call(() -> {
			Throwable failure = null;
			while (failure == null && this.hang.entered() == 0) {
				failure = catchThrowable(() -> this.template.sendAndReceive(PAYLOAD, TIMEOUT));
			}
			assertThat(Thread.interrupted()).isFalse();
			return failure;
		});
		this.hang.awaitBegun();
		long start = System.nanoTime();
		assertThat(this.template.sendAndReceive(PAYLOAD, PATIENCE)).isEqualTo(PAYLOAD);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIMEOUT.plusSeconds(4));
		assertThat(this.hang.left()).isZero();
		this.hang.close();
		Throwable failure = Callers.get(stuck);
		for (int i = 0; i < 3; i++) {
			this.template.sendAndReceive(PAYLOAD, PATIENCE);
		}
		PoolCounts counts = this.template.getPool().counts();
		assertThat(counts.active()).isZero();
		assertThat(this.template.getPool().connections().openConnections()).hasSizeLessThanOrEqualTo(1);
		this.template.execute((session) -> {
			assertThat(this.template.getPool().counts().active()).isOne();
			assertThat(catchThrowable(() -> this.template.sendAndReceive(PAYLOAD, Duration.ofMillis(100))))
				.isInstanceOf(FramedTcpBusyException.class);
			return null;
		});
		return failure;
	}

	private void assertThatACallEndsInTime(Duration timeout, Class<? extends Throwable> expected) {
		long start = System.nanoTime();
		Throwable failure = catchThrowable(() -> this.template.sendAndReceive(PAYLOAD, timeout));
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(timeout.plusMillis(900));
		assertThat(Thread.interrupted()).isFalse();
		assertThat(failure).isInstanceOf(expected);
		assertThat(this.hang.interrupts()).isPositive();
	}

	private ExchangeMatcher hangingOnce(Verdict verdict) {
		return (request, frame) -> {
			if (this.hang.entered() == 0) {
				this.hang.here();
				return verdict;
			}
			return Verdict.MATCH;
		};
	}

	private static ExchangeMatcher notices() {
		return new ExchangeMatcher() {

			private boolean noticed;

			@Override
			public Verdict match(byte[] request, byte[] frame) {
				boolean first = !this.noticed;
				this.noticed = true;
				return first ? Verdict.UNSOLICITED : Verdict.MATCH;
			}

		};
	}

	private FramedTcpTemplateBuilder drained(FramedTcpTemplateBuilder builder) {
		return builder.connection((connection) -> connection.unexpectedBytes(UnexpectedBytesPolicy.drain()))
			.unsolicitedFrameHandler((connection, payload) -> {
				if (this.hang.entered() == 0) {
					this.hang.here();
				}
				return null;
			});
	}

	private void build(Consumer<FramedTcpTemplateBuilder> change) {
		FramedTcpTemplateBuilder builder = FramedTcpTemplate.builder(this.server.host(), this.server.port())
			.connection(
					(connection) -> connection.unexpectedBytes(UnexpectedBytesPolicy.drain()).connectTimeout(PATIENCE))
			.pool((pool) -> pool.maxTotal(1)
				.closeTimeout(Duration.ZERO)
				.acquireTimeout(PATIENCE)
				.housekeepingInterval(Duration.ofHours(1)));
		change.accept(builder);
		this.template = builder.build();
	}

}
