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

import java.math.BigInteger;
import java.util.Optional;

import io.framedtcp.framing.BerFraming;

/**
 * Elements of BER, after X.690.
 */
record BerReference() implements Reference {

	private static final int MAX_DEPTH = 32;

	static Specimen specimen(FuzzInput input) {
		return new Specimen(BerFraming.elements(), new BerReference());
	}

	@Override
	public Verdict decode(byte[] wire, int from, int maxFrameSize) {
		NestedFrame frame = new NestedFrame(wire, from, maxFrameSize);
		int depth = 0;
		do {
			int header = 0;
			boolean more = true;
			while (more) {
				if (!frame.isRoomFor(header + 1)) {
					return frame.malformed(header);
				}
				if (!frame.isThere(header + 1)) {
					return frame.endOfStream(header + 1, 0);
				}
				int next = frame.at(header++);
				more = (header == 1) ? next % 32 == 31 : next >= 128;
				if ((header == 2 && next == 128) || (header == 5 && more)) {
					return frame.malformed(header);
				}
			}
			if (frame.at(0) == 0 && depth == 0) {
				return frame.malformed(1);
			}
			if (!frame.isRoomFor(header + 1)) {
				return frame.malformed(header);
			}
			if (!frame.isThere(header + 1)) {
				return frame.endOfStream(header + 1, 0);
			}
			int first = frame.at(header++);
			if (frame.at(0) == 0) {
				if (first != 0) {
					return frame.malformed(2);
				}
				frame.pass(2, 2);
				depth--;
				continue;
			}
			if (first == 128) {
				if ((frame.at(0) / 32) % 2 == 0 || depth == MAX_DEPTH) {
					return frame.malformed(header);
				}
				frame.pass(header, header);
				depth++;
				continue;
			}
			BigInteger length = BigInteger.valueOf(first);
			if (first > 128) {
				int width = first - 128;
				if (width > 8 || !frame.isRoomFor(header + width)) {
					return frame.malformed(header);
				}
				if (!frame.isThere(header + width)) {
					return frame.endOfStream(header + width, 0);
				}
				length = BigInteger.ZERO;
				for (int i = 0; i < width; i++) {
					length = length.shiftLeft(8).or(BigInteger.valueOf(frame.at(header++)));
				}
			}
			BigInteger size = length.add(BigInteger.valueOf(header));
			if (size.bitLength() > 31 || !frame.isRoomFor(size.intValueExact())) {
				return frame.malformed(header);
			}
			if (!frame.isThere(size.intValueExact())) {
				return frame.endOfStream(header, size.intValueExact());
			}
			frame.pass(header, size.intValueExact());
		}
		while (depth > 0);
		return frame.frame();
	}

	@Override
	public Optional<byte[]> encode(byte[] payload, int maxFrameSize) {
		return (payload.length <= maxFrameSize && NestedFrame.isOne(this, payload)) ? Optional.of(payload)
				: Optional.empty();
	}

	@Override
	public byte[] received(byte[] payload, byte[] frame) {
		return payload;
	}

}
