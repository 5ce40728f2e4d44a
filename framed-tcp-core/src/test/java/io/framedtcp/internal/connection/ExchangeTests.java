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
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.exchange.ExchangeFailedException;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.internal.transport.Guard;
import io.framedtcp.spi.CloseReason;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link Exchange} over a transport in memory.
 */
class ExchangeTests {

	private static final byte[] REQUEST = { 1, 2, 3 };

	private static final byte[] REPLY = { 4 };

	private static final Deadline PASSED = Deadline.after(Duration.ofNanos(-1));

	private ScriptedConnection connection;

	private Exchange exchange;

	private EncodedFrame request;

	@BeforeEach
	void open() throws IOException {
		this.connection = new ScriptedConnection(new Lifespan(Duration.ZERO, 0));
		this.exchange = this.connection.exchange();
		this.request = this.exchange.channel().encoder().encode(REQUEST);
	}

	@AfterEach
	void close() throws IOException {
		this.connection.end();
	}

	@Test
	void firstRequestIsWrittenIfTheConnectionIsSilent() throws Exception {
		send();
		assertThat(this.connection.tests()).isOne();
		assertThat(this.exchange.isMaybeSent()).isTrue();
		assertThat(this.exchange.isAnswered()).isFalse();
		this.connection.arrive(REPLY);
		assertThat(receive()).isEqualTo(REPLY);
		assertThat(this.exchange.isAnswered()).isTrue();
		assertThat(this.connection.get().closeReason()).isNull();
	}

	@Test
	void requestBehindAnUnansweredOneIsNotTestedForAReplyMayCome() throws Exception {
		send();
		this.connection.arrive(REPLY);
		send();
		assertThat(this.connection.tests()).isOne();
		this.connection.arrive(REPLY);
		receive();
		receive();
		send();
		assertThat(this.connection.tests()).isEqualTo(2);
	}

	@Test
	void requestBehindATestIsNotTestedAgainUnlessUserCodeRunsBetween() throws Exception {
		assertThat(this.exchange.drainAndTest(Deadline.never())).isTrue();
		this.exchange.testBeforeUse();
		send();
		assertThat(this.connection.tests()).isEqualTo(2);
		this.exchange.start();
		assertThat(this.exchange.drainAndTest(Deadline.never())).isTrue();
		send();
		assertThat(this.connection.tests()).isEqualTo(3);
	}

	@Test
	void bytesBeforeARequestBelongToNoReply() {
		this.connection.arrive(REPLY);
		ExchangeFailedException ex = failure(this::send);
		assertThat(ex.getReason()).isEqualTo(CloseReason.UNEXPECTED_BYTES);
		assertThat(ex.isMaybeSent()).isFalse();
		assertThat(this.connection.written()).isZero();
		assertThatIllegalStateException().isThrownBy(this::receive).withMessageContaining("its next frame");
	}

	@Test
	void requestThatIsTooLateIsNotWrittenAndTheConnectionIsKept() {
		ExchangeFailedException ex = failure(() -> this.exchange.send(true, PASSED, this.request));
		assertThat(ex.getReason()).isEqualTo(CloseReason.TIMED_OUT);
		assertThat(ex.isMaybeSent()).isFalse();
		assertThat(this.connection.written()).isZero();
		assertThat(this.connection.tests()).isZero();
		assertThat(this.connection.get().closeReason()).isNull();
		assertThat(this.exchange.isInside()).isFalse();
	}

	@Test
	void replyThatIsTooLateIsNotLeftToTheNextCaller() throws Exception {
		send();
		ExchangeFailedException ex = failure(() -> this.exchange.receive((frame) -> true, null, PASSED));
		assertThat(ex.getReason()).isEqualTo(CloseReason.TIMED_OUT);
		assertThat(ex.isMaybeSent()).isTrue();
		assertThat(this.connection.get().closeReason()).isEqualTo(CloseReason.TIMED_OUT);
	}

	@Test
	void replyThatDoesNotComeEndsTheConnectionAtTheDeadline() throws Exception {
		send();
		ExchangeFailedException ex = failure(
				() -> this.exchange.receive((frame) -> true, null, Deadline.after(Duration.ofMillis(20))));
		assertThat(ex.getReason()).isEqualTo(CloseReason.TIMED_OUT);
		assertThat(this.connection.isOpen()).isFalse();
		assertThat(this.connection.get().closeReason()).isEqualTo(CloseReason.TIMED_OUT);
	}

