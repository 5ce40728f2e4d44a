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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.framedtcp.config.SharedSettings;
import io.framedtcp.internal.connection.FramedConnection;
import io.framedtcp.internal.shared.Lifecycle.Phase;
import io.framedtcp.spi.CloseReason;

import static org.assertj.core.api.Assertions.assertThat;

class LifecycleTests {

	private static final int MAX_ORPHANS = 4;

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private final FramedConnection connection = PureConnection.framed(false);

	/** Why the connection gets no new calls, each time that somebody was told. */
	private final List<CloseReason> told = new ArrayList<>();

	private final Lifecycle lifecycle = lifecycle(this.connection, Duration.ofSeconds(30));

	@ParameterizedTest
	@CsvSource(delimiter = '|', useHeadersInDisplayName = true, nullValues = "-", textBlock = """
			event           | OPEN      | SUSPECT   | FINISHING | ENDED
			BEGIN           | OPEN      | OPEN      | OPEN      | OPEN
			TIMEOUTS_IN_ROW | SUSPECT   | -         | -         | -
			RESPONDED       | -         | OPEN      | -         | -
			FINISH          | FINISHING | FINISHING | -         | -
			END             | ENDED     | ENDED     | ENDED     | -
			""")
	void tableHasTheNextPhase(Lifecycle.Event event, Phase fromOpen, Phase fromSuspect, Phase fromFinishing,
			Phase fromEnded) {
		assertThat(Lifecycle.next(Phase.OPEN, event)).isEqualTo(fromOpen);
		assertThat(Lifecycle.next(Phase.SUSPECT, event)).isEqualTo(fromSuspect);
		assertThat(Lifecycle.next(Phase.FINISHING, event)).isEqualTo(fromFinishing);
		assertThat(Lifecycle.next(Phase.ENDED, event)).isEqualTo(fromEnded);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = """
			event              | OPEN      | SUSPECT   | FINISHING | ENDED
			BYTES_CAME         | OPEN      | SUSPECT   | FINISHING | ENDED
			FRAMES_CAME        | OPEN      | OPEN      | FINISHING | ENDED
			ONE_TIMED_OUT      | OPEN      | SUSPECT   | FINISHING | ENDED
			TWO_TIMED_OUT      | SUSPECT   | SUSPECT   | FINISHING | ENDED
			TOO_MANY_ORPHANS   | FINISHING | FINISHING | FINISHING | ENDED
			PING_ANSWERED      | OPEN      | OPEN      | FINISHING | ENDED
			PING_FAILED        | OPEN      | FINISHING | FINISHING | ENDED
			LET_GO             | FINISHING | FINISHING | FINISHING | ENDED
			LET_GO_TO_BE_KEPT  | FINISHING | FINISHING | FINISHING | ENDED
			LOOKED_AT          | OPEN      | SUSPECT   | FINISHING | ENDED
			RETIRED            | FINISHING | FINISHING | FINISHING | ENDED
			LEASE_ENDS         | ENDED     | ENDED     | ENDED     | ENDED
			LEASE_BEGINS       | OPEN      | OPEN      | OPEN      | OPEN
			""")
	void eventLeadsFromOnePhaseToTheNext(Event event, Phase fromOpen, Phase fromSuspect, Phase fromFinishing,
			Phase fromEnded) {
		assertThat(List.of(phaseAfter(event, Phase.OPEN), phaseAfter(event, Phase.SUSPECT),
				phaseAfter(event, Phase.FINISHING), phaseAfter(event, Phase.ENDED)))
			.containsExactly(fromOpen, fromSuspect, fromFinishing, fromEnded);
	}

	private Phase phaseAfter(Event event, Phase before) {
		FramedConnection connection = PureConnection.framed(false);
		Lifecycle lifecycle = lifecycle(connection, Duration.ofSeconds(30));
		switch (before) {
			case OPEN -> {
			}
			case SUSPECT -> Event.TWO_TIMED_OUT.happen.accept(lifecycle);
			case FINISHING -> lifecycle.drain(CloseReason.USED_UP);
			case ENDED -> lifecycle.end();
		}
		assertThat(lifecycle.phase()).isEqualTo(before);
		if (event == Event.RETIRED) {
			connection.retire(CloseReason.EVICTED);
		}
		event.happen.accept(lifecycle);
		return lifecycle.phase();
	}

