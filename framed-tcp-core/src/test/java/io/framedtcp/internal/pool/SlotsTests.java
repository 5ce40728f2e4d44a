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
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.commons.pool2.impl.GenericObjectPool;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.connect.ConnectionOpener;
import io.framedtcp.pool.PoolCounts;
import io.framedtcp.spi.ConnectionInfo;
import io.framedtcp.support.Callers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Slots}, with idle slots that take their time. {@link SlowConnectTests}
 * has the rest.
 */
class SlotsTests extends AbstractSlotTests {

	private static final Duration SLOW = Duration.ofMillis(500);

	private final AtomicInteger opening = new AtomicInteger();

	/** All but the first connect wait for what does not come. */
	private final ConnectionSettings settings = ConnectionSettings.builder()
		.address("127.0.0.1", this.server.port())
		.initializer((connection) -> {
			if (this.opening.incrementAndGet() > 1) {
				connection.receive();
			}
		})
		.connectAttemptDelay(SLOW)
		.connectTimeout(Duration.ofSeconds(5))
		.build();

	/** None is kept at a place of its thread. */
	private final PoolSettings poolSettings = PoolSettings.builder().maxTotal(3).maxIdle(2).build();

	private final ConnectionOpener opener = opener(this.settings);

	private final OpenPool pool = new OpenPool("slots", this.settings, this.poolSettings, this.events, this.register);

	private final Permits permits = new Permits(3, 3);

	private final Background background = new Background("slots", this.events);

	private final Pinger pinger = new Pinger(this.poolSettings.ping(), this.settings, this.permits,
			this.background.pings());

	private final SlowCommonsPool commons = new SlowCommonsPool();

	private final IdleSlots idle = new IdleSlots(this.commons, this.poolSettings, this.permits);

	private final Slots slots = new Slots("slots", this.settings, this.permits, this.opener, this.idle, this.background,
			new AcquireFailures("slots", this.settings, this.poolSettings.acquireTimeout(), this.events,
					() -> new PoolCounts(3, 0, 0, 0)));

	@AfterEach
	void close() {
		this.background.close();
		this.background.leave();
		this.commons.close();
		this.opener.close();
		this.pool.closing().run();
	}

	@Test
	void callerWhoseConnectBecomesSlowWhileAConnectionIsReturnedGetsIt() throws Exception {
		this.background.open(new Housekeeping(this.pool, this.poolSettings, Duration.ofSeconds(5), this.idle,
				this.register, new LeakDetector(Duration.ZERO, this.events), this.pinger));
		ConnectionInfo first = acquire();
		try (Callers callers = new Callers()) {
			Future<ConnectionInfo> second = callers.call(this::acquire);
			Awaitility.await().pollInterval(Duration.ofMillis(2)).until(() -> this.opening.get() == 2);
			assertThat(this.slots.recycle(this.commons.borrowed.remove())).isTrue();
			assertThat(Callers.get(second)).isEqualTo(first);
		}
	}

	private ConnectionInfo acquire() throws Exception {
		ExclusiveLease lease = new ExclusiveLease(this.pool, false);
		this.slots.acquire(lease, Deadline.after(Duration.ofSeconds(20)), false);
		return lease.info();
	}

	/**
	 * Takes a slot back only when whoever connects has become slow and found none.
	 */
	private final class SlowCommonsPool extends GenericObjectPool<Slot> {

		private final Queue<Slot> borrowed = new ConcurrentLinkedQueue<>();

		SlowCommonsPool() {
			super(new SlotFactory(SlotsTests.this.opener, SlotsTests.this.settings, SlotsTests.this.background.tests()),
					new IdlePoolConfig(SlotsTests.this.poolSettings, SlotsTests.this.pinger));
		}

		@Override
		public Slot borrowObject(Duration maxWait) throws Exception {
			Slot slot = super.borrowObject(maxWait);
			this.borrowed.add(slot);
			return slot;
		}

		@Override
		public void returnObject(Slot slot) {
			Awaitility.await().pollDelay(SLOW.plusMillis(200)).until(() -> true);
			super.returnObject(slot);
		}

	}

}
