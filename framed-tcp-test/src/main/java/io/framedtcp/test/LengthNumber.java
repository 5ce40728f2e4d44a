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

/**
 * How a length stands in a frame.
 *
 * @param size the number of its bytes; for a varint the most that it may have
 * @param encoding what the bytes are
 * @param isLittleEndian whether the lowest byte of a binary number comes first
 */
record LengthNumber(int size, LengthEncoding encoding, boolean isLittleEndian) {

	private static final int MORE = 0x80;

	boolean isVarint() {
		return this.encoding == LengthEncoding.VARINT;
	}

	byte[] read(FrameInput in) throws IOException, InterruptedException {
		if (!isVarint()) {
			return in.readBytes(this.size);
		}
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		int next = MORE;
		while (next >= MORE) {
			if (bytes.size() == this.size) {
				throw new IOException("A varint has at most " + this.size + " bytes");
			}
			next = in.readByte();
			bytes.write(next);
		}
		if (next == 0 && bytes.size() > 1) {
			throw new IOException("The last byte of a varint is not 0");
		}
		return bytes.toByteArray();
	}

	long value(byte[] bytes, int from, int length) throws IOException {
		long value = 0;
		for (int i = 0; i < length; i++) {
			value = value * this.encoding.base() + this.encoding.number(bytes[from + index(i, length)] & 0xff);
		}
		return value;
	}

	/**
	 * Returns the bytes of a number.
	 * @param value the number, of which the lowest digits are taken if it has too many
	 * @return the bytes
	 */
	byte[] bytes(long value) {
		return isVarint() ? varint(value) : fixed(value);
	}

	private byte[] fixed(long value) {
		byte[] bytes = new byte[this.size];
		long rest = value;
		for (int i = this.size - 1; i >= 0; i--) {
			bytes[index(i, this.size)] = (byte) this.encoding.code((int) Math.floorMod(rest, (long) base()));
			rest = Math.floorDiv(rest, (long) base());
		}
		return bytes;
	}

	private byte[] varint(long value) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		long rest = value & (1L << 7 * this.size) - 1;
		while (rest >= MORE) {
			bytes.write((int) (rest % MORE) + MORE);
			rest /= MORE;
		}
		bytes.write((int) rest);
		return bytes.toByteArray();
	}

	private int base() {
		return this.encoding.base();
	}

	/**
	 * Returns where a digit stands.
	 * @param significance 0 for the most significant
	 * @param length the number of digits
	 * @return its index
	 */
	private int index(int significance, int length) {
		boolean reversed = isVarint() || (this.encoding == LengthEncoding.BINARY && this.isLittleEndian);
		return reversed ? length - 1 - significance : significance;
	}

}