	@Test
	void requestOfWhichNoByteWasWrittenWasNotSent() {
		this.connection.failWrites(0, new IOException("broken pipe"));
		ExchangeFailedException ex = failure(() -> this.exchange.exchange(this.request, Deadline.never()));
		assertThat(ex.isMaybeSent()).isFalse();
		assertThat(ex.isWriting()).isTrue();
		assertThat(this.exchange.isMaybeSent()).isFalse();
		assertThat(this.connection.get().closeReason()).isEqualTo(CloseReason.BROKEN);
	}

	@Test
	void requestOfWhichAByteWasWrittenMayHaveBeenSent() {
		this.connection.failWrites(1, new IOException("broken pipe"));
		ExchangeFailedException ex = failure(() -> this.exchange.exchange(this.request, Deadline.never()));
		assertThat(ex.isMaybeSent()).isTrue();
		assertThat(this.exchange.isMaybeSent()).isTrue();
	}

	@Test
	void drainedBytesAreNoAnswer() {
		long received = this.exchange.channel().bytesReceived();
		this.exchange.channel().passed(0, 5);
		assertThat(this.exchange.isAnswered()).isTrue();
		this.exchange.forgetReceivedSince(received);
		assertThat(this.exchange.isAnswered()).isFalse();
	}

	@Test
	void answersAreNoRequests() throws Exception {
		this.exchange.answer(new EncodedFrame[] { this.request }, Deadline.never());
		assertThat(this.connection.written()).isPositive();
		assertThat(this.exchange.isMaybeSent()).isFalse();
		this.connection.failWrites(1, new IOException("broken pipe"));
		failure(() -> this.exchange.answer(new EncodedFrame[] { this.request }, Deadline.never()));
		assertThat(this.exchange.isMaybeSent()).isFalse();
	}

	@Test
	void testThatAnInterruptHasEndedIsNoFaultOfTheConnection() {
		this.connection.failReads(new ClosedByInterruptException());
		Thread.currentThread().interrupt();
		boolean healthy = this.exchange.drainAndTest(Deadline.never());
		assertThat(Thread.interrupted()).isTrue();
		assertThat(healthy).isFalse();
		assertThat(this.connection.get().closeReason()).isEqualTo(CloseReason.INTERRUPTED);
	}

	@Test
	void testThatFailsWithoutAnInterruptIsAFaultOfTheConnection() {
		this.connection.failReads(new IOException("connection reset"));
		assertThat(this.exchange.drainAndTest(Deadline.never())).isFalse();
		assertThat(this.connection.get().closeReason()).isEqualTo(CloseReason.BROKEN);
	}

	@Test
	void threadThatCaughtAnErrorOfAReadIsNotInterruptedLater() throws Exception {
		send();
		this.connection.failReads(new OutOfMemoryError("made up"));
		assertThatExceptionOfType(OutOfMemoryError.class)
			.isThrownBy(() -> this.exchange.receive((frame) -> true, null, Deadline.after(Duration.ofMillis(20))));
		assertNotInterruptedAfterTheDeadline();
	}

	@Test
	void threadThatCaughtAnErrorOfAWriteIsNotInterruptedLater() throws Exception {
		this.connection.failWrites(0, new OutOfMemoryError("made up"));
		assertThatExceptionOfType(OutOfMemoryError.class)
			.isThrownBy(() -> this.exchange.send(true, Deadline.after(Duration.ofMillis(20)), this.request));
		assertNotInterruptedAfterTheDeadline();
	}

	private void assertNotInterruptedAfterTheDeadline() throws InterruptedException {
		assertThat(this.exchange.isInside()).isTrue();
		Guard guard = this.connection.get().socket().guard();
		// The guard would interrupt this thread after 10 ms.
		Awaitility.await().pollInterval(Duration.ofMillis(1)).until(guard::isExpired);
		assertThat(new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS)).isFalse();
	}

	private void send() throws ExchangeFailedException {
		this.exchange.send(true, Deadline.never(), this.request);
	}

	private byte[] receive() throws ExchangeFailedException {
		return this.exchange.receive((frame) -> true, null, Deadline.never());
	}

	private static ExchangeFailedException failure(ThrowingCallable call) {
		return catchThrowableOfType(ExchangeFailedException.class, call);
	}

}
