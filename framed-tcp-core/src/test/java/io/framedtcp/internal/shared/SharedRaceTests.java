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
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.function.Predicate;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.internal.shared.Admission.Placement;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.support.Callers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two threads meet on one connection without sockets, at random points. Each race is run
 * as often as the system property {@code stress.rounds} says; {@code stress.seed} repeats
 * them.
 */
class SharedRaceTests {

	/** So long, at most, one thread lets the other go first. */
	private static final int SPINS = 400;

	private final int rounds = Integer.getInteger("stress.rounds", 200);

	private final long seed = Long.getLong("stress.seed", System.nanoTime());

	private final Random random = new Random(this.seed);

	private final Callers callers = new Callers();

	private PureConnection connection;

	@AfterEach
	void close() {
		this.callers.close();
	}

	@Test
	void driverHandsOverWhileAnotherCallComes() throws Exception {
		for (int i = 0; i < this.rounds; i++) {
			begin();
			SharedCall leaving = this.connection.queue(1);
			this.connection.write(leaving);
			SharedCall coming = PureCalls.call(2);
			List<SharedCall> woken = new ArrayList<>();
			race(() -> this.connection.calls().roles().handOver(leaving, woken), () -> this.connection.queue(coming));
			// The one who leaves may get the role again, as it has not got its reply.
			assertThat(List.of(leaving, coming)).as(this::round).filteredOn(SharedCall::isDriver).hasSize(1);
			assertThat(coming.isWriter()).as(this::round).isTrue();
			this.connection.close();
		}
	}

	@Test
	void connectionEndsWhileACallIsQueued() throws Exception {
		for (int i = 0; i < this.rounds; i++) {
			begin();
			SharedCall before = this.connection.queue(1);
			SharedCall coming = PureCalls.call(2);
			List<Placement> placement = new ArrayList<>();
			List<SharedCall> failed = new ArrayList<>();
			race(() -> this.connection.calls()
				.fail(CloseReason.BROKEN, new IOException("lost"), new UnfinishedFrame(), failed),
					() -> placement.add(this.connection.place(coming)));
			boolean queued = placement.contains(Placement.PLACED) && this.connection.calls().admission().queue(coming);
			assertThat(before.state()).as(this::round).isEqualTo(SharedCall.State.FAILED);
			assertThat(queued).as(this::round).isFalse();
			assertThat(coming.state()).as(this::round).isEqualTo(SharedCall.State.WAITING);
			assertThat(this.connection.places().inFlight()).as(this::round).isZero();
			this.connection.close();
		}
	}

	@Test
	void connectionEndsWhileACallIsPlacedAndQueuedAtOnce() throws Exception {
		assertEachFails((call) -> this.connection.tryQueue(call) == Placement.PLACED);
	}

	@Test
	void connectionEndsWhileAnAnswerIsQueued() throws Exception {
		assertEachFails((call) -> this.connection.placeAnswer(call));
	}

	private void assertEachFails(Predicate<SharedCall> placing) throws Exception {
		for (int i = 0; i < this.rounds; i++) {
			begin();
			SharedCall before = this.connection.queue(1);
			SharedCall coming = PureCalls.call(2);
			List<Boolean> placed = new ArrayList<>();
			List<SharedCall> failed = new ArrayList<>();
			race(() -> this.connection.calls()
				.fail(CloseReason.BROKEN, new IOException("lost"), new UnfinishedFrame(), failed),
					() -> placed.add(placing.test(coming)));
			assertThat(before.state()).as(this::round).isEqualTo(SharedCall.State.FAILED);
			assertThat(coming.state()).as(this::round)
				.isEqualTo(placed.get(0) ? SharedCall.State.FAILED : SharedCall.State.WAITING);
			assertThat(failed.contains(coming)).as(this::round).isEqualTo(placed.get(0));
			assertThat(this.connection.places().inFlight()).as(this::round).isZero();
			this.connection.close();
		}
	}

	@Test
	void callerGivesUpWhileItsReplyComes() throws Exception {
		for (int i = 0; i < this.rounds; i++) {
			begin();
			SharedCall call = this.connection.queue(1);
			this.connection.write(call);
			List<Boolean> abandoned = new ArrayList<>();
			race(() -> abandoned.add(this.connection.abandon(call)),
					() -> this.connection.arrive(SharedPeer.message(1, "reply")));
			assertThat(call.state()).as(this::round)
				.isEqualTo(abandoned.get(0) ? SharedCall.State.ORPHANED : SharedCall.State.ANSWERED);
			assertThat(this.connection.places().inFlight()).as(this::round).isZero();
			assertThat(this.connection.places().orphans()).as(this::round).isZero();
			assertThat(this.connection.place(PureCalls.call(1))).as(this::round).isEqualTo(Placement.PLACED);
			this.connection.close();
		}
	}

	private void begin() {
		this.connection = new PureConnection(PureConnection.matched().build());
	}

	private void race(Step first, Step second) throws Exception {
		CyclicBarrier start = new CyclicBarrier(2);
		int firstSpins = this.random.nextInt(SPINS);
		int secondSpins = this.random.nextInt(SPINS);
		Future<Void> other = this.callers.call(() -> {
			take(start, firstSpins, first);
			return null;
		});
		take(start, secondSpins, second);
		Callers.get(other);
	}

	private static void take(CyclicBarrier start, int spins, Step step) throws Exception {
		start.await();
		for (int i = 0; i < spins; i++) {
			Thread.onSpinWait();
		}
		step.take();
	}

	private String round() {
		return "seed " + this.seed;
	}

	/**
	 * What one of the threads does.
	 */
	private interface Step {

		void take() throws Exception;

	}

}
