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
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.framedtcp.FramedTcpBusyException;
import io.framedtcp.FramedTcpException;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.config.SharedSettings;
import io.framedtcp.config.TlsSettings;
import io.framedtcp.config.UnknownReplyPolicy;
import io.framedtcp.pool.SharingStatus;
import io.framedtcp.support.Callers;
import io.framedtcp.support.LocalhostTls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Who gets a place on shared connections, and how connections come.
 */
class SharedConnectionsTests extends AbstractSharedTests {

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
			SharedPeer.Connection link = this.peer.accept();
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
			.pool((pool) -> pool.acquireTimeout(Duration.ofSeconds(20)))
			.shared((shared) -> shared.connections(2).maxInFlight(2))
			.build()) {
			List<Future<String>> calls = new ArrayList<>(calls(template, 1, 2, 3, 4));
			SharedPeer.Connection one = this.peer.accept();
			SharedPeer.Connection other = this.peer.accept();
			awaitInFlight(template, 4);
			one.echo(1);
			awaitInFlight(template, 3);
			calls.addAll(calls(template, 5));
			awaitInFlight(template, 4);
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
			SharedPeer.Connection link = taken(1);
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
		try (FramedTcpTemplate template = roomy()) {
			Future<?> large = this.callers.call(() -> {
				template.send(SharedPeer.large(1, LARGE));
				return null;
			});
			SharedPeer.Connection link = this.peer.accept();
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
			assertThat(large).succeedsWithin(Duration.ofSeconds(10));
			assertThat(small).succeedsWithin(Duration.ofSeconds(10));
			assertIdle(template);
		}
	}

	@Test
	void answerToAnUnsolicitedFrameNeedsNoPlace() {
		try (FramedTcpTemplate template = handling((connection, frame) -> SharedPeer.message(9, "alive"))
			.shared((shared) -> shared.maxInFlight(1))
			.build()) {
			Future<String> call = call(template, 1);
			SharedPeer.Connection link = taken(1);
			link.answer(0, "alive?");
			assertThat(link.takeId()).isEqualTo(9);
			template.getPool().evictAll();
			link.answer(0, "alive?");
			assertThat(link.takeId()).isEqualTo(9);
			assertAnswered(link, 1, call);
			assertIdle(template);
		}
	}

	@Test
	void unknownReplyCanBeIgnored() {
		try (FramedTcpTemplate template = this.peer.client()
			.shared((shared) -> shared.onUnknownReply(UnknownReplyPolicy.IGNORE))
			.build()) {
			Future<String> call = call(template, 1);
			SharedPeer.Connection link = taken(1);
			link.answer(77, "whose?");
			assertAnswered(link, 1, call);
			assertIdle(template);
			assertThat(template.getPool().counts().idle()).isOne();
		}
	}

	@Test
	void sessionUsesAConnectionBesideThoseThatAreShared() {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			Future<String> call = call(template, 1);
			SharedPeer.Connection link = taken(1);
			Future<String> session = this.callers
				.call(() -> template.execute((own) -> SharedPeer.text(own.sendAndReceive(SharedPeer.message(2, "")))));
			SharedPeer.Connection other = taken(1);
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
		try (FramedTcpTemplate template = full()) {
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
			// A record of TLS has the frames of several callers.
			SharingStatus sharing = template.getPool().sharing();
			assertThat(sharing.writes()).isLessThan(sharing.frames());
			assertIdle(template);
		}
	}

}
