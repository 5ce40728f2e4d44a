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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.config.PingSettings;
import io.framedtcp.config.UnexpectedBytesPolicy;
import io.framedtcp.spi.ConnectionInfo;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.PoolListener;
import io.framedtcp.support.Callers;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * A client may be closed by code that runs in it. That does not wait for itself.
 */
@SuppressWarnings("try")
class CloseInsideTests {

	private static final byte[] PAYLOAD = { 1, 2, 3 };

	private static final Duration MUCH_LESS = Duration.ofSeconds(5);

	private final FramedTcpServer server = FramedTcpServer.handling((request, connection) -> {
		connection.writeFrame(request);
		connection.writeFrame(new byte[] { 9 });
	});

	private final Callers callers = new Callers();

	private final AtomicLong closedIn = new AtomicLong(-1);

	private final AtomicReference<Throwable> failure = new AtomicReference<>();

	private FramedTcpTemplate template;

	@AfterEach
	void close() {
		this.callers.close();
		this.template.close();
		this.server.close();
	}

	@Test
	void inACallback() {
		build((builder) -> {
		});
		Throwable failure = catchThrowable(() -> this.template.execute((session) -> {
			closeNow();
			return session.sendAndReceive(PAYLOAD);
		}));
		assertThat(failure).isInstanceOf(FramedTcpClosedException.class);
		assertThatItClosedSoon();
	}

	@Test
	void inACallbackOfAnAsynchronousCall() {
		build((builder) -> {
		});
		assertThat(this.template.async().execute((session) -> {
			closeNow();
			return "done";
		})).succeedsWithin(MUCH_LESS).isEqualTo("done");
		assertThatItClosedSoon();
	}

	@Test
	void inAMatcher() {
		build((builder) -> builder.matcher((request, frame) -> {
			closeNow();
			return ExchangeMatcher.Verdict.UNSOLICITED;
		}));
		assertThatExceptionOfType(FramedTcpClosedException.class)
			.isThrownBy(() -> this.template.sendAndReceive(PAYLOAD));
		assertThatItClosedSoon();
	}

	@Test
	void inAHandlerOfWhatIsDrainedForACaller() {
		build((builder) -> drained(builder).pool((pool) -> pool.housekeepingInterval(Duration.ofHours(1))));
		this.template.sendAndReceive(PAYLOAD);
		Awaitility.await().until(() -> {
			catchThrowable(() -> this.template.sendAndReceive(PAYLOAD));
			return this.closedIn.get() >= 0;
		});
		assertThatItClosedSoon();
	}

	@Test
	void inAHandlerOfWhatIsDrainedInTheBackground() {
		build((builder) -> drained(builder).pool((pool) -> pool.housekeepingInterval(Duration.ofMillis(20))));
		this.template.sendAndReceive(PAYLOAD);
		Awaitility.await().until(() -> this.closedIn.get() >= 0);
		assertThatItClosedSoon();
	}

	@Test
	void inAnInitializerForACaller() {
		build((builder) -> builder.connection((connection) -> connection.initializer((opened) -> closeNow())));
		assertThatExceptionOfType(FramedTcpClosedException.class)
			.isThrownBy(() -> this.template.sendAndReceive(PAYLOAD));
		assertThatItClosedSoon();
	}

	@Test
	void inAnInitializerInTheBackground() {
		CountDownLatch built = new CountDownLatch(1);
		build((builder) -> builder.connection((connection) -> connection.initializer((opened) -> {
			Awaitility.await().until(() -> built.getCount() == 0);
			closeNow();
		})).pool((pool) -> pool.minIdle(1)));
		built.countDown();
		Awaitility.await().until(() -> this.closedIn.get() >= 0);
		assertThatItClosedSoon();
	}

	@Test
	void inAListener() {
		build((builder) -> builder.listener(new PoolListener() {

			@Override
			public void connectionOpened(ConnectionInfo connection, Duration elapsed) {
				closeNow();
			}

		}));
		catchThrowable(() -> this.template.sendAndReceive(PAYLOAD));
		Awaitility.await().until(() -> this.closedIn.get() >= 0);
		assertThatItClosedSoon();
	}

