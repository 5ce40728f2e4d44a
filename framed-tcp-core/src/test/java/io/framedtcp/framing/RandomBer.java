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

import java.math.BigInteger;
import java.util.Random;

import io.framedtcp.support.Bytes;

/**
 * Elements of BER. A peer may have given them indefinite lengths, or longer ones than
 * they need.
 */
final class RandomBer implements RandomFraming {

	private final Random random;

	RandomBer(Random random) {
		this.random = random;
	}

	@Override
	public Framing framing() {
		return BerFraming.elements();
	}

	@Override
	public byte[] frame() {
		return definite(RandomFraming.size(this.random));
	}

	@Override
	public byte[] peersFrame() {
		return this.random.nextBoolean() ? frame() : indefinite(4);
	}

	@Override
	public byte[] payload(byte[] frame) {
		return frame;
	}

	private byte[] definite(int size) {
		return Bytes.join(tag(), length(size), RandomFraming.bytes(this.random, size));
	}

	private byte[] indefinite(int depth) {
		byte[] element = HexFrames.bytes("30 80");
		for (int i = this.random.nextInt(5); i > 0; i--) {
			boolean nested = depth > 0 && this.random.nextBoolean();
			element = Bytes.join(element, nested ? indefinite(depth - 1) : definite(this.random.nextInt(2000)));
		}
		return Bytes.join(element, new byte[2]);
	}

	private byte[] tag() {
		return this.random.nextBoolean() ? new byte[] { 0x30 }
				: HexFrames.bytes("bf 85 " + "aa ".repeat(this.random.nextInt(3)) + "48");
	}

	private byte[] length(int size) {
		if (size < 128 && this.random.nextBoolean()) {
			return new byte[] { (byte) size };
		}
		byte[] number = BigInteger.valueOf(size).toByteArray();
		byte[] zeros = new byte[this.random.nextInt(8 - number.length + 1)];
		return Bytes.join(new byte[] { (byte) (0x80 + zeros.length + number.length) }, zeros, number);
	}

}
