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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.framedtcp.FramedTcpOperations;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A dialogue of a protocol as its specification has it, byte by byte.
 *
 * @param name the beginning of the name of the entry that it is for
 * @param dialogue what client and server send, in order
 * @param calls what the application asks, and what it gets
 */
record SpecifiedExchange(String name, List<Part> dialogue, List<Call> calls) {

	private static final Path FILE = Path.of("src", "test", "resources", "more-protocols.txt");

	private static final Pattern ENTRY = Pattern.compile("(?ms)^== ([^\\n]+)\\n(.*?)(?=^== |\\z)");

	/** Text in quotation marks, zeros, bytes of any value, or hexadecimal digits. */
	private static final Pattern BYTES = Pattern.compile("'([^']*)'|#(\\d+)|\\+(\\d+)|(\\p{XDigit}+)");

	private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

	static List<SpecifiedExchange> all() {
		try {
			return ENTRY.matcher(Files.readString(FILE)).results().map(SpecifiedExchange::of).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static SpecifiedExchange of(MatchResult entry) {
		List<Part> dialogue = new ArrayList<>();
		List<Call> calls = new ArrayList<>();
		for (String line : entry.group(2).split("\n")) {
			if (line.startsWith("call ")) {
				String[] sides = line.substring("call ".length()).split(" = ", 2);
				calls.add(new Call(bytes(sides[0]), bytes(sides[1])));
			}
			else if (!line.isEmpty()) {
				dialogue.add(Part.of(line.charAt(0) == '>', line.substring(2)));
			}
		}
		return new SpecifiedExchange(entry.group(1), dialogue, calls);
	}

	/**
	 * Starts a server that keeps to the dialogue, on one connection.
	 * @return the server
	 */
	SpecifiedServer start() {
		return new SpecifiedServer(this);
	}

	/**
	 * Plays the server's part.
	 * @param socket the connection
	 * @throws IOException if the client ends it
	 */
	void play(Socket socket) throws IOException {
		for (Part part : this.dialogue) {
			if (part.ofClient()) {
				part.expect(socket.getInputStream());
			}
			else {
				socket.getOutputStream().write(part.bytes());
			}
		}
	}

	/**
	 * Makes the calls.
	 * @param template the client
	 */
	void call(FramedTcpOperations template) {
		for (Call call : this.calls) {
			byte[] reply = template.sendAndReceive(call.request());
			assertThat(HEX.formatHex(reply)).as(this.name).isEqualTo(HEX.formatHex(call.reply()));
		}
	}

	private static byte[] bytes(String text) {
		return Part.of(false, text).bytes();
	}

	@Override
	public String toString() {
		return this.name;
	}

	/**
	 * What one side sends.
	 *
	 * @param ofClient whether the client sends it
	 * @param bytes the bytes
	 * @param any how many of the bytes from which index on may be any
	 */
	private record Part(boolean ofClient, byte[] bytes, List<int[]> any) {

		static Part of(boolean ofClient, String text) {
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			List<int[]> any = new ArrayList<>();
			Matcher parts = BYTES.matcher(text);
			while (parts.find()) {
				if (parts.group(1) != null) {
					bytes.writeBytes(parts.group(1).translateEscapes().getBytes(StandardCharsets.ISO_8859_1));
				}
				else if (parts.group(4) != null) {
					bytes.writeBytes(HexFormat.of().parseHex(parts.group(4)));
				}
				else {
					boolean zeros = parts.group(2) != null;
					int count = Integer.parseInt(zeros ? parts.group(2) : parts.group(3));
					if (!zeros) {
						any.add(new int[] { bytes.size(), bytes.size() + count });
					}
					bytes.writeBytes(new byte[count]);
				}
			}
			return new Part(ofClient, bytes.toByteArray(), any);
		}

		void expect(InputStream in) throws IOException {
			byte[] actual = in.readNBytes(this.bytes.length);
			for (int[] range : this.any) {
				Arrays.fill(actual, range[0], range[1], (byte) 0);
			}
			assertThat(HEX.formatHex(actual)).isEqualTo(HEX.formatHex(this.bytes));
		}

	}

	/**
	 * A call of the application.
	 *
	 * @param request payload of the request
	 * @param reply payload of the reply
	 */
	private record Call(byte[] request, byte[] reply) {

	}

}
