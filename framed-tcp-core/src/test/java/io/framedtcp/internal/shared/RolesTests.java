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
import java.util.concurrent.locks.ReentrantLock;

import org.junit.jupiter.api.Test;

import io.framedtcp.config.SharedSettings;
import io.framedtcp.spi.CloseReason;

import static org.assertj.core.api.Assertions.assertThat;

class RolesTests {

	private final ReentrantLock lock = new ReentrantLock();

	private final Lifecycle lifecycle = new Lifecycle(this.lock, PureConnection.framed(false),
			SharedSettings.builder().build(), (reason) -> {
			});

	private final OutstandingCalls calls = new OutstandingCalls();

	private final OutgoingFrames out = new OutgoingFrames();

	private final Roles roles = new Roles(this.lock, this.lifecycle, this.calls, this.out);

	private final List<SharedCall> woken = new ArrayList<>();

	@Test
	void firstCallHasBothRolesAndOthersHaveNone() {
		SharedCall first = queue(1);
		SharedCall second = queue(2);
		assertRoles(first, true, true);
		assertRoles(second, false, false);
		assertThat(this.roles.isDriven()).isTrue();
		assertThat(this.roles.isWriting()).isTrue();
	}

	@Test
	void writerWithNothingToWriteLeavesTheRoleToTheNextCall() {
		SharedCall first = queue(1);
		writeAll(first);
		this.roles.stopWriting(first);
		assertRoles(first, false, true);
		assertThat(this.roles.isWriting()).isFalse();
		assertRoles(queue(2), true, false);
	}

	@Test
	void callWithoutAReplyWritesAndDoesNotDrive() {
		assertRoles(queue(call(1, false)), true, false);
		assertThat(this.roles.isDriven()).isFalse();
	}

	@Test
	void callThatNobodyWaitsForDoesNotDrive() {
		SharedCall unawaited = new SharedCall(null, null, PureCalls.call(1).frame(), true, null, null);
		assertRoles(queue(unawaited), true, false);
	}

	@Test
	void oldestWhoWaitsInheritsWhenTheDriverLeaves() {
		SharedCall first = queue(1);
		SharedCall second = queue(2);
		SharedCall third = queue(3);
		writeAll(first);
		this.roles.stopWriting(first);
		finish(first);
		assertRoles(first, false, false);
		assertRoles(second, false, true);
		assertThat(second.isPromoted()).isTrue();
		assertRoles(third, false, false);
		assertThat(this.woken).containsExactly(second);
	}

	@Test
	void heirWritesTooIfFramesAreLeft() {
		SharedCall first = queue(1);
		SharedCall second = queue(2);
		finish(first);
		assertRoles(second, true, true);
	}

	@Test
	void writerWhoDoesNotDriveHandsTheRestToTheDriver() {
		SharedCall driver = queue(1);
		writeAll(driver);
		this.roles.stopWriting(driver);
		SharedCall writer = queue(2);
		SharedCall third = queue(3);
		finish(writer);
		assertRoles(driver, true, true);
		assertRoles(third, false, false);
		assertThat(this.woken).containsExactly(driver);
	}

	@Test
	void writerWhoIsTheOnlyOneWithAFrameHandsTheRoleToNobody() {
		SharedCall first = queue(1);
		SharedCall second = queue(2);
		writeAll(first);
		finish(first);
		assertRoles(second, false, true);
		assertThat(this.roles.isWriting()).isFalse();
	}

	@Test
	void bothRolesAreFreeOnceNobodyWaits() {
		finish(queue(1));
		assertThat(this.roles.isDriven()).isFalse();
		assertThat(this.roles.isWriting()).isFalse();
		assertThat(this.woken).isEmpty();
		assertRoles(queue(2), true, true);
	}

	@Test
	void writingPassesFromOneToTheOther() {
		SharedCall first = queue(1);
		SharedCall second = queue(2);
		this.roles.passWriting(first, second);
		assertRoles(first, false, true);
		assertRoles(second, true, false);
		assertRoles(queue(3), false, false);
	}

