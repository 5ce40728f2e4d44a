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
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pings a database.
 */
@RecipeFor("MongoDB")
class MongoTests extends MatcherContract<MongoDatabase> {

	private static final int OP_MSG = 2013;

	/** The document <code>{ping: 1, $db: "admin"}</code>. */
	private static final byte[] PING = document("\u0010ping\0\u0001\0\0\0\u0002$db\0\u0006\0\0\0admin\0");

	/** The document <code>{ok: 1.0}</code>. */
	private static final byte[] OK = document("\u0001ok\0\0\0\0\0\0\0\u00f0\u003f");

	MongoTests() {
		super(new MongoDatabase());
	}

	@Override
	byte[] request(int number) {
		return ByteBuffer.allocate(21 + PING.length)
			.order(ByteOrder.LITTLE_ENDIAN)
			.putInt(0)
			.putInt(1000 + number)
			.putInt(0)
			.putInt(OP_MSG)
			.putInt(0)
			.put((byte) 0)
			.put(PING)
			.array();
	}

	@Override
	void check(byte[] reply, int number) {
		ByteBuffer message = ByteBuffer.wrap(reply).order(ByteOrder.LITTLE_ENDIAN);
		assertThat(message.getInt(0)).isEqualTo(reply.length);
		assertThat(message.getInt(8)).isEqualTo(1000 + number);
		assertThat(message.getInt(12)).isEqualTo(OP_MSG);
		assertThat(reply).endsWith(OK);
	}

	private static byte[] document(String elements) {
		byte[] bytes = elements.getBytes(StandardCharsets.ISO_8859_1);
		return ByteBuffer.allocate(4 + bytes.length + 1)
			.order(ByteOrder.LITTLE_ENDIAN)
			.putInt(4 + bytes.length + 1)
			.put(bytes)
			.array();
	}

}
