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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;

import org.assertj.core.api.ThrowableAssertAlternative;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.framedtcp.FramedTcpBusyException;
import io.framedtcp.FramedTcpConnectionLostException;
import io.framedtcp.FramedTcpException;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.FramedTcpTimeoutException;
import io.framedtcp.FramedTcpWrongReplyException;
import io.framedtcp.config.SharedSettings;
import io.framedtcp.config.UnknownReplyPolicy;
import io.framedtcp.pool.PoolBusyException;
import io.framedtcp.pool.SharingStatus;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.support.Bytes;
import io.framedtcp.support.Callers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What callers on shared connections are told: why there was no place for them, what to
 * set, and how far a reply had come.
 */
class SharedErrorsTests extends AbstractSharedTests {

	private static final String OF_CALL = "the time-out of 150ms passed to this call";

	private static final String OF_LATE_CALL = "the time-out of 400ms passed to this call";

	/** A header that announces 1337 bytes, and three bytes of the payload. */
	private static final byte[] PART = { 0, 0, 5, 57, 'h', 'e', 'l' };

	@Test
	void callerWithoutAPlaceIsToldWhatTheConnectionsDoAndWhatToSet() {
		try (FramedTcpTemplate template = this.peer.client()
			.shared((shared) -> shared.maxInFlight(1).suspectAfter(100))
			.build()) {
			assertTimesOut(template, 1);
			SharedPeer.Connection link = taken(1);
			Future<String> call = takenCall(template, link, 2);
			Future<String> waiting = call(template, 3);
			awaitWaiting(template, 1);
			assertBusy(template, SharedPeer.message(4, ""))
				.withMessageStartingWith("No place on a shared connection became free within " + OF_CALL
						+ " (1 of 1 shared "
						+ "connections, 1 in flight, at most 1 on each, 1 queued, 1 orphaned). Raise "
						+ "framed-tcp.shared.max-in-flight if the server allows it, or framed-tcp.shared.connections, "
						+ "or find out why the server is slow. [")
				.satisfies((failure) -> {
					SharingStatus sharing = ((PoolBusyException) failure.getCause()).getSharing();
					assertThat(sharing).isNotNull();
					assertThat(sharing.inFlight()).isOne();
					assertThat(sharing.orphans()).isOne();
					assertThat(((PoolBusyException) failure.getCause()).getCounts().waiting()).isOne();
				});
			assertAnswered(link, 2, call);
			assertThat(link.takeId()).isEqualTo(3);
			assertAnswered(link, 3, waiting);
		}
	}

	@Test
	void batchWithoutAPlaceForItsNextRequestIsToldWhatBoundsTheWait() {
		try (FramedTcpTemplate template = this.peer.client()
			.shared((shared) -> shared.maxInFlight(1))
			.pool((pool) -> pool.acquireTimeout(Duration.ofMillis(500)))
			.build()) {
			Future<?> batch = this.callers.call(() -> template
				.sendAndReceiveAll(List.of(SharedPeer.message(1, "one"), SharedPeer.message(2, "two"))));
			SharedPeer.Connection link = taken(1);
			Future<String> neighbour = call(template, 3);
			awaitWaiting(template, 1);
			link.answer(1, "one");
			assertThat(link.takeId()).isEqualTo(3);
			assertThat(failure(batch)).isInstanceOf(FramedTcpTimeoutException.class)
				.hasMessageStartingWith("The request could not be written: no place on a shared connection became free "
						+ "within framed-tcp.pool.acquire-timeout=500ms (1 of 1 shared connections")
				.hasMessageContaining("(1 of 2 replies had come)");
			assertAnswered(link, 3, neighbour);
		}
	}

	@Test
	void callerWhoMayNotWaitIsToldWhatBoundsThatToo() {
		try (FramedTcpTemplate template = full()) {
			assertBusy(template, SharedPeer.message(3, "")).withMessageStartingWith(
					"Too many callers are waiting for a place on a shared connection (1 of 1 shared connections, "
							+ "1 in flight, at most 1 on each, 1 queued, 0 orphaned). Raise "
							+ "framed-tcp.shared.max-in-flight if the server allows it, framed-tcp.shared.connections "
							+ "or framed-tcp.pool.max-waiting, or find out why the server is slow. [");
		}
	}

