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

package io.framedtcp.framing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The framings of docs/framing.md that are made of others.
 */
class ComposedFramingTests {

	@Test
	void frameMayBeLeftToAnotherFraming() throws IOException {
		Framing framing = new TextOrBinary();
		assertThat(HexFrames.encode(framing, "61 62")).isEqualTo("42 00 02 61 62");
		assertThat(HexFrames.decode(framing, "42 00 02 61 62")).isEqualTo("61 62");
		assertThat(HexFrames.decode(framing, "54 61 62 0a")).isEqualTo("61 62");
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> HexFrames.decode(framing, "58 61"))
			.withMessageContaining("its type is 88 [frame begins with 58");
	}

	@Test
	void replyOfSeveralFramesIsOneFrame() throws IOException {
		Framing framing = DelimiterFraming.crlfLines().withReplies(new Mail());
		byte[] stream = "250-one\r\n250-two\r\n250 three\r\n221 bye\r\n".getBytes();
		FrameReader reader = new FrameReader(ChunkSource.inBytes(stream), 100);
		assertThat(reader.readFrame(framing)).asString().isEqualTo("250-one\n250-two\n250 three");
		assertThat(reader.readFrame(framing)).asString().isEqualTo("221 bye");
	}

	@Test
	void replyOfSeveralFramesIsBoundedAsAWhole() {
		byte[] stream = "250-one\r\n".repeat(20).getBytes();
		FrameReader reader = new FrameReader(ChunkSource.of(stream).thenSilent(), 100);
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> reader.readFrame(new Mail()))
			.withMessageContaining("maximum frame size of 100 bytes (framed-tcp.max-frame-size)");
	}

	private static final class TextOrBinary implements Framing {

		private final Framing lines = DelimiterFraming.lines();

		private final Framing binary = LengthFieldFraming.builder().size(2).build();

		@Override
		public void encode(byte[] payload, FrameWriter out) {
			out.writeByte('B');
			this.binary.encode(payload, out);
		}

		@Override
		public byte[] decode(FrameReader in) throws IOException {
			int type = in.readByte();
			return switch (type) {
				case 'T' -> this.lines.decode(in);
				case 'B' -> this.binary.decode(in);
				default -> throw in.malformed("its type is " + type);
			};
		}

	}

	private static final class Mail implements Framing {

		@Override
		public void encode(byte[] payload, FrameWriter out) {
			throw new UnsupportedOperationException("Replies are only read");
		}

		@Override
		public byte[] decode(FrameReader in) throws IOException {
			ByteArrayOutputStream reply = new ByteArrayOutputStream();
			byte[] line = DelimiterFraming.crlfLines().decode(in);
			while (line.length > 3 && line[3] == '-') {
				reply.writeBytes(line);
				reply.write('\n');
				line = DelimiterFraming.crlfLines().decode(in);
			}
			reply.writeBytes(line);
			return reply.toByteArray();
		}

	}

}
