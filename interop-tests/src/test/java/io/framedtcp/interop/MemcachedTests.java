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

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Asks memcached for keys. It closes connections that have been idle for three seconds.
 */
@Tag(DebianServer.TAG)
@RecipeFor("memcached")
class MemcachedTests extends ServerContract<DebianServer> {

	private static final int STORED = 5000;

	MemcachedTests() {
		super(DebianServer.closingIdleConnections("memcached"));
	}

	@Override
	byte[] request(int number) {
		return MemcachedPackets.get(number);
	}

	@Override
	void check(byte[] reply, int number) {
		MemcachedPackets.checkGet(reply, number);
	}

	@Test
	void valueThatIsStoredComesBack() {
		byte[] value = new byte[100_000];
		value[value.length - 1] = 1;
		client().run(server().port(), (template, pool) -> {
			byte[] stored = template.sendAndReceive(MemcachedPackets.set(STORED, value));
			MemcachedPackets.checkHeader(stored, MemcachedPackets.SET, 0, STORED);
			byte[] found = template.sendAndReceive(MemcachedPackets.get(STORED));
			MemcachedPackets.checkHeader(found, MemcachedPackets.GET_WITH_KEY, 0, STORED);
			assertThat(found).endsWith(value);
		});
	}

}
