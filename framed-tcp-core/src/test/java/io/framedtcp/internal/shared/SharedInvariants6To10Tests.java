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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.framedtcp.FramedTcpBusyException;
import io.framedtcp.FramedTcpConnectionLostException;
import io.framedtcp.FramedTcpException;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.FramedTcpTimeoutException;
import io.framedtcp.config.SharedSettings;
import io.framedtcp.framing.CollectingFraming;
import io.framedtcp.framing.FrameReader;
import io.framedtcp.framing.FrameWriter;
import io.framedtcp.framing.Framing;
import io.framedtcp.framing.LengthFieldFraming;
import io.framedtcp.internal.shared.Admission.Placement;
import io.framedtcp.support.Callers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * The last five of the ten invariants of shared connections, except the ninth, which has
 * tests of its own. Each test is named after one.
 */
class SharedInvariants6To10Tests extends AbstractSharedTests {

	@Test
	void i6NothingBehindAnAbandonedRequestCompletesAndThoseBeforeItDo() {
		try (FramedTcpTemplate template = inOrder()) {
			Future<String> before = call(template, 1);
			SharedPeer.Connection link = taken(1);
			Future<?> abandoned = this.callers.call(() -> {
				assertTimesOut(template, 2);
				return null;
			});
			link.takeId();
			Future<String> behind = takenCall(template, link, 3);
			Callers.get(abandoned);
			assertThat(failure(behind)).isInstanceOf(FramedTcpConnectionLostException.class)
				.satisfies((failure) -> assertThat(failure.isRequestMaybeSent()).isTrue());
			link.answer(0, "before", SharedPeer.Connection.frame(0, "late"));
			assertThat(Callers.get(before)).isEqualTo("before");
			assertThat(link.awaitEnd()).isTrue();
			assertIdle(template);
		}
	}

	@Test
	void i6UnsentRequestBehindAnAbandonedOneMovesToAnotherConnection() {
		this.peer.notReading();
		try (FramedTcpTemplate template = this.peer.unmatchedClient()
			.shared((shared) -> shared.inOrder().maxInFlightBytes(2L * LARGE))
			.build()) {
			Future<?> abandoned = this.callers.call(() -> {
				assertThatExceptionOfType(FramedTcpTimeoutException.class)
					.isThrownBy(() -> template.sendAndReceive(SharedPeer.large(1, LARGE), Duration.ofSeconds(1)));
				return null;
			});
			this.peer.accept();
			awaitWriting(template);
			Future<String> unsent = call(template, 2);
			awaitInFlight(template, 2);
			Callers.get(abandoned);
			SharedPeer.Connection other = this.peer.accept();
			other.startReading();
			assertThat(other.takeId()).isEqualTo(2);
			assertAnswered(other, 2, unsent);
		}
	}

	@Test
	void i6CallThatWasPlacedWhenTheOrderIsLostIsNotQueued() throws Exception {
		try (SharedPlaces places = new SharedPlaces(this.peer, SharedSettings.builder().inOrder().build())) {
			SharedCall before = places.acquire(1);
			SharedCall abandoned = places.acquire(2);
			before.place().write(before);
			SharedConnection connection = before.place();
			SharedCall placed = places.call(3);
			assertThat(connection.place(placed, false)).isEqualTo(Placement.PLACED);
			assertThat(connection.abandon(abandoned)).isTrue();
			assertThat(connection.calls().admission().queue(placed)).isFalse();
			assertThat(connection.calls().places().present()).isEqualTo(2);
			before.close();
			abandoned.close();
		}
	}

	@Test
	void i7NoMoreCallsAreInFlightThanAllowed() {
		try (FramedTcpTemplate template = this.peer.client().shared((shared) -> shared.maxInFlight(2)).build()) {
			List<Future<String>> calls = calls(template, 1, 2, 3);
			SharedPeer.Connection link = this.peer.accept();
			int first = link.takeId();
			int second = link.takeId();
			assertThat(link.poll(SHORT)).isNull();
			assertThat(template.getPool().sharing().inFlight()).isEqualTo(2);
			link.answer(first, "own");
			int third = link.takeId();
			link.answer(third, "own");
			link.answer(second, "own");
			assertThat(calls.stream().map(Callers::get)).containsOnly("own");
		}
	}

	@Test
	void i7NoMoreBytesAreInFlightThanAllowed() {
		try (FramedTcpTemplate template = this.peer.client()
			.shared((shared) -> shared.maxInFlightBytes(1000))
			.build()) {
			Future<byte[]> large = this.callers.call(() -> template.sendAndReceive(SharedPeer.large(1, 5000)));
			SharedPeer.Connection link = taken(1);
			Future<String> small = call(template, 2);
			assertThat(link.poll(SHORT)).isNull();
			link.answer(1, "one");
			Callers.get(large);
			assertThat(link.takeId()).isEqualTo(2);
			assertAnswered(link, 2, small);
		}
	}