	@Test
	void timeoutsAreInARowOnlyIfNothingHasComeBetween() {
		this.lifecycle.gaveUp(1);
		this.lifecycle.read();
		this.lifecycle.gaveUp(1);
		assertThat(this.lifecycle.phase()).isEqualTo(Phase.OPEN);
		this.lifecycle.gaveUp(1);
		assertThat(this.lifecycle.phase()).isEqualTo(Phase.SUSPECT);
	}

	@Test
	void answerToAPingEndsTheRowOfTimeouts() {
		suspect();
		this.lifecycle.pinged(true, CloseReason.PING_FAILED);
		this.lifecycle.gaveUp(1);
		assertThat(this.lifecycle.phase()).isEqualTo(Phase.OPEN);
	}

	@Test
	void callerWhoIsInterruptedHasNotTimedOut() {
		Thread.currentThread().interrupt();
		try {
			suspect();
			suspect();
		}
		finally {
			assertThat(Thread.interrupted()).isTrue();
		}
		assertThat(this.lifecycle.phase()).isEqualTo(Phase.OPEN);
	}

	@Test
	void orphansAreToleratedUpToTheirNumber() {
		this.lifecycle.gaveUp(MAX_ORPHANS);
		assertThat(this.lifecycle.phase()).isEqualTo(Phase.OPEN);
		this.lifecycle.gaveUp(MAX_ORPHANS + 1);
		assertThat(this.lifecycle.drainReason()).isEqualTo(CloseReason.ORPHANED);
	}

	@Test
	void orphanIsToleratedForAsLongAsItsAgeAllows() {
		assertThat(this.lifecycle.drainIfOutdated(orphanSince(5 * SECOND))).isTrue();
		assertThat(this.lifecycle.phase()).isEqualTo(Phase.OPEN);
		assertThat(this.lifecycle.drainIfOutdated(orphanSince(11 * SECOND))).isFalse();
		assertThat(this.lifecycle.drainReason()).isEqualTo(CloseReason.ORPHANED);
	}

	@Test
	void retiredConnectionIsDrainedForItsOwnReason() {
		this.connection.retire(CloseReason.EVICTED);
		assertThat(this.lifecycle.drainIfOutdated(orphanSince(11 * SECOND))).isFalse();
		assertThat(this.lifecycle.drainReason()).isEqualTo(CloseReason.EVICTED);
	}

	@Test
	void pingThatFailsSaysWhyTheConnectionIsDrained() {
		suspect();
		this.lifecycle.pinged(false, CloseReason.PING_FAILED);
		assertThat(this.lifecycle.drainReason()).isEqualTo(CloseReason.PING_FAILED);
	}

	@Test
	void firstReasonCountsAndIsToldOnce() {
		this.lifecycle.drain(CloseReason.USED_UP);
		this.lifecycle.drain(CloseReason.BROKEN);
		assertThat(this.lifecycle.drainReason()).isEqualTo(CloseReason.USED_UP);
		assertThat(this.told).containsExactly(CloseReason.USED_UP);
	}

	@Test
	void connectionLetGoToBeKeptMayGetAReasonLater() {
		this.lifecycle.drain(null);
		assertThat(this.lifecycle.drainReason()).isNull();
		assertThat(this.told).isEmpty();
		this.lifecycle.drain(CloseReason.EVICTED);
		assertThat(this.lifecycle.drainReason()).isEqualTo(CloseReason.EVICTED);
		this.lifecycle.drain(null);
		assertThat(this.lifecycle.drainReason()).isEqualTo(CloseReason.EVICTED);
		assertThat(this.told).containsExactly(CloseReason.EVICTED);
	}

	@Test
	void endedConnectionGetsNoReasonAnyMore() {
		this.lifecycle.end();
		this.lifecycle.drain(CloseReason.BROKEN);
		assertThat(this.lifecycle.drainReason()).isNull();
		assertThat(this.told).isEmpty();
	}