	@Test
	void callOnStandbyIsPassedOverUntilItIsTakenUp() {
		SharedCall first = queue(1);
		SharedCall standby = call(2, true);
		standby.standby(true);
		queue(standby);
		writeAll(first);
		finish(first);
		assertThat(this.roles.isDriven()).isFalse();
		this.roles.takeUp(standby);
		assertRoles(standby, false, true);
	}

	@Test
	void callThatIsDoneTakesUpNothing() {
		SharedCall call = PureCalls.sent(1);
		call.standby(true);
		call.answered(new byte[0]);
		this.calls.queue().add(PureCalls.call(2));
		this.roles.takeUp(call);
		assertRoles(call, false, false);
	}

	@Test
	void driverGoesOnWhereTheWriterWasBlocked() {
		SharedCall driver = queue(1);
		writeAll(driver);
		this.roles.stopWriting(driver);
		SharedCall writer = queue(2);
		assertThat(this.roles.leaveToDriver(writer)).isSameAs(driver);
		assertRoles(writer, false, false);
		assertThat(this.roles.isBlocked()).isTrue();
		assertThat(this.roles.isWriting()).isFalse();
		assertRoles(queue(3), false, false);
		assertThat(this.roles.writeOn(driver)).isTrue();
		assertRoles(driver, true, true);
		assertThat(this.roles.isBlocked()).isFalse();
		assertThat(this.roles.writeOn(driver)).as("nothing is blocked").isFalse();
	}

	@Test
	void blockedWriterWithoutAReplyIsElectedAsTheDriver() {
		SharedCall call = queue(call(1, false));
		assertThat(this.roles.leaveToDriver(call)).isSameAs(call);
		assertRoles(call, false, true);
	}

	@Test
	void nextCallDrivesIfNobodyWaitsForTheBlockedWrite() {
		SharedCall first = queue(new SharedCall(null, null, PureCalls.call(1).frame(), false, null, null));
		assertThat(this.roles.leaveToDriver(first)).isNull();
		assertRoles(queue(call(2, false)), false, true);
	}

	@Test
	void nothingIsWrittenOnAfterTheEnd() {
		SharedCall call = queue(1);
		this.roles.leaveToDriver(call);
		this.lifecycle.end();
		assertThat(this.roles.writeOn(call)).isFalse();
		assertThat(call.isWriter()).isFalse();
	}

	@Test
	void driverEndsTheConnectionAfterAFailedWrite() {
		SharedCall driver = queue(1);
		writeAll(driver);
		this.roles.stopWriting(driver);
		SharedCall writer = queue(2);
		IOException failure = new IOException("reset");
		assertThat(this.roles.writeFailed(writer, failure)).isSameAs(driver);
		assertRoles(writer, false, false);
		assertThat(this.roles.writeFailure()).isSameAs(failure);
		assertThat(this.roles.isWriting()).isFalse();
		assertThat(this.lifecycle.drainReason()).isEqualTo(CloseReason.BROKEN);
	}

	@Test
	void nextCallDrivesIfNobodyWaitsForTheFailedWrite() {
		SharedCall first = queue(new SharedCall(null, null, PureCalls.call(1).frame(), false, null, null));
		assertThat(this.roles.writeFailed(first, new IOException("reset"))).isNull();
		this.calls.queue().clear();
		assertRoles(queue(call(2, false)), true, true);
	}

	@Test
	void restOfAFrameIsWorkForTheHeirOfTheWriter() {
		SharedCall first = queue(1);
		SharedCall second = queue(2);
		this.out.fill(this.calls.queue(), this.calls.unwritten());
		finish(first);
		assertRoles(second, true, true);
	}

	@Test
	void listenerDrivesWhileNoCallerDoes() {
		SharedCall listener = PureCalls.call(0);
		this.roles.listen(listener);
		assertThat(listener.isDriver()).isTrue();
		SharedCall call = queue(1);
		assertRoles(call, true, false);
		this.roles.handOver(listener, this.woken);
		assertRoles(call, true, true);
		assertThat(listener.isDriver()).isFalse();
		this.woken.clear();
		writeAll(call);
		finish(call);
		assertThat(listener.isDriver()).isTrue();
		assertThat(this.woken).containsExactly(listener);
	}

