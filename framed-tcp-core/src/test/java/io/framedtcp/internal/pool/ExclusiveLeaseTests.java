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

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.connection.ClientConnections;
import io.framedtcp.internal.connection.FramedConnection;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.pool.PoolCounts;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.support.Callers;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ExclusiveLease} and {@link SlowConnect}.
 */
class ExclusiveLeaseTests {

	private static final Deadline FAR = Deadline.after(Duration.ofMinutes(1));

	private final FramedTcpServer server = FramedTcpServer.echo();

	private final ConnectionSettings settings = ConnectionSettings.builder()
		.address("127.0.0.1", this.server.port())
		.build();

	private final ClientConnections register = new ClientConnections();

	private final PoolEvents events = new PoolEvents("leases", List.of());

	private final OpenPool pool = new OpenPool("leases", this.settings, PoolSettings.builder().maxTotal(2).build(),
			this.events, this.register);

	@AfterEach
	void close() {
		this.pool.closing().run();
		this.server.close();
	}

	@Test
	void leaseEndedByAnotherThreadReturnsWhatItHeldOnce() throws Exception {
		ExclusiveLease lease = acquire();
		try (Callers callers = new Callers()) {
			assertThat(Callers.get(callers.call(() -> lease.end(CloseReason.TIMED_OUT)))).isTrue();
		}
		lease.close();
		lease.retire(CloseReason.BROKEN);
		assertThat(lease.end(null)).isFalse();
		assertThat(this.pool.counts().active()).isZero();
		assertThat(this.pool.counts().idle()).isZero();
		assertThat(this.events.statistics().closed()).containsOnlyKeys(CloseReason.TIMED_OUT);
	}

	@Test
	void connectionOfALeaseThatEndsIsKept() throws Exception {
		ExclusiveLease lease = acquire();
		assertThat(this.pool.counts()).isEqualTo(new PoolCounts(2, 1, 0, 0));
		lease.close();
		assertThat(this.pool.counts()).isEqualTo(new PoolCounts(2, 0, 1, 0));
		ExclusiveLease next = acquire();
		assertThat(next.info()).isEqualTo(lease.info());
		// It has been lent to somebody else by now.
		lease.retire(CloseReason.BROKEN);
		assertThat(next.connection().closeReason()).isNull();
		next.close();
	}

	@Test
	void requestsOfCallersWhoShareTheConnectionCountAsUse() throws Exception {
		ExclusiveLease lease = acquire();
		FramedConnection connection = lease.connection();
		Awaitility.await().until(() -> connection.idleNanos() > 20_000_000);
		long begin = System.nanoTime();
		connection.requestsBegun(1);
		connection.frameEnded();
		lease.close();
		long idle = connection.idleNanos();
		assertThat(idle).isLessThanOrEqualTo(System.nanoTime() - begin);
	}

	@Test
	void leaseWithoutAnyUseLeavesTheConnectionIdleForAsLongAsBefore() throws Exception {
		acquire().close();
		ExclusiveLease lease = acquire();
		long idle = lease.connection().idleNanos();
		lease.close();
		assertThat(lease.connection().idleNanos()).isGreaterThan(idle);
	}

	@Test
	void leaseThatHasEndedIsOfNoUse() throws Exception {
		ExclusiveLease lease = acquire();
		EncodedFrame request = EncodedFrame.of(new byte[1], this.settings.framing(), 10);
		assertThat(lease.exchange(request, FAR)).isEqualTo(new byte[1]);
		lease.close();
		assertThatIllegalStateException().isThrownBy(() -> lease.exchange(request, FAR))
			.withMessageContaining("its lease has ended");
		assertThatIllegalStateException().isThrownBy(() -> lease.send(request, FAR));
	}

	@Test
	void leaseThatHasEndedTakesNoSlot() throws Exception {
		ExclusiveLease lease = new ExclusiveLease(this.pool, false);
		Slot slot = new Slot();
		assertThat(lease.attach(slot)).isTrue();
		assertThat(lease.detach(new Slot())).isFalse();
		assertThat(lease.detach(slot)).isTrue();
		assertThat(lease.detach(slot)).isFalse();
		lease.close();
		assertThat(lease.attach(slot)).isFalse();
		assertThat(lease.begin(slot)).isFalse();
		assertThat(this.pool.counts().active()).isZero();
	}

	@Test
	void connectionIsNotLentToALeaseThatHasEndedMeanwhile() throws Exception {
		Slot slot = new Slot();
		ExclusiveLease lease = new ExclusiveLease(this.pool, false);
		assertThat(lease.attach(slot)).isTrue();
		assertThat(lease.begin(slot)).isFalse();
		slot.state().open();
		slot.state().opened();
		assertThat(lease.begin(slot)).isTrue();
		slot.state().release();
		slot.state().test();
		assertThat(lease.detach(slot)).isTrue();
		assertThat(lease.begin(slot)).isFalse();
	}

	@Test
	void slotKnowsWhichThreadHasIt() throws Exception {
		Slot slot = new Slot();
		ExclusiveLease lease = new ExclusiveLease(this.pool, true);
		assertThat(slot.isHeldBy(Thread.currentThread())).isFalse();
		lease.attach(slot);
		assertThat(slot.isHeldBy(Thread.currentThread())).isTrue();
		assertThat(slot.isHeldBy(new Thread("other"))).isFalse();
		slot.lendTo(null);
		assertThat(slot.isHeldBy(Thread.currentThread())).isFalse();
		// The pool's own.
		new ExclusiveLease(this.pool, false).attach(slot);
		assertThat(slot.isHeldBy(Thread.currentThread())).isFalse();
	}

	@Test
	void leaseSaysWhatItsThreadDoes() throws Exception {
		ExclusiveLease opening = new ExclusiveLease(this.pool, false);
		assertThat(opening.describe()).isEqualTo("opens a connection");
		opening.attach(new Slot());
		assertThat(opening.describe()).isEqualTo("opens a connection");
		ExclusiveLease lease = acquire();
		assertThat(lease.describe()).isEqualTo("uses the connection " + lease.connection());
		lease.close();
	}

	@Test
	void whoConnectsSlowlyHasWhatItIsOfferedOnce() {
		SlowConnect connect = new SlowConnect(new ExclusiveLease(this.pool, false));
		Slot slot = new Slot();
		assertThat(connect.cancellation().isCancelled()).isFalse();
		assertThat(connect.offer(slot)).isTrue();
		assertThat(connect.cancellation().isCancelled()).isTrue();
		assertThat(connect.offer(new Slot())).isFalse();
		assertThat(connect.end()).isSameAs(slot);
		assertThat(connect.end()).isNull();
		assertThat(connect.withdraw()).isNull();
	}

	@Test
	void whoHasConnectedIsOfferedNothing() {
		SlowConnect connect = new SlowConnect(new ExclusiveLease(this.pool, false));
		assertThat(connect.isSlow(0)).isTrue();
		assertThat(connect.isSlow(Duration.ofHours(1).toNanos())).isFalse();
		assertThat(connect.end()).isNull();
		assertThat(connect.offer(new Slot())).isFalse();
		assertThat(connect.cancellation().isCancelled()).isFalse();
	}

	@Test
	void whoConnectsForALeaseThatHasEndedIsOfferedNothing() {
		ExclusiveLease lease = new ExclusiveLease(this.pool, false);
		SlowConnect connect = new SlowConnect(lease);
		assertThat(connect.isSlow(0)).isTrue();
		lease.close();
		assertThat(connect.isSlow(0)).isFalse();
	}

	private ExclusiveLease acquire() throws Exception {
		return this.pool.acquire(FAR, false);
	}

}
