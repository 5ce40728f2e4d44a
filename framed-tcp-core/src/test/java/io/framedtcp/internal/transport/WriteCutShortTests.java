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

package io.framedtcp.internal.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.framedtcp.framing.LengthFieldFraming;
import io.framedtcp.internal.connection.FrameChannel;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.support.InMemoryTransport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * What is known of a request whose write another thread has cut short by closing the
 * channel: some of it may have been sent, however little the call has told.
 */
class WriteCutShortTests {

	@ParameterizedTest
	@ValueSource(ints = { 10, 20_000, 500_000 })
	void requestIsMaybeSent(int size) {
		FrameChannel channel = channelThatFails(AsynchronousCloseException::new);
		EncodedFrame frame = channel.encoder().encode(new byte[size]);
		assertThatIOException().isThrownBy(() -> channel.write(frame));
		assertThat(channel.isFailedWriteMaybeSent()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(ints = { 10, 20_000, 500_000 })
	void requestsOfABatchAreMaybeSent(int size) {
		FrameChannel channel = channelThatFails(AsynchronousCloseException::new);
		EncodedFrame frame = channel.encoder().encode(new byte[size]);
		assertThatIOException().isThrownBy(() -> channel.write(frame, frame));
		assertThat(channel.isFailedWriteMaybeSent()).isTrue();
	}

	@Test
	void requestOfACallerThatIsInterruptedInAWriteIsMaybeSent() {
		FrameChannel channel = channelThatFails(ClosedByInterruptException::new);
		EncodedFrame frame = channel.encoder().encode(new byte[10]);
		assertThatIOException().isThrownBy(() -> channel.write(frame));
		assertThat(channel.isFailedWriteMaybeSent()).isTrue();
	}

	@Test
	void requestWhoseWriteFailsBeforeItsFirstByteIsNotSent() {
		FrameChannel channel = channelThatFails(() -> new IOException("Broken pipe"));
		EncodedFrame frame = channel.encoder().encode(new byte[10]);
		assertThatIOException().isThrownBy(() -> channel.write(frame));
		assertThat(channel.isFailedWriteMaybeSent()).isFalse();
	}

	private static FrameChannel channelThatFails(Supplier<IOException> failure) {
		return new FrameChannel(new FailingTransport(failure), LengthFieldFraming.builder().build(), 1024 * 1024,
				"framed-tcp.");
	}

	/**
	 * Fails in each write, and does not say whether anything was sent.
	 */
	private static final class FailingTransport extends InMemoryTransport {

		private final Supplier<IOException> failure;

		FailingTransport(Supplier<IOException> failure) {
			this.failure = failure;
		}

		@Override
		public int read(ByteBuffer target) {
			return -1;
		}

		@Override
		public long write(ByteBuffer[] sources, int offset, int count) throws IOException {
			throw this.failure.get();
		}

	}

}
