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
import java.util.Random;

/**
 * A reply on its way out, and what faults have made of it. Used by the connection's
 * thread.
 */
final class Reply {

	private final FrameFormat format;

	private final int headerLength;

	private byte[] bytes;

	private int written;

	private Pace pace = Pace.FULL;

	private boolean withheld;

	Reply(FrameFormat format, byte[] payload) {
		this.format = format;
		this.headerLength = format.headerLength();
		this.bytes = format.frame(payload);
	}

	byte[] bytes() {
		return this.bytes.clone();
	}

	int length() {
		return this.bytes.length;
	}

	int payloadLength() {
		return this.bytes.length - this.headerLength;
	}

	boolean isWithheld() {
		return this.withheld;
	}

	/**
	 * Leave the sending to somebody else.
	 */
	void withhold() {
		this.withheld = true;
	}

	void pace(Pace pace) {
		this.pace = pace;
	}

	void replace(byte[] frame) {
		this.bytes = frame.clone();
	}

	void announce(long payloadLength) {
		byte[] header = this.format.header(payloadLength);
		System.arraycopy(header, 0, this.bytes, 0, this.headerLength);
	}

	/**
	 * Replace by random bytes what has not been written yet.
	 * @param seed what the bytes come from
	 */
	void scramble(long seed) {
		byte[] random = new byte[this.bytes.length - this.written];
		new Random(seed).nextBytes(random);
		System.arraycopy(random, 0, this.bytes, this.written, random.length);
	}

	/**
	 * Invert some bytes of the payload.
	 * @param offset where they begin
	 * @param length how many they are
	 */
	void invert(int offset, int length) {
		for (int i = this.headerLength + offset; i < this.headerLength + offset + length; i++) {
			this.bytes[i] = (byte) ~this.bytes[i];
		}
	}

	int middleOfHeader() {
		return this.headerLength / 2;
	}

	int middleOfPayload() {
		return this.headerLength + payloadLength() / 2;
	}

	void writeTo(Wire wire, int end) throws IOException, InterruptedException {
		this.pace.write(wire, this.bytes, this.written, end);
		this.written = end;
	}

}
