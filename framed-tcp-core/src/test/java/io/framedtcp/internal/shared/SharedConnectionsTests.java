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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.framedtcp.FramedTcpBusyException;
import io.framedtcp.FramedTcpClosedException;
import io.framedtcp.FramedTcpException;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.FramedTcpTimeoutException;
import io.framedtcp.config.SharedSettings;
import io.framedtcp.config.TlsSettings;
import io.framedtcp.config.UnknownReplyPolicy;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectionInfo;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.PoolListener;
import io.framedtcp.support.Callers;
import io.framedtcp.support.LocalhostTls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Who gets a place on shared connections, and how connections come and go.
 */
@Timeout(60)
class SharedConnectionsTests {

	private static final Duration SHORT = Duration.ofMillis(150);

	private static final int LARGE = 12 * 1024 * 1024;

	private final Callers callers = new Callers();

	private SharedPeer peer;

	@BeforeEach
	void startPeer() throws IOException {
		this.peer = new SharedPeer();
	}

	@AfterEach
	void closePeer() throws IOException {
		this.callers.close();
		this.peer.close();
	}

	@Test
	void thousandCallersShare128PlacesAndAllAreAnswered() {
		this.peer.echoing();
		try (FramedTcpTemplate template = this.peer.client()
			.pool((pool) -> pool.acquireTimeout(Duration.ofSeconds(30)))
			.build()) {
			this.callers.callAll(1000, (caller) -> {
				for (int i = 0; i < 5; i++) {
					byte[] request = SharedPeer.message(caller * 5 + i, "own");
					assertThat(template.sendAndReceive(request)).isEqualTo(request);
				}
				return null;
			});
			assertThat(this.peer.connections()).isOne();
			assertIdle(template);
		}
	}

