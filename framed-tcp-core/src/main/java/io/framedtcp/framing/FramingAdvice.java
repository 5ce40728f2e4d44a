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
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Recognizes bytes that are not a frame of a client's framing: TLS, HTTP, text, or a
 * different length field. It says which property to change. It shows no bytes, because
 * they may be a payload.
 */
final class FramingAdvice {

	private static final List<Integer> SIZES = List.of(4, 2, 8);

	private static final int MAX_DIGITS = 8;

	/** Fewer printable bytes prove nothing. */
	private static final int MIN_TEXT = 4;

	private static final int TLS_ALERT = 21;

	/** How each frame of a reply is delimited. */
	private final Framing each;

	private final boolean several;

	private final @Nullable LengthFieldFraming own;

	private final String properties;

	private final byte[] bytes;

	/** How many bytes have come; those after {@link #bytes} are unknown. */
	private final long size;

	private final int offset;

	private FramingAdvice(Framing framing, FrameRecord frame) {
		Framing replies = (framing instanceof RepliesFraming both) ? both.replies() : framing;
		Framing requests = (framing instanceof RepliesFraming both) ? both.requests() : framing;
		this.several = replies instanceof CollectingFraming;
		this.each = (replies instanceof CollectingFraming collecting) ? collecting.each() : replies;
		this.own = (this.each instanceof LengthFieldFraming lengthField) ? lengthField : null;
		this.properties = (requests == replies || requests == this.each) ? "framed-tcp.framing"
				: "framed-tcp.reply-framing";
		this.bytes = frame.bytes();
		this.size = frame.size();
		this.offset = (this.own != null) ? this.own.offset() : 0;
	}

	/**
	 * Recognizes bytes that have come instead of a frame.
	 * @param framing the framing of the client
	 * @param frame the bytes that have come
	 * @return sentences that say what they look like and which property to change, or
	 * {@code null} if they are not recognized
	 */
	static @Nullable String of(Framing framing, FrameRecord frame) {
		if (frame.bytes().length == 0) {
			return null;
		}
		FramingAdvice advice = new FramingAdvice(framing, frame);
		String found = advice.ofProtocol();
		if (found == null && advice.several && advice.fitsOwn(true)) {
			return "At least one whole frame had come, of a reply that has several. "
					+ "Compare framed-tcp.reply-frames with the frames that the server sends.";
		}
		if (found == null && advice.isTextFraming() && advice.fitsOwn(false)) {
			return null;
		}
		if (found == null) {
			found = advice.ofLength();
		}
		if (found == null) {
			found = advice.ofSeveralFrames();
		}
		if (found == null) {
			found = advice.ofText();
		}
		return (found != null) ? found : advice.ofLengthFields(List.of(1));
	}

	private @Nullable String ofProtocol() {
		if (this.bytes.length >= 3 && at(0) >= 20 && at(0) <= 23 && at(1) == 3 && at(2) <= 4) {
			return "What came is a TLS " + ((at(0) == TLS_ALERT) ? "alert" : "record")
					+ ": the server expects TLS. Set framed-tcp.ssl.enabled: true.";
		}
		if (beginsWith("HTTP/")) {
			return "What came is HTTP: a web server or a proxy answers there. "
					+ "Check framed-tcp.host and framed-tcp.port.";
		}
		if (endsWith("\u001c\r") && beginsWith("\u000b")) {
			return "What came is framed as MLLP. Set " + this.properties + ".type: mllp.";
		}
		if (endsWith("\u0003") && beginsWith("\u0002")) {
			return "What came is framed by STX and ETX. Set " + this.properties + ".type: stx-etx.";
		}
		return null;
	}

	/**
	 * Returns whether frames show their end by text. A part of such a frame looks like
	 * the text of another protocol.
	 * @return whether they do
	 */
	private boolean isTextFraming() {
		return this.each instanceof RespFraming || this.each instanceof NetstringFraming
				|| this.each instanceof ContentLengthFraming;
	}

	private boolean fitsOwn(boolean whole) {
		try {
			this.each.decode(new FrameReader(this.bytes));
			return true;
		}
		catch (EndOfStreamException ex) {
			return !whole;
		}
		catch (IOException | RuntimeException ex) {
			return false;
		}
	}

	private @Nullable String ofLength() {
		String found = (this.own != null && this.own.isBinary()) ? ofOwnLength(this.own) : null;
		if (found == null) {
			found = ofLengthFields(SIZES);
		}
		return (found != null) ? found : ofDigits();
	}

	private @Nullable String ofOwnLength(LengthFieldFraming field) {
		int width = field.size();
		ByteOrder other = other(field.byteOrder());
		long value = number(width, field.byteOrder());
		if (width > 1 && fits(number(width, other), width, field.adjustment())) {
			return "In the other byte order, the length is that of what came: " + number(width, other) + ". Set "
					+ this.properties + ".length-field.byte-order: " + nameOf(other) + ".";
		}
		for (int adjustment : new int[] { -width, -(this.offset + width), 0 }) {
			if (adjustment != field.adjustment() && fits(value, width, adjustment)) {
				return "The length " + value
						+ ((adjustment == 0) ? " does not count itself"
								: (adjustment == -width) ? " counts itself" : " counts the whole frame")
						+ ". Set " + this.properties + ".length-field.adjustment: " + adjustment + ".";
			}
		}
		return null;
	}

