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

package io.framedtcp.interop.netty;

import java.util.List;
import java.util.Random;

import io.netty.handler.codec.protobuf.ProtobufVarint32FrameDecoder;
import io.netty.handler.codec.protobuf.ProtobufVarint32LengthFieldPrepender;
import org.junit.jupiter.api.Test;

import io.framedtcp.framing.VarintFraming;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that Netty writes and reads the same varints.
 */
class VarintTests {

	private static final int STREAMS = 1000;

	private static final int LONGEST = 20_000;

	private final Random random = Seed.random();

	private final VarintFraming framing = VarintFraming.protobuf();

	@Test
	void nettyReadsWhatIsWritten() {
		for (int i = 0; i < STREAMS; i++) {
			List<byte[]> payloads = Seed.payloads(this.random, 0, size());
			byte[] stream = Ours.encode(this.framing, payloads);
			assertThat(Nettys.decode(new ProtobufVarint32FrameDecoder(), stream, this.random)).as(Seed.description())
				.isEqualTo(Outcome.frames(payloads));
		}
	}

	@Test
	void whatNettyWritesIsRead() {
		for (int i = 0; i < STREAMS; i++) {
			List<byte[]> payloads = Seed.payloads(this.random, 0, size());
			byte[] stream = Nettys.encode(new ProtobufVarint32LengthFieldPrepender(), payloads);
			assertThat(Ours.decode(this.framing, stream, LONGEST, this.random)).as(Seed.description())
				.isEqualTo(Outcome.frames(payloads));
		}
	}

	/** Few are as long as to need three bytes for their length. */
	private int size() {
		return (this.random.nextInt(10) == 0) ? LONGEST - 5 : 300;
	}

}
