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

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.framedtcp.FramedTcpConnectionLostException;
import io.framedtcp.FramedTcpException;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.config.TlsSettings;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectionInfo;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.SynchronousPoolListener;
import io.framedtcp.support.Callers;
import io.framedtcp.support.Hang;
import io.framedtcp.support.LocalhostTls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Servers, listeners and settings that would turn small gaps into a wrong reply, a
 * request sent twice, or a caller who waits for ever.
 */
class SharedHostileTests extends AbstractSharedTests {

	@Test
	void frameThatComesBeforeARequestIsSentIsNotItsReply() {
		this.peer.notReading();
		try (FramedTcpTemplate template = roomy()) {
			this.callers.call(() -> template.sendAndReceive(SharedPeer.large(1, LARGE)));
			SharedPeer.Connection link = this.peer.accept();
			awaitWriting(template);
			Future<String> unsent = call(template, 2);
			awaitInFlight(template, 2);
			link.write(SharedPeer.Connection.frame(2, "to an earlier request with this id"));
			Awaitility.await().until(() -> unsent.isDone() || !template.getPool().sharing().drained().isEmpty());
			link.startReading();
			link.take();
			assertAnswered(link, 2, unsent);
		}
	}

	@Test
	void requestThatIsGatheredBehindAnAbandonedOneIsNotSentTwice() {
		this.peer.notReading();
		try (FramedTcpTemplate template = this.peer.unmatchedClient()
			.connection((connection) -> connection.socket((socket) -> socket.sendBufferSize(16 * 1024)))
			.pool((pool) -> pool.closeTimeout(Duration.ofMillis(100)))
			.shared((shared) -> shared.inOrder().maxInFlight(128))
			.build()) {
			call(template, 1);
			SharedPeer.Connection link = this.peer.accept();
			awaitWriting(template);
			Future<?> abandoned = this.callers.call(() -> {
				assertThatExceptionOfType(FramedTcpException.class)
					.isThrownBy(() -> template.sendAndReceive(SharedPeer.large(2, 100), Duration.ofSeconds(2)));
				return null;
			});
			Awaitility.await().until(() -> template.getPool().sharing().frames() == 2);
			int last = 100;
			List<Future<?>> behind = new ArrayList<>();
			for (int id = 3; id <= last; id++) {
				int each = id;
				behind.add(this.callers.call(() -> template.sendAndReceive(SharedPeer.large(each, 5_000))));
			}
			awaitInFlight(template, last);
			Callers.get(abandoned);
			SharedPeer.Connection other = this.peer.accept();
			other.startReading();
			List<Integer> moved = new ArrayList<>();
			// Those of which nothing was gathered move, each other fails.
			Awaitility.await().until(() -> {
				for (byte[] request = other.poll(Duration.ofMillis(10)); request != null; request = other
					.poll(Duration.ofMillis(10))) {
					moved.add(SharedPeer.id(request));
				}
				return moved.size() + behind.stream().filter(Future::isDone).count() == behind.size();
			});
			link.startReading();
			List<Integer> stayed = new ArrayList<>();
			for (byte[] request = link.take(); request != null; request = link.poll(Duration.ofMillis(300))) {
				stayed.add(SharedPeer.id(request));
			}
			assertThat(stayed).contains(1, 2).doesNotContainAnyElementsOf(moved);
		}
	}

	@Test
	void driverLooksAtItsDeadlineWhileFramesFloodItOverTls() throws Exception {
		LocalhostTls tls = LocalhostTls.create();
		AtomicBoolean flooding = new AtomicBoolean(true);
		try (SharedPeer secured = new SharedPeer(tls.server());
				FramedTcpTemplate template = secured.unmatchedClient()
					.tls(TlsSettings.of(tls.client()))
					.matcher(ExchangeMatcher.equalBytes(0, 0, SharedPeer.ID_LENGTH)
						.orUnsolicited((frame) -> SharedPeer.id(frame) == 0))
					.unsolicitedFrameHandler((connection, frame) -> {
						work();
						return null;
					})
					.build()) {
			Future<String> first = call(template, 1);
			SharedPeer.Connection link = secured.accept();
			link.takeId();
			assertAnswered(link, 1, first);
			Future<?> call = this.callers.call(() -> {
				assertThatExceptionOfType(FramedTcpException.class)
					.isThrownBy(() -> template.sendAndReceive(SharedPeer.message(2, ""), Duration.ofMillis(500)));
				return null;
			});
			Future<?> flood = this.callers.call(() -> flood(link, flooding));
			try {
				Awaitility.await().atMost(Duration.ofSeconds(8)).until(call::isDone);
				Callers.get(call);
			}
			finally {
				flooding.set(false);
				link.close();
				Callers.get(flood);
			}
		}
	}

	@Test
	void callersOfAConnectionThatHasEndedAreWokenThoughClosingItTakesLong() {
		try (Hang hang = Hang.stubborn();
				FramedTcpTemplate template = this.peer.client().listener(new SynchronousPoolListener() {

					@Override
					public void connectionClosed(ConnectionInfo connection, CloseReason reason) {
						hang.here();
					}

				}).build()) {
			call(template, 1);
			SharedPeer.Connection link = taken(1);
			Future<?> parked = call(template, 2);
			link.takeId();
			link.close();
			hang.awaitBegun();
			Awaitility.await().until(parked::isDone);
		}
	}

