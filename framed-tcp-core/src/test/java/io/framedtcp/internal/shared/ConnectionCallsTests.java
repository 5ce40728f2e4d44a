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
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.config.SharedSettings;
import io.framedtcp.config.UnknownReplyPolicy;
import io.framedtcp.internal.exchange.ExchangeFailedException;
import io.framedtcp.internal.shared.Admission.Placement;
import io.framedtcp.internal.shared.Lifecycle.Phase;
import io.framedtcp.internal.shared.SharedCall.State;
import io.framedtcp.internal.shared.UnfinishedFrame.Addressee;
import io.framedtcp.internal.transport.WrongReplyException;
import io.framedtcp.spi.CloseReason;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What becomes of the calls of a connection, each step taken by the test.
 */
class ConnectionCallsTests {

	private PureConnection connection = new PureConnection(PureConnection.matched().build());

	@AfterEach
	void close() {
		this.connection.close();
	}

	@Test
	void frameDoesNotCompleteACallThatIsNotQueued() throws IOException {
		try (PureConnection ignoring = new PureConnection(
				PureConnection.matched().onUnknownReply(UnknownReplyPolicy.IGNORE).build())) {
			SharedCall call = PureCalls.call(1);
			assertThat(ignoring.calls().admission().place(call, null, false, Phase.OPEN)).isEqualTo(Placement.PLACED);
			ignoring.arrive(SharedPeer.message(1, "to an earlier request with this id"));
			assertThat(call.isDone()).isFalse();
			ignoring.calls().admission().queue(call);
			ignoring.abandon(call);
			assertThat(ignoring.places().inFlight()).isZero();
		}
	}

	@Test
	void replyCompletesItsCallAndFreesItsPlaceAndKey() throws IOException {
		SharedCall first = this.connection.queue(1);
		SharedCall second = this.connection.queue(2);
		this.connection.write(first);
		this.connection.arrive(SharedPeer.message(2, "reply"));
		assertStates(State.SENT, first);
		assertThat(second.outcome()).isEqualTo(SharedPeer.message(2, "reply"));
		assertThat(second.isMaybeSent()).isTrue();
		assertCounts(1, 0);
		assertThat(this.connection.place(PureCalls.call(2))).isEqualTo(Placement.PLACED);
	}

	@Test
	void callGivenUpBeforeSendingIsCancelledAndItsFrameIsNotSent() {
		SharedCall first = this.connection.queue(1);
		SharedCall second = this.connection.queue(2);
		assertThat(this.connection.abandon(second)).isTrue();
		assertStates(State.CANCELLED, second);
		assertThat(second.isMaybeSent()).isFalse();
		assertCounts(1, 0);
		assertThat(this.connection.write(first)).hasSize(first.frame().size());
		assertStates(State.SENT, first);
		assertThat(this.connection.place(PureCalls.call(2))).as("its key").isEqualTo(Placement.PLACED);
	}

	@Test
	void callGivenUpAfterSendingIsAnOrphanWhoseKeyIsTakenUntilItsReplyComes() throws IOException {
		SharedCall call = this.connection.queue(1);
		this.connection.write(call);
		assertThat(this.connection.abandon(call)).isTrue();
		assertStates(State.ORPHANED, call);
		assertThat(call.isMaybeSent()).isTrue();
		assertCounts(0, 1);
		assertThat(this.connection.place(PureCalls.call(1))).isEqualTo(Placement.KEY_IN_USE);
		this.connection.arrive(SharedPeer.message(1, "late"));
		assertCounts(0, 0);
		assertStates(State.ORPHANED, call);
		assertThat(this.connection.lifecycle().phase()).isEqualTo(Phase.OPEN);
		assertThat(this.connection.place(PureCalls.call(1))).isEqualTo(Placement.PLACED);
	}

	@Test
	void callIsSentAsSoonAsTheWriterHasTakenItsFrame() {
		SharedCall call = this.connection.queue(1);
		this.connection.gather(call);
		this.connection.abandon(call);
		assertStates(State.ORPHANED, call);
	}

	@Test
	void neighboursOfAnOrphanGoOn() {
		SharedCall first = this.connection.queue(1);
		SharedCall second = this.connection.queue(2);
		this.connection.gather(first);
		SharedCall third = this.connection.queue(3);
		this.connection.abandon(first);
		assertStates(State.SENT, second);
		assertStates(State.QUEUED, third);
		assertThat(second.isDriver()).isTrue();
		assertThat(this.connection.woken()).contains(second);
	}

