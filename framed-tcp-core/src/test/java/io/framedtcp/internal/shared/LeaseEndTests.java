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

package io.framedtcp.internal.shared;

import java.io.IOException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.internal.shared.Admission.Placement;
import io.framedtcp.internal.shared.Lifecycle.Phase;
import io.framedtcp.spi.CloseReason;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When the lease of a shared connection ends, and what the next one finds.
 */
class LeaseEndTests {

	private PureConnection connection = new PureConnection(PureConnection.matched().build());

	@AfterEach
	void close() {
		this.connection.close();
	}

	@Test
	void lastWhoLeavesEndsTheLease() throws IOException {
		SharedCall first = this.connection.queue(1);
		SharedCall second = this.connection.queue(2);
		this.connection.write(first);
		this.connection.arrive(SharedPeer.message(1, ""), SharedPeer.message(2, ""));
		assertThat(this.connection.leave(first)).isFalse();
		assertThat(this.connection.leave(second)).isTrue();
		assertThat(this.connection.lifecycle().phase()).isEqualTo(Phase.ENDED);
		assertThat(this.connection.lifecycle().drainReason()).isNull();
	}

	@Test
	void leaseGoesOnForTheReplyOfAnOrphanUnlessTheConnectionIsDrained() {
		SharedCall call = this.connection.queue(1);
		this.connection.write(call);
		assertThat(this.connection.leave(call)).isFalse();
		assertThat(this.connection.lifecycle().phase()).isEqualTo(Phase.OPEN);
		assertThat(this.connection.calls().drain(CloseReason.EVICTED)).isTrue();
		assertThat(this.connection.lifecycle().phase()).isEqualTo(Phase.ENDED);
	}

	@Test
	void connectionWithAFrameCutOffIsNotKept() {
		SharedCall call = this.connection.queue(1);
		this.connection.gather(call);
		assertThat(this.connection.calls().isCutOff()).isTrue();
		assertThat(this.connection.leave(call)).isTrue();
		assertThat(this.connection.lifecycle().drainReason()).isEqualTo(CloseReason.TIMED_OUT);
	}

	@Test
	void leaseEndsOnce() {
		assertThat(this.connection.leave(this.connection.queue(1))).isTrue();
		assertThat(this.connection.calls().drain(CloseReason.EVICTED)).isFalse();
		assertThat(this.connection.calls().endIfOutdated()).isFalse();
	}

	@Test
	void leaseGoesOnWhileSomebodyDrives() {
		SharedCall call = this.connection.queue(1);
		this.connection.write(call);
		this.connection.leave(call);
		SharedCall housekeeping = PureCalls.call(0);
		this.connection.calls().roles().takeDriver(housekeeping);
		assertThat(this.connection.calls().drain(CloseReason.EVICTED)).isFalse();
		this.connection.calls().roles().handOver(housekeeping, this.connection.woken());
		assertThat(this.connection.calls().endIfOutdated()).isTrue();
	}

	@Test
	void retiredConnectionDoesNotWaitForTheReplyOfAnOrphan() {
		SharedCall call = this.connection.queue(1);
		this.connection.write(call);
		assertThat(this.connection.leave(call)).isFalse();
		assertThat(this.connection.calls().endIfOutdated()).isFalse();
		this.connection.framed().retire(CloseReason.MAX_LIFETIME);
		assertThat(this.connection.calls().endIfOutdated()).isTrue();
		assertThat(this.connection.lifecycle().drainReason()).isEqualTo(CloseReason.MAX_LIFETIME);
	}

	@Test
	void nextLeaseFindsNothingCutOff() {
		SharedCall pending = this.connection.queue(1);
		this.connection.gather(pending);
		this.connection.leave(pending);
		this.connection.calls().begin();
		assertThat(this.connection.calls().isCutOff()).isFalse();
		this.connection.calls().roles().leaveToDriver(this.connection.queue(2));
		assertThat(this.connection.calls().isCutOff()).as("what TLS holds").isTrue();
		this.connection.calls().begin();
		assertThat(this.connection.calls().isCutOff()).isFalse();
	}

	@Test
	void nextLeaseCountsNoRequestsThatWereNeverBegun() {
		this.connection.close();
		this.connection = new PureConnection(PureConnection.matched().build(), 1);
		SharedCall call = this.connection.queue(1);
		assertThat(this.connection.leave(call)).isTrue();
		this.connection.calls().begin();
		assertThat(this.connection.place(PureCalls.call(2))).isEqualTo(Placement.PLACED);
	}

}
