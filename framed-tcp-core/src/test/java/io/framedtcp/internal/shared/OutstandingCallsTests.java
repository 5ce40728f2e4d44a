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

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.framedtcp.internal.shared.OutstandingCalls.InFlightCalls;

import static org.assertj.core.api.Assertions.assertThat;

class OutstandingCallsTests {

	private final InFlightCalls calls = new InFlightCalls();

	@Test
	void callsStayInTheOrderInWhichTheyCame() {
		add(1, 2, 3);
		assertThat(PureCalls.ids(this.calls)).containsExactly(1, 2, 3);
		assertThat(PureCalls.id(this.calls.first())).isOne();
	}

	@Test
	void callCanLeaveFromAnywhere() {
		List<SharedCall> all = add(1, 2, 3, 4, 5);
		this.calls.remove(all.get(2));
		assertThat(PureCalls.ids(this.calls)).containsExactly(1, 2, 4, 5);
		this.calls.remove(all.get(0));
		assertThat(PureCalls.ids(this.calls)).containsExactly(2, 4, 5);
		this.calls.remove(all.get(4));
		assertThat(PureCalls.ids(this.calls)).containsExactly(2, 4);
		add(6);
		assertThat(PureCalls.ids(this.calls)).containsExactly(2, 4, 6);
	}

	@Test
	void callsThatHaveLeftAreNotIn() {
		List<SharedCall> all = add(1, 2);
		assertThat(this.calls.contains(all.get(0))).isTrue();
		assertThat(this.calls.contains(all.get(1))).isTrue();
		this.calls.remove(all.get(0));
		assertThat(this.calls.contains(all.get(0))).isFalse();
		assertThat(this.calls.contains(all.get(1))).isTrue();
		this.calls.remove(all.get(1));
		assertThat(this.calls.contains(all.get(1))).isFalse();
		assertThat(this.calls.isEmpty()).isTrue();
		assertThat(this.calls.contains(PureCalls.call(3))).isFalse();
	}

	@Test
	void leavingTwiceChangesNothing() {
		List<SharedCall> all = add(1, 2, 3);
		for (SharedCall call : List.of(all.get(1), all.get(0))) {
			this.calls.remove(call);
			this.calls.remove(call);
		}
		assertThat(PureCalls.ids(this.calls)).containsExactly(3);
		this.calls.remove(all.get(2));
		this.calls.remove(all.get(2));
		assertThat(this.calls.isEmpty()).isTrue();
		add(4);
		assertThat(PureCalls.ids(this.calls)).containsExactly(4);
	}

	@Test
	void callsMayLeaveWhileTheyAreLookedAt() {
		add(1, 2, 3, 4);
		List<Integer> seen = new ArrayList<>();
		InFlightCalls.forEach(this.calls.first(), (call) -> {
			seen.add(PureCalls.id(call));
			this.calls.remove(call);
		});
		assertThat(seen).containsExactly(1, 2, 3, 4);
		assertThat(this.calls.isEmpty()).isTrue();
	}

	@Test
	void callsFromOneOnAreLookedAt() {
		List<SharedCall> all = add(1, 2, 3);
		List<Integer> seen = new ArrayList<>();
		InFlightCalls.forEach(all.get(1), (call) -> seen.add(PureCalls.id(call)));
		assertThat(seen).containsExactly(2, 3);
	}

	@Test
	void oldestOrphanIsFoundAmongOthers() {
		OutstandingCalls outstanding = new OutstandingCalls();
		List<SharedCall> all = List.of(PureCalls.sent(1), PureCalls.sent(2), PureCalls.sent(3));
		all.forEach(outstanding.inFlight()::add);
		assertThat(outstanding.firstOrphan()).isNull();
		all.get(2).orphaned(0);
		all.get(1).orphaned(1);
		assertThat(outstanding.firstOrphan()).isSameAs(all.get(1));
	}

	@Test
	void callIsAloneIfNoOtherReplyIsOutstanding() {
		OutstandingCalls outstanding = new OutstandingCalls();
		SharedCall call = PureCalls.sent(1);
		outstanding.inFlight().add(call);
		assertThat(outstanding.isAlone(call)).isTrue();
		SharedCall other = PureCalls.sent(2);
		outstanding.inFlight().add(other);
		assertThat(outstanding.isAlone(call)).isFalse();
		assertThat(outstanding.isAlone(other)).isFalse();
	}

	private List<SharedCall> add(int... ids) {
		List<SharedCall> added = new ArrayList<>();
		for (int id : ids) {
			SharedCall call = PureCalls.call(id);
			this.calls.add(call);
			added.add(call);
		}
		return added;
	}

}