	@Test
	void callerWhoseFrameDoesNotFitInIsToldTheBoundOfBytes() {
		try (FramedTcpTemplate template = this.peer.client().shared((shared) -> shared.maxInFlightBytes(100)).build()) {
			call(template, 1);
			taken(1);
			assertBusy(template, SharedPeer.large(2, 88))
				.withMessageContaining(
						"became free within " + OF_CALL + " for a frame of 96 bytes (1 of 1 shared connections")
				.withMessageContaining("Raise framed-tcp.shared.max-in-flight-bytes, which is 100, or "
						+ "framed-tcp.shared.connections, or find out why");
		}
	}

	@Test
	void callerWhoseIdIsInUseIsToldHowToUseItTwice() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			call(template, 0x01020304);
			taken(1);
			assertBusy(template, SharedPeer.message(0x01020304, ""))
				.withMessageStartingWith("The id 01 02 03 04 is that of another request, which got no reply within "
						+ OF_CALL + " (1 of 1")
				.withMessageContaining("Use an id again only when its reply has come, or raise "
						+ "framed-tcp.shared.connections: another connection can carry the same id. [");
		}
	}

	@Test
	void callerWhoWaitsForTheEndOfAPauseIsToldSo() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			template.getPool().pause();
			Future<String> first = call(template, 1);
			awaitWaiting(template, 1);
			assertBusy(template, SharedPeer.message(2, ""))
				.withMessageContaining(" within " + OF_CALL + ", as the client is paused (0 of 1")
				.withMessageContaining(" Resume it, or raise that time-out. [");
			template.getPool().resume();
			SharedPeer.Connection link = taken(1);
			assertAnswered(link, 1, first);
		}
	}

	@Test
	void callerForWhomNoConnectionCanBeHadIsToldSo() {
		CountDownLatch ended = new CountDownLatch(1);
		try (FramedTcpTemplate template = this.peer.client()
			.pool((pool) -> pool.maxTotal(2).acquireTimeout(Duration.ofSeconds(20)))
			.build()) {
			CountDownLatch begun = new CountDownLatch(2);
			for (int i = 0; i < 2; i++) {
				this.callers.call(() -> template.execute((session) -> {
					begun.countDown();
					await(ended);
					return null;
				}));
			}
			await(begun);
			Future<String> first = call(template, 1);
			awaitWaiting(template, 1);
			assertBusy(template, SharedPeer.message(2, ""))
				.withMessageStartingWith(
						"No connection to share could be had within " + OF_CALL + " (0 of 1 shared connections")
				.withMessageContaining("Raise that time-out if connecting takes longer, or "
						+ "framed-tcp.pool.max-total if sessions use all connections");
			ended.countDown();
			this.peer.accept();
			this.peer.accept();
			assertThat(first).isNotNull();
		}
		finally {
			ended.countDown();
		}
	}

	@Test
	void timeoutOfALoneCallerTellsWhatHadComeOfItsReply() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			Future<?> call = late(template, 1);
			part(template, taken(1));
			assertThat(failure(call)).isInstanceOf(FramedTcpTimeoutException.class)
				.hasMessageStartingWith("No complete reply arrived within " + OF_LATE_CALL
						+ ": 7 bytes had come of a frame whose header "
						+ "announces 1337 bytes [frame begins with 00 00 05 39 …].")
				.hasMessageNotContaining("68 65 6c");
		}
	}

	@Test
	void timeoutAmongOthersTellsThatTheFrameMayBeAnothers() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			Future<String> neighbour = call(template, 1);
			SharedPeer.Connection link = taken(1);
			Future<?> call = late(template, 2);
			link.takeId();
			part(template, link);
			assertThat(failure(call)).hasMessageContaining("7 bytes had come of a frame whose header announces 1337 "
					+ "bytes [frame begins with 00 00 05 39 …], which may be the reply to another request.");
			assertThat(neighbour).isNotDone();
		}
	}

	@Test
	void timeoutInOrderTellsThatTheFrameIsAnothers() {
		try (FramedTcpTemplate template = inOrder()) {
			call(template, 1);
			SharedPeer.Connection link = taken(1);
			Future<?> call = late(template, 2);
			link.takeId();
			part(template, link);
			assertThat(failure(call)).hasMessageContaining(
					": nothing had come for it, but 7 bytes had come of the reply to an earlier request.");
		}
	}

	@Test
	void timeoutTellsThatNothingHadComeAfterAPartHadBeenCompleted() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			Future<String> first = call(template, 1);
			SharedPeer.Connection link = taken(1);
			byte[] reply = SharedPeer.Connection.frame(1, "one");
			link.write(Arrays.copyOf(reply, 5));
			awaitReceived(template, 5);
			link.write(Arrays.copyOfRange(reply, 5, reply.length));
			assertThat(Callers.get(first)).isEqualTo("one");
			assertThatExceptionOfType(FramedTcpTimeoutException.class)
				.isThrownBy(() -> template.sendAndReceive(SharedPeer.message(2, ""), SHORT))
				.withMessageStartingWith("No complete reply arrived within " + OF_CALL + ": nothing had come for it [");
		}
	}

	@Test
	void timeoutTellsOfAPartAsLongAsThatOfTheFrameBeforeIt() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			Future<String> first = call(template, 1);
			SharedPeer.Connection link = taken(1);
			byte[] reply = SharedPeer.Connection.frame(SharedPeer.message(1, "one"));
			link.write(Arrays.copyOf(reply, PART.length));
			awaitReceived(template, PART.length);
			Future<?> call = late(template, 2);
			link.takeId();
			link.write(Bytes.join(Arrays.copyOfRange(reply, PART.length, reply.length), PART));
			assertThat(Callers.get(first)).isEqualTo("one");
			assertThat(failure(call)).hasMessageContaining("7 bytes had come of a frame whose header announces 1337 "
					+ "bytes [frame begins with 00 00 05 39 …] [");
		}
	}

	@Test
	void timeoutWhileUserCodeRunsTellsThatAFrameHadCome() {
		try (HeldHandler handler = new HeldHandler(); FramedTcpTemplate template = handling(handler).build()) {
			call(template, 1);
			taken(1).answer(0, "heartbeat");
			handler.awaitFrame();
			assertThatExceptionOfType(FramedTcpTimeoutException.class)
				.isThrownBy(() -> template.sendAndReceive(SharedPeer.message(2, ""), SHORT))
				.withMessageContaining("a whole frame had come, and the matcher or a handler was not done with it");
		}
	}

	@Test
	void timeoutTellsOfFramesThatAnswerNoRequest() {
		try (FramedTcpTemplate template = this.peer.unmatchedClient()
			.matcher(ExchangeMatcher.equalBytes(0, 1, SharedPeer.ID_LENGTH))
			.shared((shared) -> shared.connections(1))
			.build()) {
			Future<?> call = late(template, 1);
			taken(1).answer(1, "reply");
			assertThat(failure(call)).isInstanceOf(FramedTcpTimeoutException.class)
				.hasMessageStartingWith("No complete reply arrived within " + OF_LATE_CALL
						+ ": a frame had come that answers no request, "
						+ "with the id 00 00 01 72, that of this request is 00 00 00 01. This client has never had a "
						+ "reply that its matcher accepts. Compare framed-tcp.matcher with where both sides put the "
						+ "id. [");
		}
	}

	@Test
	void timeoutTellsOfFramesThatAreIgnored() {
		try (FramedTcpTemplate template = this.peer.client()
			.shared((shared) -> shared.onUnknownReply(UnknownReplyPolicy.IGNORE))
			.build()) {
			Future<?> call = late(template, 1);
			SharedPeer.Connection link = taken(1);
			link.answer(2, "two");
			link.answer(3, "three");
			assertThat(failure(call)).isInstanceOf(FramedTcpTimeoutException.class)
				.hasMessageStartingWith("No complete reply arrived within " + OF_LATE_CALL
						+ ": 2 frames had come that answer no request, "
						+ "the last with the id 00 00 00 03, that of this request is 00 00 00 01. This client");
		}
	}

	@Test
	void callersBehindAWrongReplyAreToldThatItIsAnothers() {
		try (FramedTcpTemplate template = this.peer.client().shared(SharedSettings.Builder::inOrder).build()) {
			Future<String> first = call(template, 1);
			SharedPeer.Connection link = taken(1);
			Future<String> second = takenCall(template, link, 2);
			link.answer(9, "wrong");
			assertThat(failure(first)).isInstanceOf(FramedTcpWrongReplyException.class);
			assertThat(failure(second)).isInstanceOf(FramedTcpConnectionLostException.class)
				.hasMessageStartingWith("The connection was lost: a frame came that is not the reply to an earlier "
						+ "request on the connection: the id of the request is 00 00 00 01, that of the frame is "
						+ "00 00 00 09")
				.satisfies((failure) -> assertThat(failure.isRequestMaybeSent()).isTrue());
		}
	}

	@Test
	void lostConnectionTellsEachCallerWhatHadCome() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			Future<String> one = call(template, 1);
			SharedPeer.Connection link = taken(1);
			part(template, link);
			link.reset();
			assertThat(failure(one)).isInstanceOf(FramedTcpConnectionLostException.class)
				.hasMessageContaining("reset: 7 bytes had come of a frame whose header announces 1337 bytes "
						+ "[frame begins with 00 00 05 39 …].");
		}
	}

	@Test
	void endInsideAFrameTellsEachCallerHowMuchHadCome() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			Future<String> one = call(template, 1);
			SharedPeer.Connection link = taken(1);
			Future<String> two = takenCall(template, link, 2);
			link.write(PART);
			link.close();
			for (Future<String> call : Arrays.asList(one, two)) {
				assertThat(failure(call)).hasMessageContaining("the peer closed the connection inside a frame whose "
						+ "header announces 1337 bytes, after 7 bytes [frame begins with 00 00 05 39 …].");
			}
		}
	}

	@Test
	void callerOfAConnectionThatIsDrainedForTooLongIsToldTheBound() {
		try (FramedTcpTemplate template = this.peer.client()
			.shared((shared) -> shared.drainTimeout(Duration.ofMillis(1)))
			.connection((connection) -> connection.propertyPrefix("framed-tcp.clients.payments."))
			.build()) {
			Future<String> stuck = call(template, 1);
			part(template, taken(1));
			template.getPool().evictAll();
			assertThat(failure(stuck)).isInstanceOf(FramedTcpTimeoutException.class)
				.hasMessageStartingWith("No complete reply arrived: the connection was drained for longer than "
						+ "framed-tcp.clients.payments.shared.drain-timeout=1ms, and 7 bytes had come of a frame")
				.rootCause()
				.hasMessageContaining("framed-tcp.clients.payments.shared.drain-timeout=1ms");
		}
	}

	@Test
	void frameWithoutAReplyThatCannotBeWrittenIsToldSo() {
		this.peer.notReading();
		try (FramedTcpTemplate template = roomy()) {
			assertThatExceptionOfType(FramedTcpTimeoutException.class)
				.isThrownBy(() -> template.send(SharedPeer.large(1, LARGE), SHORT))
				.withMessageStartingWith("The request could not be written within " + OF_CALL + " [");
		}
	}

	private Future<?> late(FramedTcpTemplate template, int id) {
		return this.callers
			.call(() -> template.sendAndReceive(SharedPeer.message(id, "request"), Duration.ofMillis(400)));
	}

	private static void part(FramedTcpTemplate template, SharedPeer.Connection link) {
		link.write(PART);
		awaitReceived(template, PART.length);
	}

	private static void awaitReceived(FramedTcpTemplate template, int bytes) {
		Awaitility.await()
			.pollInterval(Duration.ofMillis(5))
			.until(() -> template.getPool()
				.connections()
				.openConnections()
				.stream()
				.anyMatch((connection) -> connection.traffic().bytesReceived() == bytes));
	}

	private static ThrowableAssertAlternative<FramedTcpException> assertBusy(FramedTcpTemplate template,
			byte[] request) {
		return assertThatExceptionOfType(FramedTcpException.class)
			.isThrownBy(() -> template.sendAndReceive(request, SHORT))
			.isInstanceOf(FramedTcpBusyException.class);
	}

}
