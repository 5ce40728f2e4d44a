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
 * A {@link DelimiterFraming} with a random delimiter. Often there are few different
 * bytes, so that it overlaps itself and the payload is full of false starts.
 */
final class RandomDelimiter implements RandomFraming {

	private final Random random;

	private final int alphabet;

	private final byte[] start;

	private final byte[] delimiter;

	private byte[] payload = {};

	RandomDelimiter(Random random) {
		this.random = random;
		this.alphabet = random.nextBoolean() ? 2 : 256;
		this.start = letters(random.nextInt(4));
		this.delimiter = letters(1 + random.nextInt(random.nextBoolean() ? 3 : 12));
	}

	@Override
	public Framing framing() {
		return DelimiterFraming.between(this.start, this.delimiter);
	}

	@Override
	public byte[] frame() {
		String content = text(letters(RandomFraming.size(this.random)));
		int end = content.length();
		do {
			content = content.substring(0, end);
			end = (content + text(this.delimiter)).indexOf(text(this.delimiter));
			int begin = (this.start.length > 0) ? content.indexOf(text(this.start)) : -1;
			end = (begin >= 0) ? Math.min(begin, end) : end;
		}
		while (end < content.length());
		this.payload = content.getBytes(StandardCharsets.ISO_8859_1);
		return Bytes.join(this.start, this.payload, this.delimiter);
	}

	@Override
	public byte[] payload(byte[] frame) {
		return this.payload;
	}

	private byte[] letters(int count) {
		byte[] letters = RandomFraming.bytes(this.random, count);
		for (int i = 0; i < count; i++) {
			letters[i] = (byte) Math.floorMod(letters[i], this.alphabet);
		}
		return letters;
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.ISO_8859_1);
	}

}
