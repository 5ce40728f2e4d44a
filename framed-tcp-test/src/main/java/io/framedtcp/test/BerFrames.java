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
 * Elements in the Basic Encoding Rules of ASN.1: a tag, a length, the contents. The
 * payload is the whole element.
 */
final class BerFrames implements ServerFraming {

	private static final int LONG_TAG = 0x1f;

	private static final int MORE = 0x80;

	@Override
	public byte[] decode(FrameInput in) throws IOException, InterruptedException {
		ByteArrayOutputStream element = new ByteArrayOutputStream();
		readElement(in, element);
		return element.toByteArray();
	}

	/**
	 * Reads an element, and those inside it if only their end tells where it ends.
	 * @param in where it is
	 * @param element where it goes
	 * @return whether it was no element, but the end of those before it
	 * @throws IOException if it is none, or does not come whole
	 * @throws InterruptedException if the server is closed
	 */
	private static boolean readElement(FrameInput in, ByteArrayOutputStream element)
			throws IOException, InterruptedException {
		int tag = copy(in, element);
		int next = ((tag & LONG_TAG) == LONG_TAG) ? MORE : 0;
		while (next >= MORE) {
			next = copy(in, element);
		}
		int length = copy(in, element);
		if (length == MORE) {
			while (!readElement(in, element)) {
				continue;
			}
		}
		else {
			element.writeBytes(in.readPayload((length < MORE) ? length : readLength(in, element, length - MORE)));
		}
		return tag == 0 && length == 0;
	}

	private static long readLength(FrameInput in, ByteArrayOutputStream element, int size)
			throws IOException, InterruptedException {
		if (size > Long.BYTES) {
			throw new IOException("A length has up to 8 bytes, and not " + size);
		}
		long length = 0;
		for (int i = 0; i < size; i++) {
			length = length << Byte.SIZE | copy(in, element);
		}
		return length;
	}

	private static int copy(FrameInput in, ByteArrayOutputStream element) throws IOException, InterruptedException {
		int next = in.readByte();
		element.write(next);
		return next;
	}

	@Override
	public Frame encode(byte[] payload) {
		int begin = beginOfLength(payload);
		int first = payload[begin] & 0xff;
		int end = begin + 1 + ((first > MORE) ? first - MORE : 0);
		require(end <= payload.length, payload);
		return Frame.of(Bytes.copy(payload, 0, end), Bytes.copy(payload, end, payload.length));
	}

	@Override
	public Frame encode(byte[] payload, long length) {
		Frame right = encode(payload);
		byte[] tag = Bytes.copy(payload, 0, beginOfLength(payload));
		byte[] wrong = ByteBuffer.allocate(1 + Integer.BYTES)
			.put((byte) (MORE + Integer.BYTES))
			.putInt((int) length)
			.array();
		byte[] body = Bytes.copy(payload, payload.length - right.bodyLength(), payload.length);
		return Frame.of(Bytes.concat(tag, wrong), body);
	}

	private static int beginOfLength(byte[] payload) {
		int at = 1;
		require(payload.length > 1, payload);
		if ((payload[0] & LONG_TAG) == LONG_TAG) {
			while (payload[at] < 0 && at < payload.length - 2) {
				at++;
			}
			at++;
		}
		require(at < payload.length, payload);
		return at;
	}

	private static void require(boolean condition, byte[] payload) {
		if (!condition) {
			throw new IllegalArgumentException("An element has a tag and a length, unlike " + Bytes.describe(payload));
		}
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
