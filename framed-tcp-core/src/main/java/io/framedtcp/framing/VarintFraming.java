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
 * another byte follows. The payload {@code Hi} goes over the wire as {@code 02 48 69}. A
 * payload of 300 bytes begins with {@code ac 02}.
 * <p>
 * Reading fails with a {@link MalformedFrameException} if a number is longer than five
 * bytes, larger than 32 bits, or over-long. An over-long number ends with a zero that
 * adds nothing, as in {@code 82 00}. A parser of Protocol Buffers accepts it, but no
 * encoder writes it. Bytes that are not a length often look over-long.
 * <p>
 * For a varint that does not begin the frame, as in MQTT, see
 * {@link LengthFieldFraming.Builder#varint(int)}.
 * <p>
 * Immutable and safe for use by many threads.
 */
public final class VarintFraming implements Framing {

	private static final int MAX_BYTES = 5;

	private static final long MAX_LENGTH = 0xffff_ffffL;

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
		Varint.write(payload.length, out);
		out.writeBytes(payload);
	}

	@Override
	public byte[] decode(FrameReader in) throws IOException {
		int size = Varint.require(in, 0, MAX_BYTES);
		long length = Varint.peek(in, 0, size);
		if (length > MAX_LENGTH) {
			throw in.malformed("its varint is larger than 32 bits");
		}
		in.skip(size);
		return in.readBytes(length);
	}

	@Override
	public String toString() {
		return "varint length";
	}

}
