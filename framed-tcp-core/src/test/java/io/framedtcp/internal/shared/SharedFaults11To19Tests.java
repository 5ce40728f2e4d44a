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
import org.junit.jupiter.api.Test;

import io.framedtcp.FramedTcpConnectException;
import io.framedtcp.FramedTcpConnectionLostException;
import io.framedtcp.FramedTcpInterruptedException;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.FramedTcpTimeoutException;
import io.framedtcp.config.PingSettings;
import io.framedtcp.spi.Ping;
import io.framedtcp.support.Callers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What has gone wrong in other clients that share connections, and must not here: known
 * faults of theirs, F11 to F19, and those of a first trial, M1 to M3. See docs/decisions.
 */
class SharedFaults11To19Tests extends AbstractSharedTests {

	private static final int PING = 99;

	@Test
	void f11SilentConnectionIsPingedAndGoesOnIfItAnswers() {
		try (FramedTcpTemplate template = suspecting()) {
			Future<String> neighbour = call(template, 1);
			SharedPeer.Connection link = taken(1);
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
			SharedPeer.Connection link = taken(1);
			assertTimesOut(template, 2);
			assertTimesOut(template, 3);
			Future<String> next = call(template, 4);
			SharedPeer.Connection other = this.peer.accept();
			assertThat(other.takeId()).isEqualTo(4);
			assertAnswered(other, 4, next);
			assertAnswered(link, 1, neighbour);
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
			SharedPeer.Connection other = taken(1);
			assertAnswered(other, 4, next);
		}
	}

	@Test
	void f12NothingIsLeftOfCallsThatTimeOut() {
		try (FramedTcpTemplate template = this.peer.client()
			.shared((shared) -> shared.suspectAfter(1000).maxOrphans(1000))
			.build()) {
			assertTimesOut(template, 100);
			for (int i = 0; i < 20; i++) {
				int id = i;
				assertThatExceptionOfType(FramedTcpTimeoutException.class)
					.isThrownBy(() -> template.sendAndReceive(SharedPeer.message(id, ""), Duration.ofMillis(5)));
			}
			SharedPeer.Connection link = taken(0);
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
			SharedPeer.Connection link = taken(1);
			Future<String> other = takenCall(template, link, 2);
			link.answer(1, "one");
			assertAnswered(link, 2, other);
			working.countDown();
			Callers.get(slow);
		}
	}

	@Test
	void f14TimeOutOrInterruptOfOneCallerClosesNothing() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			Future<String> neighbour = call(template, 1);
			SharedPeer.Connection link = taken(1);
			assertTimesOut(template, 2);
			link.takeId();
			Future<?> interrupted = interruptedCall(template, 3, link);
			Callers.get(interrupted);
			assertAnswered(link, 1, neighbour);
			assertThat(this.peer.connections()).isOne();
		}
	}

	@Test
	void f15LargeReplyIsReadInPiecesAmongCallersWhoseDeadlinesHold() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			Future<byte[]> large = this.callers.call(() -> template.sendAndReceive(SharedPeer.message(1, "")));
			SharedPeer.Connection link = taken(1);
			byte[] reply = SharedPeer.Connection.frame(SharedPeer.large(1, 8 * 1024 * 1024));
			link.write(Arrays.copyOf(reply, reply.length / 2));
			assertTimesOut(template, 2);
			link.takeId();
			link.write(Arrays.copyOfRange(reply, reply.length / 2, reply.length));
			assertThat(Callers.get(large)).isEqualTo(SharedPeer.large(1, 8 * 1024 * 1024));
			Future<String> next = takenCall(template, link, 3);
			assertAnswered(link, 3, next);
			assertThat(this.peer.connections()).isOne();
		}
	}

	@Test
	void f16OneCallerReconnectsForAll() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			List<Future<String>> calls = calls(template, IntStream.range(0, 30).toArray());
			taken(30).close();
			calls.forEach(AbstractSharedTests::failure);
			calls = calls(template, IntStream.range(0, 30).toArray());
			SharedPeer.Connection other = this.peer.accept();
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
			SharedPeer.Connection link = taken(1);
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
			assertAnswered(link, 1, neighbour);
		}
	}

	@Test
	void f17PingNeedsNoPlace() {
		try (FramedTcpTemplate template = this.peer.client()
			.shared((shared) -> shared.maxInFlight(2).suspectAfter(1))
			.pool((pool) -> pool.ping(ping(Duration.ofSeconds(10))))
			.build()) {
			Future<String> neighbour = call(template, 1);
			SharedPeer.Connection link = taken(1);
			assertTimesOut(template, 2);
			link.takeId();
			assertThat(link.takeId()).isEqualTo(PING);
			link.answer(PING, "pong");
			assertAnswered(link, 1, neighbour);
		}
	}

	@Test
	void f18ClientCanBeClosedTwiceAndOpenedAgain() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			Future<String> call = call(template, 1);
			SharedPeer.Connection link = taken(1);
			Future<?> closing = this.callers.call(() -> {
				template.getPool().close();
				template.getPool().close();
				return null;
			});
			Awaitility.await().until(() -> !template.getPool().isOpen());
			assertAnswered(link, 1, call);
			Callers.get(closing);
			template.getPool().open();
			Future<String> next = call(template, 2);
			SharedPeer.Connection other = taken(1);
			assertAnswered(other, 2, next);
			assertThat(link.awaitEnd()).isTrue();
		}
	}

	@Test
	void f19CallsThatComeDuringTheEndOfAConnectionAreAnsweredOrTold() {
		AtomicInteger answered = new AtomicInteger();
		try (FramedTcpTemplate template = this.peer.client().build()) {
			Future<?> server = this.callers.call(() -> {
				for (int i = 0; i < 20; i++) {
					SharedPeer.Connection link = this.peer.accept();
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
			SharedPeer.Connection link = taken(1);
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
			SharedPeer.Connection link = taken(8);
			long start = System.nanoTime();
			link.close();
			calls.forEach((call) -> assertThat(failure(call)).isInstanceOf(FramedTcpConnectionLostException.class));
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
		}
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

	private Future<?> interruptedCall(FramedTcpTemplate template, int id, SharedPeer.Connection link) {
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

}
