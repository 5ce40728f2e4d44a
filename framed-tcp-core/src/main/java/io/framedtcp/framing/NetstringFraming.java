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
 * <a href="https://cr.yp.to/proto/netstrings.txt">Netstrings</a>: the length in decimal
 * digits, a colon, the payload, a comma.
 * <p>
 * The payload {@code Hi} goes over the wire as {@code 2:Hi,} or {@code 32 3a 48 69 2c},
 * and an empty payload as {@code 0:,}.
 * <p>
 * Reading fails with a {@link MalformedFrameException} unless a frame begins with 1 to 10
 * digits and a colon, and ends with a comma. A leading zero is refused.
 * <p>
 * Immutable and safe for use by many threads.
 */
public final class NetstringFraming implements Framing {

	private static final int MAX_DIGITS = 10;

	private NetstringFraming() {
	}

	/**
	 * Creates a framing for netstrings.
	 * @return the framing
	 */
	public static NetstringFraming netstrings() {
		return new NetstringFraming();
	}

	@Override
	public void encode(byte[] payload, FrameWriter out) {
		out.writeAscii(payload.length + ":");
		out.writeBytes(payload);
		out.writeByte(',');
	}

	@Override
	public byte[] decode(FrameReader in) throws IOException {
		long length = readLength(in);
		in.checkRoom(length + 1);
		byte[] payload = in.readBytes(length);
		in.expect((byte) ',');
		return payload;
	}

	private long readLength(FrameReader in) throws IOException {
		long length = in.readDigits(1, LengthDigits.DECIMAL);
		for (int digits = 1; digits <= MAX_DIGITS; digits++) {
			in.require(1);
			if (in.peek(0) == ':') {
				in.skip(1);
				return length;
			}
			if (length == 0) {
				throw in.malformed("a colon has to follow a length that begins with 0");
			}
			length = 10 * length + in.readDigits(1, LengthDigits.DECIMAL);
		}
		throw in.malformed("its length has more than " + MAX_DIGITS + " digits");
	}

	@Override
	public String toString() {
		return "netstrings";
	}

}
