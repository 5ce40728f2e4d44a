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

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.config.SharedSettings;
import io.framedtcp.internal.shared.Admission.Placement;
import io.framedtcp.internal.shared.SharedCall.State;
import io.framedtcp.spi.CloseReason;

import static org.assertj.core.api.Assertions.assertThat;

class AdmissionTests {

	private static final int SIZE = PureCalls.call(1).frame().size();

	private PureConnection connection = new PureConnection(
			PureConnection.matched().maxInFlight(2).maxInFlightBytes(SIZE * 3L).suspectAfter(1).build());

	@AfterEach
	void close() {
		this.connection.close();
	}

	@Test
	void callHasItsPlaceBeforeItsFrameIsQueued() {
		SharedCall call = PureCalls.call(1);
		assertThat(this.connection.place(call)).isEqualTo(Placement.PLACED);
		assertThat(call.state()).isEqualTo(State.PLACED);
		assertThat(call.isWriter()).isFalse();
		assertThat(this.connection.places().inFlight()).isOne();
		assertThat(this.connection.calls().admission().queue(call)).isTrue();
		assertThat(call.state()).isEqualTo(State.QUEUED);
		assertThat(call.isWriter()).isTrue();
		assertThat(this.connection.places().inFlight()).isOne();
	}

	@Test
	void noMoreCallsThanAllowedAreInFlight() {
		this.connection.queue(1);
		this.connection.queue(2);
		assertRefused(PureCalls.call(3), Placement.FULL);
	}

	@Test
	void noMoreBytesThanAllowedAreInFlight() {
		this.connection.queue(1);
		assertRefused(PureCalls.call(SharedPeer.message(2, "x".repeat(SIZE * 3)), true), Placement.TOO_MANY_BYTES);
	}

	@Test
	void keyIsThatOfOneCallAtATime() {
		this.connection.queue(1);
		assertRefused(PureCalls.call(1), Placement.KEY_IN_USE);
		assertThat(this.connection.place(PureCalls.call(SharedPeer.message(1, ""), false)))
			.as("of a call without a reply")
			.isEqualTo(Placement.PLACED);
	}

	@Test
	void refusedCallTakesNoKey() {
		this.connection.queue(1);
		SharedCall second = this.connection.queue(2);
		assertRefused(PureCalls.call(3), Placement.FULL);
		this.connection.abandon(second);
		assertThat(this.connection.place(PureCalls.call(3))).isEqualTo(Placement.PLACED);
	}

	@Test
	void drainedOrEndedConnectionTakesNoCalls() {
		SharedCall call = this.connection.queue(1);
		this.connection.calls().drain(null);
		assertRefused(PureCalls.call(2), Placement.GONE);
		assertThat(this.connection.leave(call)).isTrue();
		assertRefused(PureCalls.call(2), Placement.GONE);
	}

	@Test
	void suspectConnectionTakesPingsOnlyEvenIfItIsFull() {
		this.connection.queue(1);
		SharedCall writer = this.connection.queue(2);
		assertThat(this.connection.placePing(PureCalls.call(3))).as("not suspect").isEqualTo(Placement.GONE);
		this.connection.lifecycle().gaveUp(1);
		assertRefused(PureCalls.call(4), Placement.SUSPECT);
		assertThat(this.connection.placePing(PureCalls.call(3))).isEqualTo(Placement.PLACED);
		assertThat(writer.state()).isEqualTo(State.QUEUED);
	}

	@Test
	void retiredConnectionIsDrained() {
		this.connection.framed().retire(CloseReason.MAX_LIFETIME);
		assertRefused(PureCalls.call(1), Placement.GONE);
		assertThat(this.connection.lifecycle().drainReason()).isEqualTo(CloseReason.MAX_LIFETIME);
	}

	@Test
	void placesArePartOfTheUsesOfAConnection() {
		use(PureConnection.matched().build(), 3);
		SharedCall writer = this.connection.queue(1);
		assertThat(this.connection.gather(writer)).isOne();
		this.connection.queue(2);
		this.connection.queue(3);
		assertRefused(PureCalls.call(4), Placement.GONE);
		assertThat(this.connection.lifecycle().drainReason()).isEqualTo(CloseReason.USED_UP);
	}

	@Test
	void answerIsQueuedHoweverManyCallsThereAre() {
		this.connection.queue(1);
		this.connection.queue(2);
		this.connection.calls().drain(CloseReason.EVICTED);
		SharedCall answer = answer();
		assertThat(this.connection.placeAnswer(answer)).isTrue();
		assertThat(answer.state()).isEqualTo(State.QUEUED);
		assertThat(this.connection.places().present()).isEqualTo(3);
	}

	@Test
	void answerIsNotQueuedAfterTheEnd() {
		this.connection.lifecycle().end();
		assertThat(this.connection.placeAnswer(answer())).isFalse();
		assertThat(this.connection.places().present()).isZero();
	}

	@Test
	void callWhosePlaceHasGoneWithTheConnectionNeedsAnother() {
		SharedCall call = PureCalls.call(1);
		this.connection.place(call);
		this.connection.lifecycle().end();
		assertNeedsAnother(call);
	}

	@Test
	void callWithAPlaceWaitsForAnotherIfRepliesHaveLostTheirOrder() {
		use(SharedSettings.builder().inOrder().build(), 0);
		SharedCall first = this.connection.queue(1);
		SharedCall placed = PureCalls.call(2);
		this.connection.place(placed);
		this.connection.gather(first);
		this.connection.leave(first);
		assertNeedsAnother(placed);
	}

	private void use(SharedSettings settings, int maxUses) {
		this.connection.close();
		this.connection = new PureConnection(settings, maxUses);
	}

	private static SharedCall answer() {
		return new SharedCall(null, null, PureCalls.call(0).frame(), false, null, null);
	}

	private void assertRefused(SharedCall call, Placement why) {
		int inFlight = this.connection.places().inFlight();
		int present = this.connection.places().present();
		assertThat(this.connection.place(call)).isEqualTo(why);
		assertThat(call.state()).isEqualTo(State.WAITING);
		assertThat(this.connection.places().inFlight()).isEqualTo(inFlight);
		assertThat(this.connection.places().present()).isEqualTo(present);
	}

	private void assertNeedsAnother(SharedCall call) {
		assertThat(this.connection.calls().admission().queue(call)).isFalse();
		assertThat(call.state()).isEqualTo(State.WAITING);
		assertThat(this.connection.places().inFlight()).isZero();
		assertThat(this.connection.places().present()).isZero();
		this.connection.calls().begin();
		assertThat(this.connection.place(PureCalls.call(PureCalls.id(call)))).isEqualTo(Placement.PLACED);
	}

}
