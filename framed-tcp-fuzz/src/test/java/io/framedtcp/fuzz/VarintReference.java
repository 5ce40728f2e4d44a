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

package io.framedtcp.fuzz;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;

import io.framedtcp.framing.VarintFraming;

/**
 * Frames with a varint for their length. Writes the number as a text of bits.
 */
record VarintReference() implements Reference {

	private static final int MAX_BYTES = 5;

	static Specimen specimen(FuzzInput input) {
		return new Specimen(VarintFraming.protobuf(), new VarintReference());
	}

	@Override
	public Verdict decode(byte[] wire, int from, int maxFrameSize) {
		String bits = "";
		for (int size = 1; size <= MAX_BYTES; size++) {
			if (size > maxFrameSize) {
				return Verdict.malformed(maxFrameSize);
			}
			if (from + size > wire.length) {
				return Verdict.endOfStream(0);
			}
			String next = Integer.toBinaryString(0x100 | wire[from + size - 1] & 0xff).substring(1);
			bits = next.substring(1) + bits;
			if (next.startsWith("0")) {
				return decode(wire, from, maxFrameSize, size, bits);
			}
		}
		return Verdict.malformed(MAX_BYTES);
	}

	private Verdict decode(byte[] wire, int from, int maxFrameSize, int size, String bits) {
		BigInteger length = new BigInteger(bits, 2);
		boolean overLong = size > 1 && bits.startsWith("0000000");
		if (overLong || length.bitLength() > 32 || length.longValueExact() > maxFrameSize - size) {
			return Verdict.malformed(size);
		}
		int end = from + size + length.intValueExact();
		return (end <= wire.length) ? Verdict.frame(Arrays.copyOfRange(wire, from + size, end), end - from)
				: Verdict.cutShort(wire.length - from, size, end - from);
	}

	@Override
	public Optional<byte[]> encode(byte[] payload, int maxFrameSize) {
		ByteArrayOutputStream frame = new ByteArrayOutputStream();
		String bits = Integer.toBinaryString(payload.length);
		while (bits.length() > 7) {
			frame.write(Integer.parseInt("1" + bits.substring(bits.length() - 7), 2));
			bits = bits.substring(0, bits.length() - 7);
		}
		frame.write(Integer.parseInt(bits, 2));
		frame.writeBytes(payload);
		return (frame.size() <= maxFrameSize) ? Optional.of(frame.toByteArray()) : Optional.empty();
	}

	@Override
	public byte[] received(byte[] payload, byte[] frame) {
		return payload;
	}

}
