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
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.framedtcp.FramedTcpClosedException;
import io.framedtcp.FramedTcpConnectionLostException;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.FramedTcpTimeoutException;
import io.framedtcp.config.SharedSettings;
import io.framedtcp.pool.ClosedConnection;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectionInfo;
import io.framedtcp.spi.PoolListener;
import io.framedtcp.support.Callers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * How shared connections are let go: drained, paused and closed.
 */
class SharedLifecycleTests extends AbstractSharedTests {

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
			SharedPeer.Connection link = taken(1);
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
			SharedPeer.Connection link = taken(1);
			Awaitility.await().pollDelay(Duration.ofMillis(20)).until(() -> true);
			Future<String> next = call(template, 2);
			SharedPeer.Connection other = taken(1);
			assertAnswered(other, 2, next);
			assertThat(link.awaitEnd()).isTrue();
			assertThat(template.getPool().sharing().drained()).containsKey(CloseReason.ORPHANED);
		}
	}

	@Test
	void evictedConnectionFinishesItsCallsAndGetsNoNewOnes() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			List<Future<String>> before = calls(template, 1, 2, 3);
			SharedPeer.Connection link = taken(3);
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
			SharedPeer.Connection link = taken(3);
			Awaitility.await().pollDelay(Duration.ofMillis(400)).until(() -> true);
			assertDrained(template, before, link);
		}
	}

	@Test
	void pauseLetsCallsFinishAndResumeLetsOthersGoOn() {
		// With room for one connection it is the same that is shared again.
		try (FramedTcpTemplate template = this.peer.client().pool((pool) -> pool.maxTotal(1)).build()) {
			Future<String> before = call(template, 1);
			SharedPeer.Connection link = taken(1);
			template.getPool().pause();
			Future<String> held = call(template, 2);
			assertAnswered(link, 1, before);
			assertThat(link.poll(SHORT)).isNull();
			template.getPool().resume();
			assertThat(link.takeId()).isEqualTo(2);
			assertAnswered(link, 2, held);
		}
	}

	@Test
	void connectionWhoseOrderIsLostDuringAPauseIsNotKept() {
		try (FramedTcpTemplate template = this.peer.unmatchedClient().shared(SharedSettings.Builder::inOrder).build()) {
			Future<String> before = call(template, 1);
			SharedPeer.Connection link = taken(1);
			Future<?> abandoned = this.callers.call(() -> {
				assertTimesOut(template, 2);
				return null;
			});
			link.takeId();
			template.getPool().pause();
			Callers.get(abandoned);
			assertAnswered(link, 1, before);
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
			SharedPeer.Connection link = taken(1);
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
		SharedPeer.Connection link = taken(3);
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
	void connectionThatEndsWithCallsInFlightEndsDuringAnExchange() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			Future<String> call = call(template, 1);
			taken(1).close();
			assertThat(failure(call)).isInstanceOf(FramedTcpConnectionLostException.class);
			Awaitility.await().until(() -> !template.getPool().connections().lastClosed().isEmpty());
			ClosedConnection closed = template.getPool().connections().lastClosed().get(0);
			assertThat(closed.reason()).isEqualTo(CloseReason.PEER_CLOSED);
			assertThat(closed.duringExchange()).isTrue();
			assertThat(template.getPool().lastFailure()).isNotNull();
		}
	}

	@Test
	void connectionThatEndsWithoutCallsEndsWhileIdle() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			Future<String> call = call(template, 1);
			SharedPeer.Connection link = taken(1);
			assertAnswered(link, 1, call);
			Awaitility.await().until(() -> template.getPool().counts().active() == 0);
			link.close();
			Future<String> other = call(template, 2);
			assertAnswered(taken(1), 2, other);
			assertThat(template.getPool().connections().lastClosed()).singleElement()
				.satisfies((closed) -> assertThat(closed.duringExchange()).isFalse());
			assertThat(template.getPool().lastFailure()).isNull();
		}
	}

	@Test
	void closeInsideAHandlerDoesNotWaitForThoseWhoCannotRead() {
		AtomicReference<FramedTcpTemplate> client = new AtomicReference<>();
		try (FramedTcpTemplate template = handling((connection, frame) -> {
			client.get().close();
			return null;
		}).pool((pool) -> pool.closeTimeout(Duration.ofSeconds(30))).build()) {
			client.set(template);
			List<Future<String>> calls = calls(template, 1, 2);
			SharedPeer.Connection link = taken(2);
			long start = System.nanoTime();
			link.answer(0, "heartbeat");
			assertThat(calls)
				.allSatisfy((call) -> assertThat(failure(call)).isInstanceOf(FramedTcpClosedException.class));
			assertThat(link.awaitEnd()).isTrue();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
		}
	}

	private void assertDrained(FramedTcpTemplate template, List<Future<String>> before, SharedPeer.Connection link) {
		Future<String> next = call(template, 4);
		SharedPeer.Connection other = taken(1);
		assertAnswered(other, 4, next);
		for (int i = 1; i <= 3; i++) {
			link.answer(i, "own");
		}
		assertThat(before.stream().map(Callers::get)).containsOnly("own");
		assertThat(link.awaitEnd()).isTrue();
	}

}
