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

import java.io.IOException;

/**
 * Frames that begin with their length as a varint of 32 bits: the
 * <a href="https://protobuf.dev/programming-guides/techniques/#streaming">delimited
 * messages</a> of Protocol Buffers.
 * <p>
 * Each byte has seven bits of the number, the lowest first. Its top bit says whether
 * another byte follows. The payload {@code Hi} goes over the wire as {@code 02 48 69},
 * one of 300 bytes as {@code ac 02} and the payload.
 * <p>
 * A number is refused with a {@link MalformedFrameException} if it is longer than five
 * bytes, larger than 32 bits, or over-long. Zeros at its end, as in {@code 82 00}, add
 * nothing. A parser of Protocol Buffers accepts them, but no encoder writes them. Bytes
 * that are no length often look like that.
 * <p>
 * Immutable and safe for use by many threads.
 */
public final class VarintFraming implements Framing {

	private static final int MAX_BYTES = 5;

	private static final int HIGHEST_LAST = 0x0f;

	private VarintFraming() {
	}

	/**
	 * Creates a framing with lengths as Protocol Buffers write them.
	 * @return the framing
	 */
	public static VarintFraming protobuf() {
		return new VarintFraming();
	}

	@Override
	public void encode(byte[] payload, FrameWriter out) {
		int rest = payload.length;
		while (rest > 0x7f) {
			out.writeByte(rest | 0x80);
			rest >>>= 7;
		}
		out.writeByte(rest);
		out.writeBytes(payload);
	}

	@Override
	public byte[] decode(FrameReader in) throws IOException {
		long length = 0;
		for (int i = 0; i < MAX_BYTES; i++) {
			int next = in.readByte();
			length |= (next & 0x7fL) << (7 * i);
			if (next < 0x80) {
				if (next == 0 && i > 0) {
					throw in.malformed("its varint is over-long: the last of " + (i + 1) + " bytes adds nothing");
				}
				if (i == MAX_BYTES - 1 && next > HIGHEST_LAST) {
					throw in.malformed("its varint is larger than 32 bits");
				}
				return in.readBytes(length);
			}
		}
		throw in.malformed("its varint does not end within " + MAX_BYTES + " bytes");
	}

	@Override
	public String toString() {
		return "varint length";
	}

}
