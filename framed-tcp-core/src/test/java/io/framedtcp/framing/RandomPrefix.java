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

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.IntFunction;

import io.framedtcp.support.Bytes;

/**
 * A framing that puts something which depends on the size of the payload before it, and
 * something fixed behind it.
 */
final class RandomPrefix implements RandomFraming {

	private final Random random;

	private final Framing framing;

	private final IntFunction<byte[]> prefix;

	private final byte[] suffix;

	private byte[] payload = {};

	RandomPrefix(Random random, Framing framing, IntFunction<byte[]> prefix, String suffix) {
		this.random = random;
		this.framing = framing;
		this.prefix = prefix;
		this.suffix = suffix.getBytes(StandardCharsets.US_ASCII);
	}

	static byte[] varint(int value) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		String bits = Integer.toBinaryString(value);
		while (bits.length() > 7) {
			bytes.write(Integer.parseInt("1" + bits.substring(bits.length() - 7), 2));
			bits = bits.substring(0, bits.length() - 7);
		}
		bytes.write(Integer.parseInt(bits, 2));
		return bytes.toByteArray();
	}

	@Override
	public Framing framing() {
		return this.framing;
	}

	@Override
	public byte[] frame() {
		this.payload = RandomFraming.bytes(this.random, RandomFraming.size(this.random));
		return Bytes.join(this.prefix.apply(this.payload.length), this.payload, this.suffix);
	}

	@Override
	public byte[] payload(byte[] frame) {
		return this.payload;
	}

}
