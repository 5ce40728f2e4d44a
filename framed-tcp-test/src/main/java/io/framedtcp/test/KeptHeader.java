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

import java.io.IOException;
import java.util.Arrays;

/**
 * Frames whose header is part of the payload.
 *
 * @param header the header
 */
record KeptHeader(LengthFieldHeader header) implements ServerFraming {

	@Override
	public byte[] decode(FrameInput in) throws IOException, InterruptedException {
		byte[] begin = in.readBytes(this.header.headerLength());
		return Bytes.concat(begin, in.readPayload(this.header.payloadLength(begin)));
	}

	@Override
	public Frame encode(byte[] payload) {
		int length = bodyLength(payload);
		return Frame.of(this.header.checked(fill(payload, length), length), body(payload));
	}

	@Override
	public Frame encode(byte[] payload, long length) {
		bodyLength(payload);
		return Frame.of(fill(payload, length), body(payload));
	}

	private int bodyLength(byte[] payload) {
		int length = payload.length - this.header.headerLength();
		if (length < 0) {
			throw new IllegalArgumentException("A payload begins with its header of " + this.header.headerLength()
					+ " bytes, and so cannot be " + Bytes.describe(payload));
		}
		return length;
	}

	private byte[] fill(byte[] payload, long length) {
		return this.header.fill(Arrays.copyOf(payload, this.header.headerLength()), length);
	}

	private byte[] body(byte[] payload) {
		return Arrays.copyOfRange(payload, this.header.headerLength(), payload.length);
	}

	@Override
	public boolean announcesLength() {
		return true;
	}

	@Override
	public boolean hasHeader() {
		return this.header.hasHeader();
	}

}
