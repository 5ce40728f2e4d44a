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

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ContentLengthFramingTests {

	private final Framing bodyOnly = ContentLengthFraming.bodyOnly();

	private final Framing keepingHead = ContentLengthFraming.keepingHead();

	@Test
	void payloadIsTheBody() throws IOException {
		String frame = "43 6f 6e 74 65 6e 74 2d 4c 65 6e 67 74 68 3a 20 32 0d 0a 0d 0a 48 69";
		assertThat(HexFrames.encode(this.bodyOnly, "48 69")).isEqualTo(frame);
		assertThat(HexFrames.decode(this.bodyOnly, frame)).isEqualTo("48 69");
		assertThat(decode(this.bodyOnly, "Content-Length: 0\r\n\r\n")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: 2\r\n", "content-length:2\r\n", "CONTENT-LENGTH \t: \t2 \t\r\n",
			"Content-Length: 0002\r\n", "Content-Length: 2\r\nContent-Length: 02\r\n",
			"Content-Type: text/plain; charset=utf-8\r\nContent-Length: 2\r\n", "Content-Length: 2\r\nA:\r\n",
			"X-Content-Length: 9\r\nContent-Length: 2\r\nContent-Length-X: 9\r\n", ": 9\r\nContent-Length: 2\r\n" })
	void otherLinesAndCaseDoNotMatter(String head) throws IOException {
		assertThat(decode(this.bodyOnly, head + "\r\nHi")).isEqualTo("Hi");
		assertThat(decode(this.keepingHead, head + "\r\nHi")).isEqualTo(head + "\r\nHi");
	}

	@Test
	void keptHeadMayBeginWithALineOfItsOwnKind() throws IOException {
		String message = "SIP/2.0 200 OK\r\nTo: a\r\nContent-Length: 2\r\n\r\nHi";
		assertThat(decode(this.keepingHead, message)).isEqualTo(message);
		assertThat(encode(this.keepingHead, message)).isEqualTo(message);
		assertMalformed(this.bodyOnly, "SIP/2.0 200 OK\r\n").withMessageContaining("a line of its head has no colon");
		assertMalformed(this.keepingHead, "A\r\nB\r\n").withMessageContaining("a line of its head has no colon");
	}

	@ParameterizedTest
	@ValueSource(strings = { "l: 2\r\n", "L:2\r\n", "SIP/2.0 200 OK\r\nv: a\r\nl \t: 02\r\n",
			"l: 2\r\nContent-Length: 2\r\n" })
	void keptHeadMayHaveTheCompactFormOfSip(String head) throws IOException {
		assertThat(decode(this.keepingHead, head + "\r\nHi")).isEqualTo(head + "\r\nHi");
		assertThat(encode(this.keepingHead, head + "\r\nHi")).isEqualTo(head + "\r\nHi");
		assertMalformed(this.keepingHead, head + "l: 3\r\n")
			.withMessageContaining("it has a Content-Length of 2 and one of 3");
		assertMalformed(this.bodyOnly, "Content-Length: 0\r\nContent-Length: 3\r\n")
			.withMessageContaining("it has a Content-Length of 0 and one of 3");
	}

	@Test
	void compactFormIsAFieldLikeAnyOtherWhereTheHeadIsNotKept() throws IOException {
		assertThat(decode(this.bodyOnly, "l: a\r\nContent-Length: 2\r\n\r\nHi")).isEqualTo("Hi");
		assertMalformed(this.bodyOnly, "l: 2\r\n\r\n").withMessageContaining("its head has no Content-Length");
		assertMalformed(this.keepingHead, "ll: 2\r\n\r\n").withMessageContaining("its head has no Content-Length");
		assertMalformed(this.keepingHead, "l: a\r\n").withMessageContaining("is not a number");
	}

	@ParameterizedTest
	@ValueSource(strings = { "\r\n", "A: 1\r\n\r\n", "Content-Lengths: 2\r\n\r\n", "A: b\r\nContent: 2\r\n\r\n" })
	void missingLengthIsRefused(String head) {
		assertMalformed(this.bodyOnly, head).withMessageContaining("its head has no Content-Length");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "-1", "+1", "0x1", "1 1", "1,1", "1.0", "\u00b2", "1000000000000000" })
	void valueThatIsNoNumberIsRefused(String value) {
		assertMalformed(this.bodyOnly, "Content-Length: " + value + "\r\n")
			.withMessageContaining("its Content-Length is not a number of 1 to 15 digits");
	}

	@Test
	void lengthsThatDifferAreRefused() {
		assertMalformed(this.bodyOnly, "Content-Length: 2\r\nA: b\r\ncontent-length: 3\r\n")
			.withMessageContaining("it has a Content-Length of 2 and one of 3");
	}

	@Test
	void emptyLineThatKeepsAConnectionAliveIsRefused() {
		assertMalformed(this.keepingHead, "\r\n").withMessageContaining("its head has no Content-Length");
	}

	@ParameterizedTest
	@ValueSource(strings = { " Content-Length: 2\r\n", "\tA: b\r\n", "A: b\r\n c\r\n" })
	void foldedLineIsRefused(String head) {
		assertMalformed(this.bodyOnly, head).withMessageContaining("begins with a space or a tab");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: 2\n", "\n", "A\rB", "\rA" })
	void lineThatDoesNotEndWithCrlfIsRefusedAtOnce(String head) {
		assertMalformed(this.bodyOnly, head).withMessageContaining("a line of its head has a CR or LF alone");
	}

	@Test
	void headIsBounded() throws IOException {
		String longest = "Content-Length: 2\r\nA:" + " ".repeat(8192 - 25) + "\r\n\r\n";
		assertThat(longest).hasSize(8192);
		assertThat(decode(this.bodyOnly, longest + "Hi")).isEqualTo("Hi");
		assertThat(decode(this.keepingHead, longest + "Hi")).isEqualTo(longest + "Hi");
		FrameReader reader = new FrameReader(source("A:" + " ".repeat(8190)).thenSilent(), HexFrames.MAX_FRAME_SIZE);
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> reader.readFrame(this.bodyOnly))
			.withMessageContaining("its head does not end within 8192 bytes")
			.withMessageContaining("[frame begins with 41 3a 20");
	}

	@Test
	void maximumIsThatOfHeadAndBody() throws IOException {
		String head = "Content-Length: 1000\r\n\r\n";
		String body = "x".repeat(1000);
		for (Framing framing : new Framing[] { this.bodyOnly, this.keepingHead }) {
			assertThat(new FrameReader(source(head + body), 1024).readFrame(framing)).isNotEmpty();
			FrameReader reader = new FrameReader(source(head).thenSilent(), 1023);
			assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> reader.readFrame(framing))
				.withMessageContaining("maximum frame size of 1023 bytes");
		}
		assertMalformed(this.bodyOnly, "Content-Length: 999999999999999\r\n\r\n").withMessageContaining("maximum");
		FrameReader small = new FrameReader(source("Content-Length").thenSilent(), 14);
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> small.readFrame(this.bodyOnly))
			.withMessageContaining("maximum frame size of 14 bytes");
	}

	@Test
	void keptHeadMustTellOfTheBodyThatIsWritten() {
		assertThatIllegalArgumentException().isThrownBy(() -> encode(this.keepingHead, "Content-Length: 3\r\n\r\nHi"))
			.withMessageContaining("The payload has a body of 2 bytes, but a Content-Length of 3");
		assertThatIllegalArgumentException().isThrownBy(() -> encode(this.keepingHead, "Content-Length: 1\r\n\r\nHi"))
			.withMessageContaining("a body of 2 bytes, but a Content-Length of 1");
		assertThatIllegalArgumentException().isThrownBy(() -> encode(this.keepingHead, "Content-Length: 0\r\n"))
			.withMessageContaining("no empty line");
		assertThatIllegalArgumentException().isThrownBy(() -> encode(this.keepingHead, "A: b\r\n\r\nHi"))
			.withMessageContaining("its head has no Content-Length");
		assertThatIllegalArgumentException().isThrownBy(() -> encode(this.keepingHead, ""));
	}

	@Test
	void settingsAreTold() {
		assertThat(this.bodyOnly).hasToString("Content-Length, body only");
		assertThat(this.keepingHead).hasToString("Content-Length, head kept");
	}

	private static ThrowableAssertAlternative<MalformedFrameException> assertMalformed(Framing framing, String head) {
		FrameReader reader = new FrameReader(source(head).thenSilent(), 1024);
		return assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> reader.readFrame(framing))
			.satisfies((ex) -> assertThat(HexFrames.hex(bytes(head)))
				.startsWith(ex.getExcerpt().replace("…", "").strip()));
	}

	private static String decode(Framing framing, String stream) throws IOException {
		byte[] payload = new FrameReader(source(stream).thenSilent(), HexFrames.MAX_FRAME_SIZE).readFrame(framing);
		return new String(payload, StandardCharsets.ISO_8859_1);
	}

	private static String encode(Framing framing, String payload) {
		return new String(HexFrames.encode(framing, bytes(payload)), StandardCharsets.ISO_8859_1);
	}

	private static ChunkSource source(String text) {
		return ChunkSource.of(bytes(text));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.ISO_8859_1);
	}

}
