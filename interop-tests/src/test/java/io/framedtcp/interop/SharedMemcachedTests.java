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

/**
 * Asks memcached for keys with many requests in flight. All have the same opaque before
 * the client writes its own.
 */
@Tag(DebianServer.TAG)
@RecipeFor(value = "memcached, shared", addedTo = "memcached")
class SharedMemcachedTests extends SharedContract<DebianServer> {

	private static final int OPAQUE = 4711;

	SharedMemcachedTests() {
		super(DebianServer.closingIdleConnections("memcached"));
	}

	@Override
	byte[] request(int number) {
		return MemcachedPackets.get(OPAQUE, number);
	}

	@Override
	void check(byte[] reply, int number) {
		MemcachedPackets.checkGet(reply, OPAQUE, number);
	}

}
