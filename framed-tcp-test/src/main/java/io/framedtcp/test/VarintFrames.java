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

package io.framedtcp.test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * Frames that begin with their length as a varint of 32 bits: seven of them in a byte,
 * the lowest first, of which each but the last has its top bit set.
 */
final class VarintFrames implements ServerFraming {

	private static final int MORE = 0x80;

	private static final int MOST_BYTES = 5;

	private static final long MASK = 0xffffffffL;

	@Override
	public byte[] decode(FrameInput in) throws IOException, InterruptedException {
		long length = 0;
		int bytes = 0;
		int next = MORE;
		while ((next & MORE) != 0) {
			if (bytes == MOST_BYTES) {
				throw new IOException("A varint of 32 bits has at most 5 bytes");
			}
			next = in.readByte();
			length += (long) (next % MORE) << (7 * bytes);
			bytes++;
		}
		if (bytes > 1 && next == 0) {
			throw new IOException("The last byte of a varint is not 0");
		}
		return in.readPayload(length);
	}

	@Override
	public Frame encode(byte[] payload) {
		return encode(payload, payload.length);
	}

	@Override
	public Frame encode(byte[] payload, long length) {
		ByteArrayOutputStream header = new ByteArrayOutputStream();
		long rest = length & MASK;
		while (rest >= MORE) {
			header.write((int) (rest % MORE) + MORE);
			rest /= MORE;
		}
		header.write((int) rest);
		return Frame.of(header.toByteArray(), payload);
	}

	@Override
	public boolean announcesLength() {
		return true;
	}

	@Override
	public boolean hasHeader() {
		return true;
	}

}