	@Test
	void thousandCallersReturnByTheirDeadlinesWhenNobodyAnswers() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			List<Duration> elapsed = this.callers.callAll(1000, (caller) -> {
				long start = System.nanoTime();
				assertThatExceptionOfType(FramedTcpException.class)
					.isThrownBy(() -> template.sendAndReceive(SharedPeer.message(caller, ""), Duration.ofSeconds(2)));
				return Duration.ofNanos(System.nanoTime() - start);
			});
			assertThat(elapsed).allSatisfy((each) -> assertThat(each).isLessThan(Duration.ofSeconds(6)));
			assertThat(template.getPool().sharing().waiting()).isZero();
		}
	}

	@Test
	void callersWhoWaitAreServedInTheOrderInWhichTheyCame() {
		try (FramedTcpTemplate template = this.peer.client().shared((shared) -> shared.maxInFlight(1)).build()) {
			List<Future<String>> calls = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				int before = i;
				calls.add(call(template, i));
				Awaitility.await()
					.pollInterval(Duration.ofMillis(1))
					.until(() -> template.getPool().sharing().inFlight() == 1
							&& template.getPool().sharing().waiting() == before);
			}
			SharedPeer.Link link = this.peer.accept();
			for (int i = 0; i < 20; i++) {
				assertThat(link.takeId()).isEqualTo(i);
				link.answer(i, "own");
			}
			assertThat(calls.stream().map(Callers::get)).containsOnly("own");
		}
	}

	@Test
	void callsGoToTheConnectionWithTheFewest() {
		try (FramedTcpTemplate template = this.peer.client()
			.shared((shared) -> shared.connections(2).maxInFlight(2))
			.build()) {
			List<Future<String>> calls = new ArrayList<>(calls(template, 1, 2, 3, 4));
			SharedPeer.Link one = this.peer.accept();
			SharedPeer.Link other = this.peer.accept();
			one.echo(1);
			Awaitility.await().until(() -> template.getPool().sharing().inFlight() == 3);
			calls.addAll(calls(template, 5));
			one.echo(2);
			other.echo(2);
			assertThat(calls.stream().map(Callers::get)).containsOnly("request");
			assertThat(this.peer.connections()).isEqualTo(2);
		}
	}

	@Test
	void callersDoWithoutAConnectionThatCannotBeOpened() throws IOException {
		try (FramedTcpTemplate template = this.peer.client()
			.shared((shared) -> shared.connections(2).maxInFlight(1))
			.build()) {
			Future<String> first = call(template, 1);
			SharedPeer.Link link = taken(1);
			this.peer.refuse();
			Future<String> waiting = call(template, 2);
			Awaitility.await().until(() -> template.getPool().lastConnectFailure() != null);
			link.answer(1, "one");
			assertThat(link.takeId()).isEqualTo(2);
			link.answer(2, "two");
			assertThat(Callers.get(first)).isEqualTo("one");
			assertThat(Callers.get(waiting)).isEqualTo("two");
		}
	}

	@Test
	void assignedIdsWrapAndTheCallersOwnComeBack() throws Exception {
		SharedSettings settings = SharedSettings.builder().assignIds(0, 4).build();
		try (SharedPlaces places = new SharedPlaces(this.peer, settings, 0xFFFFFFFFL - 2)) {
			this.peer.echoing();
			for (int i = 0; i < 6; i++) {
				int id = i;
				assertThat(Callers.get(this.callers.call(() -> places.exchange(id)))).isEqualTo(id);
			}
		}
	}

	@Test
	void lateReplyIsSwallowedCountedAndToldToListeners() {
		Queue<Duration> late = new ConcurrentLinkedQueue<>();
		PoolListener listener = new PoolListener() {

			@Override
			public void lateReply(ConnectionInfo connection, Duration elapsed) {
				late.add(elapsed);
			}

		};
		try (FramedTcpTemplate template = this.peer.client().listener(listener).build()) {
			assertTimesOut(template, 1);
			SharedPeer.Link link = taken(1);
			assertThat(template.getPool().sharing().orphans()).isOne();
			link.answer(1, "late");
			// Nobody is there to read it but the background.
			Awaitility.await().untilAsserted(() -> assertThat(late).hasSize(1));
			assertThat(template.getPool().sharing().lateReplies()).isOne();
			assertIdle(template);
			assertThat(template.getPool().counts().idle()).isOne();
		}
	}

	@Test
	void orphanThatIsTooOldDrainsTheConnection() {
		try (FramedTcpTemplate template = this.peer.client()
			.shared((shared) -> shared.orphanMaxAge(Duration.ofMillis(1)))
			.build()) {
			assertTimesOut(template, 1);
			SharedPeer.Link link = taken(1);
			Awaitility.await().pollDelay(Duration.ofMillis(20)).until(() -> true);
			Future<String> next = call(template, 2);
			SharedPeer.Link other = taken(1);
			other.answer(2, "two");
			assertThat(Callers.get(next)).isEqualTo("two");
			assertThat(link.awaitEnd()).isTrue();
			assertThat(template.getPool().sharing().drained()).containsKey(CloseReason.ORPHANED);
		}
	}

	@Test
	void evictedConnectionFinishesItsCallsAndGetsNoNewOnes() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			List<Future<String>> before = calls(template, 1, 2, 3);
			SharedPeer.Link link = taken(3);
			template.getPool().evictAll();
			assertDrained(template, before, link);
		}
	}

	@Test
	void connectionPastItsLifetimeFinishesItsCallsAndGetsNoNewOnes() {
		try (FramedTcpTemplate template = this.peer.client()
			.pool((pool) -> pool.maxLifetime(Duration.ofMillis(300)))
			.build()) {
			List<Future<String>> before = calls(template, 1, 2, 3);
			SharedPeer.Link link = taken(3);
			Awaitility.await().pollDelay(Duration.ofMillis(400)).until(() -> true);
			assertDrained(template, before, link);
		}
	}

	private void assertDrained(FramedTcpTemplate template, List<Future<String>> before, SharedPeer.Link link) {
		Future<String> next = call(template, 4);
		SharedPeer.Link other = taken(1);
		other.answer(4, "four");
		assertThat(Callers.get(next)).isEqualTo("four");
		for (int i = 1; i <= 3; i++) {
			link.answer(i, "own");
		}
		assertThat(before.stream().map(Callers::get)).containsOnly("own");
		assertThat(link.awaitEnd()).isTrue();
	}

	@Test
	void pauseLetsCallsFinishAndResumeLetsOthersGoOn() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			Future<String> before = call(template, 1);
			SharedPeer.Link link = taken(1);
			template.getPool().pause();
			Future<String> held = call(template, 2);
			link.answer(1, "one");
			assertThat(Callers.get(before)).isEqualTo("one");
			assertThat(link.poll(SHORT)).isNull();
			template.getPool().resume();
			SharedPeer.Link next = (this.peer.connections() == 1) ? link : this.peer.accept();
			assertThat(next.takeId()).isEqualTo(2);
			next.answer(2, "two");
			assertThat(Callers.get(held)).isEqualTo("two");
		}
	}

	@Test
	void connectionWhoseOrderIsLostDuringAPauseIsNotKept() {
		try (FramedTcpTemplate template = this.peer.unmatchedClient().shared(SharedSettings.Builder::inOrder).build()) {
			Future<String> before = call(template, 1);
			SharedPeer.Link link = taken(1);
			Future<?> abandoned = this.callers.call(() -> {
				assertTimesOut(template, 2);
				return null;
			});
			link.takeId();
			template.getPool().pause();
			Callers.get(abandoned);
			link.answer(1, "one");
			assertThat(Callers.get(before)).isEqualTo("one");
			assertThat(link.awaitEnd()).isTrue();
			template.getPool().resume();
		}
	}

	@Test
	void connectionThatIsDrainedForTooLongIsClosed() {
		try (FramedTcpTemplate template = this.peer.client()
			.shared((shared) -> shared.drainTimeout(Duration.ofMillis(1)))
			.build()) {
			Future<String> stuck = call(template, 1);
			SharedPeer.Link link = taken(1);
			template.getPool().evictAll();
			assertThat(failure(stuck)).isInstanceOf(FramedTcpTimeoutException.class);
			assertThat(link.awaitEnd()).isTrue();
			assertIdle(template);
		}
	}

	@Test
	void closeWaitsForCallsInFlight() {
		FramedTcpTemplate template = this.peer.client().build();
		List<Future<String>> calls = calls(template, 1, 2, 3);
		SharedPeer.Link link = taken(3);
		Future<?> closing = this.callers.call(() -> {
			template.close();
			return null;
		});
		Awaitility.await().until(() -> !template.getPool().isOpen());
		assertThatExceptionOfType(FramedTcpClosedException.class)
			.isThrownBy(() -> template.sendAndReceive(SharedPeer.message(4, "")));
		for (int i = 1; i <= 3; i++) {
			link.answer(i, "own");
		}
		assertThat(calls.stream().map(Callers::get)).containsOnly("own");
		Callers.get(closing);
		assertThat(link.awaitEnd()).isTrue();
	}

	@Test
	void closeInsideAHandlerDoesNotWaitForThoseWhoCannotRead() {
		AtomicReference<FramedTcpTemplate> client = new AtomicReference<>();
		try (FramedTcpTemplate template = this.peer.unmatchedClient()
			.matcher(ExchangeMatcher.equalBytes(0, 0, SharedPeer.ID_LENGTH)
				.orUnsolicited((frame) -> SharedPeer.id(frame) == 0))
			.unsolicitedFrameHandler((connection, frame) -> {
				client.get().close();
				return null;
			})
			.pool((pool) -> pool.closeTimeout(Duration.ofSeconds(30)))
			.build()) {
			client.set(template);
			List<Future<String>> calls = calls(template, 1, 2);
			SharedPeer.Link link = taken(2);
			long start = System.nanoTime();
			link.answer(0, "heartbeat");
			assertThat(calls)
				.allSatisfy((call) -> assertThat(failure(call)).isInstanceOf(FramedTcpClosedException.class));
			assertThat(link.awaitEnd()).isTrue();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
		}
	}

	@Test
	void batchMayBeLargerThanTheCallsThatMayBeInFlight() {
		this.peer.echoing();
		try (FramedTcpTemplate template = this.peer.client().shared((shared) -> shared.maxInFlight(3)).build()) {
			this.callers.callAll(4, (caller) -> {
				List<byte[]> requests = IntStream.range(0, 50)
					.mapToObj((i) -> SharedPeer.message(caller * 50 + i, "own"))
					.toList();
				assertThat(template.sendAndReceiveAll(requests)).containsExactlyElementsOf(requests);
				return null;
			});
			assertThat(this.peer.connections()).isOne();
			assertIdle(template);
		}
	}

	@Test
	void framesWithoutAReplyWaitUntilTheyAreWritten() {
		this.peer.notReading();
		try (FramedTcpTemplate template = this.peer.client()
			.shared((shared) -> shared.maxInFlightBytes(2L * LARGE))
			.build()) {
			Future<?> large = this.callers.call(() -> {
				template.send(SharedPeer.large(1, LARGE));
				return null;
			});
			SharedPeer.Link link = this.peer.accept();
			Awaitility.await().until(() -> template.getPool().sharing().frames() == 1);
			Future<?> small = this.callers.call(() -> {
				template.send(SharedPeer.message(2, ""));
				return null;
			});
			Awaitility.await().until(() -> template.getPool().sharing().inFlight() == 2);
			assertThat(large).isNotDone();
			assertThat(small).isNotDone();
			link.startReading();
			assertThat(link.takeId()).isOne();
			assertThat(link.takeId()).isEqualTo(2);
			Callers.get(large);
			Callers.get(small);
			assertIdle(template);
		}
	}

	@Test
	void answerToAnUnsolicitedFrameNeedsNoPlace() {
		try (FramedTcpTemplate template = this.peer.unmatchedClient()
			.matcher(ExchangeMatcher.equalBytes(0, 0, SharedPeer.ID_LENGTH)
				.orUnsolicited((frame) -> SharedPeer.id(frame) == 0))
			.unsolicitedFrameHandler((connection, frame) -> SharedPeer.message(9, "alive"))
			.shared((shared) -> shared.maxInFlight(1))
			.build()) {
			Future<String> call = call(template, 1);
			SharedPeer.Link link = taken(1);
			link.answer(0, "alive?");
			assertThat(link.takeId()).isEqualTo(9);
			template.getPool().evictAll();
			link.answer(0, "alive?");
			assertThat(link.takeId()).isEqualTo(9);
			link.answer(1, "one");
			assertThat(Callers.get(call)).isEqualTo("one");
			assertIdle(template);
		}
	}

	@Test
	void unknownReplyCanBeIgnored() {
		try (FramedTcpTemplate template = this.peer.client()
			.shared((shared) -> shared.onUnknownReply(UnknownReplyPolicy.IGNORE))
			.build()) {
			Future<String> call = call(template, 1);
			SharedPeer.Link link = taken(1);
			link.answer(77, "whose?");
			link.answer(1, "one");
			assertThat(Callers.get(call)).isEqualTo("one");
			assertIdle(template);
			assertThat(template.getPool().counts().idle()).isOne();
		}
	}

	@Test
	void sessionUsesAConnectionBesideThoseThatAreShared() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			Future<String> call = call(template, 1);
			SharedPeer.Link link = taken(1);
			Future<String> session = this.callers
				.call(() -> template.execute((own) -> SharedPeer.text(own.sendAndReceive(SharedPeer.message(2, "")))));
			SharedPeer.Link other = taken(1);
			other.answer(2, "two");
			link.answer(1, "one");
			assertThat(Callers.get(session)).isEqualTo("two");
			assertThat(Callers.get(call)).isEqualTo("one");
		}
	}

	@Test
	void sessionIsRefusedIfAllConnectionsAreShared() {
		try (FramedTcpTemplate template = this.peer.client().pool((pool) -> pool.maxTotal(1)).build()) {
			assertThatIllegalStateException().isThrownBy(() -> template.execute((session) -> ""))
				.withMessageContaining("framed-tcp.shared.connections");
		}
	}

	@Test
	void tooManyCallersWhoWaitAreRefused() {
		try (FramedTcpTemplate template = this.peer.client()
			.pool((pool) -> pool.maxWaiting(1))
			.shared((shared) -> shared.maxInFlight(1))
			.build()) {
			call(template, 1);
			taken(1);
			call(template, 2);
			Awaitility.await().until(() -> template.getPool().sharing().waiting() == 1);
			assertThatExceptionOfType(FramedTcpBusyException.class)
				.isThrownBy(() -> template.sendAndReceive(SharedPeer.message(3, "")));
		}
	}

	@Test
	void callersShareATlsConnection() throws IOException {
		LocalhostTls tls = LocalhostTls.create();
		try (SharedPeer secured = new SharedPeer(tls.server()).echoing();
				FramedTcpTemplate template = secured.client().tls(TlsSettings.of(tls.client())).build()) {
			this.callers.callAll(32, (caller) -> {
				for (int i = 0; i < 50; i++) {
					byte[] request = SharedPeer.large(caller * 50 + i, (i % 10 == 0) ? 200_000 : i);
					assertThat(template.sendAndReceive(request)).isEqualTo(request);
				}
				return null;
			});
			assertThat(secured.connections()).isOne();
			assertIdle(template);
		}
	}

	private Future<String> call(FramedTcpTemplate template, int id) {
		return this.callers.call(() -> SharedPeer.text(template.sendAndReceive(SharedPeer.message(id, "request"))));
	}

	private List<Future<String>> calls(FramedTcpTemplate template, int... ids) {
		return Arrays.stream(ids).mapToObj((id) -> call(template, id)).toList();
	}

	private SharedPeer.Link taken(int count) {
		SharedPeer.Link link = this.peer.accept();
		for (int i = 0; i < count; i++) {
			link.take();
		}
		return link;
	}

	private static void assertTimesOut(FramedTcpTemplate template, int id) {
		assertThatExceptionOfType(FramedTcpTimeoutException.class)
			.isThrownBy(() -> template.sendAndReceive(SharedPeer.message(id, ""), SHORT));
	}

	private static void assertIdle(FramedTcpTemplate template) {
		Awaitility.await().untilAsserted(() -> {
			assertThat(template.getPool().counts().active()).isZero();
			assertThat(template.getPool().sharing().connections()).isZero();
		});
	}

	private static FramedTcpException failure(Future<?> call) {
		try {
			Callers.get(call);
			throw new AssertionError("The call was answered");
		}
		catch (IllegalStateException ex) {
			return (FramedTcpException) ex.getCause();
		}
	}

}
