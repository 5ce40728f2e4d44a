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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.framedtcp.FramedTcpBusyException;
import io.framedtcp.FramedTcpClosedException;
import io.framedtcp.FramedTcpConnectException;
import io.framedtcp.FramedTcpConnectionLostException;
import io.framedtcp.FramedTcpException;
import io.framedtcp.FramedTcpInterruptedException;
import io.framedtcp.FramedTcpMalformedReplyException;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.FramedTcpTimeoutException;
import io.framedtcp.FramedTcpWrongReplyException;
import io.framedtcp.config.PingSettings;
import io.framedtcp.config.SharedSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.spi.CorrelationKey;
import io.framedtcp.spi.KeyedMatcher;
import io.framedtcp.spi.Ping;
import io.framedtcp.support.Bytes;
import io.framedtcp.support.Callers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What has gone wrong in other clients that share connections, and must not here. F1 to
 * F19 are known faults of theirs, M1 to M3 are those of a first trial; see
 * docs/decisions.
 */
@Timeout(60)
class SharedFaultCatalogueTests {

	private static final Duration SHORT = Duration.ofMillis(150);

	private static final int PING = 99;

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
	void f1LateReplyOfATimedOutCallIsNotThatOfTheNext() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			assertTimesOut(template, 1);
			SharedPeer.Link link = taken(1);
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
			SharedPeer.Link link = taken(1);
			Future<String> next = call(template, 2);
			SharedPeer.Link other = taken(1);
			assertThat(link.awaitEnd()).isTrue();
			other.answer(2, "two");
			assertThat(Callers.get(next)).isEqualTo("two");
		}
	}

	@Test
	void f2RequestThatCannotBeEncodedOrHasNoKeyHarmsItselfAlone() {
		try (FramedTcpTemplate template = this.peer.client()
			.connection((connection) -> connection.maxFrameSize(100))
			.build()) {
			Future<String> before = call(template, 1);
			SharedPeer.Link link = taken(1);
			assertThatExceptionOfType(IllegalArgumentException.class)
				.isThrownBy(() -> template.sendAndReceive(new byte[200]));
			assertThatExceptionOfType(IllegalArgumentException.class)
				.isThrownBy(() -> template.sendAndReceive(new byte[2]));
			Future<String> behind = call(template, 2);
			link.takeId();
			link.answer(2, "two");
			link.answer(1, "one");
			assertThat(Callers.get(before)).isEqualTo("one");
			assertThat(Callers.get(behind)).isEqualTo("two");
			assertThat(this.peer.connections()).isOne();
		}
	}

	@Test
	void f2RequestTooShortForAnAssignedIdHarmsItselfAlone() {
		try (FramedTcpTemplate template = assigned(4)) {
			Future<String> before = call(template, 1);
			SharedPeer.Link link = taken(0);
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
			SharedPeer.Link link = taken(1);
			assertThatExceptionOfType(IllegalStateException.class)
				.isThrownBy(() -> template.sendAndReceive(SharedPeer.message(Throwing.BAD_REQUEST, "")));
			link.answer(1, "one");
			assertThat(Callers.get(before)).isEqualTo("one");
			assertIdle(template);
		}
	}

	@Test
	void f3FailureWhileAReplyIsReadEndsTheConnection() {
		for (Throwable thrown : List.of(new IllegalStateException("a bug"), new StackOverflowError())) {
			try (FramedTcpTemplate template = this.peer.unmatchedClient().matcher(new Throwing(thrown)).build()) {
				List<Future<String>> calls = calls(template, 1, 2);
				SharedPeer.Link link = taken(2);
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
			SharedPeer.Link link = taken(1);
			Future<String> second = call(template, 2);
			link.takeId();
			link.write(Bytes.join(SharedPeer.Link.frame(SharedPeer.message(1, "one")), new byte[] { -1, -1, -1, -1 }));
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
			orphan.place().write(orphan);
			SharedPeer.Link link = this.peer.accept();
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
				link.write(SharedPeer.Link.frame(request));
				assertThat(SharedPeer.id(Callers.get(reply))).isEqualTo(id);
			}
			orphan.close();
		}
	}

	@Test
	void f5ReplyWithAnIdThatNobodyUsesDrainsTheConnection() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			Future<String> first = call(template, 1);
			SharedPeer.Link link = taken(1);
			link.answer(77, "whose?");
			Awaitility.await().until(() -> !template.getPool().sharing().drained().isEmpty());
			Future<String> next = call(template, 2);
			SharedPeer.Link other = taken(1);
			other.answer(2, "two");
			link.answer(1, "one");
			assertThat(Callers.get(first)).isEqualTo("one");
			assertThat(Callers.get(next)).isEqualTo("two");
			assertThat(link.awaitEnd()).isTrue();
		}
	}

	@Test
	void f5WrongOrderIsFoundByTheMatcherAndEndsTheConnection() {
		try (FramedTcpTemplate template = this.peer.client().shared(SharedSettings.Builder::inOrder).build()) {
			Future<String> first = call(template, 1);
			SharedPeer.Link link = taken(1);
			Future<String> second = call(template, 2);
			link.takeId();
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
			SharedPeer.Link link = taken(1);
			link.answer(1, "own");
			assertThat(Callers.get(call)).isEqualTo("own");
		}
	}

	@Test
	void f7NothingIsSentAgainBehindAReconnect() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			List<Future<String>> calls = calls(template, 1, 2, 3);
			taken(3).reset();
			calls.forEach((call) -> assertThat(failure(call).isRequestMaybeSent()).isTrue());
			Future<String> next = call(template, 4);
			SharedPeer.Link other = this.peer.accept();
			assertThat(other.takeId()).isEqualTo(4);
			other.answer(4, "four");
			assertThat(Callers.get(next)).isEqualTo("four");
			assertThat(other.poll(SHORT)).isNull();
		}
	}

	@Test
	void f8CallersWhoWaitForAPlaceGoOnWhenTheConnectionEnds() {
		try (FramedTcpTemplate template = this.peer.client().shared((shared) -> shared.maxInFlight(1)).build()) {
			Future<String> first = call(template, 1);
			SharedPeer.Link link = taken(1);
			Future<String> waiting = call(template, 2);
			Awaitility.await().until(() -> template.getPool().sharing().waiting() == 1);
			link.close();
			assertThat(failure(first)).isInstanceOf(FramedTcpConnectionLostException.class);
			SharedPeer.Link other = taken(1);
			other.answer(2, "two");
			assertThat(Callers.get(waiting)).isEqualTo("two");
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
			SharedPeer.Link link = taken(1);
			Future<String> call = call(template, 2);
			link.takeId();
			template.send(SharedPeer.message(3, ""));
			assertThat(link.takeId()).isEqualTo(3);
			link.answer(2, "two");
			assertThat(Callers.get(call)).isEqualTo("two");
		}
	}

	@Test
	void f10RoleOfAWriterWhoLeavesGoesToAnotherCaller() throws Exception {
		try (SharedPlaces places = new SharedPlaces(this.peer, SharedSettings.builder().build())) {
			// It has the writer's role, and does not come to write.
			SharedCall writer = places.acquire(1);
			Future<?> behind = this.callers.call(() -> {
				try (SharedCall call = places.connections()
					.acquire(places.frame(2), false, Deadline.after(SharedPlaces.PATIENCE))) {
					call.send(call.frame(), Deadline.after(SharedPlaces.PATIENCE));
				}
				return null;
			});
			Awaitility.await().until(() -> places.connections().status().inFlight() == 2);
			assertThat(writer.place().abandon(writer)).isTrue();
			writer.close();
			SharedPeer.Link link = this.peer.accept();
			assertThat(link.takeId()).isEqualTo(2);
			Callers.get(behind);
		}
	}

	@Test
	void f11SilentConnectionIsPingedAndGoesOnIfItAnswers() {
		try (FramedTcpTemplate template = suspecting()) {
			Future<String> neighbour = call(template, 1);
			SharedPeer.Link link = taken(1);
			assertTimesOut(template, 2);
			link.takeId();
			assertTimesOut(template, 3);
			link.takeId();
			assertThat(link.takeId()).isEqualTo(PING);
			Future<String> waiting = call(template, 4);
			assertThat(link.poll(SHORT)).isNull();
			link.answer(PING, "pong");
			assertThat(link.takeId()).isEqualTo(4);
			link.answer(4, "four");
			link.answer(1, "one");
			assertThat(Callers.get(waiting)).isEqualTo("four");
			assertThat(Callers.get(neighbour)).isEqualTo("one");
			assertThat(this.peer.connections()).isOne();
		}
	}

	@Test
	void f11SilentConnectionWhosePingIsNotAnsweredGetsNoNewCalls() {
		try (FramedTcpTemplate template = suspecting()) {
			Future<String> neighbour = call(template, 1);
			SharedPeer.Link link = taken(1);
			assertTimesOut(template, 2);
			assertTimesOut(template, 3);
			Future<String> next = call(template, 4);
			SharedPeer.Link other = this.peer.accept();
			assertThat(other.takeId()).isEqualTo(4);
			other.answer(4, "four");
			assertThat(Callers.get(next)).isEqualTo("four");
			link.answer(1, "one");
			assertThat(Callers.get(neighbour)).isEqualTo("one");
			assertThat(link.awaitEnd()).isTrue();
		}
	}

	@Test
	void f11SilentConnectionWithoutAPingGetsNoNewCalls() {
		try (FramedTcpTemplate template = this.peer.client().shared((shared) -> shared.suspectAfter(2)).build()) {
			call(template, 1);
			taken(1);
			assertTimesOut(template, 2);
			assertTimesOut(template, 3);
			Future<String> next = call(template, 4);
			SharedPeer.Link other = taken(1);
			other.answer(4, "four");
			assertThat(Callers.get(next)).isEqualTo("four");
		}
	}

	@Test
	void f12NothingIsLeftOfCallsThatTimeOut() {
		try (FramedTcpTemplate template = this.peer.client()
			.shared((shared) -> shared.suspectAfter(1000).maxOrphans(1000))
			.build()) {
			for (int i = 0; i < 20; i++) {
				int id = i;
				assertThatExceptionOfType(FramedTcpTimeoutException.class)
					.isThrownBy(() -> template.sendAndReceive(SharedPeer.message(id, ""), Duration.ofMillis(5)));
			}
			SharedPeer.Link link = taken(0);
			Awaitility.await().until(() -> template.getPool().sharing().orphans() > 0);
			link.close();
			assertIdle(template);
			assertThat(template.getPool().sharing().orphans()).isZero();
		}
	}

	@Test
	void f13RepliesDoNotWaitForTheUsersOwnWork() {
		CountDownLatch working = new CountDownLatch(1);
		try (FramedTcpTemplate template = this.peer.client().build()) {
			Future<?> slow = this.callers.call(() -> {
				template.sendAndReceive(SharedPeer.message(1, ""));
				return working.await(30, TimeUnit.SECONDS);
			});
			SharedPeer.Link link = taken(1);
			Future<String> other = call(template, 2);
			link.takeId();
			link.answer(1, "one");
			link.answer(2, "two");
			assertThat(Callers.get(other)).isEqualTo("two");
			working.countDown();
			Callers.get(slow);
		}
	}

	@Test
	void f14TimeOutOrInterruptOfOneCallerClosesNothing() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			Future<String> neighbour = call(template, 1);
			SharedPeer.Link link = taken(1);
			assertTimesOut(template, 2);
			link.takeId();
			Future<?> interrupted = interruptedCall(template, 3, link);
			Callers.get(interrupted);
			link.answer(1, "one");
			assertThat(Callers.get(neighbour)).isEqualTo("one");
			assertThat(this.peer.connections()).isOne();
		}
	}

	@Test
	void f15LargeReplyIsReadInPiecesAmongCallersWhoseDeadlinesHold() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			Future<byte[]> large = this.callers.call(() -> template.sendAndReceive(SharedPeer.message(1, "")));
			SharedPeer.Link link = taken(1);
			byte[] reply = SharedPeer.Link.frame(SharedPeer.large(1, 8 * 1024 * 1024));
			link.write(Arrays.copyOf(reply, reply.length / 2));
			assertTimesOut(template, 2);
			link.takeId();
			link.write(Arrays.copyOfRange(reply, reply.length / 2, reply.length));
			assertThat(Callers.get(large)).isEqualTo(SharedPeer.large(1, 8 * 1024 * 1024));
			Future<String> next = call(template, 3);
			link.takeId();
			link.answer(3, "three");
			assertThat(Callers.get(next)).isEqualTo("three");
			assertThat(this.peer.connections()).isOne();
		}
	}

	@Test
	void f16OneCallerReconnectsForAll() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			List<Future<String>> calls = calls(template, IntStream.range(0, 30).toArray());
			taken(30).close();
			calls.forEach(SharedFaultCatalogueTests::failure);
			calls = calls(template, IntStream.range(0, 30).toArray());
			SharedPeer.Link other = this.peer.accept();
			other.echo(30);
			assertThat(calls.stream().map(Callers::get)).containsOnly("request");
			assertThat(this.peer.connections()).isEqualTo(2);
		}
	}

	@Test
	void f16ServerThatIsGoneFailsAllWhoWaitAtOnce() throws IOException {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			this.peer.close();
			calls(template, IntStream.range(0, 30).toArray())
				.forEach((call) -> assertThat(failure(call)).isInstanceOf(FramedTcpConnectException.class));
			assertThat(template.getPool().sharing().waiting()).isZero();
		}
	}

	@Test
	void f17OnePingIsSentWhenManyTimeOut() {
		try (FramedTcpTemplate template = suspecting()) {
			Future<String> neighbour = call(template, 1);
			SharedPeer.Link link = taken(1);
			List<Future<?>> late = new ArrayList<>();
			for (int i = 10; i < 20; i++) {
				int id = i;
				late.add(this.callers.call(() -> {
					assertTimesOut(template, id);
					return null;
				}));
			}
			late.forEach(Callers::get);
			List<Integer> ids = new ArrayList<>();
			for (byte[] request = link.take(); request != null; request = link.poll(SHORT)) {
				ids.add(SharedPeer.id(request));
				if (SharedPeer.id(request) == PING) {
					link.answer(PING, "pong");
				}
			}
			assertThat(ids.stream().filter((id) -> id == PING)).hasSize(1);
			link.answer(1, "one");
			assertThat(Callers.get(neighbour)).isEqualTo("one");
		}
	}

	@Test
	void f17PingNeedsNoPlace() {
		try (FramedTcpTemplate template = this.peer.client()
			.shared((shared) -> shared.maxInFlight(2).suspectAfter(1))
			.pool((pool) -> pool.ping(ping(Duration.ofSeconds(10))))
			.build()) {
			Future<String> neighbour = call(template, 1);
			SharedPeer.Link link = taken(1);
			assertTimesOut(template, 2);
			link.takeId();
			assertThat(link.takeId()).isEqualTo(PING);
			link.answer(PING, "pong");
			link.answer(1, "one");
			assertThat(Callers.get(neighbour)).isEqualTo("one");
		}
	}

	@Test
	void f18ClientCanBeClosedTwiceAndOpenedAgain() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			Future<String> call = call(template, 1);
			SharedPeer.Link link = taken(1);
			Future<?> closing = this.callers.call(() -> {
				template.getPool().close();
				template.getPool().close();
				return null;
			});
			Awaitility.await().until(() -> !template.getPool().isOpen());
			link.answer(1, "one");
			assertThat(Callers.get(call)).isEqualTo("one");
			Callers.get(closing);
			template.getPool().open();
			Future<String> next = call(template, 2);
			SharedPeer.Link other = taken(1);
			other.answer(2, "two");
			assertThat(Callers.get(next)).isEqualTo("two");
			assertThat(link.awaitEnd()).isTrue();
		}
	}

	@Test
	void f19CallsThatComeDuringTheEndOfAConnectionAreAnsweredOrTold() {
		AtomicInteger answered = new AtomicInteger();
		try (FramedTcpTemplate template = this.peer.client().build()) {
			Future<?> server = this.callers.call(() -> {
				for (int i = 0; i < 20; i++) {
					SharedPeer.Link link = this.peer.accept();
					link.echo(10);
					if (i == 19) {
						// A caller may still come, and its connection must not wait in
						// vain.
						this.peer.echoing();
					}
					link.close();
				}
				return null;
			});
			this.callers.callAll(4, (caller) -> {
				for (int i = 0; !server.isDone(); i++) {
					try {
						byte[] request = SharedPeer.message(caller * 100_000 + i, "own" + caller);
						assertThat(template.sendAndReceive(request, Duration.ofSeconds(5))).isEqualTo(request);
						answered.incrementAndGet();
					}
					catch (FramedTcpConnectionLostException | FramedTcpTimeoutException ex) {
						// It was told.
					}
				}
				return null;
			});
			assertThat(answered).hasValueGreaterThanOrEqualTo(20);
			assertIdle(template);
		}
	}

	@Test
	void m1InterruptOfTheDriverHarmsNobodyElse() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			CountDownLatch gone = new CountDownLatch(1);
			Thread[] driver = new Thread[1];
			Future<?> first = this.callers.call(() -> {
				driver[0] = Thread.currentThread();
				assertThatExceptionOfType(FramedTcpInterruptedException.class)
					.isThrownBy(() -> template.sendAndReceive(SharedPeer.message(0, "")));
				gone.countDown();
				return null;
			});
			SharedPeer.Link link = taken(1);
			List<Future<String>> others = calls(template, 1, 2, 3, 4, 5, 6, 7);
			takeAll(link, 7);
			driver[0].interrupt();
			Callers.get(first);
			assertThat(gone.getCount()).isZero();
			for (int i = 7; i >= 0; i--) {
				link.answer(i, "own" + i);
			}
			assertThat(others.stream().map(Callers::get)).containsExactly("own1", "own2", "own3", "own4", "own5",
					"own6", "own7");
			assertThat(this.peer.connections()).isOne();
		}
	}

	@Test
	void m2CallerWhoWritesForAllReadsToo() {
		int size = 900 * 1024;
		this.peer.echoing();
		try (FramedTcpTemplate template = this.peer.client()
			.shared((shared) -> shared.maxInFlightBytes(64L * 1024 * 1024))
			.build()) {
			List<Integer> done = this.callers.callAll(34, (caller) -> {
				for (int i = 0; i < 3; i++) {
					byte[] request = SharedPeer.large(caller * 3 + i, size);
					assertThat(template.sendAndReceive(request)).isEqualTo(request);
				}
				return 3;
			});
			assertThat(done.stream().mapToInt(Integer::intValue).sum()).isEqualTo(102);
			assertThat(this.peer.connections()).isOne();
		}
	}

	@Test
	void m3EndOfTheStreamFailsAllCallersAtOnce() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			List<Future<String>> calls = calls(template, 1, 2, 3, 4, 5, 6, 7, 8);
			SharedPeer.Link link = taken(8);
			long start = System.nanoTime();
			link.close();
			calls.forEach((call) -> assertThat(failure(call)).isInstanceOf(FramedTcpConnectionLostException.class));
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
		}
	}

	private FramedTcpTemplate inOrder() {
		return this.peer.unmatchedClient().shared(SharedSettings.Builder::inOrder).build();
	}

	private FramedTcpTemplate assigned(int length) {
		return this.peer.unmatchedClient().shared((shared) -> shared.assignIds(0, length)).build();
	}

	private FramedTcpTemplate suspecting() {
		return this.peer.client()
			.shared((shared) -> shared.suspectAfter(2))
			.pool((pool) -> pool.ping(ping(Duration.ofSeconds(1))))
			.build();
	}

	private static PingSettings ping(Duration timeout) {
		return new PingSettings(Ping.of(SharedPeer.message(PING, "")), Duration.ofMinutes(1), timeout);
	}

	private Future<?> interruptedCall(FramedTcpTemplate template, int id, SharedPeer.Link link) {
		Thread[] thread = new Thread[1];
		Future<?> call = this.callers.call(() -> {
			thread[0] = Thread.currentThread();
			assertThatExceptionOfType(FramedTcpInterruptedException.class)
				.isThrownBy(() -> template.sendAndReceive(SharedPeer.message(id, "")));
			return null;
		});
		link.takeId();
		thread[0].interrupt();
		return call;
	}

	private Future<String> call(FramedTcpTemplate template, int id) {
		return this.callers.call(() -> SharedPeer.text(template.sendAndReceive(SharedPeer.message(id, "request"))));
	}

	private List<Future<String>> calls(FramedTcpTemplate template, int... ids) {
		return Arrays.stream(ids).mapToObj((id) -> call(template, id)).toList();
	}

	private SharedPeer.Link taken(int count) {
		SharedPeer.Link link = this.peer.accept();
		takeAll(link, count);
		return link;
	}

	private static void takeAll(SharedPeer.Link link, int count) {
		for (int i = 0; i < count; i++) {
			link.take();
		}
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