	@Test
	void i7BytesOfCallsThatHaveEndedAreFree() {
		try (FramedTcpTemplate template = this.peer.client()
			.shared((shared) -> shared.maxInFlightBytes(1000))
			.build()) {
			Future<String> neighbour = call(template, 1);
			SharedPeer.Connection link = taken(1);
			for (int id = 2; id < 5; id++) {
				byte[] request = SharedPeer.large(id, 600);
				Future<byte[]> call = this.callers.call(() -> template.sendAndReceive(request));
				link.echo(1);
				assertThat(Callers.get(call)).isEqualTo(request);
			}
			assertAnswered(link, 1, neighbour);
		}
	}

	@Test
	void i7MoreOrphansThanAllowedDrainTheConnection() {
		try (FramedTcpTemplate template = this.peer.client()
			.shared((shared) -> shared.maxOrphans(1).suspectAfter(100))
			.build()) {
			Future<String> neighbour = call(template, 1);
			SharedPeer.Connection link = taken(1);
			assertTimesOut(template, 2);
			assertTimesOut(template, 3);
			takeAll(link, 2);
			Future<String> next = call(template, 4);
			SharedPeer.Connection other = taken(1);
			other.answer(4, "four");
			link.answer(1, "one");
			assertThat(Callers.get(next)).isEqualTo("four");
			assertThat(Callers.get(neighbour)).isEqualTo("one");
			assertThat(link.awaitEnd()).isTrue();
		}
	}

	@Test
	void i8CallerWhoWaitsForAPlaceReturnsByItsDeadline() {
		try (FramedTcpTemplate template = this.peer.client().shared((shared) -> shared.maxInFlight(1)).build()) {
			call(template, 1);
			taken(1);
			assertReturnsInTime(() -> assertThatExceptionOfType(FramedTcpBusyException.class)
				.isThrownBy(() -> template.sendAndReceive(SharedPeer.message(2, ""), SHORT)));
		}
	}

	@Test
	void i8CallerWhoseFrameIsQueuedReturnsByItsDeadlineAndHasSentNothing() {
		this.peer.notReading();
		try (FramedTcpTemplate template = roomy()) {
			this.callers.call(() -> template.sendAndReceive(SharedPeer.large(1, LARGE)));
			this.peer.accept();
			awaitWriting(template);
			assertReturnsInTime(() -> {
				FramedTcpTimeoutException failure = catchThrowableOfType(FramedTcpTimeoutException.class,
						() -> template.sendAndReceive(SharedPeer.message(2, ""), SHORT));
				assertThat(failure.isRequestMaybeSent()).isFalse();
			});
			assertReturnsInTime(() -> assertThatExceptionOfType(FramedTcpTimeoutException.class)
				.isThrownBy(() -> template.send(SharedPeer.message(3, ""), SHORT)));
		}
	}

	@Test
	void i8CallerReturnsByItsDeadlineWhileAnotherRunsUserCode() {
		try (HeldHandler handler = new HeldHandler(); FramedTcpTemplate template = handling(handler).build()) {
			Future<String> driver = call(template, 1);
			SharedPeer.Connection link = taken(1);
			link.answer(0, "heartbeat");
			handler.awaitFrame();
			assertReturnsInTime(() -> assertTimesOut(template, 2));
			handler.release();
			assertAnswered(link, 1, driver);
		}
	}

	@Test
	void i8DriverWhoseUserCodeHangsReturnsByItsDeadline() {
		try (HeldHandler handler = new HeldHandler(); FramedTcpTemplate template = handling(handler).build()) {
			Future<?> driver = callThatFailsInTime(template);
			taken(1).answer(0, "heartbeat");
			handler.awaitFrame();
			Callers.get(driver, 10);
		}
	}

	@Test
	void i8DriverWhoSeeksTheLastFrameOfAReplyForeverReturnsByItsDeadline() {
		CountDownLatch seeking = new CountDownLatch(1);
		assertDriverReturnsInTime(seeking,
				CollectingFraming.until(LengthFieldFraming.builder().build(), (frame) -> hang(seeking)));
	}

	@Test
	void i8DriverWhoseFramingNeverReturnsDoesSoByItsDeadline() {
		CountDownLatch decoding = new CountDownLatch(1);
		assertDriverReturnsInTime(decoding, new Framing() {

			@Override
			public byte[] decode(FrameReader in) {
				hang(decoding);
				return new byte[0];
			}

			@Override
			public void encode(byte[] payload, FrameWriter out) {
				LengthFieldFraming.builder().build().encode(payload, out);
			}

		});
	}

