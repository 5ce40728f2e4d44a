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
import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Asks a JVM for the sizes of its ids.
 */
@RecipeFor("JDWP, the debugger's port of a JVM")
class JdwpTests extends MatcherContract<DebuggedJvm> {

	private static final int SIZE_OF_HANDSHAKE = 14;

	private static final byte REPLY = (byte) 0x80;

	JdwpTests() throws InterruptedException {
		super(DebuggedJvm.running());
	}

	@Override
	byte[] request(int number) {
		return ByteBuffer.allocate(11)
			.putInt(0)
			.putInt(1000 + number)
			.put((byte) 0)
			.put((byte) 1)
			.put((byte) 7)
			.array();
	}

	@Override
	void check(byte[] reply, int number) {
		assertThat(reply).isEqualTo(ByteBuffer.allocate(31)
			.putInt(31)
			.putInt(1000 + number)
			.put(REPLY)
			.putShort((short) 0)
			.putInt(8)
			.putInt(8)
			.putInt(8)
			.putInt(8)
			.putInt(8)
			.array());
	}

	/** A JVM gives up on a debugger whose handshake it does not get in one read. */
	@Override
	int unsplit() {
		return SIZE_OF_HANDSHAKE;
	}

	@Test
	void eventThatNobodyAskedForIsUnsolicited() {
		try (DebuggedJvm jvm = DebuggedJvm.suspended()) {
			client().run(jvm.port(), (template, pool) -> {
				Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> {
					call(template, 1);
					return pool.statistics().unsolicited() == 1;
				});
				assertThat(pool.statistics().opened()).isOne();
			});
		}
	}

}