	@Test
	void inAPing() {
		build((builder) -> builder
			.pool((pool) -> pool.housekeepingInterval(Duration.ofMillis(20)).ping(new PingSettings(() -> {
				closeNow();
				return PAYLOAD;
			}, Duration.ofMillis(20), Duration.ofSeconds(60)))));
		this.template.execute((session) -> null);
		Awaitility.await().until(() -> this.closedIn.get() >= 0);
		assertThatItClosedSoon();
	}

	@Test
	void inAPingThatACallerAskedFor() {
		build((builder) -> builder.pool((pool) -> pool.ping(new PingSettings(() -> {
			closeNow();
			return PAYLOAD;
		}, Duration.ofHours(1), Duration.ofSeconds(60)))));
		catchThrowable(() -> this.template.getPool().tryPing());
		assertThatItClosedSoon();
	}

	@Test
	void callsOfOthersStillHaveTheirTime() {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		build((builder) -> {
		});
		Future<byte[]> other = this.callers.call(() -> this.template.execute((session) -> {
			begun.countDown();
			Awaitility.await().until(() -> goOn.getCount() == 0);
			return session.sendAndReceive(PAYLOAD);
		}));
		Awaitility.await().until(() -> begun.getCount() == 0);
		Future<?> closing = this.callers.call(() -> this.template.execute((session) -> {
			closeNow();
			return null;
		}));
		Awaitility.await().until(() -> !this.template.getPool().isOpen());
		goOn.countDown();
		assertThat(Callers.get(other)).isEqualTo(PAYLOAD);
		Callers.get(closing);
		assertThatItClosedSoon();
	}

	@Test
	void callsThatCloseAtTheSameTimeDoNotWaitForOneAnother() {
		CountDownLatch inside = new CountDownLatch(4);
		build((builder) -> {
		});
		long start = System.nanoTime();
		this.callers.callAll(4, (number) -> this.template.execute((session) -> {
			inside.countDown();
			Awaitility.await().until(() -> inside.getCount() == 0);
			this.template.close();
			return null;
		}));
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(MUCH_LESS);
		Awaitility.await().until(() -> this.server.open() == 0);
	}

	@Test
	void clientThatWasClosedAndOpenedInACallbackWorks() {
		build((builder) -> {
		});
		byte[] reply = this.template.execute((session) -> {
			closeNow();
			this.template.getPool().open();
			return this.template.sendAndReceive(PAYLOAD);
		});
		assertThat(reply).isEqualTo(PAYLOAD);
		assertThat(this.template.getPool().counts().active()).isZero();
	}

	private FramedTcpTemplateBuilder drained(FramedTcpTemplateBuilder builder) {
		return builder.connection((connection) -> connection.unexpectedBytes(UnexpectedBytesPolicy.drain()))
			.unsolicitedFrameHandler((connection, payload) -> {
				closeNow();
				return null;
			});
	}

	private void closeNow() {
		long start = System.nanoTime();
		try {
			this.template.close();
		}
		catch (RuntimeException ex) {
			this.failure.set(ex);
		}
		this.closedIn.compareAndSet(-1, System.nanoTime() - start);
	}

	private void assertThatItClosedSoon() {
		assertThat(this.failure).hasNullValue();
		assertThat(Duration.ofNanos(this.closedIn.get())).isBetween(Duration.ZERO, MUCH_LESS);
		assertThat(this.template.getPool().isOpen()).isFalse();
		Awaitility.await().until(() -> this.server.open() == 0);
	}

	private void build(Consumer<FramedTcpTemplateBuilder> change) {
		FramedTcpTemplateBuilder builder = FramedTcpTemplate.builder(this.server.host(), this.server.port())
			.connection((connection) -> connection.connectTimeout(Duration.ofSeconds(60)))
			.pool((pool) -> pool.closeTimeout(Duration.ofSeconds(60)));
		change.accept(builder);
		this.template = builder.build();
	}

}
