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

package io.framedtcp.test.autoconfigure;

import java.io.IOException;
import java.util.HexFormat;

import io.framedtcp.autoconfigure.FramingProperties.ByteOrder;
import io.framedtcp.autoconfigure.FramingProperties.Encoding;
import io.framedtcp.autoconfigure.FramingProperties.LengthField;
import io.framedtcp.test.FrameFormat;

/**
 * Frames with a length field as a client's properties describe it. It shares no code with
 * the client's framing, so that a fault there does not hide itself.
 */
final class LengthFieldFormat implements FrameFormat {

	private final LengthField properties;

	private final byte[] marker;

	/**
	 * Creates a format.
	 * @param properties properties of the client
	 */
	LengthFieldFormat(LengthField properties) {
		this.properties = properties;
		String marker = properties.marker();
		this.marker = (marker != null) ? HexFormat.of().parseHex(marker.strip()) : new byte[0];
	}

	/**
	 * Return whether a format can be made of properties.
	 * @param properties properties of the client
	 * @return {@code false} if they have more than one field of a fixed size and a marker
	 */
	static boolean supports(LengthField properties) {
		return properties.encoding() != Encoding.VARINT && !properties.keepPrefix() && properties.markerBehind() == null
				&& properties.unit() == 1 && properties.padding() == 1 && properties.second().offset() == null;
	}

	@Override
	public int headerLength() {
		return this.properties.offset() + this.properties.size();
	}

	@Override
	public long payloadLength(byte[] header) throws IOException {
		for (int i = 0; i < this.marker.length; i++) {
			if (header[i] != this.marker[i]) {
				throw new IOException("A header begins with " + HexFormat.of().formatHex(this.marker) + ", and not as "
						+ HexFormat.of().formatHex(header));
			}
		}
		long length = 0;
		for (int i = 0; i < this.properties.size(); i++) {
			length = length * base() + number(header[index(i)] & 0xff);
		}
		return length + this.properties.adjustment();
	}

	@Override
	public byte[] header(long payloadLength) {
		byte[] header = new byte[headerLength()];
		System.arraycopy(this.marker, 0, header, 0, this.marker.length);
		long length = payloadLength - this.properties.adjustment();
		for (int i = this.properties.size() - 1; i >= 0; i--) {
			header[index(i)] = (byte) code((int) Math.floorMod(length, (long) base()));
			length = Math.floorDiv(length, (long) base());
		}
		return header;
	}

	/**
	 * Return where a byte of the length stands.
	 * @param significance 0 for the most significant byte
	 * @return its index in the header
	 */
	private int index(int significance) {
		boolean reversed = this.properties.encoding() == Encoding.BINARY
				&& this.properties.byteOrder() == ByteOrder.LITTLE_ENDIAN;
		return this.properties.offset() + (reversed ? this.properties.size() - 1 - significance : significance);
	}

	private int base() {
		return switch (this.properties.encoding()) {
			case BINARY, VARINT -> 256;
			case HEXADECIMAL, UPPER_CASE_HEXADECIMAL -> 16;
			case DECIMAL, EBCDIC -> 10;
			case BCD -> 100;
		};
	}

	private int number(int code) throws IOException {
		int number = switch (this.properties.encoding()) {
			case BINARY, VARINT -> code;
			case DECIMAL, HEXADECIMAL, UPPER_CASE_HEXADECIMAL -> Character.digit(code, base());
			case EBCDIC -> code - 0xf0;
			case BCD -> (code >> 4) * 10 + (code & 0xf);
		};
		if (number < 0 || number >= base()) {
			throw new IOException("A length has digits, and no byte " + code);
		}
		return number;
	}

	private int code(int number) {
		return switch (this.properties.encoding()) {
			case BINARY, VARINT -> number;
			case DECIMAL, HEXADECIMAL -> Character.forDigit(number, base());
			case UPPER_CASE_HEXADECIMAL -> Character.toUpperCase(Character.forDigit(number, base()));
			case EBCDIC -> 0xf0 + number;
			case BCD -> number / 10 << 4 | number % 10;
		};
	}

}
