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
import java.time.Duration;
import java.util.Random;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Has gearmand echo what it is sent, up to 32 MB.
 */
@Tag(DebianServer.TAG)
@RecipeFor("Gearman")
class GearmanTests extends ServerContract<DebianServer> {

	private static final int HEADER = 12;

	private static final int ECHO_REQ = 16;

	private static final int ECHO_RES = 17;

	private static final int LARGE = 32 * 1024 * 1024;

	GearmanTests() {
		super(new DebianServer("gearmand"));
	}

	@Override
	byte[] request(int number) {
		return echo(text(number));
	}

	@Override
	void check(byte[] reply, int number) {
		assertThat(reply).isEqualTo(echoed(text(number)));
	}

	@Test
	void largeFramesAreEchoed() {
		byte[] data = new byte[LARGE];
		new Random(1).nextBytes(data);
		client().run(server().port(), (template, pool) -> {
			byte[] reply = template.sendAndReceive(echo(data), Duration.ofSeconds(60));
			assertThat(ByteBuffer.wrap(reply)).isEqualTo(ByteBuffer.wrap(echoed(data)));
			assertThat(pool.statistics().closed()).isEmpty();
		});
	}

	@Test
	void frameOverMaximumIsRefusedBeforeItIsSent() {
		client().run(server().port(), (template, pool) -> {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> template.sendAndReceive(echo(new byte[1024 * 1024 - HEADER + 1])));
			check(template.sendAndReceive(request(1)), 1);
			assertThat(pool.statistics().opened()).isOne();
		}, "framed-tcp.max-frame-size=1MB");
	}

	private byte[] text(int number) {
		return ("echo " + number).getBytes(StandardCharsets.US_ASCII);
	}

	private byte[] echo(byte[] data) {
		return ByteBuffer.allocate(HEADER + data.length).putInt(4, ECHO_REQ).position(HEADER).put(data).array();
	}

	private byte[] echoed(byte[] data) {
		return ByteBuffer.allocate(HEADER + data.length)
			.put("\0RES".getBytes(StandardCharsets.US_ASCII))
			.putInt(ECHO_RES)
			.putInt(data.length)
			.put(data)
			.array();
	}

}
