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

package io.framedtcp.test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Values of the Redis serialization protocol. The payload is the whole value.
 */
final class RespFrames implements ServerFraming {

	private static final byte[] END_OF_LINE = { '\r', '\n' };

	@Override
	public byte[] decode(FrameInput in) throws IOException, InterruptedException {
		ByteArrayOutputStream value = new ByteArrayOutputStream();
		for (long missing = 1; missing > 0; missing--) {
			missing += readOne(in, value);
		}
		return value.toByteArray();
	}

	/**
	 * Reads a value, but not those inside it.
	 * @param in where it is
	 * @param value where it goes
	 * @return how many values are inside it
	 * @throws IOException if it is none, or does not come whole
	 * @throws InterruptedException if the server is closed
	 */
	private static long readOne(FrameInput in, ByteArrayOutputStream value) throws IOException, InterruptedException {
		byte[] bytes = in.readPayloadUntil(END_OF_LINE);
		value.writeBytes(bytes);
		value.writeBytes(END_OF_LINE);
		String line = new String(bytes, StandardCharsets.ISO_8859_1);
		char type = line.isEmpty() ? ' ' : line.charAt(0);
		return switch (type) {
			case '+', '-', ':', '_', '#', ',', '(' -> 0;
			case '$', '!', '=' -> {
				readString(in, value, number(line));
				yield 0;
			}
			case '*', '~', '>' -> Math.max(0, number(line));
			case '%' -> 2 * number(line);
			case '|' -> 2 * number(line) + 1;
			default -> throw new IOException("A value begins with its type, and not as \"" + line + "\"");
		};
	}

	private static void readString(FrameInput in, ByteArrayOutputStream value, long length)
			throws IOException, InterruptedException {
		if (length >= 0) {
			value.writeBytes(in.readPayload(length));
			in.expect(END_OF_LINE);
			value.writeBytes(END_OF_LINE);
		}
	}

	private static long number(String line) throws IOException {
		try {
			return Long.parseLong(line.substring(1));
		}
		catch (NumberFormatException ex) {
			throw new IOException("There is a number behind the type, unlike \"" + line + "\"", ex);
		}
	}

	@Override
	public Frame encode(byte[] payload) {
		return Frame.of(Bytes.NONE, payload);
	}

}
