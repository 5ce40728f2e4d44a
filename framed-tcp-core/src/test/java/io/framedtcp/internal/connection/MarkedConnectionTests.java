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

import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.config.UnexpectedBytesPolicy;
import io.framedtcp.internal.Deadline;
import io.framedtcp.spi.CloseReason;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A connection that is marked while it is drained is not lent, whoever has marked it.
 */
class MarkedConnectionTests {

	private final AtomicReference<CloseReason> mark = new AtomicReference<>();

	private final AtomicReference<byte[]> answer = new AtomicReference<>();

	private NotifiedConnection connection;

	@BeforeEach
	void open() throws Exception {
		this.connection = new NotifiedConnection("marked",
				(settings) -> settings.unexpectedBytes(new UnexpectedBytesPolicy(1, NotifiedConnection.NOTICE.length()))
					.unsolicitedFrameHandler((connection, payload) -> mark()));
		this.connection.notice();
	}

	@AfterEach
	void close() {
		this.connection.close();
	}

	@Test
	void connectionThatIsMarkedWhileItIsDrainedIsNotLent() {
		this.mark.set(CloseReason.TIMED_OUT);
		assertThat(test()).isFalse();
		assertThat(this.connection.get().closeReason()).isEqualTo(CloseReason.TIMED_OUT);
	}

	@Test
	void connectionThatIsMarkedWhileItIsDrainedIsNotPinged() {
		this.mark.set(CloseReason.TIMED_OUT);
		assertThat(this.connection.get().exchange().drainAndTest(Deadline.never())).isFalse();
	}

	@Test
	void connectionThatIsDrainedIsLent() {
		assertThat(test()).isTrue();
	}

	@Test
	void answerToWhatIsDrainedIsNotTakenForARequest() {
		this.answer.set(new byte[1]);
		assertThat(test()).isTrue();
		assertThat(this.connection.get().traffic().bytesSent()).isPositive();
		assertThat(this.connection.get().exchange().isMaybeSent()).isFalse();
		assertThat(this.connection.get().exchange().isAnswered()).isFalse();
	}

	@Test
	void connectionInsideAFrameIsNotUsedAgain() throws Exception {
		FramedConnection connection = this.connection.get();
		connection.exchange().start();
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> connection.exchange().receive((frame) -> {
			throw new OutOfMemoryError("on purpose");
		}, null, Deadline.never()));
		assertThat(connection.exchange().isInside()).isTrue();
		assertThat(this.connection.mayBeKept()).isFalse();
		assertThat(connection.closeReason()).isEqualTo(CloseReason.BROKEN);
	}

	private boolean test() {
		return this.connection.mayBeLent(Deadline.never());
	}

	private byte[] mark() {
		CloseReason reason = this.mark.get();
		if (reason != null) {
			this.connection.get().retire(reason);
		}
		return this.answer.get();
	}

}
