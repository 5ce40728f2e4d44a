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
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.FramedTcpTimeoutException;
import io.framedtcp.config.PingSettings;
import io.framedtcp.config.SharedSettings;
import io.framedtcp.framing.FrameReader;
import io.framedtcp.framing.FrameWriter;
import io.framedtcp.framing.Framing;
import io.framedtcp.framing.LengthFieldFraming;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ExchangeMatcher.Verdict;
import io.framedtcp.spi.Ping;
import io.framedtcp.support.Callers;
import io.framedtcp.support.Hang;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * User code on a shared connection keeps nobody beyond its bound.
 */
class SharedUserCodeTests extends AbstractSharedTests {

	private static final Duration TIMEOUT = Duration.ofMillis(400);

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	@Test
	void matcherThatHangsForAReplyInOrderIsBoundedByTheDeadline() {
		try (Hang hang = Hang.heeding();
				FramedTcpTemplate template = this.peer.unmatchedClient().matcher((request, frame) -> {
					if (SharedPeer.id(request) == 1) {
						hang.here();
						throw new IllegalStateException("interrupted");
					}
					return Verdict.MATCH;
				}).shared(SharedSettings.Builder::inOrder).build()) {
			Future<byte[]> hanging = this.callers
				.call(() -> template.sendAndReceive(SharedPeer.message(1, ""), TIMEOUT));
			SharedPeer.Connection link = taken(1);
			Future<String> behind = takenCall(template, link, 2);
			link.answer(1, "one");
			hang.awaitBegun();
			Awaitility.await().atMost(PATIENCE).until(hanging::isDone);
			assertThat(failure(hanging)).isInstanceOf(FramedTcpTimeoutException.class)
				.hasStackTraceContaining("the matcher was not done with it");
			assertAnswered(link, 2, behind);
			Awaitility.await()
				.untilAsserted(
						() -> assertThat(template.getPool().sharing().drained()).containsKey(CloseReason.TIMED_OUT));
		}
	}

	@Test
	void callsGoToAnotherConnectionWhenThePingOfASuspectOneHangs() {
		try (Hang hang = Hang.heeding(); FramedTcpTemplate template = suspectAtOnce(() -> {
			hang.here();
			return SharedPeer.message(99, "");
		})) {
			assertTimesOut(template, 1);
			taken(1);
			hang.awaitBegun();
			Future<String> next = call(template, 2);
			assertAnswered(taken(1), 2, next);
		}
	}

	@Test
	void callsGoToAnotherConnectionWhenThePingOfASuspectOneFailsWithAnError() {
		try (FramedTcpTemplate template = suspectAtOnce(() -> {
			throw new AssertionError("from the ping");
		})) {
			assertTimesOut(template, 1);
			taken(1);
			Future<String> next = call(template, 2);
			assertAnswered(taken(1), 2, next);
		}
	}

	private FramedTcpTemplate suspectAtOnce(Ping ping) {
		return this.peer.client()
			.shared((shared) -> shared.suspectAfter(1))
			.pool((pool) -> pool.ping(new PingSettings(ping, Duration.ofMinutes(1), TIMEOUT)))
			.build();
	}

