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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link DirectIo}: whatever passes through its own buffer arrives as it is.
 */
@ParameterizedClass
@ValueSource(booleans = { true, false })
class DirectIoTests {

	private static final int STAGE_SIZE = 8 * 1024;

	private final StubChannel channel = new StubChannel();

	private final DirectIo io = new DirectIo(this.channel, this.channel);

	/** Whether something has been written before. */
	@Parameter
	private boolean reused;

	@BeforeEach
	void reuse() throws IOException {
		if (this.reused) {
			write(ByteBuffer.wrap(bytes(1)));
			this.channel.written.reset();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 100, STAGE_SIZE - 1, STAGE_SIZE, STAGE_SIZE + 1, 3 * STAGE_SIZE })
	void writesTheBytesBetweenPositionAndLimit(int size) throws IOException {
		byte[] bytes = bytes(size + 2);
		ByteBuffer source = ByteBuffer.wrap(bytes, 1, size);
		assertThat(write(source)).isEqualTo(size);
		assertThat(source.hasRemaining()).isFalse();
		assertThat(this.channel.written.toByteArray()).isEqualTo(Arrays.copyOfRange(bytes, 1, size + 1));
	}

	@Test
	void partOfAWriteTakesThatPartOnly() throws IOException {
		this.channel.atOnce = 3;
		byte[] bytes = bytes(10);
		ByteBuffer source = ByteBuffer.wrap(bytes);
		assertThat(write(source)).isEqualTo(3);
		assertThat(source.position()).isEqualTo(3);
		while (source.hasRemaining()) {
			write(source);
		}
		assertThat(this.channel.written.toByteArray()).isEqualTo(bytes);
	}

	@Test
	void writeThatFailsTakesNothing() {
		this.channel.failing = true;
		ByteBuffer source = ByteBuffer.wrap(bytes(10));
		assertThatIOException().isThrownBy(() -> write(source));
		assertThat(source.position()).isZero();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 100, STAGE_SIZE - 1, STAGE_SIZE, STAGE_SIZE + 1, 3 * STAGE_SIZE })
	void readsNoMoreThanThereIsRoomFor(int size) throws IOException {
		byte[] bytes = bytes(size + 1);
		this.channel.pending = ByteBuffer.wrap(bytes);
		byte[] target = new byte[size + 2];
		assertThat(this.io.read(ByteBuffer.wrap(target, 1, size))).isEqualTo(size);
		assertThat(Arrays.copyOfRange(target, 1, size + 1)).isEqualTo(Arrays.copyOf(bytes, size));
		assertThat(target[0]).isZero();
		assertThat(target[size + 1]).isZero();
		assertThat(this.channel.pending.remaining()).isOne();
	}

	@Test
	void readOfNothingLeavesTheTargetAsItIs() throws IOException {
		write(ByteBuffer.wrap(bytes(10)));
		ByteBuffer target = ByteBuffer.allocate(10);
		assertThat(this.io.read(target)).isZero();
		assertThat(target.position()).isZero();
		assertThat(target.array()).containsOnly(0);
	}

	@Test
	void readAtTheEndLeavesTheTargetAsItIs() throws IOException {
		this.channel.ended = true;
		ByteBuffer target = ByteBuffer.allocate(10);
		assertThat(this.io.read(target)).isEqualTo(-1);
		assertThat(target.position()).isZero();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, STAGE_SIZE, 3 * STAGE_SIZE })
	void readsAndWritesWithoutDirectMemoryToSpare(int size) throws IOException {
		this.channel.memoryShort = true;
		byte[] bytes = bytes(size);
		ByteBuffer source = ByteBuffer.wrap(bytes);
		while (source.hasRemaining()) {
			assertThat(write(source)).isPositive();
		}
		assertThat(this.channel.written.toByteArray()).isEqualTo(bytes);
		this.channel.pending = ByteBuffer.wrap(bytes);
		ByteBuffer target = ByteBuffer.allocate(size);
		while (target.hasRemaining()) {
			assertThat(this.io.read(target)).isPositive();
		}
		assertThat(target.array()).isEqualTo(bytes);
	}

	@Test
	void gathersWithoutDirectMemoryToSpare() throws IOException {
		this.channel.memoryShort = true;
		byte[] bytes = bytes(30_000);
		ByteBuffer[] sources = { ByteBuffer.allocate(0), ByteBuffer.wrap(bytes, 0, 10_000),
				ByteBuffer.wrap(bytes, 10_000, 20_000) };
		while (sources[2].hasRemaining()) {
			assertThat(this.io.write(sources, 0, 3)).isPositive();
		}
		assertThat(this.channel.written.toByteArray()).isEqualTo(bytes);
	}

	private long write(ByteBuffer source) throws IOException {
		return this.io.write(new ByteBuffer[] { source }, 0, 1);
	}

	private static byte[] bytes(int size) {
		byte[] bytes = new byte[size];
		new Random(size).nextBytes(bytes);
		return bytes;
	}

	/**
	 * A channel that ends in memory.
	 */
	private static final class StubChannel implements ReadableByteChannel, GatheringByteChannel {

		private final ByteArrayOutputStream written = new ByteArrayOutputStream();

		private ByteBuffer pending = ByteBuffer.allocate(0);

		private int atOnce = Integer.MAX_VALUE;

		private boolean failing;

		private boolean ended;

		/** Whether it behaves as the JDK's channels do without direct memory. */
		private boolean memoryShort;

		@Override
		public int read(ByteBuffer target) {
			checkMemory(target);
			if (this.ended) {
				return -1;
			}
			int count = Math.min(target.remaining(), this.pending.remaining());
			for (int i = 0; i < count; i++) {
				target.put(this.pending.get());
			}
			return count;
		}

		@Override
		public int write(ByteBuffer source) throws IOException {
			checkMemory(source);
			if (this.failing) {
				throw new IOException("reset");
			}
			int count = Math.min(source.remaining(), this.atOnce);
			for (int i = 0; i < count; i++) {
				this.written.write(source.get());
			}
			return count;
		}

		@Override
		public long write(ByteBuffer[] sources) throws IOException {
			return write(sources, 0, sources.length);
		}

		@Override
		public long write(ByteBuffer[] sources, int offset, int count) throws IOException {
			long written = 0;
			for (int i = offset; i < offset + count; i++) {
				written += write(sources[i]);
			}
			return written;
		}

		@Override
		public boolean isOpen() {
			return true;
		}

		@Override
		public void close() {
		}

		private void checkMemory(ByteBuffer buffer) {
			if (this.memoryShort && !buffer.isDirect()) {
				throw new OutOfMemoryError("Cannot reserve direct buffer memory (made up)");
			}
		}

	}

}
