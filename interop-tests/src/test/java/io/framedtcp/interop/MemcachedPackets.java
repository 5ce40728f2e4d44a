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

package io.framedtcp.interop;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Packets of memcached's binary protocol.
 */
final class MemcachedPackets {

	static final int SET = 0x01;

	static final int NOOP = 0x0a;

	static final int GET_WITH_KEY = 0x0c;

	private static final int HEADER = 24;

	private static final int REQUEST = 0x80;

	private static final int RESPONSE = 0x81;

	private static final int KEY_NOT_FOUND = 1;

	private static final int EXTRAS = 8;

	private MemcachedPackets() {
	}

	/**
	 * Ask for a key that nobody has set: the answer repeats it.
	 * @param number stands in the key, and is the request's id
	 * @return the request
	 */
	static byte[] get(int number) {
		return get(number, number);
	}

	static byte[] get(int opaque, int number) {
		return request(GET_WITH_KEY, opaque, new byte[0], key(number), new byte[0]);
	}

	static byte[] set(int number, byte[] value) {
		return request(SET, number, new byte[EXTRAS], key(number), value);
	}

	static void checkGet(byte[] response, int number) {
		checkGet(response, number, number);
	}

	static void checkGet(byte[] response, int opaque, int number) {
		checkHeader(response, GET_WITH_KEY, KEY_NOT_FOUND, opaque);
		assertThat(response).hasSizeGreaterThan(HEADER).endsWith(key(number));
	}

	static void checkHeader(byte[] response, int opcode, int status, int number) {
		ByteBuffer header = ByteBuffer.wrap(response);
		assertThat(header.get(0)).isEqualTo((byte) RESPONSE);
		assertThat(header.get(1)).isEqualTo((byte) opcode);
		assertThat(header.getShort(6)).isEqualTo((short) status);
		assertThat(header.getInt(8)).isEqualTo(response.length - HEADER);
		assertThat(header.getInt(12)).isEqualTo(number);
	}

	private static byte[] request(int opcode, int number, byte[] extras, byte[] key, byte[] value) {
		return ByteBuffer.allocate(HEADER + extras.length + key.length + value.length)
			.put((byte) REQUEST)
			.put((byte) opcode)
			.putShort((short) key.length)
			.put((byte) extras.length)
			.putInt(12, number)
			.position(HEADER)
			.put(extras)
			.put(key)
			.put(value)
			.array();
	}

	private static byte[] key(int number) {
		return ("missing-" + number).getBytes(StandardCharsets.US_ASCII);
	}

}