	@Test
	void otherCallersGoOnWhileTheFramingEncodesARequestAgainWithAnotherId() {
		Framing lengths = LengthFieldFraming.builder().build();
		AtomicBoolean wrapped = new AtomicBoolean();
		Hang hang = Hang.heeding();
		try (FramedTcpTemplate template = this.peer.unmatchedClient().framing(new Framing() {

			@Override
			public byte[] decode(FrameReader in) throws IOException {
				return lengths.decode(in);
			}

			@Override
			public void encode(byte[] payload, FrameWriter out) {
				if (payload[0] == 2 && wrapped.get()) {
					hang.here();
				}
				lengths.encode(payload, out);
			}

		}).shared((shared) -> shared.assignIds(0, 1).maxInFlight(200).maxOrphans(32)).build()) {
			this.callers.call(() -> template.sendAndReceive(new byte[1]));
			SharedPeer.Connection link = this.peer.accept();
			assertThat(link.take()).containsExactly(0);
			this.callers.call(() -> template.sendAndReceive(new byte[1]));
			assertThat(link.take()).containsExactly(1);
			for (int i = 2; i < 256; i++) {
				Future<byte[]> each = this.callers.call(() -> template.sendAndReceive(new byte[1]));
				link.write(SharedPeer.Connection.frame(link.take()));
				Callers.get(each);
			}
			wrapped.set(true);
			// The ids 0 and 1 are in use.
			Future<byte[]> slow = this.callers.call(() -> template.sendAndReceive(new byte[1]));
			hang.awaitBegun();
			Future<byte[]> other = this.callers.call(() -> template.sendAndReceive(new byte[1]));
			byte[] request = link.poll(PATIENCE);
			assertThat(request).containsExactly(3);
			link.write(SharedPeer.Connection.frame(request));
			Callers.get(other);
			hang.close();
			request = link.take();
			assertThat(request).containsExactly(2);
			link.write(SharedPeer.Connection.frame(request));
			assertThat(Callers.get(slow)).containsExactly(0);
		}
	}

	@Test
	void largeRequestIsWrittenThoughTheHousekeepingDrivesAndTheServerFloodsIt() {
		AtomicBoolean flooding = new AtomicBoolean(true);
		AtomicInteger handled = new AtomicInteger();
		try (FramedTcpTemplate template = handling((connection, frame) -> {
			handled.incrementAndGet();
			workFor200Micros();
			return null;
		}).shared((shared) -> shared.maxInFlightBytes(2L * LARGE)).build()) {
			assertTimesOut(template, 1);
			SharedPeer.Connection link = taken(1);
			Future<?> flood = flood(link, flooding);
			try {
				Awaitility.await().until(() -> handled.get() > 0);
				this.callers.call(() -> template.sendAndReceive(SharedPeer.large(2, LARGE)));
				assertThat(link.poll(PATIENCE)).as("the request").isNotNull();
			}
			finally {
				flooding.set(false);
				link.close();
				Callers.get(flood);
			}
		}
	}

	@Test
	void handlerOfAListenerIsNotInterruptedAtTheEndOfARound() {
		AtomicInteger interrupted = new AtomicInteger();
		AtomicInteger handled = new AtomicInteger();
		PingSettings ping = new PingSettings(Ping.of(SharedPeer.message(99, "")), Duration.ofMillis(40), PATIENCE);
		try (FramedTcpTemplate template = handling((connection, frame) -> {
			try {
				new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
			}
			catch (InterruptedException ex) {
				interrupted.incrementAndGet();
			}
			handled.incrementAndGet();
			return null;
		}).pool((pool) -> pool.ping(ping)).shared((shared) -> shared.listen(true)).build()) {
			SharedPeer.Connection link = this.peer.accept();
			Awaitility.await().until(() -> template.getPool().sharing().connections() == 1);
			for (int i = 1; i <= 3; i++) {
				int each = i;
				link.write(SharedPeer.Connection.frame(0, "notice"));
				Awaitility.await().until(() -> handled.get() == each);
			}
			assertThat(interrupted).hasValue(0);
		}
	}

	private Future<?> flood(SharedPeer.Connection link, AtomicBoolean flooding) {
		byte[] frame = SharedPeer.Connection.frame(0, "unsolicited".repeat(90));
		return this.callers.call(() -> {
			try {
				while (flooding.get()) {
					link.write(frame);
				}
			}
			catch (UncheckedIOException ex) {
				// The client has gone.
			}
			return null;
		});
	}

	private static void workFor200Micros() {
		long start = System.nanoTime();
		while (System.nanoTime() - start < 200_000) {
			Thread.onSpinWait();
		}
	}

}
