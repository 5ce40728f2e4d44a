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

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Small things to do with bytes.
 */
final class Bytes {

	static final byte[] NONE = {};

	private static final int SHOWN = 24;

	private Bytes() {
	}

	static byte[] concat(byte[] first, byte[] second) {
		byte[] both = Arrays.copyOf(first, first.length + second.length);
		System.arraycopy(second, 0, both, first.length, second.length);
		return both;
	}

	static byte[] copy(byte[] bytes, int from, int to) {
		return Arrays.copyOfRange(bytes, from, to);
	}

	/**
	 * Returns the beginning of a payload for a message.
	 * @param payload the payload
	 * @return its size, and as text if that can be read, in hexadecimal if not
	 */
	static String describe(byte[] payload) {
		byte[] shown = Arrays.copyOf(payload, Math.min(payload.length, SHOWN));
		String more = (payload.length > SHOWN) ? "..." : "";
		return payload.length + ((payload.length == 1) ? " byte" : " bytes")
				+ ((payload.length > 0) ? " " + (isText(shown) ? text(shown, more) : hex(shown, more)) : "");
	}

	static String hex(byte[] bytes) {
		return HexFormat.ofDelimiter(" ").formatHex(bytes);
	}

	private static boolean isText(byte[] bytes) {
		for (byte each : bytes) {
			if (each < ' ' || each > '~') {
				return false;
			}
		}
		return true;
	}

	private static String text(byte[] bytes, String more) {
		return "\"" + new String(bytes, StandardCharsets.US_ASCII) + more + "\"";
	}

	private static String hex(byte[] bytes, String more) {
		return "[" + hex(bytes) + more + "]";
	}

}
