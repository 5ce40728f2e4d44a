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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.pool.ConnectionStatus;
import io.framedtcp.pool.PoolBusyException;
import io.framedtcp.pool.PoolClosedException;
import io.framedtcp.pool.PoolCounts;
import io.framedtcp.pool.PoolStatistics;
import io.framedtcp.support.Callers;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ExclusivePool#pause()} and the eviction of what is idle.
 */
@SuppressWarnings("try")
class PauseTests {

	private final Deadline inAMinute = Deadline.after(Duration.ofMinutes(1));

	private final FramedTcpServer server = FramedTcpServer.echo();

	private final Callers callers = new Callers();

	private ExclusivePool pool = pool((settings) -> {
	});

	@AfterEach
	void close() {
		this.callers.close();
		this.pool.close();
		this.server.close();
	}

	@Test
	void callersOfAPausedPoolWaitUntilItIsResumed() throws Exception {
		this.pool.pause();
		List<Future<Lease>> waiters = List.of(this.callers.call(() -> this.pool.acquire(this.inAMinute)),
				this.callers.call(() -> this.pool.acquire(this.inAMinute)));
		Awaitility.await().until(() -> this.pool.counts().waiting() == 2);
		assertThat(this.pool.isPaused()).isTrue();
		assertThat(this.server.accepted()).isZero();
		this.pool.resume();
		for (Future<Lease> waiter : waiters) {
			Callers.get(waiter).close();
		}
		assertThat(this.pool.isPaused()).isFalse();
		assertThat(this.pool.counts().waiting()).isZero();
	}

	@Test
	void whoWaitsForAConnectionGetsNoneDuringAPause() throws Exception {
		this.pool = pool((settings) -> settings.maxTotal(1));
		Lease lease = this.pool.acquire(this.inAMinute);
		Future<Lease> waiter = this.callers.call(() -> this.pool.acquire(this.inAMinute));
		Awaitility.await().until(() -> this.pool.counts().waiting() == 1);
		this.pool.pause();
		lease.close();
		Awaitility.await()
			.during(Duration.ofMillis(100))
			.until(() -> !waiter.isDone() && this.pool.counts().waiting() == 1);
		this.pool.resume();
		Callers.get(waiter).close();
		assertThat(this.pool.counts().idle()).isEqualTo(1);
	}

	@Test
	void callersOfAPausedPoolAreRefusedInTime() {
		this.pool = pool((settings) -> settings.acquireTimeout(Duration.ofMillis(50)));
		this.pool.pause();
		assertThatExceptionOfType(PoolBusyException.class).isThrownBy(() -> this.pool.acquire(this.inAMinute))
			.withMessageContaining("paused");
		assertThat(this.pool.statistics().refused()).isEqualTo(1);
		assertThat(this.pool.counts()).isEqualTo(new PoolCounts(8, 0, 0, 0));
	}

	@Test
	void noMoreThanAllowedWaitDuringAPause() throws Exception {
		this.pool = pool((settings) -> settings.maxWaiting(1));
		this.pool.pause();
		Future<Lease> waiter = this.callers.call(() -> this.pool.acquire(this.inAMinute));
		Awaitility.await().until(() -> this.pool.counts().waiting() == 1);
		assertThatExceptionOfType(PoolBusyException.class).isThrownBy(() -> this.pool.acquire(this.inAMinute));
		this.pool.resume();
		Callers.get(waiter).close();
	}

	@Test
	void closingEndsAPause() throws Exception {
		this.pool.pause();
		Future<Lease> waiter = this.callers.call(() -> this.pool.acquire(this.inAMinute));
		Awaitility.await().until(() -> this.pool.counts().waiting() == 1);
		this.pool.close();
		assertThatExceptionOfType(PoolClosedException.class).isThrownBy(() -> {
			try {
				waiter.get();
			}
			catch (ExecutionException ex) {
				throw ex.getCause();
			}
		});
		this.pool.open();
		assertThat(this.pool.isPaused()).isFalse();
		this.pool.acquire(this.inAMinute).close();
	}

	@Test
	void nothingIsOpenedDuringAPause() throws Exception {
		this.pool = pool((settings) -> settings.minIdle(2).housekeepingInterval(Duration.ofMillis(5)));
		Awaitility.await().until(() -> this.pool.counts().idle() == 2);
		this.pool.pause();
		this.pool.evictIdle();
		Awaitility.await().until(() -> this.server.open() == 0);
		Awaitility.await().during(Duration.ofMillis(100)).until(() -> this.server.accepted() == 2);
		assertThat(this.pool.tryAcquireLeavingOne(this.inAMinute)).isNull();
		this.pool.resume();
		Awaitility.await().until(() -> this.pool.counts().idle() == 2);
		assertThat(this.server.accepted()).isEqualTo(4);
	}

	@Test
	void pausingAgainAndAgainLosesNoPermit() throws Exception {
		Future<?> switcher = this.callers.call(() -> {
			for (int round = 0; round < 300; round++) {
				this.pool.pause();
				Thread.onSpinWait();
				this.pool.resume();
			}
			return null;
		});
		this.callers.callAll(16, (caller) -> {
			do {
				this.pool.acquire(this.inAMinute).close();
			}
			while (!switcher.isDone());
			return null;
		});
		assertThat(this.pool.counts().active()).isZero();
		assertThat(this.pool.counts().waiting()).isZero();
		assertThat(this.pool.statistics().refused()).isZero();
	}

	@Test
	void onlyWhatIsIdleIsEvicted() throws Exception {
		Lease used = this.pool.acquire(this.inAMinute);
		Lease idle = this.pool.acquire(this.inAMinute);
		idle.close();
		this.pool.evictIdle();
		Awaitility.await().until(() -> this.pool.connections().openConnections().size() == 1);
		Awaitility.await().until(() -> this.server.open() == 1);
		used.close();
		assertThat(this.pool.counts().idle()).isEqualTo(1);
		assertThat(this.pool.connections().openConnections()).extracting(ConnectionStatus::info)
			.containsExactly(used.info());
		Awaitility.await().until(() -> this.pool.statistics().closed().toString().equals("{EVICTED=1}"));
	}

	@Test
	void evictingAgainAndAgainFailsNobodyAndCountsEachConnectionOnce() throws Exception {
		this.pool = pool((settings) -> settings.maxTotal(4).minIdle(2).housekeepingInterval(Duration.ofMillis(1)));
		AtomicInteger busy = new AtomicInteger(4);
		Future<?> evictor = this.callers.call(() -> {
			while (busy.get() > 0) {
				this.pool.evictIdle();
			}
			return null;
		});
		this.callers.callAll(4, (caller) -> {
			try {
				for (int round = 0; round < 300; round++) {
					this.pool.acquire(this.inAMinute).close();
				}
			}
			finally {
				busy.decrementAndGet();
			}
			return null;
		});
		Callers.get(evictor);
		this.pool.close();
		PoolStatistics statistics = this.pool.statistics();
		assertThat(statistics.closed().values().stream().mapToLong(Long::longValue).sum())
			.isEqualTo(statistics.opened());
	}

	private ExclusivePool pool(Consumer<PoolSettings.Builder> change) {
		if (this.pool != null) {
			this.pool.close();
		}
		PoolSettings.Builder settings = PoolSettings.builder().acquireTimeout(Duration.ofMinutes(1));
		change.accept(settings);
		return new ExclusivePool("test",
				ConnectionSettings.builder().address(this.server.host(), this.server.port()).build(), settings.build(),
				List.of());
	}

}
