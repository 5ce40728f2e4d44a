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

package io.framedtcp.framing;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;

import io.framedtcp.support.Bytes;

/**
 * A {@link RecordMarkingFraming} with random fragments.
 */
final class RandomRecordMarking implements RandomFraming {

	private static final int MAX_FRAGMENTS = 50;

	private final Random random;

	private final int fragmentSize;

	private byte[] payload = {};

	RandomRecordMarking(Random random) {
		this.random = random;
		this.fragmentSize = random.nextBoolean() ? Integer.MAX_VALUE : 5_000 + random.nextInt(20_000);
	}

	@Override
	public Framing framing() {
		RecordMarkingFraming.Builder builder = RecordMarkingFraming.builder().maxFragments(MAX_FRAGMENTS);
		return (this.fragmentSize < Integer.MAX_VALUE) ? builder.fragmentSize(this.fragmentSize).build()
				: builder.build();
	}

	@Override
	public byte[] frame() {
		return frame(() -> this.fragmentSize);
	}

	@Override
	public byte[] peersFrame() {
		int largest = 5_000 + this.random.nextInt(20_000);
		return frame(() -> this.random.nextInt(4) * largest / 3);
	}

	private byte[] frame(IntSupplier nextSize) {
		this.payload = RandomFraming.bytes(this.random, RandomFraming.size(this.random));
		List<byte[]> fragments = new ArrayList<>();
		int position = 0;
		while (true) {
			int left = this.payload.length - position;
			int size = (fragments.size() == MAX_FRAGMENTS - 1) ? left : Math.min(left, nextSize.getAsInt());
			ByteBuffer fragment = ByteBuffer.allocate(4 + size);
			fragment.putInt((size == left) ? size - Integer.MAX_VALUE - 1 : size);
			fragment.put(this.payload, position, size);
			fragments.add(fragment.array());
			if (size == left) {
				return Bytes.join(fragments);
			}
			position += size;
		}
	}

	@Override
	public byte[] payload(byte[] frame) {
		return this.payload;
	}

}
