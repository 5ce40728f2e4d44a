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
 * Asks nsd for addresses with many queries in flight. All have the same id before the
 * client writes its own.
 */
@Tag(DebianServer.TAG)
@RecipeFor(value = "DNS over TCP, shared", addedTo = "DNS over TCP")
class SharedDnsTests extends SharedContract<DebianServer> {

	private static final int ID = 4711;

	SharedDnsTests() {
		super(DebianServer.closingIdleConnections("nsd"));
	}

	@Override
	byte[] request(int number) {
		return DnsTests.request(ID, number);
	}

	@Override
	void check(byte[] reply, int number) {
		DnsTests.check(reply, ID, number);
	}

}