	@Test
	void callWithoutAReplyLeavesNoOrphan() {
		SharedCall call = this.connection.queue(PureCalls.call(SharedPeer.message(1, ""), false));
		this.connection.gather(call);
		this.connection.abandon(call);
		assertStates(State.ORPHANED, call);
		assertCounts(0, 0);
	}

	@Test
	void callWithoutAReplyIsDoneOnceItsFrameIsWritten() {
		SharedCall call = PureCalls.call(SharedPeer.message(1, ""), false);
		this.connection.queue(call);
		this.connection.write(call);
		assertStates(State.ANSWERED, call);
		assertCounts(0, 0);
		assertThat(this.connection.places().present()).as("until it leaves").isOne();
	}

	@Test
	void callWithoutAReplyIsNotDoneWhileItsFrameIsGatheredOnly() {
		SharedCall call = PureCalls.call(SharedPeer.message(1, ""), false);
		this.connection.queue(call);
		this.connection.gather(call);
		this.connection.gather(call);
		assertStates(State.SENT, call);
	}

	@Test
	void answerThatNobodyWaitsForLeavesOnceItIsWritten() {
		SharedCall answer = new SharedCall(null, null, PureCalls.call(0).frame(), false, null, null);
		this.connection.placeAnswer(answer);
		this.connection.write(answer);
		assertStates(State.ANSWERED, answer);
		assertThat(this.connection.places().present()).isZero();
	}

	@Test
	void callThatIsDoneCannotBeGivenUp() throws IOException {
		SharedCall call = this.connection.queue(1);
		this.connection.write(call);
		this.connection.arrive(SharedPeer.message(1, "reply"));
		assertThat(this.connection.abandon(call)).isFalse();
		assertStates(State.ANSWERED, call);
		assertCounts(0, 0);
	}

	@Test
	void callThatIsNotQueuedLeavesItsPlaceAndKey() {
		SharedCall call = PureCalls.call(1);
		this.connection.place(call);
		assertThat(this.connection.leave(call)).isTrue();
		assertCounts(0, 0);
		this.connection.calls().begin();
		assertThat(this.connection.place(PureCalls.call(1))).isEqualTo(Placement.PLACED);
	}

	@Test
	void givenUpInOrderTheCallsBehindFailAndThoseBeforeGoOn() throws IOException {
		use(SharedSettings.builder().inOrder().build());
		SharedCall before = this.connection.queue(1);
		SharedCall givenUp = this.connection.queue(2);
		SharedCall behind = this.connection.queue(3);
		this.connection.write(before);
		SharedCall unsent = this.connection.queue(4);
		this.connection.abandon(givenUp);
		assertStates(State.ORPHANED, givenUp);
		assertFailed(behind, CloseReason.BROKEN, true);
		assertFailed(unsent, CloseReason.BROKEN, false);
		assertThat(this.connection.woken()).containsExactly(behind, unsent);
		assertThat(this.connection.write(unsent)).isEmpty();
		assertStates(State.SENT, before);
		assertCounts(1, 0);
		assertThat(this.connection.lifecycle().drainReason()).isEqualTo(CloseReason.TIMED_OUT);
		assertThat(this.connection.calls().isOutOfOrder()).as("one is still in order").isFalse();
		this.connection.arrive(SharedPeer.message(0, "reply"));
		assertStates(State.ANSWERED, before);
		assertThat(this.connection.calls().isOutOfOrder()).isTrue();
	}

	@Test
	void givenUpInOrderBeforeSendingNobodyFails() {
		use(SharedSettings.builder().inOrder().build());
		SharedCall first = this.connection.queue(1);
		SharedCall second = this.connection.queue(2);
		SharedCall third = this.connection.queue(3);
		this.connection.abandon(second);
		assertStates(State.CANCELLED, second);
		assertStates(State.QUEUED, first, third);
		assertThat(this.connection.lifecycle().phase()).isEqualTo(Phase.OPEN);
		assertThat(this.connection.calls().isOutOfOrder()).isFalse();
	}