	@Test
	void drainLastsAsLongAsTheSettingAllows() {
		Lifecycle brief = lifecycle(this.connection, Duration.ZERO);
		assertThat(brief.isDrainedForTooLong()).isFalse();
		brief.drain(CloseReason.USED_UP);
		assertThat(brief.isDrainedForTooLong()).isTrue();
		brief.end();
		assertThat(brief.isDrainedForTooLong()).isFalse();
		this.lifecycle.drain(CloseReason.USED_UP);
		assertThat(this.lifecycle.isDrainedForTooLong()).isFalse();
	}

	@Test
	void connectionIsUnresponsiveUntilSomethingComes() {
		assertThat(this.lifecycle.isUnresponsive()).isFalse();
		suspect();
		assertThat(this.lifecycle.isUnresponsive()).isTrue();
		this.lifecycle.drain(CloseReason.PING_FAILED);
		assertThat(this.lifecycle.isUnresponsive()).as("while it is drained").isTrue();
		this.lifecycle.read();
		assertThat(this.lifecycle.isUnresponsive()).isFalse();
	}

	@Test
	void endedConnectionIsNotUnresponsive() {
		suspect();
		this.lifecycle.end();
		assertThat(this.lifecycle.isUnresponsive()).isFalse();
	}

	@Test
	void connectionIsSilentOnlyAfterItHasBeenIdle() {
		this.lifecycle.begin();
		assertThat(this.lifecycle.isSilent()).as("a new one").isFalse();
		Lifecycle reused = lifecycle(PureConnection.framed(true), Duration.ZERO);
		reused.begin();
		assertThat(reused.isSilent()).isTrue();
		reused.read();
		assertThat(reused.isSilent()).isFalse();
	}

	@Test
	void newLeaseKnowsNothingOfTheLastOne() {
		this.lifecycle.gaveUp(1);
		this.lifecycle.drain(CloseReason.USED_UP);
		this.lifecycle.end();
		this.lifecycle.begin();
		assertThat(this.lifecycle.drainReason()).isNull();
		this.lifecycle.gaveUp(1);
		assertThat(this.lifecycle.phase()).isEqualTo(Phase.OPEN);
	}

	private void suspect() {
		Event.TWO_TIMED_OUT.happen.accept(this.lifecycle);
	}

	private static SharedCall orphanSince(long nanos) {
		SharedCall call = PureCalls.sent(1);
		call.orphaned(System.nanoTime() - nanos);
		return call;
	}

	private Lifecycle lifecycle(FramedConnection connection, Duration drainTimeout) {
		SharedSettings settings = SharedSettings.builder()
			.suspectAfter(2)
			.maxOrphans(MAX_ORPHANS)
			.orphanMaxAge(Duration.ofSeconds(10))
			.drainTimeout(drainTimeout)
			.build();
		return new Lifecycle(new ReentrantLock(), connection, settings, this.told::add);
	}

	/**
	 * What happens to a connection.
	 */
	enum Event {

		BYTES_CAME(Lifecycle::read),

		FRAMES_CAME(Lifecycle::framesCame),

		ONE_TIMED_OUT((lifecycle) -> lifecycle.gaveUp(1)),

		TWO_TIMED_OUT((lifecycle) -> {
			lifecycle.gaveUp(1);
			lifecycle.gaveUp(2);
		}),

		TOO_MANY_ORPHANS((lifecycle) -> lifecycle.gaveUp(MAX_ORPHANS + 1)),

		PING_ANSWERED((lifecycle) -> lifecycle.pinged(true, CloseReason.PING_FAILED)),

		PING_FAILED((lifecycle) -> lifecycle.pinged(false, CloseReason.PING_FAILED)),

		LET_GO((lifecycle) -> lifecycle.drain(CloseReason.USED_UP)),

		LET_GO_TO_BE_KEPT((lifecycle) -> lifecycle.drain(null)),

		LOOKED_AT((lifecycle) -> lifecycle.drainIfOutdated(null)),

		RETIRED((lifecycle) -> lifecycle.drainIfOutdated(null)),

		LEASE_ENDS(Lifecycle::end),

		LEASE_BEGINS(Lifecycle::begin);

		private final Consumer<Lifecycle> happen;

		Event(Consumer<Lifecycle> happen) {
			this.happen = happen;
		}

	}

}