	private void assertDriverReturnsInTime(CountDownLatch hanging, Framing framing) {
		try (FramedTcpTemplate template = this.peer.unmatchedClient()
			.framing(framing)
			.shared(SharedSettings.Builder::inOrder)
			.build()) {
			Future<?> driver = callThatFailsInTime(template);
			taken(1).answer(1, "a frame");
			await(hanging);
			Callers.get(driver, 10);
		}
	}

	private Future<?> callThatFailsInTime(FramedTcpTemplate template) {
		return this.callers.call(() -> {
			assertReturnsInTime(() -> assertThatExceptionOfType(FramedTcpException.class)
				.isThrownBy(() -> template.sendAndReceive(SharedPeer.message(1, ""), Duration.ofSeconds(1))));
			return null;
		});
	}

	private static boolean hang(CountDownLatch hanging) {
		hanging.countDown();
		await(new CountDownLatch(1));
		throw new IllegalStateException("interrupted");
	}

	@Test
	void i10RequestThatMayHaveBeenSentIsNotRepeated() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			Future<String> call = call(template, 1);
			taken(1).close();
			assertThat(failure(call).isRequestMaybeSent()).isTrue();
			assertThat(this.peer.connections()).isOne();
		}
	}

	@Test
	void i10UnwrittenRequestIsRepeatedWhenItsConnectionEnds() {
		this.peer.notReading();
		try (FramedTcpTemplate template = roomy()) {
			Future<byte[]> large = this.callers.call(() -> template.sendAndReceive(SharedPeer.large(1, LARGE)));
			SharedPeer.Connection link = this.peer.accept();
			awaitWriting(template);
			Future<String> unwritten = call(template, 2);
			awaitInFlight(template, 2);
			link.reset();
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> large.get(20, TimeUnit.SECONDS))
				.havingCause()
				.isInstanceOfSatisfying(FramedTcpException.class,
						(failure) -> assertThat(failure.isRequestMaybeSent()).isTrue());
			SharedPeer.Connection other = this.peer.accept();
			other.startReading();
			assertThat(other.takeId()).isEqualTo(2);
			assertAnswered(other, 2, unwritten);
		}
	}

	@Test
	void i10BatchIsNotRepeatedIfAnyOfItsRequestsMayHaveBeenSent() {
		this.peer.notReading();
		try (FramedTcpTemplate template = roomy()) {
			Future<List<byte[]>> batch = this.callers.call(() -> template.sendAndReceiveAll(
					List.of(SharedPeer.message(1, ""), SharedPeer.large(2, LARGE), SharedPeer.message(3, ""))));
			SharedPeer.Connection link = this.peer.accept();
			awaitInFlight(template, 3);
			link.answer(1, "one");
			link.answer(2, "two");
			awaitInFlight(template, 1);
			link.reset();
			assertThat(failure(batch).isRequestMaybeSent()).isTrue();
			assertThat(this.peer.connections()).isOne();
		}
	}

	@Test
	void i10BatchOnTwoConnectionsIsNotRepeatedIfOneOfThemHasSentARequest() {
		this.peer.notReading();
		try (FramedTcpTemplate template = this.peer.client()
			.shared((shared) -> shared.connections(2).maxInFlight(2).maxInFlightBytes(2L * LARGE))
			.build()) {
			this.callers.call(() -> template.sendAndReceive(SharedPeer.large(1, LARGE)));
			SharedPeer.Connection one = this.peer.accept();
			awaitWriting(template);
			Future<String> filling = call(template, 10);
			awaitInFlight(template, 2);
			call(template, 11);
			SharedPeer.Connection other = this.peer.accept();
			other.startReading();
			assertThat(other.takeId()).isEqualTo(11);
			filling.cancel(true);
			awaitInFlight(template, 2);
			// The first request waits behind the large one, the second is sent.
			Future<List<byte[]>> batch = this.callers.call(
					() -> template.sendAndReceiveAll(List.of(SharedPeer.message(20, ""), SharedPeer.message(21, ""))));
			assertThat(other.takeId()).isEqualTo(21);
			one.reset();
			assertThat(failure(batch).isRequestMaybeSent()).isTrue();
			assertThat(template.getPool().statistics().retried()).isZero();
		}
	}

	private static void assertReturnsInTime(Runnable call) {
		long start = System.nanoTime();
		call.run();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SHORT.plusSeconds(2));
	}

}