	@Test
	void repliesInOrderGoToTheOldestCalls() throws IOException {
		use(SharedSettings.builder().inOrder().build());
		SharedCall first = this.connection.queue(1);
		SharedCall second = this.connection.queue(2);
		this.connection.write(first);
		this.connection.arrive(SharedPeer.message(7, ""), SharedPeer.message(8, ""));
		assertThat(SharedPeer.id(first.outcome())).isEqualTo(7);
		assertThat(SharedPeer.id(second.outcome())).isEqualTo(8);
		assertThatExceptionOfType(WrongReplyException.class)
			.isThrownBy(() -> this.connection.arrive(SharedPeer.message(9, "")));
	}

	@Test
	void frameThatComesInPartMayBeThatOfOthers() {
		SharedCall first = this.connection.queue(1);
		SharedCall second = this.connection.queue(2);
		this.connection.write(first);
		this.connection.abandon(second);
		assertThat(second.addressee()).isEqualTo(Addressee.ANY_CALL);
		use(SharedSettings.builder().inOrder().build());
		SharedCall alone = this.connection.queue(1);
		SharedCall behind = this.connection.queue(2);
		this.connection.write(alone);
		this.connection.abandon(behind);
		assertThat(behind.addressee()).isEqualTo(Addressee.EARLIER_CALL);
		this.connection.abandon(alone);
		assertThat(alone.addressee()).isEqualTo(Addressee.THIS_CALL);
	}

	@Test
	void unknownReplyDrainsTheConnectionUnlessItIsIgnored() throws IOException {
		SharedCall call = this.connection.queue(1);
		this.connection.write(call);
		this.connection.arrive(SharedPeer.message(2, ""));
		assertThat(this.connection.lifecycle().drainReason()).isEqualTo(CloseReason.WRONG_REPLY);
		assertStates(State.SENT, call);
		use(PureConnection.matched().onUnknownReply(UnknownReplyPolicy.IGNORE).build());
		this.connection.arrive(SharedPeer.message(2, ""));
		assertThat(this.connection.lifecycle().phase()).isEqualTo(Phase.OPEN);
	}

	@Test
	void connectionIsSuspectAfterTimeoutsUntilAFrameComes() throws IOException {
		use(PureConnection.matched().suspectAfter(1).build());
		SharedCall first = this.connection.queue(1);
		SharedCall second = this.connection.queue(2);
		this.connection.write(first);
		this.connection.abandon(first);
		assertThat(this.connection.lifecycle().phase()).isEqualTo(Phase.SUSPECT);
		this.connection.arrive(SharedPeer.message(2, ""));
		assertThat(this.connection.lifecycle().phase()).isEqualTo(Phase.OPEN);
		assertStates(State.ANSWERED, second);
	}

	@Test
	void callsFailOnceWithTheirConnection() {
		SharedCall orphan = this.connection.queue(1);
		SharedCall sent = this.connection.queue(2);
		this.connection.write(orphan);
		this.connection.abandon(orphan);
		SharedCall unsent = this.connection.queue(3);
		List<SharedCall> failed = new ArrayList<>();
		assertThat(fail(CloseReason.PEER_CLOSED, failed)).isTrue();
		assertThat(failed).contains(sent, unsent);
		assertFailed(sent, CloseReason.PEER_CLOSED, true);
		assertFailed(unsent, CloseReason.PEER_CLOSED, false);
		assertStates(State.ORPHANED, orphan);
		assertCounts(0, 0);
		assertThat(this.connection.lifecycle().phase()).isEqualTo(Phase.ENDED);
		assertThat(this.connection.calls().roles().isDriven()).isFalse();
		assertThat(fail(CloseReason.BROKEN, failed)).as("a second time").isFalse();
		assertFailed(sent, CloseReason.PEER_CLOSED, true);
	}

	@Test
	void frameThatIsJustBeingWrittenCountsAsSent() {
		SharedCall call = this.connection.queue(1);
		this.connection.gather(call);
		fail(CloseReason.BROKEN, new ArrayList<>());
		assertFailed(call, CloseReason.BROKEN, true);
		assertThat(call.isWriter()).isFalse();
	}

	@Test
	void writerHandsOverAfterAFewWritesForOthers() {
		SharedCall writer = this.connection.queue(1);
		this.connection.gather(writer);
		SharedCall next = this.connection.queue(2);
		assertThat(this.connection.calls().gather(writer, 3, this.connection.woken(), null)).isOne();
		SharedCall last = this.connection.queue(3);
		assertThat(this.connection.calls().gather(writer, 4, this.connection.woken(), null)).isNegative();
		assertThat(this.connection.woken()).containsExactly(last);
		assertThat(last.isWriter()).isTrue();
		assertThat(writer.isWriter()).isFalse();
		assertStates(State.SENT, next);
	}

