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

import org.apache.commons.pool2.PooledObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.internal.ConnectCancellation;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.connect.ConnectionOpener;
import io.framedtcp.internal.connection.FramedConnection;
import io.framedtcp.pool.ConnectionState;
import io.framedtcp.spi.CloseReason;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link Slot} and {@link SlotFactory}.
 */
class SlotTests extends AbstractSlotTests {

	private final ConnectionSettings settings = ConnectionSettings.builder()
		.address("127.0.0.1", this.server.port())
		.build();

	private final ConnectionOpener opener = opener(this.settings);

	private final UserCode userCode = new UserCode("slots", "test", Workers.shared());

	private final SlotFactory factory = new SlotFactory(this.opener, this.settings, this.userCode);

	private final PooledObject<Slot> pooled = this.factory.makeObject();

	private final Slot slot = this.pooled.getObject();

	@AfterEach
	void close() {
		this.opener.close();
	}

	@Test
	void slotIsMadeWithoutAConnection() {
		assertThat(this.slot.isNew()).isTrue();
		assertThat(this.slot.connection()).isNull();
		assertThat(this.slot.isReusable()).isFalse();
		assertThat(this.slot).hasToString("State[phase=NEW, leases=0, reason=null]");
		assertThat(this.factory.hasSlots()).isTrue();
		assertThat(this.register.openConnections()).isEmpty();
	}

	@Test
	void connectionIsReusableWhenItIsIdle() throws Exception {
		FramedConnection connection = open();
		assertThat(this.slot.isNew()).isFalse();
		assertThat(this.slot.connection()).isSameAs(connection);
		assertThat(this.slot).hasToString(connection.toString());
		assertThat(this.slot.isReusable()).isFalse();
		lendAndRelease();
		assertThat(this.slot.isReusable()).isTrue();
		this.slot.retire(CloseReason.EVICTED);
		assertThat(this.slot.isReusable()).isFalse();
		assertThat(connection.closeReason()).isEqualTo(CloseReason.EVICTED);
	}

	@Test
	void connectionOfASlotThatWasRetiredMeanwhileIsRefused() throws Exception {
		this.slot.state().open();
		FramedConnection connection = this.opener.open(this.slot.state(), Deadline.never(), new ConnectCancellation(),
				this.slot::stuck);
		this.slot.retire(CloseReason.TIMED_OUT);
		assertThat(this.slot.opened(connection)).isFalse();
		assertThat(this.slot.state().reason()).isEqualTo(CloseReason.TIMED_OUT);
	}

	@Test
	void connectionIsTestedBeforeItIsLent() throws Exception {
		assertThat(this.slot.isHealthy(this.opener.livenessCheck(), Deadline.never())).isFalse();
		open();
		assertThat(this.slot.isHealthy(this.opener.livenessCheck(), Deadline.never())).isTrue();
		this.slot.retire(CloseReason.EVICTED);
		assertThat(this.slot.isHealthy(this.opener.livenessCheck(), Deadline.never())).isFalse();
	}

	@Test
	void onlyAnIdleConnectionMayBeReturned() throws Exception {
		open();
		this.pooled.allocate();
		this.pooled.markReturning();
		assertThatExceptionOfType(NotReusableException.class)
			.isThrownBy(() -> this.factory.passivateObject(this.pooled));
		lendAndRelease();
		assertThatNoException().isThrownBy(() -> this.factory.passivateObject(this.pooled));
		this.opener.close();
		assertThatExceptionOfType(NotReusableException.class)
			.isThrownBy(() -> this.factory.passivateObject(this.pooled));
	}

	@Test
	void connectionThatWasTestedWhileIdleStaysIdle() throws Exception {
		open();
		this.factory.passivateObject(this.pooled);
		assertThat(this.slot.state().state()).isEqualTo(ConnectionState.IDLE);
	}

	@Test
	void connectionIsClosedWithItsSlot() throws Exception {
		FramedConnection connection = open();
		this.factory.destroyObject(this.pooled);
		this.factory.destroyObject(this.pooled);
		assertThat(connection.closeReason()).isEqualTo(CloseReason.SURPLUS);
		assertThat(this.register.openConnections()).isEmpty();
		assertThat(this.events.statistics().closed()).containsEntry(CloseReason.SURPLUS, 1L);
		assertThat(this.factory.hasSlots()).isFalse();
	}

	@Test
	void connectionThatIsClosedWithThePoolSaysSo() throws Exception {
		FramedConnection connection = open();
		this.opener.close();
		this.factory.destroyObject(this.pooled);
		assertThat(connection.closeReason()).isEqualTo(CloseReason.POOL_CLOSED);
	}

	@Test
	void slotThatNobodyHasOpenedIsEvicted() throws Exception {
		PoolSettings poolSettings = PoolSettings.builder().build();
		Pinger pinger = new Pinger(null, this.settings, new Permits(1, 1), this.userCode);
		IdleConnectionPolicy policy = new IdleConnectionPolicy(poolSettings, pinger);
		assertThat(policy.evict(null, this.pooled, 1)).isTrue();
		assertThat(this.factory.validateObject(this.pooled)).isFalse();
		open();
		assertThat(policy.evict(null, this.pooled, 1)).isTrue();
		lendAndRelease();
		assertThat(policy.evict(null, this.pooled, 1)).isFalse();
		assertThat(this.factory.validateObject(this.pooled)).isTrue();
	}

	@Test
	void slotsThatAThreadHasAreCounted() {
		Thread thread = Thread.currentThread();
		assertThat(this.factory.heldBy(thread)).isZero();
		new ExclusiveLease(null, true).attach(this.slot);
		this.factory.makeObject();
		assertThat(this.factory.heldBy(thread)).isOne();
		assertThat(this.factory.heldBy(new Thread("other"))).isZero();
	}

	private FramedConnection open() throws Exception {
		this.slot.state().open();
		FramedConnection connection = this.opener.open(this.slot.state(), Deadline.never(), new ConnectCancellation(),
				this.slot::stuck);
		assertThat(this.slot.opened(connection)).isTrue();
		return connection;
	}

	private void lendAndRelease() {
		assertThat(this.slot.state().lease()).isTrue();
		assertThat(this.slot.state().release()).isTrue();
	}

}
