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
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.pool.PoolCounts;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectionInitializer;
import io.framedtcp.support.Callers;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The pool keeps no connection that a close or an eviction has overtaken: neither one in
 * use, nor one that was being opened.
 */
@SuppressWarnings("try")
class OutdatedConnectionTests {

	private final Deadline inAMinute = Deadline.after(Duration.ofMinutes(1));

	private final FramedTcpServer server = FramedTcpServer.echo();

	private final Callers callers = new Callers();

	/** Holds up the first connection while it is being opened. */
	private final CountDownLatch beingOpened = new CountDownLatch(1);

	private final CountDownLatch mayBeOpened = new CountDownLatch(1);

	private ExclusivePool pool;

	@AfterEach
	void close() {
		this.mayBeOpened.countDown();
		this.callers.close();
		this.pool.close();
		this.server.close();
	}

	@Test
	void connectionReturnedBehindTheCloseIsNotKept() throws Exception {
		this.pool = pool(null, (settings) -> settings.closeTimeout(Duration.ZERO));
		List<Lease> leases = List.of(this.pool.acquire(this.inAMinute), this.pool.acquire(this.inAMinute));
		this.pool.close();
		leases.forEach(Lease::close);
		assertThat(this.pool.connections().openConnections()).isEmpty();
		assertThat(this.pool.statistics().closed()).isEqualTo(Map.of(CloseReason.POOL_CLOSED, 2L));
		assertThat(this.pool.connections().lastClosed()).hasSize(2);
		Awaitility.await().until(() -> this.server.open() == 0);
	}

	@Test
	void connectionReturnedWhileThePoolClosesIsNotKept() throws Exception {
		this.pool = pool(null, (settings) -> settings.closeTimeout(Duration.ofMinutes(1)));
		Lease first = this.pool.acquire(this.inAMinute);
		Lease second = this.pool.acquire(this.inAMinute);
		Future<?> closing = this.callers.call(() -> {
			this.pool.close();
			return null;
		});
		Awaitility.await().until(() -> !this.pool.isOpen());
		first.close();
		second.close();
		Callers.get(closing);
		assertThat(this.pool.connections().openConnections()).isEmpty();
		assertThat(this.pool.statistics().closed()).isEqualTo(Map.of(CloseReason.POOL_CLOSED, 2L));
		Awaitility.await().until(() -> this.server.open() == 0);
	}

	@Test
	void connectionOfAClosedPoolIsNotKeptByThePoolThatIsOpenedBehindIt() throws Exception {
		this.pool = pool(null, (settings) -> settings.closeTimeout(Duration.ZERO));
		Lease old = this.pool.acquire(this.inAMinute);
		this.pool.close();
		this.pool.open();
		old.close();
		assertThat(this.pool.counts().idle()).isZero();
		Lease fresh = this.pool.acquire(this.inAMinute);
		assertThat(fresh.info()).isNotEqualTo(old.info());
		fresh.close();
		assertThat(this.pool.counts()).isEqualTo(new PoolCounts(8, 0, 1, 0));
		assertThat(this.pool.connections().openConnections()).hasSize(1);
	}

	@Test
	void callerWhoseConnectionWasBeingOpenedDuringAnEvictionGetsAnother() throws Exception {
		this.pool = pool(this::holdUpTheFirst, (settings) -> {
		});
		assertThatTheFirstIsEvicted(this.callers.call(() -> this.pool.acquire(this.inAMinute)));
	}

	@Test
	void callerWhoNeedsAFreshConnectionGetsOneThatWasOpenedAfterTheEviction() throws Exception {
		this.pool = pool(this::holdUpTheFirst, (settings) -> {
		});
		assertThatTheFirstIsEvicted(this.callers.call(() -> this.pool.acquireFresh(this.inAMinute)));
	}

	@Test
	void connectionThatWasBeingOpenedInTheBackgroundDuringAnEvictionIsNotKept() throws Exception {
		this.pool = pool(this::holdUpTheFirst,
				(settings) -> settings.minIdle(1).housekeepingInterval(Duration.ofMillis(10)));
		assertThat(this.beingOpened.await(10, TimeUnit.SECONDS)).isTrue();
		this.pool.evictAll();
		this.mayBeOpened.countDown();
		Awaitility.await()
			.untilAsserted(
					() -> assertThat(this.pool.statistics().closed()).isEqualTo(Map.of(CloseReason.EVICTED, 1L)));
		Awaitility.await().until(() -> this.pool.counts().idle() == 1);
		assertThat(this.pool.connections().openConnections()).extracting((status) -> status.info().id())
			.containsExactly(2L);
	}

	private void assertThatTheFirstIsEvicted(Future<Lease> caller) throws Exception {
		assertThat(this.beingOpened.await(10, TimeUnit.SECONDS)).isTrue();
		this.pool.evictAll();
		this.mayBeOpened.countDown();
		Lease lease = Callers.get(caller);
		assertThat(lease.info().id()).isEqualTo(2);
		lease.close();
		assertThat(this.pool.statistics().closed()).isEqualTo(Map.of(CloseReason.EVICTED, 1L));
		assertThat(this.pool.counts().idle()).isEqualTo(1);
	}

	private void holdUpTheFirst(Object connection) {
		if (this.beingOpened.getCount() > 0) {
			this.beingOpened.countDown();
			Awaitility.await().until(() -> this.mayBeOpened.getCount() == 0);
		}
	}

	private ExclusivePool pool(ConnectionInitializer initializer, Consumer<PoolSettings.Builder> change) {
		PoolSettings.Builder settings = PoolSettings.builder().acquireTimeout(Duration.ofMinutes(1));
		change.accept(settings);
		return new ExclusivePool("outdated",
				ConnectionSettings.builder()
					.address(this.server.host(), this.server.port())
					.connectTimeout(Duration.ofMinutes(1))
					.initializer(initializer)
					.build(),
				settings.build(), List.of());
	}

}
