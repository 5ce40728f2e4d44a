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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.framedtcp.framing.LengthFieldFraming;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.support.InMemoryTransport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * How many system calls the frames of a batch take.
 */
class GatheredWriteTests {

	private final LoopTransport transport = new LoopTransport();

	private final FrameChannel channel = new FrameChannel(this.transport, LengthFieldFraming.builder().build(),
			1024 * 1024, "framed-tcp.");

	@Test
	void smallFramesAreOneWriteAndTheirRepliesOneRead() throws IOException {
		List<byte[]> payloads = payloads(32, 100);
		this.channel.write(frames(payloads));
		assertThat(this.transport.writes).isOne();
		for (byte[] payload : payloads) {
			assertThat(this.channel.read()).isEqualTo(payload);
		}
		assertThat(this.transport.reads).isOne();
	}

	@Test
	void bytesOfEachExchangeAreTheDifferenceOfTheCounters() throws IOException {
		for (int i = 1; i <= 3; i++) {
			long sent = this.channel.bytesSent();
			long received = this.channel.bytesReceived();
			assertThat(this.channel.isReceivedSince(received)).isFalse();
			this.channel.write(this.channel.encoder().encode(new byte[10 * i]));
			assertThat(this.channel.bytesSent() - sent).isEqualTo(4 + 10 * i);
			this.channel.read();
			assertThat(this.channel.bytesReceived() - received).isEqualTo(4 + 10 * i);
			assertThat(this.channel.isReceivedSince(received)).isTrue();
		}
	}

	@Test
	void manyFramesAreFewWrites() throws IOException {
		List<byte[]> payloads = payloads(256, 1020);
		this.channel.write(frames(payloads));
		assertThat(this.transport.writes).isEqualTo(2);
		for (byte[] payload : payloads) {
			assertThat(this.channel.read()).isEqualTo(payload);
		}
	}

	@Test
	void framesLargerThanAWriteStayInTheirPlace() throws IOException {
		List<byte[]> payloads = new ArrayList<>(payloads(3, 10));
		payloads.add(new byte[300_000]);
		payloads.addAll(payloads(3, 20));
		this.channel.write(frames(payloads));
		for (byte[] payload : payloads) {
			assertThat(this.channel.read()).isEqualTo(payload);
		}
	}

	@Test
	void writeThatFailsAtItsFirstByteHasSentNothing() {
		this.transport.broken = true;
		EncodedFrame[] frames = frames(payloads(32, 100));
		assertThatIOException().isThrownBy(() -> this.channel.write(frames));
		assertThat(this.channel.isFailedWriteMaybeSent()).isFalse();
	}

	@Test
	void windowIsAShareOfTheSendBuffer() {
		assertThat(Batch.sendWindow(4608)).isZero();
		assertThat(Batch.sendWindow(32 * 1024 - 1)).isZero();
		assertThat(Batch.sendWindow(32 * 1024)).isEqualTo(8 * 1024);
		assertThat(Batch.sendWindow(64 * 1024)).isEqualTo(16 * 1024);
		assertThat(Batch.sendWindow(Integer.MAX_VALUE)).isEqualTo(256 * 1024);
	}

	private EncodedFrame[] frames(List<byte[]> payloads) {
		return payloads.stream().map(this.channel.encoder()::encode).toArray(EncodedFrame[]::new);
	}

	private static List<byte[]> payloads(int count, int size) {
		return IntStream.range(0, count).mapToObj((i) -> {
			byte[] payload = new byte[size];
			Arrays.fill(payload, (byte) i);
			return payload;
		}).toList();
	}

	/**
	 * Gives back what it was given, and counts.
	 */
	private static final class LoopTransport extends InMemoryTransport {

		private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

		private int position;

		private int writes;

		private int reads;

		private boolean broken;

		@Override
		public int read(ByteBuffer target) {
			this.reads++;
			int count = Math.min(target.remaining(), this.bytes.size() - this.position);
			target.put(this.bytes.toByteArray(), this.position, count);
			this.position += count;
			return count;
		}

		@Override
		public long write(ByteBuffer[] sources, int offset, int count) throws IOException {
			if (this.broken) {
				throw new IOException("broken");
			}
			this.writes++;
			long written = 0;
			for (int i = offset; i < offset + count; i++) {
				byte[] chunk = new byte[sources[i].remaining()];
				sources[i].get(chunk);
				this.bytes.writeBytes(chunk);
				written += chunk.length;
			}
			return written;
		}

	}

}
