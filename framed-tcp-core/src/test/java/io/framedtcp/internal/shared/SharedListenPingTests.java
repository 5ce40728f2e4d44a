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
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.config.PingSettings;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.Ping;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pings in silence: a connection that somebody listens on is never idle, and yet one that
 * is half open is noticed.
 */
class SharedListenPingTests extends AbstractSharedTests {

	private static final int PING = 99;

	private static final Duration INTERVAL = Duration.ofMillis(40);

	@Test
	void silentConnectionIsPingedAgainAndAgain() {
		try (FramedTcpTemplate template = listening(Duration.ofSeconds(20))) {
			SharedPeer.Connection link = this.peer.accept();
			for (int i = 0; i < 3; i++) {
				assertThat(link.takeId()).isEqualTo(PING);
				assertThat(link.poll(INTERVAL.multipliedBy(2))).isNull();
				link.answer(PING, "pong");
			}
			assertThat(template.getPool().sharing().drained()).isEmpty();
			assertThat(this.peer.connections()).isOne();
		}
	}

	@Test
	void connectionThatDoesNotAnswerIsReplaced() {
		try (FramedTcpTemplate template = listening(Duration.ofMillis(300))) {
			SharedPeer.Connection link = this.peer.accept();
			assertThat(link.takeId()).isEqualTo(PING);
			SharedPeer.Connection other = this.peer.accept();
			assertThat(other.takeId()).isEqualTo(PING);
			other.answer(PING, "pong");
			assertThat(link.awaitEnd()).isTrue();
			assertThat(template.getPool().sharing().drained()).containsKey(CloseReason.PING_FAILED);
		}
	}

	@Test
	void connectionWithCallsInFlightIsNotPinged() {
		try (FramedTcpTemplate template = listening(Duration.ofSeconds(20))) {
			SharedPeer.Connection link = this.peer.accept();
			assertThat(link.takeId()).isEqualTo(PING);
			Future<String> call = takenCall(template, link, 1);
			link.answer(PING, "pong");
			assertThat(link.poll(INTERVAL.multipliedBy(4))).isNull();
			assertAnswered(link, 1, call);
			assertThat(link.takeId()).isEqualTo(PING);
			assertThat(this.peer.connections()).isOne();
		}
	}

	@Test
	void pingWithoutAnAnswerIsSent() {
		try (FramedTcpTemplate template = listening(
				new PingSettings(Ping.unanswered(SharedPeer.message(PING, "")), INTERVAL, Duration.ofSeconds(1)))) {
			SharedPeer.Connection link = this.peer.accept();
			assertThat(link.takeId()).isEqualTo(PING);
			assertThat(link.takeId()).isEqualTo(PING);
			assertThat(template.getPool().sharing().drained()).isEmpty();
		}
	}

	private FramedTcpTemplate listening(Duration timeout) {
		return listening(new PingSettings(Ping.of(SharedPeer.message(PING, "")), INTERVAL, timeout));
	}

	private FramedTcpTemplate listening(PingSettings ping) {
		return this.peer.client().pool((pool) -> pool.ping(ping)).shared((shared) -> shared.listen(true)).build();
	}

}
