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

package io.framedtcp.interop.netty;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Where everything random comes from. A failure tells it, and the system property
 * {@code interop.seed} sets it.
 */
final class Seed {

	private static final long VALUE = Long.getLong("interop.seed", System.nanoTime());

	private Seed() {
	}

	static Random random() {
		return new Random(VALUE);
	}

	static String description() {
		return "-Dinterop.seed=" + VALUE;
	}

	static byte[] bytes(Random random, int size) {
		byte[] bytes = new byte[size];
		random.nextBytes(bytes);
		return bytes;
	}

	/**
	 * Make bytes of which many are the same.
	 * @param random their source
	 * @param size how many
	 * @param alphabet what they are taken from
	 * @return the bytes
	 */
	static byte[] bytes(Random random, int size, byte... alphabet) {
		byte[] bytes = new byte[size];
		for (int i = 0; i < size; i++) {
			bytes[i] = alphabet[random.nextInt(alphabet.length)];
		}
		return bytes;
	}

	static List<byte[]> payloads(Random random, int minSize, int maxSize) {
		List<byte[]> payloads = new ArrayList<>();
		for (int i = random.nextInt(4); i >= 0; i--) {
			payloads.add(bytes(random, minSize + random.nextInt(maxSize - minSize + 1)));
		}
		return payloads;
	}

}