	@Test
	void callerInheritsFromAListenerWhoStops() {
		SharedCall listener = PureCalls.call(0);
		this.roles.listen(listener);
		SharedCall call = queue(1);
		this.roles.stopListening(listener, this.woken);
		assertThat(listener.isDriver()).isFalse();
		assertRoles(call, true, true);
		writeAll(call);
		finish(call);
		assertThat(this.roles.isDriven()).isFalse();
	}

	@Test
	void housekeepingDrivesOnlyIfNobodyElseDoes() {
		SharedCall housekeeping = PureCalls.call(0);
		SharedCall call = queue(1);
		assertThat(this.roles.takeDriver(housekeeping)).isFalse();
		assertThat(housekeeping.isDriver()).isFalse();
		finish(call);
		assertThat(this.roles.takeDriver(housekeeping)).isTrue();
		assertThat(housekeeping.isDriver()).isTrue();
		assertRoles(queue(2), true, false);
		this.roles.handOver(housekeeping, this.woken);
		this.lifecycle.end();
		this.roles.end();
		assertThat(this.roles.takeDriver(housekeeping)).as("after the end").isFalse();
	}

	@Test
	void nobodyHasARoleAfterTheEndAndTheNextLeaseBeginsUnblocked() {
		SharedCall call = queue(1);
		this.roles.leaveToDriver(call);
		this.roles.end();
		this.roles.begin();
		assertThat(this.roles.isDriven()).isFalse();
		assertThat(this.roles.isBlocked()).isFalse();
		this.calls.inFlight().remove(call);
		assertRoles(queue(2), true, true);
	}

	@Test
	void eachRoleHasOneHolderWhateverHappens() {
		Random random = new Random(42);
		List<SharedCall> all = new ArrayList<>();
		for (int i = 0; i < 5000; i++) {
			SharedCall writer = holder(all, true);
			SharedCall driver = holder(all, false);
			switch (random.nextInt(5)) {
				case 0, 1 -> all.add(queue(i));
				case 2 -> {
					if (!all.isEmpty()) {
						finish(all.remove(random.nextInt(all.size())));
					}
				}
				case 3 -> {
					if (writer != null) {
						writeAll(writer);
						this.roles.stopWriting(writer);
					}
					else if (this.roles.isBlocked() && driver != null) {
						assertThat(this.roles.writeOn(driver)).isTrue();
					}
				}
				default -> {
					if (writer != null) {
						assertThat(this.roles.leaveToDriver(writer)).isNotNull();
					}
				}
			}
			assertThat(all.stream().filter(SharedCall::isDriver)).as("step %s", i).hasSize(all.isEmpty() ? 0 : 1);
			boolean writing = this.calls.isQueued() && !this.roles.isBlocked();
			assertThat(all.stream().filter(SharedCall::isWriter)).as("step %s", i).hasSize(writing ? 1 : 0);
		}
	}

	private static SharedCall holder(List<SharedCall> all, boolean writer) {
		return all.stream().filter((call) -> writer ? call.isWriter() : call.isDriver()).findFirst().orElse(null);
	}

	private static SharedCall call(int id, boolean answered) {
		return PureCalls.call(SharedPeer.message(id, ""), answered);
	}

	private SharedCall queue(int id) {
		return queue(PureCalls.call(id));
	}

	private SharedCall queue(SharedCall call) {
		call.queued();
		this.calls.add(call);
		this.roles.offer(call);
		return call;
	}

	private void writeAll(SharedCall writer) {
		assertThat(writer.isWriter()).isTrue();
		while (this.calls.isQueued()) {
			this.out.fill(this.calls.queue(), this.calls.unwritten());
		}
		this.out.buffer().position(this.out.buffer().limit());
	}

	/**
	 * Ends a call as if its reply had come.
	 * @param call the call
	 */
	private void finish(SharedCall call) {
		this.calls.queue().remove(call);
		this.calls.inFlight().remove(call);
		call.answered(new byte[0]);
		this.roles.pass(call, this.woken);
	}

	private static void assertRoles(SharedCall call, boolean writer, boolean driver) {
		assertThat(List.of(call.isWriter(), call.isDriver())).as("writes, drives").containsExactly(writer, driver);
	}

}
