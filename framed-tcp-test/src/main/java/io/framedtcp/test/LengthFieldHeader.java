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

import java.io.IOException;
import java.util.Arrays;

/**
 * A header with a length field at its end.
 *
 * @param offset the number of bytes before the length field
 * @param size its size
 * @param encoding what it holds
 * @param isLittleEndian whether the lowest byte of a binary number comes first
 * @param adjustment what to add to its value to get the number of bytes behind it
 * @param marker what the header begins with
 */
record LengthFieldHeader(int offset, int size, LengthEncoding encoding, boolean isLittleEndian, int adjustment,
		byte[] marker) implements FrameFormat {

	@Override
	public int headerLength() {
		return this.offset + this.size;
	}

	@Override
	public long payloadLength(byte[] header) throws IOException {
		if (!Arrays.equals(header, 0, this.marker.length, this.marker, 0, this.marker.length)) {
			throw new IOException(
					"A header begins with " + Bytes.hex(this.marker) + ", and not as " + Bytes.hex(header));
		}
		long length = 0;
		for (int i = 0; i < this.size; i++) {
			length = length * this.encoding.base() + this.encoding.number(header[index(i)] & 0xff);
		}
		return length + this.adjustment;
	}

	@Override
	public byte[] header(long payloadLength) {
		return fill(new byte[headerLength()], payloadLength);
	}

	@Override
	public byte[] frame(byte[] payload) {
		return Bytes.concat(checked(header(payload.length), payload.length), payload);
	}

	/**
	 * Put marker and length into a header.
	 * @param header the header
	 * @param payloadLength the number of bytes behind it to announce
	 * @return the header
	 */
	byte[] fill(byte[] header, long payloadLength) {
		System.arraycopy(this.marker, 0, header, 0, this.marker.length);
		long length = payloadLength - this.adjustment;
		for (int i = this.size - 1; i >= 0; i--) {
			header[index(i)] = (byte) this.encoding.code((int) Math.floorMod(length, (long) this.encoding.base()));
			length = Math.floorDiv(length, (long) this.encoding.base());
		}
		return header;
	}

	byte[] checked(byte[] header, int payloadLength) {
		try {
			if (payloadLength(header) == payloadLength) {
				return header;
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		throw new IllegalArgumentException(
				"The length field of " + this.size + " bytes cannot announce a payload of " + payloadLength);
	}

	/**
	 * Return where a byte of the length stands.
	 * @param significance 0 for the most significant byte
	 * @return its index in the header
	 */
	private int index(int significance) {
		boolean reversed = this.encoding == LengthEncoding.BINARY && this.isLittleEndian;
		return this.offset + (reversed ? this.size - 1 - significance : significance);
	}

}
