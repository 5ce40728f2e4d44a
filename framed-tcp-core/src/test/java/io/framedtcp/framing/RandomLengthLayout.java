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

import java.util.Arrays;
import java.util.Random;

import io.framedtcp.support.Bytes;

/**
 * A {@link LengthFieldFraming} with a varint or a big-endian number behind a type, before
 * a marker, and with padding.
 */
final class RandomLengthLayout implements RandomFraming {

	private final Random random;

	private final boolean varint;

	private final boolean keepPrefix;

	private final byte[] marker;

	private final int prefixSize;

	private final byte[] markerBehind;

	private final int padding;

	private byte[] payload = {};

	RandomLengthLayout(Random random) {
		this.random = random;
		this.varint = random.nextBoolean();
		this.keepPrefix = random.nextBoolean();
		this.marker = RandomFraming.bytes(random, random.nextInt(4));
		this.prefixSize = (this.keepPrefix ? 1 : 0) + random.nextInt(3);
		this.markerBehind = RandomFraming.bytes(random, random.nextInt(4));
		this.padding = 1 + random.nextInt(9);
	}

	@Override
	public Framing framing() {
		LengthFieldFraming.Builder builder = LengthFieldFraming.builder();
		return (this.varint ? builder.varint(4) : builder.size(3)).marker(this.marker)
			.offset(this.marker.length + this.prefixSize)
			.keepPrefix(this.keepPrefix)
			.markerBehind(this.markerBehind)
			.padding(this.padding)
			.build();
	}

	@Override
	public byte[] frame() {
		return frame((byte) 0);
	}

	@Override
	public byte[] peersFrame() {
		return frame((byte) 0xff);
	}

	@Override
	public byte[] payload(byte[] frame) {
		return this.payload;
	}

	private byte[] frame(byte filler) {
		byte[] body = RandomFraming.bytes(this.random, RandomFraming.size(this.random));
		byte[] prefix = this.keepPrefix ? RandomFraming.bytes(this.random, this.prefixSize) : new byte[this.prefixSize];
		int counted = this.markerBehind.length + body.length;
		byte[] length = this.varint ? RandomPrefix.varint(counted)
				: new byte[] { (byte) (counted >> 16), (byte) (counted >> 8), (byte) counted };
		this.payload = this.keepPrefix ? Bytes.join(prefix, body) : body;
		byte[] frame = Bytes.join(this.marker, prefix, length, this.markerBehind, body);
		int size = frame.length;
		byte[] padded = Arrays.copyOf(frame, (size + this.padding - 1) / this.padding * this.padding);
		Arrays.fill(padded, size, padded.length, filler);
		return padded;
	}

}
