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

import java.nio.ByteOrder;

/**
 * Takes the bytes of a frame from a {@link Framing}. Nothing is sent before the frame is
 * complete, so a framing that fails half-way does no harm.
 * <p>
 * Not safe for use by several threads.
 */
public interface FrameWriter {

	/**
	 * Writes one byte.
	 * @param value the byte; only its lowest 8 bits count
	 * @throws IllegalArgumentException if the frame would be larger than the maximum
	 */
	void writeByte(int value);

	/**
	 * Writes an unsigned number.
	 * @param value the number
	 * @param width its size, 1 to 8 bytes
	 * @param order its byte order
	 * @throws IllegalArgumentException if the number is negative or does not fit, the
	 * size is another, or the frame would be larger than the maximum
	 */
	void writeUnsigned(long value, int width, ByteOrder order);

	/**
	 * Writes a number in digits, padded with zeros in front.
	 * @param value the number
	 * @param size how many bytes it takes, 1 to {@link LengthDigits#maxSize()}
	 * @param digits their notation
	 * @throws IllegalArgumentException if the number is negative or does not fit, or the
	 * frame would be larger than the maximum
	 */
	default void writeDigits(long value, int size, LengthDigits digits) {
		digits.write(value, size, this);
	}

	/**
	 * Writes text.
	 * @param text the text, ASCII only
	 * @throws IllegalArgumentException if it is not ASCII, or the frame would be larger
	 * than the maximum; the message does not show the text
	 */
	default void writeAscii(String text) {
		for (int i = 0; i < text.length(); i++) {
			if (text.charAt(i) > 0x7f) {
				throw new IllegalArgumentException("The character at index " + i + " of the text is not ASCII");
			}
			writeByte(text.charAt(i));
		}
	}

	/**
	 * Writes bytes. A large array is not copied: it must not change until the frame has
	 * been sent.
	 * @param bytes the array
	 * @throws IllegalArgumentException if the frame would be larger than the maximum
	 */
	default void writeBytes(byte[] bytes) {
		writeBytes(bytes, 0, bytes.length);
	}

	/**
	 * Writes a part of an array. A large part is not copied: it must not change until the
	 * frame has been sent.
	 * @param bytes the array
	 * @param offset index of the first byte to write
	 * @param count how many to write
	 * @throws IllegalArgumentException if the frame would be larger than the maximum
	 */
	void writeBytes(byte[] bytes, int offset, int count);

}
