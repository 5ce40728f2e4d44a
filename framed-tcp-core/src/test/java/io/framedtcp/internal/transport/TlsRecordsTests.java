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

import java.nio.ByteBuffer;
import java.util.Random;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TlsRecords}.
 */
class TlsRecordsTests {

	private static final int MAX_FRAGMENT_SIZE = 16_384 + 256;

	private final TlsRecords records = new TlsRecords();

	@Test
	void nothingHasCome() {
		assertThat(this.records.areAllRead()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 255, 256, 257, MAX_FRAGMENT_SIZE, 0xffff })
	void oneThatIsWholeIsRead(int size) {
		arrive(record(size));
		assertThat(this.records.areAllRead()).isFalse();
		this.records.oneRead();
		assertThat(this.records.areAllRead()).isTrue();
	}

	@Test
	void oneOfTwoIsRead() {
		arrive(record(10), record(20));
		this.records.oneRead();
		assertThat(this.records.areAllRead()).isFalse();
		this.records.oneRead();
		assertThat(this.records.areAllRead()).isFalse();
		this.records.wholeOnesRead();
		assertThat(this.records.areAllRead()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 4, 5, 6, 14 })
	void partOfOneIsNotRead(int size) {
		arrive(record(10), ByteBuffer.wrap(record(10).array(), 0, size));
		this.records.wholeOnesRead();
		assertThat(this.records.areAllRead()).isFalse();
		this.records.oneRead();
		assertThat(this.records.areAllRead()).isFalse();
	}

	@RepeatedTest(20)
	void howTheyAreSplitMakesNoDifference() {
		long seed = new Random().nextLong();
		Random random = new Random(seed);
		for (int i = 0; i < 100; i++) {
			ByteBuffer record = record(random.nextInt(1 << random.nextInt(17)));
			while (record.hasRemaining()) {
				assertThat(this.records.areAllRead()).as("seed %d", seed).isEqualTo(record.position() == 0);
				ByteBuffer buffer = ByteBuffer.allocate(record.remaining() + 1).put((byte) 1);
				int count = Math.min(record.remaining(), 1 + random.nextInt(1 << random.nextInt(17)));
				buffer.put(record.array(), record.position(), count);
				record.position(record.position() + count);
				this.records.arrived(buffer, 1);
				if (record.hasRemaining()) {
					this.records.wholeOnesRead();
				}
			}
			this.records.oneRead();
		}
		assertThat(this.records.areAllRead()).as("seed %d", seed).isTrue();
	}

	private void arrive(ByteBuffer... parts) {
		ByteBuffer bytes = ByteBuffer.allocate(100_000);
		for (ByteBuffer part : parts) {
			bytes.put(part);
		}
		this.records.arrived(bytes, 0);
	}

	private static ByteBuffer record(int size) {
		byte[] bytes = new byte[5 + size];
		ByteBuffer.wrap(bytes).put((byte) 23).putShort((short) 0x0303).putShort((short) size);
		return ByteBuffer.wrap(bytes);
	}

}
