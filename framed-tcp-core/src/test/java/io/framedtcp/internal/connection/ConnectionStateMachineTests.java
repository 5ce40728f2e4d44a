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

package io.framedtcp.internal.connection;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.framedtcp.internal.connection.ConnectionStateMachine.Event;
import io.framedtcp.internal.connection.ConnectionStateMachine.State;
import io.framedtcp.pool.ConnectionState;
import io.framedtcp.spi.CloseReason;

import static org.assertj.core.api.Assertions.assertThat;

class ConnectionStateMachineTests {

	/** For each event, what becomes of each state; the others refuse it. */
	private static final Map<Event, Map<String, String>> TABLE = Map.of(Event.OPEN, Map.of("NEW", "OPENING"),
			Event.OPENED, Map.of("OPENING", "TESTING"), Event.TEST, Map.of("IDLE", "TESTING"), Event.PASS,
			Map.of("TESTING", "IDLE"), Event.LEASE,
			Map.of("TESTING", "LEASED(1)", "LEASED(1)", "LEASED(2)", "LEASED(2)", "LEASED(3)"), Event.RELEASE,
			Map.of("LEASED(1)", "IDLE", "LEASED(2)", "LEASED(1)", "LEASED(3)", "LEASED(2)", "DRAINING(1) BROKEN",
					"DRAINING BROKEN", "DRAINING(3) BROKEN", "DRAINING(2) BROKEN", "CLOSED(1) BROKEN", "CLOSED BROKEN"),
			Event.RETIRE,
			Map.of("NEW", "DRAINING EVICTED", "OPENING", "DRAINING EVICTED", "IDLE", "DRAINING EVICTED", "TESTING",
					"DRAINING EVICTED", "LEASED(1)", "DRAINING(1) EVICTED", "LEASED(2)", "DRAINING(2) EVICTED",
					"LEASED(3)", "DRAINING(3) EVICTED"),
			Event.CLOSE,
			Map.of("NEW", "CLOSED EVICTED", "OPENING", "CLOSED EVICTED", "IDLE", "CLOSED EVICTED", "TESTING",
					"CLOSED EVICTED", "LEASED(1)", "CLOSED(1) EVICTED", "LEASED(2)", "CLOSED(2) EVICTED", "LEASED(3)",
					"CLOSED(3) EVICTED", "DRAINING BROKEN", "CLOSED BROKEN", "DRAINING(1) BROKEN", "CLOSED(1) BROKEN",
					"DRAINING(3) BROKEN", "CLOSED(3) BROKEN"));

	private static final List<State> STATES = List.of(new State(ConnectionState.NEW, 0, null),
			new State(ConnectionState.OPENING, 0, null), new State(ConnectionState.IDLE, 0, null),
			new State(ConnectionState.TESTING, 0, null), new State(ConnectionState.LEASED, 1, null),
			new State(ConnectionState.LEASED, 2, null), new State(ConnectionState.LEASED, 3, null),
			new State(ConnectionState.DRAINING, 0, CloseReason.BROKEN),
			new State(ConnectionState.DRAINING, 1, CloseReason.BROKEN),
			new State(ConnectionState.DRAINING, 3, CloseReason.BROKEN),
			new State(ConnectionState.CLOSED, 0, CloseReason.BROKEN),
			new State(ConnectionState.CLOSED, 1, CloseReason.BROKEN));

	@ParameterizedTest
	@EnumSource
	void eachStateAnswersEachEventAsTheTableSays(Event event) {
		Map<String, String> transitions = TABLE.get(event);
		for (State state : STATES) {
			State next = ConnectionStateMachine.next(state, event, 3, CloseReason.EVICTED);
			assertThat((next != null) ? describe(next) : null).as(event + " in " + describe(state))
				.isEqualTo(transitions.get(describe(state)));
		}
	}

	@Test
	void everyStateIsInTheTable() {
		Set<ConnectionState> states = EnumSet.noneOf(ConnectionState.class);
		STATES.forEach((state) -> states.add(state.phase()));
		assertThat(states).containsExactlyInAnyOrder(ConnectionState.values());
		assertThat(TABLE).containsOnlyKeys(Event.values());
	}

	@Test
	void connectionIsOpenedTestedLentAndTakenBack() {
		ConnectionStateMachine machine = new ConnectionStateMachine(1);
		assertThat(machine.test()).isFalse();
		assertThat(machine.open()).isTrue();
		assertThat(machine.open()).isFalse();
		assertThat(machine.opened()).isTrue();
		assertThat(machine.lease()).isTrue();
		assertThat(machine.lease()).isFalse();
		assertThat(machine.leases()).isOne();
		assertThat(machine.release()).isTrue();
		assertThat(machine.release()).isFalse();
		assertThat(machine.state()).isEqualTo(ConnectionState.IDLE);
		assertThat(machine.test()).isTrue();
		assertThat(machine.pass()).isTrue();
		assertThat(machine.reason()).isNull();
	}

	@Test
	void firstReasonCounts() {
		ConnectionStateMachine machine = new ConnectionStateMachine(1);
		assertThat(machine.retire(CloseReason.TIMED_OUT)).isTrue();
		assertThat(machine.retire(CloseReason.BROKEN)).isFalse();
		assertThat(machine.close(CloseReason.SURPLUS)).isTrue();
		assertThat(machine.close(CloseReason.SURPLUS)).isFalse();
		assertThat(machine.reason()).isEqualTo(CloseReason.TIMED_OUT);
		assertThat(machine).hasToString("State[phase=CLOSED, leases=0, reason=TIMED_OUT]");
	}

	@Test
	void connectionThatIsRetiredMeanwhileIsNeitherOpenNorIdle() {
		ConnectionStateMachine opening = new ConnectionStateMachine(1);
		opening.open();
		opening.retire(CloseReason.EVICTED);
		assertThat(opening.opened()).isFalse();
		ConnectionStateMachine tested = new ConnectionStateMachine(1);
		tested.open();
		tested.opened();
		tested.retire(CloseReason.EVICTED);
		assertThat(tested.pass()).isFalse();
		assertThat(tested.state()).isEqualTo(ConnectionState.DRAINING);
	}

	@Test
	void ofManyThreadsOneIsGivenTheConnection() throws Exception {
		int threads = 8;
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			for (int round = 0; round < 500; round++) {
				ConnectionStateMachine machine = new ConnectionStateMachine(3);
				machine.open();
				machine.opened();
				CountDownLatch start = new CountDownLatch(1);
				List<Future<Boolean>> leases = IntStream.range(0, threads).mapToObj((i) -> executor.submit(() -> {
					start.await();
					return machine.lease();
				})).toList();
				start.countDown();
				int lent = 0;
				for (Future<Boolean> lease : leases) {
					lent += lease.get() ? 1 : 0;
				}
				assertThat(lent).isEqualTo(3);
				assertThat(machine.leases()).isEqualTo(3);
			}
		}
		finally {
			executor.shutdownNow();
		}
	}

	private static String describe(State state) {
		return state.phase() + ((state.leases() > 0) ? "(" + state.leases() + ")" : "")
				+ ((state.reason() != null) ? " " + state.reason() : "");
	}

}
