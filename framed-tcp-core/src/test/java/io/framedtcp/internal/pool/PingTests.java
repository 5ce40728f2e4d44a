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

package io.framedtcp.internal.pool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.ConnectionSettingsBuilder;
import io.framedtcp.config.PingSettings;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.framing.LengthFieldFraming;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.pool.PingFailedException;
import io.framedtcp.pool.PoolCounts;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.Ping;
import io.framedtcp.support.Callers;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.RequestHandler;
import io.framedtcp.test.ServerConnection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link Pinger}: what pings find and what they cost.
 */
class PingTests {

	private static final byte[] PING = "ping".getBytes(StandardCharsets.US_ASCII);

	private static final Duration INTERVAL = Duration.ofMillis(100);

	private static final Duration TIMEOUT = Duration.ofSeconds(1);

	private static final RequestHandler ECHO = (request, connection) -> connection.writeFrame(request);

	private static final RequestHandler HANG = (request, connection) -> connection.awaitClose();

	private final AtomicInteger pings = new AtomicInteger();

	private volatile RequestHandler onPing = ECHO;

	private final FramedTcpServer server = FramedTcpServer.handling(this::serve);

	private final ConnectionSettingsBuilder connection = ConnectionSettings.builder()
		.address(this.server.host(), this.server.port());

	private ExclusivePool pool;

	@AfterEach
	void close() {
		this.pool.close();
		this.server.close();
	}

