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

/**
 * Values of the <a href="https://redis.io/docs/latest/develop/reference/protocol-spec/">
 * Redis serialization protocol</a>, RESP2 and RESP3.
 * <p>
 * The payload is a whole value. The command {@code PING} goes over the wire as
 * {@code *1}, CR LF, {@code $4}, CR LF, {@code PING}, CR LF, and its reply as
 * {@code +PONG}, CR LF. The first byte of a value shows where it ends:
 * <ul>
 * <li>A simple value ends with its line.</li>
 * <li>A bulk string, bulk error or verbatim string states its length.</li>
 * <li>An array, set, map, push or attribute ends after the values that it announces.</li>
 * </ul>
 * These rules apply:
 * <ul>
 * <li>Errors are values like any other: look for {@code -} or {@code !} at the beginning
 * of a reply.</li>
 * <li>An attribute belongs to the value after it. Both come in one payload.</li>
 * <li>A push is a payload of its own, and answers no request.</li>
 * <li>Values may be nested 32 deep.</li>
 * </ul>
 * Streamed strings and aggregates, which have a {@code ?} as their length, are refused.
 * Redis does not send them. Commands as plain lines are not RESP. To send them, combine
 * {@link DelimiterFraming#crlfLines()} {@linkplain Framing#withReplies(Framing) with
 * replies} of this framing.
 * <p>
 * Reading fails with a {@link MalformedFrameException} if a value breaks these rules, or
 * is certain to exceed the maximum frame size. Writing fails with an
 * {@link IllegalArgumentException} if the payload is not exactly one value.
 * <p>
 * Immutable and safe for use by many threads.
 */
public final class RespFraming implements Framing {

	private static final byte[] CRLF = { '\r', '\n' };

	/** Enough for the length of any array. */
	private static final int MAX_DIGITS = 10;

	/** A null of RESP3 has a type and the end of the line. */
	private static final int SMALLEST_VALUE = 3;

	private static final int MAX_DEPTH = 32;

	private RespFraming() {
	}

	/**
	 * Creates a framing whose payloads are values.
	 * @return the framing
	 */
	public static RespFraming values() {
		return new RespFraming();
	}

	@Override
	public void encode(byte[] payload, FrameWriter out) {
		FrameCopy.requireOne(payload, "one RESP value", RespFraming::pass);
		out.writeBytes(payload);
	}

	@Override
	public byte[] decode(FrameReader in) throws IOException {
		return FrameCopy.read(in, RespFraming::pass);
	}

	private static void pass(FrameReader in, FrameCopy copy) throws IOException {
		long inner = passOne(in, copy);
		if (inner > 0) {
			passNested(in, copy, inner);
		}
	}

	private static void passNested(FrameReader in, FrameCopy copy, long count) throws IOException {
		long[] left = new long[MAX_DEPTH];
		left[0] = count;
		int depth = 1;
		long outstanding = count;
		while (depth > 0) {
			if (left[depth - 1] == 0) {
				depth--;
				continue;
			}
			left[depth - 1]--;
			in.buffer().atLeast(SMALLEST_VALUE * outstanding);
			long inner = passOne(in, copy);
			outstanding += inner - 1;
			if (inner > 0) {
				if (depth == MAX_DEPTH) {
					throw in.malformed("its values are nested more than " + MAX_DEPTH + " deep");
				}
				left[depth++] = inner;
			}
		}
	}

	/**
	 * Passes over a value, but not over the values inside it.
	 * @param in supplies the bytes
	 * @param copy passes over its bytes
	 * @return how many values follow that are inside it
	 * @throws IOException if the bytes cannot be read, or are not a value
	 */
	private static long passOne(FrameReader in, FrameCopy copy) throws IOException {
		in.require(1);
		int type = in.peek(0);
		switch (type) {
			case '+', '-', ':', '_', '#', ',', '(' -> {
				copy.pass(in, 1);
				copy.passUntil(in, CRLF);
				return 0;
			}
			case '$', '!', '=' -> {
				passString(in, copy);
				return 0;
			}
			case '*', '~', '>' -> {
				return passHeader(in, copy, 1, 0);
			}
			case '%' -> {
				return passHeader(in, copy, 2, 0);
			}
			case '|' -> {
				return passHeader(in, copy, 2, 1);
			}
			default -> throw in.malformed("its byte %02x is no type of RESP".formatted(type));
		}
	}

	private static void passString(FrameReader in, FrameCopy copy) throws IOException {
		int headerSize = headerSize(in);
		long length = number(in, headerSize);
		if (length < 0) {
			copy.pass(in, headerSize);
			return;
		}
		in.checkRoom(headerSize + length + CRLF.length);
		copy.passEndingWith(in, headerSize + length, CRLF);
	}

	private static long passHeader(FrameReader in, FrameCopy copy, int valuesForOne, int more) throws IOException {
		int headerSize = headerSize(in);
		long values = Math.max(0, number(in, headerSize)) * valuesForOne + more;
		in.checkRoom(headerSize + SMALLEST_VALUE * values);
		copy.pass(in, headerSize);
		return values;
	}

	private static int headerSize(FrameReader in) throws IOException {
		for (int i = 1; i <= MAX_DIGITS + 1; i++) {
			in.require(i + 1);
			if (in.peek(i) == '\r') {
				in.require(i + 2);
				if (in.peek(i + 1) != '\n') {
					throw in.malformed("the line of its length has a CR alone");
				}
				return i + 2;
			}
			boolean sign = i == 1 && in.peek(i) == '-';
			if (!sign && (in.peek(i) < '0' || in.peek(i) > '9')) {
				throw in.malformed("its length has a byte %02x, which is not a decimal digit".formatted(in.peek(i)));
			}
		}
		throw in.malformed("its length has more than " + MAX_DIGITS + " digits");
	}

	/**
	 * Returns a length.
	 * @param in supplies the bytes
	 * @param headerSize size of its line
	 * @return the length; -1 for a null of RESP2
	 * @throws MalformedFrameException if the line has no valid length
	 */
	private static long number(FrameReader in, int headerSize) throws MalformedFrameException {
		int end = headerSize - CRLF.length;
		boolean negative = in.peek(1) == '-';
		long number = 0;
		for (int i = negative ? 2 : 1; i < end; i++) {
			number = 10 * number + in.peek(i) - '0';
		}
		boolean nullable = in.peek(0) == '$' || in.peek(0) == '*';
		if (end == 1 || (negative && !(nullable && end == 3 && number == 1))) {
			throw in.malformed("its length is no number");
		}
		return negative ? -1 : number;
	}

	@Override
	public String toString() {
		return "RESP values";
	}

}