	@Test
	void batchGoesOnOverTheNextConnectionWhereThereMayBeOnlyOne() {
		this.peer.echoing();
		try (FramedTcpTemplate template = this.peer.client()
			.pool((pool) -> pool.maxTotal(1).maxUses(2))
			.shared((shared) -> shared.connections(1))
			.build()) {
			List<byte[]> requests = List.of(SharedPeer.message(1, "a"), SharedPeer.message(2, "b"),
					SharedPeer.message(3, "c"), SharedPeer.message(4, "d"), SharedPeer.message(5, "e"));
			assertThat(template.sendAndReceiveAll(requests)).containsExactlyElementsOf(requests);
		}
	}

	@Test
	void batchGoesOnAfterAnEvictionWhereThereMayBeOnlyOneConnection() {
		try (FramedTcpTemplate template = this.peer.client()
			.pool((pool) -> pool.maxTotal(1))
			.shared((shared) -> shared.connections(1).maxInFlight(1))
			.build()) {
			Future<List<byte[]>> batch = this.callers.call(
					() -> template.sendAndReceiveAll(List.of(SharedPeer.message(1, "a"), SharedPeer.message(2, "b"))));
			SharedPeer.Connection link = this.peer.accept();
			link.take();
			template.getPool().evictAll();
			link.answer(1, "a");
			SharedPeer.Connection other = this.peer.accept();
			other.takeId();
			other.answer(2, "b");
			assertThat(Callers.get(batch)).hasSize(2);
		}
	}

	@Test
	void clientThatIsOpenedAgainListensAgain() {
		try (FramedTcpTemplate template = this.peer.client().shared((shared) -> shared.listen(true)).build()) {
			this.peer.accept();
			for (int i = 0; i < 3; i++) {
				template.getPool().close();
				template.getPool().open();
				assertThat(this.peer.accept()).as("connection after opening number %s", i).isNotNull();
			}
		}
	}

	@Test
	void othersOpenAConnectionThoughAnInitializerNeverReturns() {
		AtomicBoolean first = new AtomicBoolean(true);
		try (Hang hang = Hang.stubborn();
				FramedTcpTemplate template = this.peer.client()
					.connection((connection) -> connection.connectTimeout(Duration.ofMillis(200)))
					.pool((pool) -> pool.closeTimeout(Duration.ofMillis(100)))
					.initializer((connection) -> {
						if (first.getAndSet(false)) {
							hang.here();
						}
					})
					.build()) {
			call(template, 1);
			this.peer.accept();
			hang.awaitBegun();
			Future<String> second = call(template, 2);
			assertAnswered(taken(1), 2, second);
		}
	}

	@Test
	void callersOfADriverWhoseHandlerNeverReturnsLoseTheirConnectionSoon() {
		try (Hang hang = Hang.stubborn(); FramedTcpTemplate template = handling((connection, frame) -> {
			hang.here();
			return null;
		}).pool((pool) -> pool.closeTimeout(Duration.ofMillis(100))).build()) {
			this.callers.call(() -> template.sendAndReceive(SharedPeer.message(1, ""), Duration.ofMillis(200)));
			SharedPeer.Connection link = taken(1);
			link.answer(0, "notice");
			hang.awaitBegun();
			Future<?> inFlight = this.callers.call(() -> {
				assertThatExceptionOfType(FramedTcpConnectionLostException.class)
					.isThrownBy(() -> template.sendAndReceive(SharedPeer.message(2, ""), Duration.ofMinutes(1)))
					.withMessageContaining("user code in the thread that read for all callers");
				return null;
			});
			link.takeId();
			Callers.get(inFlight);
		}
	}

	@Test
	void handlerKeepsItsDeadlineThoughItsConnectionIsClosed() {
		try (Hang hang = Hang.heeding(); FramedTcpTemplate template = handling((connection, frame) -> {
			hang.here();
			return null;
		}).shared((shared) -> shared.drainTimeout(Duration.ofMillis(100))).build()) {
			Future<?> driver = this.callers.call(() -> {
				assertThatExceptionOfType(FramedTcpException.class)
					.isThrownBy(() -> template.sendAndReceive(SharedPeer.message(1, ""), Duration.ofSeconds(3)));
				return null;
			});
			SharedPeer.Connection link = taken(1);
			link.answer(0, "notice");
			hang.awaitBegun();
			template.getPool().evictAll();
			assertThat(link.awaitEnd()).isTrue();
			assertThat(hang.interrupts()).isZero();
			Callers.get(driver);
			assertThat(hang.interrupts()).isPositive();
		}
	}

	private static @Nullable Object flood(SharedPeer.Connection link, AtomicBoolean flooding) {
		byte[] frame = SharedPeer.Connection.frame(0, "unsolicited".repeat(90));
		byte[] many = new byte[50 * frame.length];
		for (int i = 0; i < 50; i++) {
			System.arraycopy(frame, 0, many, i * frame.length, frame.length);
		}
		try {
			while (flooding.get()) {
				link.write(many);
			}
		}
		catch (UncheckedIOException ex) {
			// The client has gone.
		}
		return null;
	}

	private static void work() {
		// Longer than the server takes for the next frame.
		long start = System.nanoTime();
		while (System.nanoTime() - start < 200_000) {
			Thread.onSpinWait();
		}
	}

}
