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
import java.util.concurrent.atomic.AtomicLong;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/**
 * Idle connections are replaced when time has passed that the monotonic clock did not
 * see.
 */
class ClockLeapTests {

	private final AtomicLong gainedMillis = new AtomicLong();

	private final FramedTcpServer server = FramedTcpServer.echo();

	@BeforeEach
	void useClock() {
		Workers.shared().useWallClock(() -> System.currentTimeMillis() + this.gainedMillis.get());
	}

	@AfterEach
	void close() {
		Workers.shared().useWallClock(System::currentTimeMillis);
		this.server.close();
	}

	@Test
	void gainOfTheWallClockIsSeenOnce() {
		ClockLeap leap = new ClockLeap(this.gainedMillis::get);
		assertThat(leap.look()).isZero();
		this.gainedMillis.addAndGet(ClockLeap.THRESHOLD.toMillis() + 5000);
		assertThat(leap.look()).isBetween(ClockLeap.THRESHOLD, ClockLeap.THRESHOLD.plusSeconds(5));
		assertThat(leap.look()).isZero();
	}

	@Test
	void smallGainsAndStepsBackAreNotSeen() {
		ClockLeap leap = new ClockLeap(this.gainedMillis::get);
		for (int i = 0; i < 5; i++) {
			this.gainedMillis.addAndGet(ClockLeap.THRESHOLD.toMillis() - 1);
			assertThat(leap.look()).isZero();
		}
		this.gainedMillis.addAndGet(-Duration.ofDays(1).toMillis());
		assertThat(leap.look()).isZero();
	}

	@Test
	void idleConnectionsAreReplacedAndThoseInUseAreKept() throws Exception {
		try (ExclusivePool pool = pool()) {
			Lease used = acquire(pool);
			acquire(pool).close();
			assertThat(pool.counts().idle()).isOne();
			this.gainedMillis.addAndGet(Duration.ofMinutes(10).toMillis());
			Awaitility.await().until(() -> this.server.open() == 1);
			assertThat(pool.statistics().closed()).containsExactly(entry(CloseReason.EVICTED, 1L));
			used.close();
			assertThat(pool.counts().idle()).isOne();
		}
	}

	@Test
	void wallClockThatStepsBackRetiresNothing() throws Exception {
		try (ExclusivePool pool = pool()) {
			acquire(pool).close();
			this.gainedMillis.addAndGet(-Duration.ofDays(1).toMillis());
			Awaitility.await().during(Duration.ofMillis(2500)).until(() -> this.server.open() == 1);
			assertThat(pool.statistics().closed()).isEmpty();
		}
	}

	private ExclusivePool pool() {
		return new ExclusivePool("clock-leap",
				ConnectionSettings.builder().address(this.server.host(), this.server.port()).build(),
				PoolSettings.builder().housekeepingInterval(Duration.ofHours(1)).build(), List.of());
	}

	private static Lease acquire(ExclusivePool pool) throws Exception {
		return pool.acquire(Deadline.after(Duration.ofSeconds(10)));
	}

}
