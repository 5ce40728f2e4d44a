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
import java.util.Arrays;

/**
 * Frames that end with a delimiter, and may begin with a start sequence.
 * <p>
 * The payload is between them. With {@link #mllp()} the payload {@code Hi} goes over the
 * wire as {@code 0b 48 69 1c 0d}, with {@link #crlfLines()} as {@code 48 69 0d 0a}.
 * <ul>
 * <li><b>When read</b>, the first occurrence of the delimiter ends the frame. A frame
 * without it is refused at the maximum frame size. A start sequence is checked. If it
 * occurs again before the delimiter, it is part of the payload.</li>
 * <li><b>When written</b>, a payload is refused with an {@link IllegalArgumentException}
 * if the frame would end too early. That is so if the delimiter occurs in the payload, or
 * begins in it and ends in the bytes after it. A payload that contains the start sequence
 * is refused too, because many peers would start a new frame there. Nothing is
 * escaped.</li>
 * </ul>
 * A delimiter must match exactly: {@link #crlfLines()} does not end at a lone LF, and
 * {@link #lines()} does not remove a CR. If one side took a line feed for an end and the
 * other for text, one message would become two. To read the lines of a peer that mixes
 * both, use {@link #lines()} and remove the CR at the end of a payload.
 * <p>
 * A frame of up to 8 KiB is read from the socket at once. A longer frame takes up to
 * twice its size in memory while it is read.
 * <p>
 * Immutable and safe for use by many threads.
 */
public final class DelimiterFraming implements Framing {

	/**
	 * The most bytes that a start sequence or a delimiter may have.
	 */
	public static final int MAX_SEQUENCE = ByteSequences.MAX_SIZE;

	private static final byte[] NONE = {};

	private final String name;

	private final byte[] start;

	private final byte[] delimiter;

	private DelimiterFraming(String name, byte[] start, byte[] delimiter) {
		this.name = name;
		this.start = start;
		this.delimiter = delimiter;
	}

	/**
	 * Creates a framing with a delimiter.
	 * @param delimiter the delimiter, 1 to 128 bytes
	 * @return the framing
	 */
	public static DelimiterFraming endingWith(byte... delimiter) {
		return between(NONE, delimiter);
	}

	/**
	 * Creates a framing with a start sequence and a delimiter.
	 * @param start the start sequence, at most 128 bytes; may be empty
	 * @param delimiter the delimiter, 1 to 128 bytes
	 * @return the framing
	 */
	public static DelimiterFraming between(byte[] start, byte[] delimiter) {
		if (start.length > 0) {
			ByteSequences.check("start", start);
		}
		ByteSequences.check("delimiter", delimiter);
		return new DelimiterFraming("", Arrays.copyOf(start, start.length), Arrays.copyOf(delimiter, delimiter.length));
	}

	/**
	 * Creates a framing for lines that end with LF, {@code 0a}. A CR before it is part of
	 * the payload.
	 * @return the framing
	 */
	public static DelimiterFraming lines() {
		return new DelimiterFraming("lines: ", NONE, new byte[] { '\n' });
	}

	/**
	 * Creates a framing for lines that end with CR LF, {@code 0d 0a}. A CR or LF alone is
	 * part of the payload.
	 * @return the framing
	 */
	public static DelimiterFraming crlfLines() {
		return new DelimiterFraming("CRLF lines: ", NONE, new byte[] { '\r', '\n' });
	}

	/**
	 * Creates a framing between STX and ETX, {@code 02} and {@code 03}.
	 * @return the framing
	 */
	public static DelimiterFraming stxEtx() {
		return new DelimiterFraming("STX/ETX: ", new byte[] { 2 }, new byte[] { 3 });
	}

	/**
	 * Creates a framing that ends with a NUL, {@code 00}.
	 * @return the framing
	 */
	public static DelimiterFraming nul() {
		return new DelimiterFraming("NUL: ", NONE, new byte[] { 0 });
	}

	/**
	 * Creates the framing of HL7's Minimal Lower Layer Protocol, release 1: between
	 * {@code 0b} and {@code 1c 0d}.
	 * @return the framing
	 */
	public static DelimiterFraming mllp() {
		return new DelimiterFraming("MLLP: ", new byte[] { 0x0b }, new byte[] { 0x1c, 0x0d });
	}

	@Override
	public void encode(byte[] payload, FrameWriter out) {
		check(payload);
		out.writeBytes(this.start);
		out.writeBytes(payload);
		out.writeBytes(this.delimiter);
	}

	@Override
	public byte[] decode(FrameReader in) throws IOException {
		in.expect(this.start);
		return in.readUntil(this.delimiter);
	}

	private void check(byte[] payload) {
		int end = ByteSequences.indexOf(payload, 0, payload.length, this.delimiter);
		if (end < 0) {
			end = beginsAtEnd(payload);
		}
		if (end >= 0) {
			throw new IllegalArgumentException("The delimiter " + ByteSequences.hex(this.delimiter) + " at byte " + end
					+ " of the payload would end the frame there");
		}
		int begin = (this.start.length > 0) ? ByteSequences.indexOf(payload, 0, payload.length, this.start) : -1;
		if (begin >= 0) {
			throw new IllegalArgumentException("The start sequence " + ByteSequences.hex(this.start)
					+ " stands at byte " + begin + " of the payload, where many peers would begin anew");
		}
	}

	/**
	 * Finds a delimiter that begins in the payload and ends in the delimiter after it.
	 * @param payload the payload
	 * @return where it begins, or -1
	 */
	private int beginsAtEnd(byte[] payload) {
		int end = payload.length;
		int size = this.delimiter.length;
		for (int inside = Math.min(end, size - 1); inside > 0; inside--) {
			if (Arrays.equals(payload, end - inside, end, this.delimiter, 0, inside)
					&& Arrays.equals(this.delimiter, inside, size, this.delimiter, 0, size - inside)) {
				return end - inside;
			}
		}
		return -1;
	}

	@Override
	public String toString() {
		String begin = (this.start.length > 0) ? "beginning with " + ByteSequences.hex(this.start) + ", " : "";
		return this.name + begin + "ending with " + ByteSequences.hex(this.delimiter);
	}

}