	private @Nullable String ofLengthFields(List<Integer> widths) {
		for (int width : widths) {
			for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
				for (int adjustment : new int[] { 0, -width, -(this.offset + width) }) {
					if (fits(number(width, order), width, adjustment) && !isOwn(width, order, adjustment)) {
						boolean digits = this.own != null && !this.own.isBinary();
						return ofField((digits ? "encoding: binary, " : "") + "size: " + width
								+ ((width > 1) ? ", byte-order: " + nameOf(order) : ""), adjustment);
					}
				}
			}
		}
		return null;
	}

	private @Nullable String ofSeveralFrames() {
		// A server with a two-byte length takes a frame with a longer one for several
		// requests.
		for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
			for (int adjustment : new int[] { 0, -2 }) {
				int frames = framesOfTwoBytes(order, adjustment);
				if (frames > 1) {
					return ofField("size: 2, byte-order: " + nameOf(order), adjustment) + " It is " + frames
							+ " frames then.";
				}
			}
		}
		return null;
	}

	private int framesOfTwoBytes(ByteOrder order, int adjustment) {
		int begin = 0;
		int frames = 0;
		while (this.offset == 0 && begin + 2 < this.bytes.length) {
			int first = at(begin);
			int second = at(begin + 1);
			int value = (order == ByteOrder.BIG_ENDIAN) ? first << Byte.SIZE | second : second << Byte.SIZE | first;
			if (value + adjustment <= 0) {
				return 0;
			}
			begin += 2 + value + adjustment;
			frames++;
		}
		return (begin == this.bytes.length && begin == this.size) ? frames : 0;
	}

	private @Nullable String ofDigits() {
		long number = 0;
		for (int width = 1; width <= MAX_DIGITS && this.offset + width <= this.bytes.length; width++) {
			int digit = at(this.offset + width - 1) - '0';
			if (digit < 0 || digit > 9) {
				return null;
			}
			number = 10 * number + digit;
			for (int adjustment : new int[] { 0, -width }) {
				if (width > 1 && fits(number, width, adjustment) && !isOwn(width, null, adjustment)) {
					return ofField("encoding: decimal, size: " + width, adjustment);
				}
			}
		}
		return null;
	}

	private @Nullable String ofText() {
		if (this.bytes.length < MIN_TEXT
				|| !new String(this.bytes, StandardCharsets.ISO_8859_1).matches("[ -~\\t-\\r]*")) {
			return null;
		}
		if (endsWith("\r\n")) {
			return "What came is text that ends with 0d 0a. Set " + this.properties + ".type: crlf-lines.";
		}
		if (endsWith("\n")) {
			return "What came is text that ends with 0a alone. Set " + this.properties + ".type: lines.";
		}
		return "What came is text. It may end with a delimiter that is not there yet, or with the connection. Set "
				+ this.properties + ".type.";
	}

	private String ofField(String field, int adjustment) {
		String where = (this.own != null) ? "another length field. Set " + this.properties + ".length-field to "
				: "a length field. Set " + this.properties + ".type: length-field, with ";
		return "What came fits " + where + field + ", adjustment: " + adjustment + ".";
	}

	private boolean isOwn(int width, @Nullable ByteOrder order, int adjustment) {
		LengthFieldFraming field = this.own;
		return field != null && field.size() == width && field.adjustment() == adjustment
				&& ((order != null) ? field.isBinary() && field.byteOrder() == order : !field.isBinary());
	}

	private boolean fits(long value, int width, int adjustment) {
		long behind = this.size - this.offset - width;
		return value > 0 && behind > 0 && value + adjustment == behind;
	}

	private long number(int width, ByteOrder order) {
		boolean there = this.offset + width <= this.bytes.length;
		return there ? new FrameReader(this.bytes).peekUnsigned(this.offset, width, order) : -1;
	}

	private boolean beginsWith(String text) {
		return this.bytes.length > text.length()
				&& ByteSequences.isAt(this.bytes, 0, text.getBytes(StandardCharsets.ISO_8859_1));
	}

	private boolean endsWith(String text) {
		int begin = this.bytes.length - text.length();
		return begin > 0 && this.size == this.bytes.length
				&& ByteSequences.isAt(this.bytes, begin, text.getBytes(StandardCharsets.ISO_8859_1));
	}

	private int at(int index) {
		return this.bytes[index] & 0xff;
	}

	private static ByteOrder other(ByteOrder order) {
		return (order == ByteOrder.BIG_ENDIAN) ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
	}

	private static String nameOf(ByteOrder order) {
		return (order == ByteOrder.BIG_ENDIAN) ? "big-endian" : "little-endian";
	}

}
