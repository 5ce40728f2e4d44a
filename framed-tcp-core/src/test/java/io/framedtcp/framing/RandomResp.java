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
 * Values of RESP2 and RESP3.
 */
final class RandomResp implements RandomFraming {

	private static final String LINES = "+-:_#,(";

	private final Random random;

	RandomResp(Random random) {
		this.random = random;
	}

	@Override
	public Framing framing() {
		return RespFraming.values();
	}

	@Override
	public byte[] frame() {
		return value(3);
	}

	@Override
	public byte[] payload(byte[] frame) {
		return frame;
	}

	private byte[] value(int depth) {
		int kind = this.random.nextInt((depth > 0) ? 8 : 5);
		return switch (kind) {
			case 0, 1 -> line(LINES.charAt(this.random.nextInt(LINES.length())) + "x".repeat(this.random.nextInt(100)));
			case 2 -> string("$!=".charAt(this.random.nextInt(3)), this.random.nextInt(300));
			case 3 -> string('$', RandomFraming.size(this.random) / 4);
			case 4 -> line(this.random.nextBoolean() ? "$-1" : "*-1");
			case 5, 6 -> aggregate("*~>".charAt(this.random.nextInt(3)), this.random.nextInt(6), 1, depth);
			default -> attributed(depth);
		};
	}

	private byte[] attributed(int depth) {
		byte[] map = aggregate("%|".charAt(this.random.nextInt(2)), this.random.nextInt(3), 2, depth);
		return (map[0] == '|') ? Bytes.join(map, value(depth - 1)) : map;
	}

	private byte[] aggregate(char type, int size, int valuesForOne, int depth) {
		byte[] aggregate = line(type + "" + size);
		for (int i = 0; i < size * valuesForOne; i++) {
			aggregate = Bytes.join(aggregate, value(depth - 1));
		}
		return aggregate;
	}

	private byte[] string(char type, int size) {
		return Bytes.join(line(type + "" + size), RandomFraming.bytes(this.random, size), line(""));
	}

	private static byte[] line(String text) {
		return (text + "\r\n").getBytes(StandardCharsets.US_ASCII);
	}

}
