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
 * A user's framing with a head, a body and a tail: STX, the payload, ETX. The payload
 * must not contain an ETX.
 */
public final class StxEtxFraming implements Framing {

	private static final int STX = 2;

	private static final int ETX = 3;

	@Override
	public void encode(byte[] payload, FrameWriter out) {
		out.writeByte(STX);
		out.writeBytes(payload);
		out.writeByte(ETX);
	}

	@Override
	public byte[] decode(FrameReader in) throws IOException {
		if (in.readByte() != STX) {
			throw in.malformed("it does not begin with STX");
		}
		int size = 0;
		in.require(1);
		while (in.peek(size) != ETX) {
			size++;
			in.require(size + 1);
		}
		byte[] payload = in.readBytes(size);
		in.skip(1);
		return payload;
	}

}
