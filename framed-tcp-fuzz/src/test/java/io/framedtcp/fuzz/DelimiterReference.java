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

package io.framedtcp.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

import io.framedtcp.framing.DelimiterFraming;

/**
 * Frames that end with a delimiter. Takes bytes for characters, and looks for them by
 * means of {@link String}.
 *
 * @param start what a frame begins with
 * @param delimiter what it ends with
 */
record DelimiterReference(String start, String delimiter) implements Reference {

	static Specimen specimen(FuzzInput input) {
		return switch (input.unsigned(1) % 8) {
			case 0 -> new Specimen(DelimiterFraming.lines(), new DelimiterReference("", "\n"));
			case 1 -> new Specimen(DelimiterFraming.crlfLines(), new DelimiterReference("", "\r\n"));
			case 2 -> new Specimen(DelimiterFraming.stxEtx(), new DelimiterReference("\2", "\3"));
			case 3 -> new Specimen(DelimiterFraming.nul(), new DelimiterReference("", "\0"));
			case 4 -> new Specimen(DelimiterFraming.mllp(), new DelimiterReference("\13", "\34\r"));
			default -> custom(input);
		};
	}

	private static Specimen custom(FuzzInput input) {
		byte[] start = input.bytes(input.unsigned(1) % 5);
		byte[] delimiter = input.bytes(1 + input.unsigned(1) % 8);
		return new Specimen(DelimiterFraming.between(start, delimiter),
				new DelimiterReference(text(start), text(delimiter)));
	}

	@Override
	public Verdict decode(byte[] wire, int from, int maxFrameSize) {
		int sent = wire.length - from;
		String frame = text(Arrays.copyOfRange(wire, from, from + Math.min(sent, maxFrameSize)));
		for (int i = 0; i < this.start.length(); i++) {
			if (i == frame.length()) {
				return (i == maxFrameSize) ? Verdict.malformed(i) : Verdict.endOfStream(0);
			}
			if (frame.charAt(i) != this.start.charAt(i)) {
				return Verdict.malformed(i + 1);
			}
		}
		if (this.start.length() + this.delimiter.length() > maxFrameSize) {
			return Verdict.malformed(this.start.length());
		}
		int end = frame.indexOf(this.delimiter, this.start.length());
		if (end < 0) {
			return (sent < maxFrameSize) ? Verdict.endOfStream(sent)
					: Verdict.malformedBehind(maxFrameSize, maxFrameSize, this.start.length());
		}
		byte[] payload = bytes(frame.substring(this.start.length(), end));
		return Verdict.gatheredFrame(payload, end + this.delimiter.length());
	}

	@Override
	public Optional<byte[]> encode(byte[] payload, int maxFrameSize) {
		String content = text(payload);
		String frame = this.start + content + this.delimiter;
		boolean hasStart = !this.start.isEmpty() && content.contains(this.start);
		boolean endsBefore = (content + this.delimiter).indexOf(this.delimiter) < content.length();
		boolean refused = hasStart || endsBefore || frame.length() > maxFrameSize;
		return refused ? Optional.empty() : Optional.of(bytes(frame));
	}

	@Override
	public byte[] received(byte[] payload, byte[] frame) {
		return payload;
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.ISO_8859_1);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.ISO_8859_1);
	}

}
