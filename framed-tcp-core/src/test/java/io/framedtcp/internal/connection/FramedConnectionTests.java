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

package io.framedtcp.internal.connection;

import java.io.IOException;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.internal.Deadline;
import io.framedtcp.spi.CloseReason;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FramedConnection} over a transport in memory.
 */
class FramedConnectionTests {

	private static final byte[] REQUEST = { 1, 2, 3 };

	private ScriptedConnection connection;

	@AfterEach
	void close() throws IOException {
		this.connection.end();
	}

	@Test
	void firstReasonToCloseCounts() throws IOException {
		FramedConnection connection = open(new Lifespan(Duration.ZERO, 0));
		assertThat(connection.isKept()).isTrue();
		connection.retire(CloseReason.IDLE_TIMEOUT);
		connection.retire(CloseReason.BROKEN);
		assertThat(connection.closeReason()).isEqualTo(CloseReason.IDLE_TIMEOUT);
		assertThat(connection.isKept()).isFalse();
	}

	@Test
	void connectionIsUsedUpAfterItsLastExchange() throws IOException {
		FramedConnection connection = open(new Lifespan(Duration.ZERO, 2));
		connection.requestsBegun(1);
		assertThat(connection.usesLeft()).isOne();
		assertThat(connection.isKept()).isTrue();
		connection.requestsBegun(1);
		assertThat(connection.isKept()).isFalse();
		assertThat(connection.closeReason()).isEqualTo(CloseReason.USED_UP);
	}

	@Test
	void connectionEndsAfterItsMaximumLifetime() throws IOException {
		FramedConnection connection = open(new Lifespan(Duration.ofNanos(1), 0));
		assertThat(connection.isKept()).isFalse();
		assertThat(connection.closeReason()).isEqualTo(CloseReason.MAX_LIFETIME);
	}

	@Test
	void evictionEndsConnectionsThatWereOpenedBeforeIt() throws IOException {
		FramedConnection connection = open(new Lifespan(Duration.ofNanos(1), 0));
		this.connection.livenessCheck().evictAll();
		assertThat(connection.isKept()).isFalse();
		assertThat(connection.closeReason()).as("though its life is over too").isEqualTo(CloseReason.EVICTED);
	}

	@Test
	void selectorIsReleasedOnceTheConnectionHasBeenIdleForSomeTime() throws IOException {
		FramedConnection connection = open(new Lifespan(Duration.ZERO, 0));
		connection.releaseSelectorIfUnused(Duration.ofHours(1).toNanos());
		assertThat(this.connection.releases()).isZero();
		connection.releaseSelectorIfUnused(0);
		assertThat(this.connection.releases()).isOne();
		assertThat(connection.closeReason()).isNull();
	}

	@Test
	void connectionWhoseSelectorCannotBeReleasedIsBroken() throws IOException {
		FramedConnection connection = open(new Lifespan(Duration.ZERO, 0));
		this.connection.failRelease(new IOException("of the selector"));
		connection.releaseSelectorIfUnused(0);
		assertThat(connection.closeReason()).isEqualTo(CloseReason.BROKEN);
	}

	@Test
	void peerIsToldOfTheEnd() throws IOException {
		FramedConnection connection = open(new Lifespan(Duration.ZERO, 0));
		connection.close();
		assertThat(this.connection.politeCloses()).isOne();
		assertThat(this.connection.isOpen()).isFalse();
		connection.close();
		assertThat(this.connection.politeCloses()).isOne();
	}

	@Test
	void nothingIsWrittenIntoAFrameThatWasBegun() throws IOException {
		FramedConnection connection = open(new Lifespan(Duration.ZERO, 0));
		this.connection.failWrites(1, new OutOfMemoryError("made up"));
		Exchange exchange = connection.exchange();
		assertThatExceptionOfType(OutOfMemoryError.class)
			.isThrownBy(() -> exchange.send(true, Deadline.never(), exchange.channel().encoder().encode(REQUEST)));
		connection.close();
		assertThat(this.connection.politeCloses()).isZero();
		assertThat(this.connection.isOpen()).isFalse();
	}

	@Test
	void errorWhileThePeerIsToldDoesNotLeaveTheConnectionOpen() throws IOException {
		FramedConnection connection = open(new Lifespan(Duration.ZERO, 0));
		this.connection.failClose(new OutOfMemoryError("made up"));
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(connection::close);
		assertThat(this.connection.isOpen()).isFalse();
	}

	@Test
	void abandonedConnectionIsClosedAtOnceAndWithoutAWord() throws IOException {
		FramedConnection connection = open(new Lifespan(Duration.ZERO, 0));
		connection.abandon();
		assertThat(this.connection.isOpen()).isFalse();
		assertThat(connection.closeReason()).isEqualTo(CloseReason.TIMED_OUT);
		connection.close();
		assertThat(this.connection.politeCloses()).isZero();
	}

	@Test
	void endTellsWhetherTheLastRequestWasAnswered() throws Exception {
		FramedConnection connection = open(new Lifespan(Duration.ZERO, 0));
		Exchange exchange = connection.exchange();
		exchange.send(true, Deadline.never(), exchange.channel().encoder().encode(REQUEST));
		assertThat(connection.end().answered()).isFalse();
		this.connection.arrive(REQUEST);
		exchange.receive((frame) -> true, null, Deadline.never());
		assertThat(connection.end().answered()).isTrue();
		exchange.send(true, Deadline.never(), exchange.channel().encoder().encode(REQUEST));
		assertThat(connection.end().answered()).isFalse();
		assertThat(connection.end().spokenTo()).isTrue();
		assertThat(connection.end().exchanges()).isEqualTo(2);
	}

	private FramedConnection open(Lifespan lifespan) throws IOException {
		this.connection = new ScriptedConnection(lifespan);
		return this.connection.get();
	}

}
