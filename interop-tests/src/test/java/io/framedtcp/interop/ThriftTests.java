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
 * Calls a method of a service.
 */
@RecipeFor("Apache Thrift, framed")
class ThriftTests extends MatcherContract<ThriftServer> {

	private static final int CALL = 0x80010001;

	private static final int REPLY = 0x80010002;

	private static final byte[] METHOD = "echo".getBytes(StandardCharsets.UTF_8);

	private static final byte STRING = 11;

	ThriftTests() {
		super(new ThriftServer());
	}

	@Override
	byte[] request(int number) {
		return message(CALL, number, 1);
	}

	@Override
	void check(byte[] reply, int number) {
		assertThat(reply).isEqualTo(message(REPLY, number, 0));
	}

	private byte[] message(int type, int number, int field) {
		byte[] text = ("text " + number).getBytes(StandardCharsets.UTF_8);
		return ByteBuffer.allocate(12 + METHOD.length + 7 + text.length + 1)
			.putInt(type)
			.putInt(METHOD.length)
			.put(METHOD)
			.putInt(number)
			.put(STRING)
			.putShort((short) field)
			.putInt(text.length)
			.put(text)
			.put((byte) 0)
			.array();
	}

}
