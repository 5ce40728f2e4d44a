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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.framing.LengthFieldFraming;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.exchange.PendingRequests;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.pool.PoolCounts;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectionInfo;
import io.framedtcp.spi.PoolListener;
import io.framedtcp.support.Callers;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link LeakDetector}, and for leases that are used or ended when they should
 * not be.
 */
class LeakDetectorTests {

	private static final Duration THRESHOLD = Duration.ofMillis(100);

	private static final EncodedFrame FRAME = EncodedFrame.of(new byte[] { 7 }, LengthFieldFraming.builder().build(),
			100);

	private final FramedTcpServer server = FramedTcpServer.echo();

	private final BlockingQueue<Leak> leaks = new LinkedBlockingQueue<>();

	private ExclusivePool pool = pool(THRESHOLD);

	@AfterEach
	void close() {
		this.pool.close();
		this.server.close();
	}

	@Test
	void leakIsReportedOnceWithTheStackAndTheThreadOfTheCaller() throws Exception {
		Lease lease = acquireAndForget();
		Leak leak = this.leaks.poll(10, TimeUnit.SECONDS);
		assertThat(leak.connection()).isEqualTo(lease.info());
		assertThat(leak.held()).isBetween(THRESHOLD, Duration.ofSeconds(5));
		assertThat(Stream.of(leak.acquisition().getStackTrace()).map(StackTraceElement::getMethodName))
			.contains("acquireAndForget");
		assertThat(leak.acquisition()).hasMessageContaining("'" + Thread.currentThread().getName() + "'");
		assertThat(this.leaks.poll(400, TimeUnit.MILLISECONDS)).isNull();
		assertThat(this.pool.statistics().leaksSuspected()).isEqualTo(1);
		lease.close();
		assertThat(this.pool.counts()).isEqualTo(new PoolCounts(8, 0, 1, 0));
	}

	@Test
	void eachLeaseIsReportedThoughTheConnectionIsTheSame() throws Exception {
		for (int i = 1; i <= 3; i++) {
			Lease lease = (i < 3) ? acquireAndForget() : this.pool.acquireFresh(inTenSeconds());
			assertThat(this.leaks.poll(10, TimeUnit.SECONDS).connection()).isEqualTo(lease.info());
			lease.close();
		}
		assertThat(this.pool.statistics().leaksSuspected()).isEqualTo(3);
	}

	@Test
	void leaseThatEndsInTimeIsNotReported() throws Exception {
		this.pool.close();
		this.pool = pool(Duration.ofMillis(700));
		long end = System.nanoTime() + Duration.ofMillis(1500).toNanos();
		while (System.nanoTime() < end) {
			this.pool.acquire(inTenSeconds()).close();
			this.pool.acquire(inTenSeconds()).retire(CloseReason.BROKEN);
		}
		assertThat(this.leaks.poll(300, TimeUnit.MILLISECONDS)).isNull();
		assertThat(this.pool.statistics().leaksSuspected()).isZero();
	}

	@Test
	void leakIsReportedWhileNothingElseIsToBeDone() throws Exception {
		long start = System.nanoTime();
		acquireAndForget();
		assertThat(this.leaks.poll(10, TimeUnit.SECONDS)).isNotNull();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
	}

	@Test
	void nothingIsReportedUnlessAskedFor() throws Exception {
		this.pool.close();
		this.pool = new ExclusivePool("unasked", connectionSettings(),
				PoolSettings.builder().housekeepingInterval(Duration.ofMillis(10)).closeTimeout(Duration.ZERO).build(),
				List.of(new Listener()));
		acquireAndForget();
		assertThat(this.leaks.poll(300, TimeUnit.MILLISECONDS)).isNull();
		assertThat(this.pool.statistics().leaksSuspected()).isZero();
	}

	@Test
	void returningTwiceOrRetiringAfterwardsDoesNoHarmToTheNextCaller() throws Exception {
		Lease lease = this.pool.acquire(inTenSeconds());
		lease.close();
		Lease next = this.pool.acquire(inTenSeconds());
		assertThat(next.info()).isEqualTo(lease.info());
		lease.close();
		lease.retire(CloseReason.BROKEN);
		assertThat(this.pool.counts()).isEqualTo(new PoolCounts(8, 1, 0, 0));
		assertThat(next.exchange(FRAME, inTenSeconds())).containsExactly(7);
		assertThat(this.leaks.poll(10, TimeUnit.SECONDS).connection()).isEqualTo(next.info());
		next.close();
	}

	@Test
	void endingALeaseInManyThreadsAtOnceGivesBackOnePermit() throws Exception {
		try (Callers callers = new Callers()) {
			for (int i = 0; i < 100; i++) {
				Lease lease = this.pool.acquire(inTenSeconds());
				callers.callAll(3, (caller) -> {
					if (caller == 0) {
						lease.retire(CloseReason.BROKEN);
					}
					lease.close();
					return true;
				});
				assertThat(this.pool.counts().active()).isZero();
			}
		}
		assertThat(this.pool.statistics().opened()).isBetween(1L, 100L);
	}

	@Test
	void useOfALeaseThatHasEndedIsRefused() throws Exception {
		SessionLease lease = this.pool.acquireForSession(inTenSeconds());
		lease.close();
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> lease.exchange(FRAME, inTenSeconds()))
			.withMessageContaining("lease has ended")
			.withMessageContaining(lease.info().toString());
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> lease.send(FRAME, inTenSeconds()));
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> lease.receive(new PendingRequests(null), inTenSeconds()));
		Lease next = this.pool.acquire(inTenSeconds());
		assertThat(next.info()).isEqualTo(lease.info());
		assertThat(next.exchange(FRAME, inTenSeconds())).containsExactly(7);
		next.close();
	}

	@Test
	void returnAfterCloseDoesNoHarmToThePoolThatIsOpenThen() throws Exception {
		Lease lease = this.pool.acquire(inTenSeconds());
		this.pool.close();
		this.pool.open();
		Lease other = this.pool.acquire(inTenSeconds());
		lease.close();
		lease.close();
		assertThat(this.pool.counts()).isEqualTo(new PoolCounts(8, 1, 0, 0));
		assertThat(other.exchange(FRAME, inTenSeconds())).containsExactly(7);
		other.close();
		Awaitility.await().until(() -> this.server.open() == 1);
	}

	private Lease acquireAndForget() throws Exception {
		return this.pool.acquire(inTenSeconds());
	}

	private ExclusivePool pool(Duration threshold) {
		return new ExclusivePool("leaks", connectionSettings(),
				PoolSettings.builder().leakDetectionThreshold(threshold).closeTimeout(Duration.ZERO).build(),
				List.of(new Listener()));
	}

	private ConnectionSettings connectionSettings() {
		return ConnectionSettings.builder().address(this.server.host(), this.server.port()).build();
	}

	private static Deadline inTenSeconds() {
		return Deadline.after(Duration.ofSeconds(10));
	}

	private record Leak(ConnectionInfo connection, Duration held, Exception acquisition) {

	}

	private final class Listener implements PoolListener {

		@Override
		public void leakSuspected(ConnectionInfo connection, Duration held, Exception acquisition) {
			LeakDetectorTests.this.leaks.add(new Leak(connection, held, acquisition));
			throw new IllegalStateException("of the listener");
		}

	}

}
