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

package io.framedtcp.fuzz;

import java.util.Arrays;

/**
 * The bytes that the fuzzer made up, read from their beginning: first the settings, then
 * the rest as a stream. Behind the end there are zeros, so that any bytes are an input.
 * The layout is ours and fixed, for saved inputs to keep their meaning.
 */
final class FuzzInput {

	private final byte[] bytes;

	private int position;

	FuzzInput(byte[] bytes) {
		this.bytes = bytes;
	}

	int unsigned(int width) {
		int value = 0;
		for (int i = 0; i < width; i++) {
			value = (value << 8) | next();
		}
		return value;
	}

	byte[] bytes(int count) {
		byte[] taken = new byte[count];
		for (int i = 0; i < count; i++) {
			taken[i] = (byte) next();
		}
		return taken;
	}

	byte[] rest() {
		return Arrays.copyOfRange(this.bytes, Math.min(this.position, this.bytes.length), this.bytes.length);
	}

	private int next() {
		int index = this.position++;
		return (index < this.bytes.length) ? this.bytes[index] & 0xff : 0;
	}

}
