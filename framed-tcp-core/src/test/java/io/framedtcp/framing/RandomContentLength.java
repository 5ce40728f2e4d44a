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

import java.nio.charset.StandardCharsets;
import java.util.Random;

import io.framedtcp.support.Bytes;

/**
 * A {@link ContentLengthFraming} with the head or without it.
 */
final class RandomContentLength implements RandomFraming {

	/** The last one is for a head that is kept. */
	private static final String[] NAMES = { "Content-Length:", "content-length: ", "CONTENT-LENGTH :\t0", "l: " };

	private final Random random;

	private final boolean keepHead;

	private byte[] payload = {};

	RandomContentLength(Random random) {
		this.random = random;
		this.keepHead = random.nextBoolean();
	}

	@Override
	public Framing framing() {
		return this.keepHead ? ContentLengthFraming.keepingHead() : ContentLengthFraming.bodyOnly();
	}

	@Override
	public byte[] frame() {
		return this.keepHead ? peersFrame() : frame("Content-Length: ", "", "");
	}

	@Override
	public byte[] peersFrame() {
		String before = this.keepHead ? "INVITE sip:a@example.com SIP/2.0\r\n" : "";
		String name = NAMES[this.random.nextInt(this.keepHead ? NAMES.length : NAMES.length - 1)];
		String others = "Content-Type: text/plain\r\nX-Fill:" + " ".repeat(this.random.nextInt(8000)) + "\r\n";
		return this.random.nextBoolean() ? frame(before + name, "\r\n" + others.strip(), "")
				: frame(before + others + name, "", " ");
	}

	private byte[] frame(String before, String after, String space) {
		byte[] body = RandomFraming.bytes(this.random, RandomFraming.size(this.random));
		String head = before + body.length + space + after + "\r\n\r\n";
		byte[] frame = Bytes.join(head.getBytes(StandardCharsets.US_ASCII), body);
		this.payload = this.keepHead ? frame : body;
		return frame;
	}

	@Override
	public byte[] payload(byte[] frame) {
		return this.payload;
	}

}
