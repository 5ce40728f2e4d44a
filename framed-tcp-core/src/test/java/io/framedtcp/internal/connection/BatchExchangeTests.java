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
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.exchange.ExchangeFailedException;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.spi.CloseReason;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link Batch} over a transport in memory, whose peer answers only when the
 * client waits.
 */
class BatchExchangeTests {

	private static final Deadline PASSED = Deadline.after(Duration.ofNanos(-1));

	private final Supplier<Deadline> never = Deadline::never;

	/** How many requests were written each time that the client began to wait. */
	private final List<Integer> written = new ArrayList<>();

	private ScriptedConnection connection;

	private int answers;

	@BeforeEach
	void open() throws IOException {
		this.connection = new ScriptedConnection(new Lifespan(Duration.ZERO, 0));
		this.connection.whenWaiting(this::answer);
		sendBuffer(256 * 1024);
	}

	@AfterEach
	void close() throws IOException {
		this.connection.end();
	}

	@Test
	void requestsAreWrittenAtOnceIfTheWindowHasRoomForAll() throws Exception {
		assertThat(exchange(batch(6, 6))).containsExactly(0, 1, 2, 3, 4, 5);
		assertThat(this.written).containsExactly(6, 6, 6, 6, 6, 6);
	}

	@Test
	void nextRequestsAreWrittenOnceHalfOfTheWindowIsFree() throws Exception {
		assertThat(exchange(batch(8, 4))).hasSize(8);
		assertThat(this.written).containsExactly(4, 4, 6, 6, 8, 8, 8, 8);
	}

	@Test
	void requestsAreWrittenOneByOneIfTheSendBufferIsSmall() throws Exception {
		sendBuffer(4096);
		assertThat(exchange(batch(3, 8))).hasSize(3);
		assertThat(this.written).containsExactly(1, 2, 3);
	}

	@Test
	void nextRequestsAreWrittenOnceHalfOfTheSendWindowIsFree() throws Exception {
		int size = quarterOfTheSendWindow();
		List<Integer> sizes = new ArrayList<>();
		this.connection.whenWaiting(() -> {
			sizes.add(this.connection.written() / size);
			answer();
		});
		assertThat(exchange(new Batch(framesOf(size, 6), null))).hasSize(6);
		assertThat(sizes).containsExactly(4, 4, 6, 6, 6, 6);
	}

	@Test
	void batchThatIsTooLateCostsNoConnection() {
		Batch batch = batch(3, 3);
		ExchangeFailedException ex = failure(batch, PASSED, this.never);
		assertThat(ex.getReason()).isEqualTo(CloseReason.TIMED_OUT);
		assertThat(ex.isMaybeSent()).isFalse();
		assertThat(batch.progress()).isEqualTo("0 of 3");
		assertThat(this.connection.get().closeReason()).isNull();
	}

	@Test
	void batchThatIsLateBetweenTwoRequestsCostsTheConnection() {
		Batch batch = batch(3, 1);
		ExchangeFailedException ex = failure(batch, Deadline.never(), () -> PASSED);
		assertThat(ex.isWriting()).isTrue();
		assertThat(ex.isMaybeSent()).isTrue();
		assertThat(batch.progress()).isEqualTo("1 of 3");
		assertThat(this.connection.get().closeReason()).isEqualTo(CloseReason.TIMED_OUT);
	}

	@Test
	void batchThatUserCodeEndsCostsTheConnection() {
		assertThatIllegalStateException()
			.isThrownBy(() -> batch(3, 3).exchangeOn(this.connection.exchange(), Deadline.never(), () -> {
				throw new IllegalStateException("made up");
			}));
		assertThat(this.connection.get().closeReason()).isEqualTo(CloseReason.SESSION_INCOMPLETE);
	}

	@Test
	void repliesThatCameBeforeAWriteFailedAreValid() throws Exception {
		this.connection.failWrites(frame(0, 1).size() + 1, new IOException("broken pipe"));
		this.connection.whenWaiting(() -> {
		});
		this.connection.whenWritten(() -> {
			answer();
			answer();
		});
		assertThat(exchange(batch(2, 2))).containsExactly(0, 1);
		assertThat(this.connection.get().closeReason()).isEqualTo(CloseReason.BROKEN);
	}

	@Test
	void batchFailsWithItsWriteIfOneReplyIsMissing() {
		this.connection.failWrites(frame(0, 1).size() + 1, new IOException("broken pipe"));
		this.connection.whenWritten(this::answer);
		Batch batch = batch(2, 2);
		ExchangeFailedException ex = failure(batch, Deadline.never(), this.never);
		assertThat(ex).hasMessage("broken pipe");
		assertThat(ex.isWriting()).isTrue();
		assertThat(ex.isMaybeSent()).isTrue();
		assertThat(batch.progress()).isEqualTo("1 of 2");
	}

	@Test
	void surplusReplyFailsABatchInOrder() {
		this.connection.whenWaiting(() -> {
			answer();
			answer();
		});
		ExchangeFailedException ex = failure(batch(1, 1), Deadline.never(), this.never);
		assertThat(ex.getReason()).isEqualTo(CloseReason.WRONG_REPLY);
		assertThat(ex).hasMessageContaining("more came than the 1 replies");
	}

	@Test
	void batchThatIsRepeatedBeginsWithItsFirstRequest() throws Exception {
		Batch batch = new Batch(framesOf(quarterOfTheSendWindow(), 5), null);
		failure(batch, Deadline.never(), () -> PASSED);
		assertThat(batch.progress()).isEqualTo("1 of 5");
		this.connection.end();
		open();
		this.answers = 0;
		assertThat(exchange(batch)).containsExactly(0, 1, 2, 3, 4);
	}

	private int quarterOfTheSendWindow() throws IOException {
		return Batch.sendWindow(this.connection.get().socket().channel().getOption(StandardSocketOptions.SO_SNDBUF))
				/ 4;
	}

	// The size is that of a whole frame.
	private List<EncodedFrame> framesOf(int size, int count) {
		return frames(count, size - frame(1, 1).size() + 1);
	}

	private void sendBuffer(int size) throws IOException {
		this.connection.get().socket().channel().setOption(StandardSocketOptions.SO_SNDBUF, size);
	}

	private void answer() {
		this.written.add(this.connection.written() / frame(0, 1).size());
		this.connection.arrive(new byte[] { (byte) this.answers++ });
	}

	private List<Integer> exchange(Batch batch) throws ExchangeFailedException {
		return batch.exchangeOn(this.connection.exchange(), Deadline.never(), this.never)
			.stream()
			.map((reply) -> (int) reply[0])
			.toList();
	}

	private ExchangeFailedException failure(Batch batch, Deadline first, Supplier<Deadline> following) {
		return catchThrowableOfType(ExchangeFailedException.class,
				() -> batch.exchangeOn(this.connection.exchange(), first, following));
	}

	private Batch batch(int size, int window) {
		return new Batch(frames(size, 1), null, window);
	}

	private List<EncodedFrame> frames(int count, int size) {
		return IntStream.range(0, count).mapToObj((i) -> frame(i, size)).toList();
	}

	private EncodedFrame frame(int first, int size) {
		byte[] payload = new byte[size];
		payload[0] = (byte) first;
		return this.connection.exchange().channel().encoder().encode(payload);
	}

}
