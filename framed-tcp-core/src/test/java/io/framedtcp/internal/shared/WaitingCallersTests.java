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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.framedtcp.internal.shared.Admission.Placement;
import io.framedtcp.internal.shared.WaitingCallers.Turn;
import io.framedtcp.internal.shared.WaitingCallers.WaitingCaller;

import static org.assertj.core.api.Assertions.assertThat;

class WaitingCallersTests {

	private final WaitingCallers callers = new WaitingCallers();

	/** Who has been asked for a place, in this order. */
	private final List<WaitingCaller> asked = new ArrayList<>();

	@Test
	void placesGoToThoseWhoCameFirst() {
		WaitingCaller first = add(1);
		WaitingCaller second = add(2);
		WaitingCaller third = add(3);
		offer(Placement.PLACED, Placement.PLACED, Placement.FULL);
		assertThat(this.asked).containsExactly(first, second, third);
		assertThat(List.of(first.turn(), second.turn(), third.turn())).containsExactly(Turn.PLACED, Turn.PLACED,
				Turn.WAITS);
		assertThat(waiting()).containsExactly(third);
		assertThat(this.callers.count()).isOne();
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = { "PLACED", "KEY_IN_USE" })
	void nobodyPassesACallerForWhomThereIsNoPlace(Placement placement) {
		WaitingCaller first = add(1);
		WaitingCaller second = add(2);
		offer(placement, Placement.PLACED);
		assertThat(this.asked).containsExactly(first);
		assertThat(first.placement()).isEqualTo(placement);
		assertThat(waiting()).containsExactly(first, second);
	}

	@Test
	void callerWhoseKeyIsInUseLetsOthersPassAndStaysInFront() {
		WaitingCaller first = add(1);
		WaitingCaller second = add(2);
		WaitingCaller third = add(3);
		offer(Placement.KEY_IN_USE, Placement.PLACED, Placement.FULL);
		assertThat(second.turn()).isEqualTo(Turn.PLACED);
		assertThat(first.placement()).isEqualTo(Placement.KEY_IN_USE);
		this.asked.clear();
		offer(Placement.PLACED, Placement.FULL);
		assertThat(this.asked).containsExactly(first, third);
		assertThat(first.turn()).isEqualTo(Turn.PLACED);
	}

	@Test
	void callerWhoOpensAConnectionIsAskedNoMoreAndStaysInLine() {
		WaitingCaller first = add(1);
		WaitingCaller second = add(2);
		List<Boolean> leasing = new ArrayList<>(List.of(true, false));
		this.callers.offer((caller) -> place(caller, Placement.FULL), (thread) -> leasing.remove(0), 0);
		assertThat(first.turn()).isEqualTo(Turn.OPENS);
		assertThat(second.turn()).isEqualTo(Turn.WAITS);
		assertThat(this.callers.count()).isEqualTo(2);
		this.asked.clear();
		offer(Placement.PLACED);
		assertThat(this.asked).containsExactly(second);
		assertThat(waiting()).containsExactly(first);
	}

	@Test
	void callerWhoOpensAConnectionKeepsNobodyFromTheRest() {
		WaitingCaller first = add(1);
		WaitingCaller second = add(2);
		List<Placement> placements = new ArrayList<>(List.of(Placement.FULL, Placement.PLACED));
		this.callers.offer((caller) -> place(caller, placements.remove(0)), (thread) -> true, 0);
		assertThat(first.turn()).isEqualTo(Turn.OPENS);
		assertThat(second.turn()).isEqualTo(Turn.PLACED);
	}

	@Test
	void callerWhoComesBackIsInFrontOfTheOthersAgain() {
		WaitingCaller first = add(1);
		WaitingCaller second = add(2);
		offer(Placement.PLACED, Placement.FULL);
		this.callers.addBack(first);
		assertThat(first.turn()).isEqualTo(Turn.WAITS);
		assertThat(waiting()).containsExactly(first, second);
		assertThat(this.callers.count()).isEqualTo(2);
	}

	@Test
	void callerWhoLeavesIsAskedNoMore() {
		WaitingCaller first = add(1);
		WaitingCaller second = add(2);
		this.callers.remove(first);
		assertThat(this.callers.count()).isOne();
		offer(Placement.PLACED);
		assertThat(this.asked).containsExactly(second);
		assertThat(this.callers.count()).isZero();
	}

	@Test
	void failureEndsTheWaitOfThoseWhoOnlyWait() {
		WaitingCaller opening = add(1);
		WaitingCaller waiting = add(2);
		opening.turn(Turn.OPENS);
		IOException failure = new IOException("closed");
		this.callers.failAll(failure);
		assertThat(waiting.turn()).isEqualTo(Turn.FAILED);
		assertThat(waiting.failure()).isSameAs(failure);
		assertThat(opening.turn()).isEqualTo(Turn.OPENS);
		assertThat(waiting()).containsExactly(opening);
		assertThat(this.callers.count()).isOne();
	}

	private WaitingCaller add(int id) {
		SharedCall call = PureCalls.call(id);
		WaitingCaller caller = new WaitingCaller(call.frame(), true, call);
		this.callers.add(caller);
		return caller;
	}

	/**
	 * Offers places while no connection may be leased.
	 * @param placements what comes of it for those who are asked, in this order
	 */
	private void offer(Placement... placements) {
		List<Placement> next = new ArrayList<>(List.of(placements));
		this.callers.offer((caller) -> place(caller, next.remove(0)), (thread) -> false, 0);
	}

	private Placement place(WaitingCaller caller, Placement placement) {
		this.asked.add(caller);
		return placement;
	}

	private List<WaitingCaller> waiting() {
		List<WaitingCaller> waiting = new ArrayList<>();
		this.callers.forEach(waiting::add);
		return waiting;
	}

}
