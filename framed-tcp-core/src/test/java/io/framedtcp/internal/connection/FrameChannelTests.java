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

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.framedtcp.framing.LengthFieldFraming;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.support.InMemoryTransport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link FrameChannel}.
 */
class FrameChannelTests {

	private static final byte[] FRAME = { 0, 0, 0, 1, 7 };

	private final ScriptedTransport transport = new ScriptedTransport();

	private final FrameChannel channel = new FrameChannel(this.transport, LengthFieldFraming.builder().build(), 100,
			"framed-tcp.");

	@ParameterizedTest
	@CsvSource({ "0, ' but a part of a TLS record'", "5, ' and a part of a TLS record'" })
	void progressTellsOfAPartOfATlsRecord(int received, String part) {
		this.transport.partPending = true;
		assertThat(this.channel.incomplete().progress()).as("before any frame").isNull();
		this.transport.incoming = ByteBuffer.wrap(new byte[] { 0, 0, 0, 9, 1 }, 0, received);
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(this.channel::read);
		String progress = this.channel.incomplete().progress();
		this.transport.partPending = false;
		assertThat(progress).isEqualTo(this.channel.incomplete().progress() + part);
		assertThat(this.channel.incomplete().recorded()).isNotNull();
	}

	@Test
	void partOfATlsRecordIsUnexpectedBehindWhatHasCome() throws IOException {
		this.transport.partPending = true;
		this.transport.silent = true;
		assertThat(this.channel.test()).as("records behind a handshake").isNull();
		this.transport.incoming = ByteBuffer.wrap(FRAME);
		assertThat(this.channel.read()).containsExactly(7);
		assertThat(this.channel.test()).isEqualTo(CloseReason.UNEXPECTED_BYTES);
		this.transport.partPending = false;
		assertThat(this.channel.test()).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "0, false", "3, true" })
	void failedWriteMaySendBytesAndEndsAllWaits(int written, boolean maybeSent) {
		this.transport.writeFailure = new IOException("reset");
		this.transport.room = written;
		assertThatIOException().isThrownBy(() -> this.channel.write(frame())).withMessage("reset");
		assertThat(this.channel.isFailedWriteMaybeSent()).isEqualTo(maybeSent);
		assertThat(this.channel.writeFailure()).isSameAs(this.transport.writeFailure);
		assertThat(this.channel.isUsable()).isFalse();
		assertThat(this.transport.modes).containsExactly(false);
	}

	@Test
	void writeThatACloseCutsShortMayHaveSentAnything() {
		this.transport.writeFailure = new AsynchronousCloseException();
		assertThatIOException().isThrownBy(() -> this.channel.write(frame()));
		assertThat(this.channel.isFailedWriteMaybeSent()).isTrue();
	}

	@Test
	void streamThatEndsBehindAFrameIsNotUsableAndMayBeTruncated() throws IOException {
		this.transport.incoming = ByteBuffer.wrap(FRAME);
		this.transport.ended = true;
		assertThat(this.channel.read()).containsExactly(7);
		assertThat(this.channel.isUsable()).isTrue();
		assertThatExceptionOfType(EOFException.class).isThrownBy(this.channel::read);
		assertThat(this.channel.isEnded()).isTrue();
		assertThat(this.channel.isUsable()).isFalse();
		assertThat(this.channel.bytesReceived()).isEqualTo(FRAME.length);
	}

	@Test
	void bytesThatOthersHavePassedAreCounted() {
		this.channel.passed(3, 5);
		this.channel.passed(4, 0);
		assertThat(this.channel.bytesSent()).isEqualTo(7);
		assertThat(this.channel.bytesReceived()).isEqualTo(5);
		assertThat(this.channel.isEnded()).isFalse();
		this.channel.passed(0, -1);
		assertThat(this.channel.bytesReceived()).isEqualTo(5);
		assertThat(this.channel.isEnded()).isTrue();
	}

	private EncodedFrame frame() {
		return this.channel.encoder().encode(new byte[] { 7 });
	}

	/**
	 * Does what the test says.
	 */
	private static final class ScriptedTransport extends InMemoryTransport {

		private final List<Boolean> modes = new ArrayList<>();

		private ByteBuffer incoming = ByteBuffer.allocate(0);

		private boolean partPending;

		private boolean silent;

		private boolean ended;

		private int room = Integer.MAX_VALUE;

		private @Nullable IOException writeFailure;

		@Override
		public int read(ByteBuffer target) throws IOException {
			if (!this.incoming.hasRemaining()) {
				if (this.silent) {
					return 0;
				}
				if (this.ended) {
					return -1;
				}
				throw new SocketTimeoutException("nothing comes");
			}
			int count = Math.min(target.remaining(), this.incoming.remaining());
			target.put(this.incoming.slice().limit(count));
			this.incoming.position(this.incoming.position() + count);
			return count;
		}

		@Override
		public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
			ByteBuffer source = sources[offset];
			int count = Math.min(source.remaining(), this.room);
			if (count == 0 || this.room == Integer.MAX_VALUE) {
				throw (this.writeFailure != null) ? this.writeFailure : new IOException("no room");
			}
			source.position(source.position() + count);
			this.room -= count;
			return count;
		}

		@Override
		public boolean isPartPending() {
			return this.partPending;
		}

		@Override
		public void configureBlocking(boolean blocking) {
			this.modes.add(blocking);
		}

	}

}
