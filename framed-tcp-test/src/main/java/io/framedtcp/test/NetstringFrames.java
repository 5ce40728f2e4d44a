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
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Netstrings: the length in decimal digits, a colon, the payload, a comma.
 */
final class NetstringFrames implements ServerFraming {

	private static final Pattern LENGTH = Pattern.compile("0|[1-9][0-9]{0,9}");

	@Override
	public byte[] decode(FrameInput in) throws IOException, InterruptedException {
		String length = new String(in.readUntil((byte) ':'), StandardCharsets.ISO_8859_1);
		if (!LENGTH.matcher(length).matches()) {
			throw new IOException("A netstring begins with its length in 1 to 10 digits, and not with " + length);
		}
		byte[] payload = in.readPayload(Long.parseLong(length));
		in.expect((byte) ',');
		return payload;
	}

	@Override
	public Frame encode(byte[] payload) {
		return encode(payload, payload.length);
	}

	@Override
	public Frame encode(byte[] payload, long length) {
		return Frame.of((length + ":").getBytes(StandardCharsets.US_ASCII), payload, (byte) ',');
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
