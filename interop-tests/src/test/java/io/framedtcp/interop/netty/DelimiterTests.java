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
import java.util.stream.Stream;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.DelimiterBasedFrameDecoder;
import io.netty.handler.codec.LineBasedFrameDecoder;
import org.junit.jupiter.api.Test;

import io.framedtcp.framing.DelimiterFraming;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that delimiters and lines end where they end for Netty.
 */
class DelimiterTests {

	private static final int STREAMS = 3000;

	private static final int NO_LIMIT = 1_000_000;

	private final Random random = Seed.random();

	@Test
	void nettyReadsWhatIsWritten() {
		for (int i = 0; i < STREAMS; i++) {
			byte[] delimiter = few(1 + this.random.nextInt(4));
			DelimiterFraming framing = DelimiterFraming.endingWith(delimiter);
			List<byte[]> payloads = Stream.generate(() -> few(this.random.nextInt(20)))
				.limit(4)
				.filter((payload) -> isAccepted(framing, payload))
				.toList();
			byte[] stream = Ours.encode(framing, payloads);
			assertThat(Nettys.decode(decoder(delimiter), stream, this.random)).as(Seed.description())
				.isEqualTo(Outcome.frames(payloads));
		}
	}

	@Test
	void sameFramesAreReadFromAnyStream() {
		for (int i = 0; i < STREAMS; i++) {
			byte[] delimiter = few(1 + this.random.nextInt(4));
			byte[] stream = few(this.random.nextInt(200));
			assertThat(Ours.decode(DelimiterFraming.endingWith(delimiter), stream, NO_LIMIT, this.random))
				.as(Seed.description())
				.isEqualTo(Nettys.decode(decoder(delimiter), stream, this.random));
		}
	}

	@Test
	void nettyReadsLinesOfBothKinds() {
		for (int i = 0; i < STREAMS; i++) {
			List<byte[]> lines = Stream
				.generate(() -> Seed.bytes(this.random, this.random.nextInt(100), (byte) 'a', (byte) ' ', (byte) 0))
				.limit(3)
				.toList();
			DelimiterFraming framing = this.random.nextBoolean() ? DelimiterFraming.lines()
					: DelimiterFraming.crlfLines();
			assertThat(Nettys.decode(new LineBasedFrameDecoder(NO_LIMIT), Ours.encode(framing, lines), this.random))
				.as(Seed.description())
				.isEqualTo(Outcome.frames(lines));
		}
	}

	private DelimiterBasedFrameDecoder decoder(byte[] delimiter) {
		return new DelimiterBasedFrameDecoder(NO_LIMIT, Unpooled.wrappedBuffer(delimiter));
	}

	private boolean isAccepted(DelimiterFraming framing, byte[] payload) {
		try {
			Ours.encode(framing, List.of(payload));
			return true;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	/**
	 * Of few different bytes, so that a delimiter is in many places, and overlaps itself.
	 */
	private byte[] few(int size) {
		return Seed.bytes(this.random, size, (byte) 'a', (byte) 'b');
	}

}
