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
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;

import io.framedtcp.FramedTcpBusyException;
import io.framedtcp.FramedTcpConnectionLostException;
import io.framedtcp.FramedTcpException;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.FramedTcpTimeoutException;
import io.framedtcp.config.SharedSettings;
import io.framedtcp.internal.shared.Admission.Placement;
import io.framedtcp.internal.shared.SharedCall.State;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.support.Callers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The first five of the ten invariants of shared connections. Each test is named after
 * one.
 */
class SharedInvariants1To5Tests extends AbstractSharedTests {

	@Test
	void i1ReplyCompletesTheCallWithItsKeyInWhateverOrderItComes() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			List<Future<String>> calls = calls(template, 1, 2, 3);
			SharedPeer.Connection link = taken(3);
			link.answer(3, "three");
			link.answer(1, "one");
			link.answer(2, "two");
			assertThat(calls.stream().map(Callers::get)).containsExactly("one", "two", "three");
		}
	}

	@Test
	void i1SecondReplyCompletesNobody() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			Future<String> first = call(template, 1);
			SharedPeer.Connection link = taken(1);
			Future<String> second = takenCall(template, link, 2);
			link.answer(1, "own", SharedPeer.Connection.frame(1, "again"));
			assertThat(Callers.get(first)).isEqualTo("own");
			assertThat(second).isNotDone();
			assertAnswered(link, 2, second);
		}
	}

	@Test
	void i1SecondReplyToAnOrphanIsNotSwallowedTwice() {
		ExchangeMatcher pairwise = ExchangeMatcher.equalBytes(0, 0, SharedPeer.ID_LENGTH)::match;
		try (FramedTcpTemplate template = this.peer.unmatchedClient().matcher(pairwise).build()) {
			Future<String> neighbour = call(template, 1);
			SharedPeer.Connection link = taken(1);
			assertTimesOut(template, 2);
			link.answer(2, "late", SharedPeer.Connection.frame(2, "again"), SharedPeer.Connection.frame(1, "own"));
			assertThat(Callers.get(neighbour)).isEqualTo("own");
			assertThat(template.getPool().sharing().lateReplies()).isOne();
		}
	}

	@Test
	void i1ReplyInOrderGoesToTheOldestCall() {
		try (FramedTcpTemplate template = inOrder()) {
			Future<String> first = call(template, 1);
			SharedPeer.Connection link = taken(1);
			Future<String> second = takenCall(template, link, 2);
			link.answer(9, "first");
			link.answer(9, "second");
			assertThat(Callers.get(first)).isEqualTo("first");
			assertThat(Callers.get(second)).isEqualTo("second");
		}
	}

	@Test
	void i2KeyOfAnAbandonedRequestIsTakenUntilItsReplyCame() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			assertTimesOut(template, 1);
			SharedPeer.Connection link = taken(1);
			Future<String> again = call(template, 1);
			assertThat(link.poll(SHORT)).isNull();
			link.answer(1, "late");
			assertThat(link.takeId()).isOne();
			assertAnswered(link, 1, again);
		}
	}

	@Test
	void i2KeyInUseGoesToAnotherConnection() {
		try (FramedTcpTemplate template = onTwoConnections()) {
			SameKey calls = callsWithTheSameKey(template);
			calls.other.answer(1, "second");
			assertAnswered(calls.link, 1, calls.first);
			assertThat(Callers.get(calls.second)).isEqualTo("second");
		}
	}

	@Test
	void i2KeyInUseOnTheConnectionWithTheFewestCallsGoesToTheOther() {
		try (FramedTcpTemplate template = onTwoConnections()) {
			SameKey calls = callsWithTheSameKey(template);
			SharedPeer.Connection link = calls.link;
			SharedPeer.Connection other = calls.other;
			Future<String> third = takenCall(template, link, 3);
			Future<String> fourth = takenCall(template, other, 4);
			Future<String> fifth = takenCall(template, link, 5);
			assertAnswered(other, 1, calls.second);
			Future<String> sixth = takenCall(template, other, 6);
			assertAnswered(link, 3, third);
			assertAnswered(link, 5, fifth);
			Future<String> clash = takenCall(template, other, 1);
			assertAnswered(other, 1, clash);
			assertAnswered(other, 4, fourth);
			assertAnswered(other, 6, sixth);
			assertAnswered(link, 1, calls.first);
		}
	}

	private FramedTcpTemplate onTwoConnections() {
		return this.peer.client().shared((shared) -> shared.connections(2)).build();
	}

	private SameKey callsWithTheSameKey(FramedTcpTemplate template) {
		Future<String> first = call(template, 1);
		SharedPeer.Connection link = taken(1);
		Future<String> second = call(template, 1);
		return new SameKey(first, link, second, taken(1));
	}

	@Test
	void i2KeyInUseEndsInABusyErrorThatNamesIt() {
		try (FramedTcpTemplate template = this.peer.client().pool((pool) -> pool.acquireTimeout(SHORT)).build()) {
			call(template, 0x01020304);
			taken(1);
			assertThatExceptionOfType(FramedTcpBusyException.class)
				.isThrownBy(() -> template.sendAndReceive(SharedPeer.message(0x01020304, "")))
				.withMessageContaining("01 02 03 04");
		}
	}

	@Test
	void i2CallWhoseKeyIsInUseLetsOthersPass() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			Future<String> first = call(template, 1);
			SharedPeer.Connection link = taken(1);
			Future<String> clash = call(template, 1);
			awaitWaiting(template, 1);
			Future<String> other = takenCall(template, link, 2);
			assertAnswered(link, 2, other);
			assertAnswered(link, 1, first);
			assertThat(link.takeId()).isOne();
			link.answer(1, "one again");
			assertThat(Callers.get(clash)).isEqualTo("one again");
		}
	}

	@Test
	void i3AnotherCallerReadsWhenTheDriverGivesUp() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			Future<?> driver = this.callers.call(() -> {
				assertTimesOut(template, 1);
				return null;
			});
			SharedPeer.Connection link = taken(1);
			Future<String> other = takenCall(template, link, 2);
			Callers.get(driver);
			assertAnswered(link, 2, other);
		}
	}

	@Test
	void i3AnotherCallerReadsWhenTheDriverHasItsReply() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			Future<String> driver = call(template, 1);
			SharedPeer.Connection link = taken(1);
			Future<String> other = takenCall(template, link, 2);
			assertAnswered(link, 1, driver);
			assertAnswered(link, 2, other);
		}
	}

	@Test
	void i3CallOfABatchReadsWhenItsTurnComes() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			Future<String> driver = call(template, 1);
			SharedPeer.Connection link = taken(1);
			Future<List<byte[]>> batch = this.callers.call(() -> template.sendAndReceiveAll(
					List.of(SharedPeer.message(2, ""), SharedPeer.message(3, ""), SharedPeer.message(4, ""))));
			takeAll(link, 3);
			link.answer(2, "two");
			link.answer(1, "one");
			Callers.get(driver);
			link.answer(4, "four");
			link.answer(3, "three");
			assertThat(Callers.get(batch).stream().map(SharedPeer::text)).containsExactly("two", "three", "four");
		}
	}

	@Test
	void i4EndOfTheConnectionFailsEachCallWithItsOwnException() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			List<Future<String>> calls = calls(template, 1, 2, 3, 4);
			taken(4).close();
			List<FramedTcpException> failures = calls.stream().map(AbstractSharedTests::failure).toList();
			assertThat(failures).doesNotHaveDuplicates().allSatisfy((failure) -> {
				assertThat(failure).isInstanceOf(FramedTcpConnectionLostException.class);
				assertThat(failure.isRequestMaybeSent()).isTrue();
			});
			assertIdle(template);
		}
	}

	@Test
	void i4ConnectionEndsOnce() throws Exception {
		try (SharedPlaces places = new SharedPlaces(this.peer, SharedSettings.builder().build())) {
			SharedCall call = places.acquire(1);
			SharedConnection connection = call.place();
			connection.fail(CloseReason.BROKEN, new IOException("lost"));
			connection.fail(CloseReason.BROKEN, new IOException("lost again"));
			assertThat(call.state()).isEqualTo(State.FAILED);
			assertThat(places.connections().status().drained()).containsExactly(Map.entry(CloseReason.BROKEN, 1L));
			assertThat(connection.inFlight()).isZero();
			call.close();
		}
	}

	@Test
	void i4CallThatWasPlacedWhenTheConnectionEndsIsNotQueued() throws Exception {
		try (SharedPlaces places = new SharedPlaces(this.peer, SharedSettings.builder().build())) {
			SharedCall before = places.acquire(1);
			SharedConnection connection = before.place();
			SharedCall placed = places.call(2);
			assertThat(connection.place(placed, false)).isEqualTo(Placement.PLACED);
			connection.fail(CloseReason.BROKEN, new IOException("lost"));
			assertThat(connection.calls().admission().queue(placed)).isFalse();
			assertThat(connection.inFlight()).isZero();
			before.close();
		}
	}

	@Test
	void i4FramesWithoutAReplyFailWithTheirConnectionOrMove() {
		this.peer.notReading();
		try (FramedTcpTemplate template = roomy()) {
			Future<?> written = send(template, SharedPeer.large(1, LARGE));
			SharedPeer.Connection link = this.peer.accept();
			awaitWriting(template);
			Future<?> queued = send(template, SharedPeer.message(2, ""));
			awaitInFlight(template, 2);
			link.reset();
			assertThat(failure(written).isRequestMaybeSent()).isTrue();
			SharedPeer.Connection other = this.peer.accept();
			other.startReading();
			assertThat(other.takeId()).isEqualTo(2);
			Callers.get(queued);
		}
	}

	private Future<?> send(FramedTcpTemplate template, byte[] frame) {
		return this.callers.call(() -> {
			template.send(frame);
			return null;
		});
	}

	@Test
	void i5PartlyWrittenFrameIsFinishedThoughItsCallerHasGone() {
		this.peer.notReading();
		try (FramedTcpTemplate template = roomy()) {
			byte[] request = SharedPeer.large(1, LARGE);
			Future<?> large = this.callers.call(() -> {
				assertThatExceptionOfType(FramedTcpTimeoutException.class)
					.isThrownBy(() -> template.sendAndReceive(request, Duration.ofSeconds(1)));
				// The caller may do with it what it likes.
				ByteBuffer.wrap(request).putInt(-1);
				Arrays.fill(request, LARGE / 2, LARGE, (byte) -1);
				return null;
			});
			SharedPeer.Connection link = this.peer.accept();
			awaitWriting(template);
			Future<String> neighbour = call(template, 2);
			Callers.get(large);
			link.startReading();
			assertThat(link.take()).isEqualTo(SharedPeer.large(1, LARGE));
			assertThat(link.takeId()).isEqualTo(2);
			assertAnswered(link, 2, neighbour);
			assertThat(this.peer.connections()).isOne();
		}
	}

	@Test
	void i5RestOfAFrameIsKeptWhenItsReplyComesEarly() {
		this.peer.notReading();
		try (FramedTcpTemplate template = roomy()) {
			byte[] request = SharedPeer.large(1, LARGE);
			Future<?> large = this.callers.call(() -> {
				template.sendAndReceive(request);
				Arrays.fill(request, (byte) -1);
				return null;
			});
			SharedPeer.Connection link = this.peer.accept();
			awaitWriting(template);
			Future<String> neighbour = call(template, 2);
			awaitInFlight(template, 2);
			link.answer(1, "refused");
			Callers.get(large);
			link.startReading();
			assertThat(link.take()).isEqualTo(SharedPeer.large(1, LARGE));
			assertThat(link.takeId()).isEqualTo(2);
			assertAnswered(link, 2, neighbour);
		}
	}

	@Test
	void i5ConnectionEndsIfNobodyIsLeftToFinishAFrame() {
		this.peer.notReading();
		try (FramedTcpTemplate template = roomy()) {
			assertThatExceptionOfType(FramedTcpTimeoutException.class)
				.isThrownBy(() -> template.sendAndReceive(SharedPeer.large(1, LARGE), SHORT));
			SharedPeer.Connection link = this.peer.accept();
			link.startReading();
			assertThat(link.awaitEnd()).isTrue();
			assertThat(link.poll(Duration.ZERO)).isNull();
			assertIdle(template);
		}
	}

	/**
	 * Two calls with the same key, each on its own connection.
	 */
	private record SameKey(Future<String> first, SharedPeer.Connection link, Future<String> second,
			SharedPeer.Connection other) {
	}

}