	@Test
	void idleConnectionIsPingedAboutOnceAnInterval() throws Exception {
		open(Ping.of(PING), (settings) -> settings.maxTotal(1));
		long start = System.nanoTime();
		makeIdle(1);
		Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> this.pings.get() >= 5);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(INTERVAL.multipliedBy(5),
				INTERVAL.multipliedBy(50));
		exchange();
		assertThat(this.server.accepted()).isEqualTo(1);
	}

	@Test
	void connectionThatIsUsedIsNotPinged() throws Exception {
		Duration interval = Duration.ofMillis(700);
		this.pool = pool(new PingSettings(Ping.of(PING), interval, TIMEOUT), (settings) -> {
		});
		long end = System.nanoTime() + interval.multipliedBy(2).toNanos();
		while (System.nanoTime() < end) {
			exchange();
		}
		assertThat(this.pings).hasValue(0);
	}

	@Test
	void connectionWhosePingIsNotAnsweredIsReplacedIfItIsToBeKept() {
		this.onPing = HANG;
		open(Ping.of(PING), (settings) -> settings.minIdle(1));
		Awaitility.await().until(() -> this.pings.get() >= 1);
		this.onPing = ECHO;
		Awaitility.await().until(() -> retired(CloseReason.TIMED_OUT) >= 1);
		Awaitility.await()
			.until(() -> this.pool.counts().equals(new PoolCounts(8, 0, 1, 0)) && this.server.open() == 1);
		assertThat(this.pool.statistics().opened()).isGreaterThanOrEqualTo(2);
	}

	@Test
	void connectionWhosePingIsNotAnsweredIsRetiredWithinTheTimeout() throws Exception {
		this.onPing = HANG;
		open(Ping.of(PING));
		makeIdle(1);
		Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> this.pings.get() == 1);
		long start = System.nanoTime();
		Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> retired(CloseReason.TIMED_OUT) == 1);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIMEOUT.multipliedBy(3));
		assertThat(this.pool.counts()).isEqualTo(new PoolCounts(8, 0, 0, 0));
	}

	@Test
	void connectionThatIsEvictedWhileItIsPingedIsRetiredOnce() throws Exception {
		CountDownLatch evicted = new CountDownLatch(1);
		this.onPing = (request, connection) -> {
			evicted.await();
			connection.writeFrame(request);
		};
		open(Ping.of(PING));
		makeIdle(1);
		Awaitility.await().until(() -> this.pings.get() == 1);
		this.pool.evictIdle();
		evicted.countDown();
		Awaitility.await().until(() -> this.server.open() == 0);
		Awaitility.await().until(() -> this.pool.counts().equals(new PoolCounts(8, 0, 0, 0)));
		makeIdle(8);
		assertThat(this.pool.counts()).isEqualTo(new PoolCounts(8, 0, 8, 0));
		assertThat(this.pool.statistics().closed().toString()).isEqualTo("{EVICTED=1}");
	}

	@Test
	void connectionWhosePingHasAReplyThatIsNotAcceptedIsRetired() throws Exception {
		open(pingWithJudgement((reply) -> reply[0] == 'o'));
		makeIdle(1);
		Awaitility.await().until(() -> retired(CloseReason.PING_FAILED) == 1 && this.server.open() == 0);
		assertThat(this.pool.counts()).isEqualTo(new PoolCounts(8, 0, 0, 0));
	}

	@Test
	void pingWithoutAnAnswerIsOnlySent() throws Exception {
		this.onPing = (request, connection) -> {
		};
		open(Ping.unanswered(PING), (settings) -> settings.maxTotal(1));
		makeIdle(1);
		Awaitility.await().until(() -> this.pings.get() >= 3);
		assertThat(this.pool.statistics().closed()).isEmpty();
		exchange();
		assertThat(this.server.accepted()).isEqualTo(1);
	}

	@Test
	void connectionIsRetiredIfAnAnswerComesThatWasNotExpected() throws Exception {
		open(Ping.unanswered(PING));
		makeIdle(1);
		Awaitility.await().until(() -> retired(CloseReason.UNEXPECTED_BYTES) == 1);
	}

	@Test
	void connectionIsRetiredIfMoreComesWithTheReplyToAPing() throws Exception {
		this.onPing = (request, connection) -> {
			byte[] frame = ServerConnection.frame(request);
			byte[] twice = Arrays.copyOf(frame, 2 * frame.length);
			System.arraycopy(frame, 0, twice, frame.length, frame.length);
			connection.writeBytes(twice);
		};
		open(Ping.of(PING));
		makeIdle(1);
		Awaitility.await().until(() -> retired(CloseReason.UNEXPECTED_BYTES) == 1);
		// Not by the test before the next one, which would miss what was read with it.
		assertThat(this.pings).hasValue(1);
	}

	@Test
	void pingsKeepNoConnectionBeyondTheIdleTimeout() throws Exception {
		open(Ping.of(PING), (settings) -> settings.idleTimeout(INTERVAL.multipliedBy(10)));
		makeIdle(1);
		Awaitility.await().until(() -> retired(CloseReason.IDLE_TIMEOUT) == 1);
		assertThat(this.pings.get()).isBetween(1, 10);
	}

	@Test
	void pingsAndChecksTogetherKeepNoConnectionBeyondTheIdleTimeout() throws Exception {
		open(Ping.of(PING), (settings) -> settings.idleTimeout(INTERVAL.multipliedBy(10)));
		makeIdle(1);
		Awaitility.await().atMost(Duration.ofSeconds(8)).pollInterval(Duration.ofMillis(20)).until(() -> {
			this.pool.acquire(inTenSeconds()).close();
			return retired(CloseReason.IDLE_TIMEOUT) >= 1;
		});
	}

	@Test
	void pingThatThrowsDoesNoHarm() throws Exception {
		assertThatItDoesNoHarm(() -> {
			this.pings.incrementAndGet();
			throw new IllegalStateException("of the ping");
		});
	}

	@Test
	void pingThatThrowsAnErrorCostsNoConnectionItsPlace() throws Exception {
		assertThatItDoesNoHarm(() -> {
			this.pings.incrementAndGet();
			throw new StackOverflowError("of the ping");
		});
	}

	@Test
	void pingWhoseReplyCannotBeJudgedDoesNoHarm() throws Exception {
		assertThatItDoesNoHarm(pingWithJudgement((reply) -> {
			throw new IllegalStateException("of the ping");
		}));
	}

	@Test
	void matcherJudgesTheRepliesToPings() throws Exception {
		this.connection.matcher(ExchangeMatcher.equalBytes(0, 0, 2));
		open(Ping.of(PING));
		makeIdle(1);
		Awaitility.await().until(() -> this.pings.get() >= 2);
		this.onPing = (request, connection) -> connection.writeFrame(new byte[] { 'n', 'o' });
		Awaitility.await().until(() -> retired(CloseReason.WRONG_REPLY) == 1);
	}

	@Test
	void pingThatCouldNeverBeMatchedCostsNoConnections() throws Exception {
		this.connection.matcher(ExchangeMatcher.equalBytes(0, 0, PING.length + 1));
		open(Ping.of(PING));
		makeIdle(1);
		Awaitility.await()
			.during(INTERVAL.multipliedBy(4))
			.until(() -> this.pool.statistics().closed().isEmpty() && this.pings.get() == 0);
	}

	@Test
	void callersAreServedWhilePingsHang() throws Exception {
		this.onPing = HANG;
		open(Ping.of(PING), (settings) -> settings.maxTotal(3).acquireTimeout(Duration.ofSeconds(30)));
		makeIdle(3);
		Awaitility.await().until(() -> this.pings.get() >= 1);
		for (int i = 0; i < 50; i++) {
			exchange();
		}
		assertThat(this.pool.statistics().refused()).isZero();
		assertThat(this.server.maxOpen()).isLessThanOrEqualTo(3);
	}

	@Test
	void pingsAreMadeUnderAPermitSoThatNoCallerIsRefusedForThem() throws Exception {
		this.pool = pool(new PingSettings(Ping.of(PING), Duration.ofNanos(1), TIMEOUT),
				(settings) -> settings.maxTotal(2).acquireTimeout(Duration.ofSeconds(30)));
		try (Callers callers = new Callers()) {
			callers.callAll(4, (caller) -> {
				for (int i = 0; i < 500; i++) {
					exchange();
				}
				return null;
			});
		}
		Awaitility.await().until(() -> this.pings.get() > 0);
		assertThat(this.pool.statistics().refused()).isZero();
		assertThat(this.pool.statistics().closed()).isEmpty();
		assertThat(this.server.maxOpen()).isLessThanOrEqualTo(2);
		assertThat(this.server.accepted()).isLessThanOrEqualTo(2);
	}

	@Test
	void poolIsClosedAtOnceWhileAPingHangs() throws Exception {
		this.onPing = HANG;
		this.pool = pool(new PingSettings(Ping.of(PING), INTERVAL, Duration.ofSeconds(30)), (settings) -> {
		});
		makeIdle(3);
		Awaitility.await().until(() -> this.pings.get() == 1);
		long start = System.nanoTime();
		this.pool.close();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
		Awaitility.await().until(() -> this.server.open() == 0);
	}

	@Test
	void checkOfTheServerShowsTheAnswerInTheMessageAlone() {
		this.connection.matcher(ExchangeMatcher.equalBytes(0, 0, 4));
		this.onPing = (request, connection) -> connection.writeFrame(new byte[] { 1, 2, 3, 4 });
		this.pool = pool(new PingSettings(Ping.of(PING), Duration.ofHours(1), TIMEOUT), (settings) -> {
		});
		PingFailedException failure = catchThrowableOfType(PingFailedException.class, () -> this.pool.tryPing());
		assertThat(failure).hasMessageContaining("01 02 03 04");
		assertThat(failure.getSummary()).isEqualTo("ping failed: wrong reply");
	}

	private void assertThatItDoesNoHarm(Ping ping) throws Exception {
		open(ping, (settings) -> settings.maxTotal(1));
		makeIdle(1);
		Awaitility.await().until(() -> this.pings.get() >= 3);
		exchange();
		assertThat(this.server.accepted()).isEqualTo(1);
	}

	private static Ping pingWithJudgement(Predicate<byte[]> judgement) {
		return new Ping() {

			@Override
			public byte[] request() {
				return PING;
			}

			@Override
			public boolean accepts(byte[] reply) {
				return judgement.test(reply);
			}

		};
	}

	private void open(Ping ping) {
		open(ping, (settings) -> {
		});
	}

	private void open(Ping ping, Consumer<PoolSettings.Builder> change) {
		this.pool = pool(new PingSettings(ping, INTERVAL, TIMEOUT), change);
	}

	private ExclusivePool pool(PingSettings ping, Consumer<PoolSettings.Builder> change) {
		PoolSettings.Builder settings = PoolSettings.builder().ping(ping).closeTimeout(Duration.ofSeconds(10));
		change.accept(settings);
		return new ExclusivePool("ping", this.connection.build(), settings.build(), List.of());
	}

	private long retired(CloseReason reason) {
		return this.pool.statistics().closed().getOrDefault(reason, 0L);
	}

	private void makeIdle(int count) throws Exception {
		List<Lease> leases = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			leases.add(this.pool.acquire(inTenSeconds()));
		}
		leases.forEach(Lease::close);
	}

	private void exchange() throws Exception {
		Lease lease = this.pool.acquire(inTenSeconds());
		try {
			EncodedFrame frame = EncodedFrame.of(new byte[] { 7 }, LengthFieldFraming.builder().build(), 100);
			assertThat(lease.exchange(frame, inTenSeconds())).containsExactly(7);
		}
		finally {
			lease.close();
		}
	}

	private void serve(byte[] request, ServerConnection connection) throws IOException, InterruptedException {
		if (request.length == PING.length) {
			this.pings.incrementAndGet();
			this.onPing.handle(request, connection);
			return;
		}
		connection.writeFrame(request);
	}

	private static Deadline inTenSeconds() {
		return Deadline.after(Duration.ofSeconds(10));
	}

}
