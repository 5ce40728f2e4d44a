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

package io.framedtcp.connection;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
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
 * Tests for {@link PlainTransport}: whatever passes through its own buffer arrives as it
 * is.
 */
@ParameterizedClass
@ValueSource(booleans = { true, false })
class PlainTransportTests {

	private static final int STAGE_SIZE = 8 * 1024;

	private final StubWire wire = new StubWire();

	private final PlainTransport transport = new PlainTransport(this.wire);

	/** Whether something has been written before. */
	@Parameter
	private boolean reused;

	@BeforeEach
	void reuse() throws IOException {
		if (this.reused) {
			this.transport.write(ByteBuffer.wrap(bytes(1)));
			this.wire.written.reset();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 100, STAGE_SIZE - 1, STAGE_SIZE, STAGE_SIZE + 1, 3 * STAGE_SIZE })
	void writesTheBytesBetweenPositionAndLimit(int size) throws IOException {
		byte[] bytes = bytes(size + 2);
		ByteBuffer source = ByteBuffer.wrap(bytes, 1, size);
		assertThat(this.transport.write(source)).isEqualTo(size);
		assertThat(source.hasRemaining()).isFalse();
		assertThat(this.wire.written.toByteArray()).isEqualTo(Arrays.copyOfRange(bytes, 1, size + 1));
	}

	@Test
	void partOfAWriteTakesThatPartOnly() throws IOException {
		this.wire.atOnce = 3;
		byte[] bytes = bytes(10);
		ByteBuffer source = ByteBuffer.wrap(bytes);
		assertThat(this.transport.write(source)).isEqualTo(3);
		assertThat(source.position()).isEqualTo(3);
		while (source.hasRemaining()) {
			this.transport.write(source);
		}
		assertThat(this.wire.written.toByteArray()).isEqualTo(bytes);
	}

	@Test
	void writeThatFailsTakesNothing() {
		this.wire.failing = true;
		ByteBuffer source = ByteBuffer.wrap(bytes(10));
		assertThatIOException().isThrownBy(() -> this.transport.write(source));
		assertThat(source.position()).isZero();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 100, STAGE_SIZE - 1, STAGE_SIZE, STAGE_SIZE + 1, 3 * STAGE_SIZE })
	void readsNoMoreThanThereIsRoomFor(int size) throws IOException {
		byte[] bytes = bytes(size + 1);
		this.wire.pending = ByteBuffer.wrap(bytes);
		byte[] target = new byte[size + 2];
		assertThat(this.transport.read(ByteBuffer.wrap(target, 1, size))).isEqualTo(size);
		assertThat(Arrays.copyOfRange(target, 1, size + 1)).isEqualTo(Arrays.copyOf(bytes, size));
		assertThat(target[0]).isZero();
		assertThat(target[size + 1]).isZero();
		assertThat(this.wire.pending.remaining()).isOne();
	}

	@Test
	void readOfNothingLeavesTheTargetAsItIs() throws IOException {
		this.transport.write(ByteBuffer.wrap(bytes(10)));
		ByteBuffer target = ByteBuffer.allocate(10);
		assertThat(this.transport.read(target)).isZero();
		assertThat(target.position()).isZero();
		assertThat(target.array()).containsOnly(0);
	}

	@Test
	void readAtTheEndLeavesTheTargetAsItIs() throws IOException {
		this.wire.ended = true;
		ByteBuffer target = ByteBuffer.allocate(10);
		assertThat(this.transport.read(target)).isEqualTo(-1);
		assertThat(target.position()).isZero();
	}

	private static byte[] bytes(int size) {
		byte[] bytes = new byte[size];
		new Random(size).nextBytes(bytes);
		return bytes;
	}

	/**
	 * A wire that ends in memory.
	 */
	private static final class StubWire implements Wire {

		private final ByteArrayOutputStream written = new ByteArrayOutputStream();

		private ByteBuffer pending = ByteBuffer.allocate(0);

		private int atOnce = Integer.MAX_VALUE;

		private boolean failing;

		private boolean ended;

		@Override
		public int read(ByteBuffer target) {
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
		public long write(ByteBuffer[] sources, int offset, int count) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void configureBlocking(boolean blocking) {
			throw new UnsupportedOperationException();
		}

		@Override
		public boolean isBlocking() {
			return false;
		}

		@Override
		public boolean isOpen() {
			return true;
		}

		@Override
		public void close() {
		}

	}

}
