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

import org.junit.jupiter.api.Test;

import io.framedtcp.config.SharedSettings;

import static org.assertj.core.api.Assertions.assertThat;

class PlacesTests {

	private static final int SIZE = PureCalls.call(1).frame().size();

	private final Places places = places(SIZE * 3L);

	@Test
	void connectionIsFullWithAsManyCallsAsAllowed() {
		this.places.take(PureCalls.call(1));
		assertThat(this.places.isFull()).isFalse();
		SharedCall second = PureCalls.call(2);
		this.places.take(second);
		assertThat(this.places.isFull()).isTrue();
		assertThat(this.places.inFlight()).isEqualTo(2);
		this.places.free(second);
		assertThat(this.places.isFull()).isFalse();
		assertThat(this.places.inFlight()).isOne();
	}

	@Test
	void bytesOfAllCallsTogetherMayReachTheBound() {
		Places justEnough = places(SIZE * 2L);
		justEnough.take(PureCalls.call(1));
		assertThat(justEnough.isRoomFor(PureCalls.call(2))).isTrue();
		Places tooFew = places(SIZE * 2L - 1);
		tooFew.take(PureCalls.call(1));
		assertThat(tooFew.isRoomFor(PureCalls.call(2))).isFalse();
	}

	@Test
	void callThatIsAloneFitsInHoweverLargeItIs() {
		SharedCall large = large();
		assertThat(this.places.isRoomFor(large)).isTrue();
		this.places.take(PureCalls.call(1));
		assertThat(this.places.isRoomFor(large)).isFalse();
	}

	@Test
	void bytesOfACallThatIsGoneAreFree() {
		SharedCall large = large();
		this.places.take(large);
		this.places.take(PureCalls.call(1));
		assertThat(this.places.isRoomFor(PureCalls.call(2))).isFalse();
		this.places.free(large);
		assertThat(this.places.isRoomFor(PureCalls.call(2))).isTrue();
	}

	@Test
	void callerWhoseCallIsDoneIsThereUntilItLeaves() {
		SharedCall call = PureCalls.call(1);
		this.places.take(call);
		this.places.free(call);
		assertThat(this.places.inFlight()).isZero();
		assertThat(this.places.present()).isOne();
		assertThat(this.places.leave()).isTrue();
		assertThat(this.places.present()).isZero();
	}

	@Test
	void onlyTheLastWhoLeavesIsTheLast() {
		this.places.take(PureCalls.call(1));
		this.places.enter();
		assertThat(this.places.present()).isEqualTo(2);
		assertThat(this.places.leave()).isFalse();
		assertThat(this.places.leave()).isTrue();
	}

	@Test
	void orphansTakeNoPlaceAndAreCountedApart() {
		SharedCall call = PureCalls.call(1);
		this.places.take(call);
		this.places.free(call);
		this.places.orphaned();
		this.places.orphaned();
		assertThat(this.places.orphans()).isEqualTo(2);
		assertThat(this.places.inFlight()).isZero();
		this.places.orphanGone();
		assertThat(this.places.orphans()).isOne();
	}

	@Test
	void oldestOrphanIsThatOfTheCallsWhileAnyIsCounted() {
		OutstandingCalls calls = new OutstandingCalls();
		SharedCall orphan = PureCalls.sent(1);
		orphan.orphaned(0);
		calls.inFlight().add(orphan);
		assertThat(this.places.oldestOrphan(calls)).isNull();
		this.places.orphaned();
		assertThat(this.places.oldestOrphan(calls)).isSameAs(orphan);
	}

	@Test
	void requestsCountAsNotBegunUntilTheWriterBeginsThem() {
		SharedCall first = PureCalls.call(1);
		this.places.take(first);
		this.places.take(PureCalls.call(2));
		this.places.free(first);
		assertThat(this.places.unbegun()).as("also of one that was given up").isEqualTo(2);
		this.places.begun(1);
		assertThat(this.places.unbegun()).isOne();
		this.places.begin();
		assertThat(this.places.unbegun()).isZero();
	}

	private static SharedCall large() {
		return PureCalls.call(SharedPeer.message(9, "x".repeat(1000)), true);
	}

	private static Places places(long maxInFlightBytes) {
		return new Places(SharedSettings.builder().maxInFlight(2).maxInFlightBytes(maxInFlightBytes).build());
	}

}
