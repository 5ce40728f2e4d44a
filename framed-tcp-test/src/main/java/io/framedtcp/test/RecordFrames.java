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
import java.nio.ByteBuffer;

/**
 * Records of fragments, each behind its length in 32 bits, of which the top one marks the
 * last fragment.
 */
final class RecordFrames implements ServerFraming {

	private static final long LAST = 1L << 31;

	private final int fragmentSize;

	RecordFrames(int fragmentSize) {
		if (fragmentSize < 1) {
			throw new IllegalArgumentException("A fragment has at least 1 byte, not " + fragmentSize);
		}
		this.fragmentSize = fragmentSize;
	}

	@Override
	public byte[] decode(FrameInput in) throws IOException, InterruptedException {
		ByteArrayOutputStream record = new ByteArrayOutputStream();
		long header = 0;
		while (header < LAST) {
			header = Integer.toUnsignedLong(ByteBuffer.wrap(in.readBytes(Integer.BYTES)).getInt());
			record.writeBytes(in.readPayload(header % LAST));
		}
		return record.toByteArray();
	}

	@Override
	public Frame encode(byte[] payload) {
		ByteArrayOutputStream record = new ByteArrayOutputStream();
		int from = 0;
		for (; payload.length - from > this.fragmentSize; from += this.fragmentSize) {
			record.writeBytes(header(this.fragmentSize));
			record.write(payload, from, this.fragmentSize);
		}
		record.writeBytes(header(LAST + payload.length - from));
		record.write(payload, from, payload.length - from);
		ByteBuffer bytes = ByteBuffer.wrap(record.toByteArray());
		byte[] header = new byte[Integer.BYTES];
		byte[] rest = new byte[bytes.remaining() - header.length];
		bytes.get(header).get(rest);
		return Frame.announcing(payload.length, header, rest);
	}

	@Override
	public Frame encode(byte[] payload, long length) {
		return Frame.of(header(length | LAST), payload);
	}

	private static byte[] header(long number) {
		return ByteBuffer.allocate(Integer.BYTES).putInt((int) number).array();
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
