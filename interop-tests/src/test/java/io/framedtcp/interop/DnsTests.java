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

import org.junit.jupiter.api.Tag;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Asks nsd for addresses of a zone in which n7.interop.test has 10.0.0.7, and so on. It
 * closes connections that have been idle for three seconds.
 */
@Tag(DebianServer.TAG)
@RecipeFor("DNS over TCP")
class DnsTests extends ServerContract<DebianServer> {

	private static final int HEADER = 12;

	private static final int RESPONSE_AND_AUTHORITATIVE = 0x8400;

	private static final int TYPE_A = 1;

	private static final int CLASS_IN = 1;

	DnsTests() {
		super(DebianServer.closingIdleConnections("nsd"));
	}

	@Override
	byte[] request(int number) {
		return request(1000 + number, number);
	}

	@Override
	void check(byte[] reply, int number) {
		check(reply, 1000 + number, number);
	}

	static byte[] request(int id, int number) {
		byte[] name = ("n" + number).getBytes(StandardCharsets.US_ASCII);
		byte[] zone = "\7interop\4test\0".getBytes(StandardCharsets.US_ASCII);
		return ByteBuffer.allocate(HEADER + 1 + name.length + zone.length + 4)
			.putShort((short) id)
			.putShort((short) 0)
			.putShort((short) 1)
			.position(HEADER)
			.put((byte) name.length)
			.put(name)
			.put(zone)
			.putShort((short) TYPE_A)
			.putShort((short) CLASS_IN)
			.array();
	}

	static void check(byte[] reply, int id, int number) {
		ByteBuffer header = ByteBuffer.wrap(reply);
		assertThat(header.getShort()).isEqualTo((short) id);
		assertThat(header.getShort()).isEqualTo((short) RESPONSE_AND_AUTHORITATIVE);
		assertThat(header.getShort()).as("questions").isEqualTo((short) 1);
		assertThat(header.getShort()).as("answers").isEqualTo((short) 1);
		assertThat(addressIn(reply, request(id, number).length)).containsExactly(10, 0, 0, number);
	}

	/** The answer repeats the name by a pointer; type, class, time and length follow. */
	private static byte[] addressIn(byte[] reply, int question) {
		byte[] address = new byte[4];
		ByteBuffer.wrap(reply).position(question + 12).get(address);
		return address;
	}

}
