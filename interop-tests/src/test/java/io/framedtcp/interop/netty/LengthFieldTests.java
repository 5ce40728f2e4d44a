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

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a length field means to Netty what it means to us, whatever its settings.
 */
class LengthFieldTests {

	private static final int CONFIGURATIONS = 2500;

	private static final int NO_LIMIT = 1_000_000;

	private final Random random = Seed.random();

	@Test
	void nettyReadsWhatIsWritten() {
		for (int i = 0; i < CONFIGURATIONS; i++) {
			RandomLengthField field = RandomLengthField.anywhere(this.random);
			List<byte[]> payloads = field.payloads(this.random);
			byte[] stream = Ours.encode(field.framing(), payloads);
			assertThat(Nettys.decode(field.decoder(NO_LIMIT), stream, this.random)).as("%s", field)
				.isEqualTo(Outcome.frames(payloads.stream().map(field::complete).toList()));
		}
	}

	@Test
	void whatNettyWritesIsRead() {
		for (int i = 0; i < CONFIGURATIONS; i++) {
			RandomLengthField field = RandomLengthField.atBeginning(this.random);
			List<byte[]> payloads = field.payloads(this.random);
			byte[] stream = Nettys.encode(field.encoder(this.random),
					payloads.stream().map(field::withoutHeader).toList());
			assertThat(Ours.decode(field.framing(), stream, NO_LIMIT, this.random)).as("%s", field)
				.isEqualTo(Outcome.frames(payloads.stream().map(field::complete).toList()));
		}
	}

	@Test
	void sameIsReadFromNoiseAndRefused() {
		for (int i = 0; i < CONFIGURATIONS; i++) {
			RandomLengthField field = RandomLengthField.anywhere(this.random);
			byte[] noise = field.noise(this.random);
			int maxFrameSize = 40 + this.random.nextInt(100);
			assertThat(Ours.decode(field.framing(), noise, maxFrameSize, this.random)).as("%s", field)
				.isEqualTo(Nettys.decode(field.decoder(maxFrameSize), noise, this.random));
		}
	}

}