	@Test
	void writerKeepsTheRoleIfNobodyWaitsForTheNextCall() {
		SharedCall writer = this.connection.queue(1);
		this.connection.gather(writer);
		SharedCall standby = PureCalls.call(2);
		standby.standby(true);
		this.connection.queue(standby);
		assertThat(this.connection.calls().gather(writer, 4, this.connection.woken(), null)).isOne();
		assertThat(writer.isWriter()).isTrue();
	}

	@Test
	void frameThatWasWrittenCountsAsSent() {
		SharedCall call = this.connection.queue(1);
		this.connection.write(call);
		fail(CloseReason.BROKEN, new ArrayList<>());
		assertFailed(call, CloseReason.BROKEN, true);
	}

	@Test
	void writerHasNoRoleOnceNothingIsLeft() {
		SharedCall writer = this.connection.queue(1);
		assertThat(this.connection.gather(writer)).isOne();
		assertThat(this.connection.gather(writer)).isNegative();
		assertThat(writer.isWriter()).isFalse();
	}

	@Test
	void nothingIsBegunAfterTheEnd() {
		SharedCall writer = this.connection.queue(1);
		this.connection.lifecycle().end();
		assertThat(this.connection.gather(writer)).isNegative();
		assertStates(State.QUEUED, writer);
	}

	@Test
	void nothingIsBegunAfterAFailedWrite() {
		SharedCall writer = this.connection.queue(1);
		this.connection.calls().roles().writeFailed(writer, new IOException("failed"));
		assertThat(this.connection.gather(writer)).isNegative();
		assertStates(SharedCall.State.QUEUED, writer);
	}

	@Test
	void writeThatFailsForABugEndsTheConnection() {
		SharedCall call = this.connection.queue(1);
		this.connection.failWrites(new IllegalStateException("a bug"));
		this.connection.write(call);
		assertFailed(call, CloseReason.BROKEN, true);
		assertThat(this.connection.lifecycle().phase()).isEqualTo(Phase.ENDED);
	}

	@Test
	void restOfAFrameIsKeptWhenItsCallFailsBehindOneThatWasGivenUp() {
		use(SharedSettings.builder().inOrder().build());
		SharedCall before = this.connection.queue(1);
		SharedCall givenUp = this.connection.queue(2);
		this.connection.write(before);
		byte[] request = SharedPeer.large(3, 3 * OutgoingFrames.SIZE);
		byte[] expected = SharedPeer.Connection.frame(request.clone());
		SharedCall large = this.connection.queue(PureCalls.call(request, true));
		this.connection.gather(large);
		this.connection.abandon(givenUp);
		assertFailed(large, CloseReason.BROKEN, true);
		Arrays.fill(request, (byte) -1);
		assertThat(this.connection.writeRest(large)).isEqualTo(expected);
		assertStates(SharedCall.State.SENT, before);
	}

	@Test
	void unknownReplyInOrderIsNeverIgnored() {
		use(SharedSettings.builder().inOrder().onUnknownReply(UnknownReplyPolicy.IGNORE).build());
		assertThatExceptionOfType(WrongReplyException.class)
			.isThrownBy(() -> this.connection.arrive(SharedPeer.message(1, "")));
	}

	private void use(SharedSettings settings) {
		this.connection.close();
		this.connection = new PureConnection(settings);
	}

	private boolean fail(CloseReason reason, List<SharedCall> failed) {
		return this.connection.calls().fail(reason, new IOException("failed"), new UnfinishedFrame(), failed);
	}

	private void assertCounts(int inFlight, int orphans) {
		assertThat(List.of(this.connection.places().inFlight(), this.connection.places().orphans()))
			.as("in flight, orphans")
			.containsExactly(inFlight, orphans);
	}

	private static void assertStates(State state, SharedCall... calls) {
		assertThat(calls).extracting(SharedCall::state).containsOnly(state);
	}

	private static void assertFailed(SharedCall call, CloseReason reason, boolean maybeSent) {
		assertStates(State.FAILED, call);
		ExchangeFailedException failure = catchThrowableOfType(ExchangeFailedException.class, call::outcome);
		assertThat(failure.getReason()).isEqualTo(reason);
		assertThat(call.isMaybeSent()).isEqualTo(maybeSent);
	}

}
