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

import java.util.List;
import java.util.concurrent.Future;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.framedtcp.FramedTcpBusyException;
import io.framedtcp.FramedTcpClosedException;
import io.framedtcp.FramedTcpConnectionLostException;
import io.framedtcp.FramedTcpException;
import io.framedtcp.FramedTcpInterruptedException;
import io.framedtcp.FramedTcpMalformedReplyException;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.FramedTcpWrongReplyException;
import io.framedtcp.config.SharedSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.spi.CorrelationKey;
import io.framedtcp.spi.KeyedMatcher;
import io.framedtcp.support.Callers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What has gone wrong in other clients that share connections, and must not here: known
 * faults of theirs, F1 to F10. See docs/decisions.
 */
class SharedFaults1To10Tests extends AbstractSharedTests {

	@Test
	void f1LateReplyOfATimedOutCallIsNotThatOfTheNext() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			assertTimesOut(template, 1);
			SharedPeer.Connection link = taken(1);
			List<Future<String>> calls = calls(template, 2, 3);
			takeAll(link, 2);
			link.answer(1, "late");
			link.answer(2, "two");
			link.answer(3, "three");
			assertThat(calls.stream().map(Callers::get)).containsExactly("two", "three");
			assertThat(template.getPool().sharing().lateReplies()).isOne();
			assertThat(this.peer.connections()).isOne();
		}
	}

	@Test
	void f1LateReplyOfATimedOutCallInOrderIsNotThatOfTheNext() {
		try (FramedTcpTemplate template = inOrder()) {
			assertTimesOut(template, 1);
			SharedPeer.Connection link = taken(1);
			Future<String> next = call(template, 2);
			SharedPeer.Connection other = taken(1);
			assertThat(link.awaitEnd()).isTrue();
			assertAnswered(other, 2, next);
		}
	}

	@Test
	void f2RequestThatCannotBeEncodedOrHasNoKeyHarmsItselfAlone() {
		try (FramedTcpTemplate template = this.peer.client()
			.connection((connection) -> connection.maxFrameSize(100))
			.build()) {
			Future<String> before = call(template, 1);
			SharedPeer.Connection link = taken(1);
			assertThatExceptionOfType(IllegalArgumentException.class)
				.isThrownBy(() -> template.sendAndReceive(new byte[200]));
			assertThatExceptionOfType(IllegalArgumentException.class)
				.isThrownBy(() -> template.sendAndReceive(new byte[2]));
			Future<String> behind = takenCall(template, link, 2);
			link.answer(2, "two");
			assertAnswered(link, 1, before);
			assertThat(Callers.get(behind)).isEqualTo("two");
			assertThat(this.peer.connections()).isOne();
		}
	}

	@Test
	void f2RequestTooShortForAnAssignedIdHarmsItselfAlone() {
		try (FramedTcpTemplate template = assigned(4)) {
			Future<String> before = call(template, 1);
			SharedPeer.Connection link = taken(0);
			assertThatExceptionOfType(IllegalArgumentException.class)
				.isThrownBy(() -> template.sendAndReceive(new byte[3]));
			link.echo(1);
			assertThat(Callers.get(before)).isEqualTo("request");
			assertIdle(template);
		}
	}

	@Test
	void f2KeyFunctionThatThrowsForARequestHarmsThatCallAlone() {
		try (FramedTcpTemplate template = this.peer.unmatchedClient()
			.matcher(new Throwing(new IllegalStateException("a bug")))
			.build()) {
			Future<String> before = call(template, 1);
			SharedPeer.Connection link = taken(1);
			assertThatExceptionOfType(IllegalStateException.class)
				.isThrownBy(() -> template.sendAndReceive(SharedPeer.message(Throwing.BAD_REQUEST, "")));
			assertAnswered(link, 1, before);
			assertIdle(template);
		}
	}

	@Test
	void f3FailureWhileAReplyIsReadEndsTheConnection() {
		for (Throwable thrown : List.of(new IllegalStateException("a bug"), new StackOverflowError())) {
			try (FramedTcpTemplate template = this.peer.unmatchedClient().matcher(new Throwing(thrown)).build()) {
				List<Future<String>> calls = calls(template, 1, 2);
				SharedPeer.Connection link = taken(2);
				link.answer(Throwing.BAD_REPLY, "");
				assertThat(calls)
					.allSatisfy((call) -> assertThat(failure(call)).isInstanceOf(FramedTcpException.class));
				assertThat(link.awaitEnd()).isTrue();
				assertIdle(template);
			}
		}
	}

	@Test
	void f3MalformedFrameEndsTheConnectionBehindTheRepliesBeforeIt() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			Future<String> first = call(template, 1);
			SharedPeer.Connection link = taken(1);
			Future<String> second = takenCall(template, link, 2);
			link.answer(1, "one", new byte[] { -1, -1, -1, -1 });
			assertThat(Callers.get(first)).isEqualTo("one");
			assertThat(failure(second)).isInstanceOf(FramedTcpMalformedReplyException.class);
			assertThat(link.awaitEnd()).isTrue();
		}
	}

	@Test
	void f4AssignedIdsSkipThoseWhoseLateRepliesAreOutAndWrap() throws Exception {
		SharedSettings settings = SharedSettings.builder()
			.assignIds(0, 1)
			.maxInFlight(4)
			.maxOrphans(4)
			.suspectAfter(100)
			.build();
		try (SharedPlaces places = new SharedPlaces(this.peer, settings, 254)) {
			SharedCall orphan = places.acquire(0x05050505);
			orphan.place().write(orphan, Deadline.never());
			SharedPeer.Connection link = this.peer.accept();
			assertThat(link.take()[0]).isEqualTo((byte) 254);
			assertThat(orphan.place().abandon(orphan)).isTrue();
			for (int i = 0; i < 600; i++) {
				int id = i;
				Future<byte[]> reply = this.callers.call(() -> {
					try (SharedCall call = places.acquire(id)) {
						return call.exchange(call.frame(), Deadline.after(SharedPlaces.PATIENCE));
					}
				});
				byte[] request = link.take();
				assertThat(request[0]).isNotEqualTo((byte) 254);
				link.write(SharedPeer.Connection.frame(request));
				assertThat(SharedPeer.id(Callers.get(reply))).isEqualTo(id);
			}
			orphan.close();
		}
	}

	@Test
	void f5ReplyWithAnIdThatNobodyUsesDrainsTheConnection() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			Future<String> first = call(template, 1);
			SharedPeer.Connection link = taken(1);
			link.answer(77, "whose?");
			Awaitility.await().until(() -> !template.getPool().sharing().drained().isEmpty());
			Future<String> next = call(template, 2);
			SharedPeer.Connection other = taken(1);
			other.answer(2, "two");
			assertAnswered(link, 1, first);
			assertThat(Callers.get(next)).isEqualTo("two");
			assertThat(link.awaitEnd()).isTrue();
		}
	}

	@Test
	void f5WrongOrderIsFoundByTheMatcherAndEndsTheConnection() {
		try (FramedTcpTemplate template = this.peer.client().shared(SharedSettings.Builder::inOrder).build()) {
			Future<String> first = call(template, 1);
			SharedPeer.Connection link = taken(1);
			Future<String> second = takenCall(template, link, 2);
			link.answer(2, "two");
			assertThat(failure(first)).isInstanceOf(FramedTcpWrongReplyException.class);
			assertThat(failure(second)).isInstanceOf(FramedTcpException.class);
			assertThat(link.awaitEnd()).isTrue();
		}
	}

	@Test
	void f6ReplyIsNotEatenByACallThatHasEnded() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			// It is cancelled while it is queued: its key is free at once.
			Thread.currentThread().interrupt();
			assertThatExceptionOfType(FramedTcpInterruptedException.class)
				.isThrownBy(() -> template.sendAndReceive(SharedPeer.message(1, "")));
			Thread.interrupted();
			Future<String> call = call(template, 1);
			SharedPeer.Connection link = taken(1);
			assertAnswered(link, 1, call);
		}
	}

	@Test
	void f7NothingIsSentAgainBehindAReconnect() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			List<Future<String>> calls = calls(template, 1, 2, 3);
			taken(3).reset();
			calls.forEach((call) -> assertThat(failure(call).isRequestMaybeSent()).isTrue());
			Future<String> next = call(template, 4);
			SharedPeer.Connection other = this.peer.accept();
			assertThat(other.takeId()).isEqualTo(4);
			assertAnswered(other, 4, next);
			assertThat(other.poll(SHORT)).isNull();
		}
	}

	@Test
	void f8CallersWhoWaitForAPlaceGoOnWhenTheConnectionEnds() {
		try (FramedTcpTemplate template = this.peer.client().shared((shared) -> shared.maxInFlight(1)).build()) {
			Future<String> first = call(template, 1);
			SharedPeer.Connection link = taken(1);
			Future<String> waiting = call(template, 2);
			Awaitility.await().until(() -> template.getPool().sharing().waiting() == 1);
			link.close();
			assertThat(failure(first)).isInstanceOf(FramedTcpConnectionLostException.class);
			SharedPeer.Connection other = taken(1);
			assertAnswered(other, 2, waiting);
		}
	}

	@Test
	void f8CallersAreToldWhenTheClientIsClosed() {
		FramedTcpTemplate template = this.peer.client()
			.pool((pool) -> pool.closeTimeout(SHORT))
			.shared((shared) -> shared.maxInFlight(2))
			.build();
		List<Future<String>> calls = calls(template, 1, 2, 3, 4);
		taken(2);
		Awaitility.await().until(() -> template.getPool().sharing().waiting() == 2);
		template.close();
		assertThat(calls).allSatisfy((call) -> assertThat(failure(call)).isInstanceOf(FramedTcpClosedException.class));
	}

	@Test
	void f9FullWindowIsAwaitedForALimitedTimeAndCanBeInterrupted() {
		try (FramedTcpTemplate template = this.peer.client()
			.pool((pool) -> pool.acquireTimeout(SHORT))
			.shared((shared) -> shared.maxInFlight(1))
			.build()) {
			call(template, 1);
			taken(1);
			assertThatExceptionOfType(FramedTcpBusyException.class)
				.isThrownBy(() -> template.sendAndReceive(SharedPeer.message(2, "")));
			Thread.currentThread().interrupt();
			assertThatExceptionOfType(FramedTcpInterruptedException.class)
				.isThrownBy(() -> template.sendAndReceive(SharedPeer.message(3, "")));
			assertThat(Thread.interrupted()).isTrue();
			assertThat(template.getPool().sharing().waiting()).isZero();
		}
	}

	@Test
	void f10FrameWithoutAReplyIsWrittenAtOnce() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			template.send(SharedPeer.message(1, ""));
			SharedPeer.Connection link = taken(1);
			Future<String> call = takenCall(template, link, 2);
			template.send(SharedPeer.message(3, ""));
			assertThat(link.takeId()).isEqualTo(3);
			assertAnswered(link, 2, call);
		}
	}

	@Test
	void f10RoleOfAWriterWhoLeavesGoesToAnotherCaller() throws Exception {
		try (SharedPlaces places = new SharedPlaces(this.peer, SharedSettings.builder().build())) {
			// It has the writer's role, and does not come to write.
			SharedCall writer = places.acquire(1);
			Future<?> behind = send(places, 2);
			Awaitility.await().until(() -> places.connections().status().inFlight() == 2);
			assertThat(writer.place().abandon(writer)).isTrue();
			writer.close();
			SharedPeer.Connection link = this.peer.accept();
			assertThat(link.takeId()).isEqualTo(2);
			Callers.get(behind);
		}
	}

	@Test
	void f10FrameBehindAPartOfAnotherIsWrittenThoughNobodyElseWaits() throws Exception {
		this.peer.notReading();
		SharedSettings settings = SharedSettings.builder().maxInFlightBytes(2L * LARGE).build();
		try (SharedPlaces places = new SharedPlaces(this.peer, settings)) {
			SharedCall answered = places.connections()
				.queue()
				.acquire(places.frame(SharedPeer.large(1, LARGE)), true, Deadline.after(SharedPlaces.PATIENCE));
			SharedPeer.Connection link = this.peer.accept();
			link.answer(1, "early");
			assertThat(answered.exchange(answered.frame(), Deadline.after(SharedPlaces.PATIENCE))).hasSize(9);
			Future<?> behind = send(places, 2);
			Awaitility.await().until(() -> places.connections().status().inFlight() == 1);
			answered.close();
			link.startReading();
			assertThat(link.takeId()).isOne();
			assertThat(link.takeId()).isEqualTo(2);
			assertThat(behind).succeedsWithin(SharedPlaces.PATIENCE.dividedBy(2));
		}
	}

	private Future<?> send(SharedPlaces places, int id) {
		return this.callers.call(() -> {
			try (SharedCall call = places.connections()
				.queue()
				.acquire(places.frame(id), false, Deadline.after(SharedPlaces.PATIENCE))) {
				call.send(call.frame(), Deadline.after(SharedPlaces.PATIENCE));
			}
			return null;
		});
	}

	private FramedTcpTemplate assigned(int length) {
		return this.peer.unmatchedClient().shared((shared) -> shared.assignIds(0, length)).build();
	}

	/**
	 * A matcher with a bug.
	 */
	private static final class Throwing implements KeyedMatcher {

		static final int BAD_REQUEST = 666;

		static final int BAD_REPLY = 667;

		private final Throwable thrown;

		Throwing(Throwable thrown) {
			this.thrown = thrown;
		}

		@Override
		public CorrelationKey requestKey(byte[] request) {
			return key(request, BAD_REQUEST);
		}

		@Override
		public CorrelationKey replyKey(byte[] frame) {
			return key(frame, BAD_REPLY);
		}

		private CorrelationKey key(byte[] message, int bad) {
			if (SharedPeer.id(message) == bad) {
				if (this.thrown instanceof Error error) {
					throw error;
				}
				throw (RuntimeException) this.thrown;
			}
			return CorrelationKey.of(message, 0, SharedPeer.ID_LENGTH);
		}

	}

}
