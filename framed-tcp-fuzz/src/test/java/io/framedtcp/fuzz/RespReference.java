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

package io.framedtcp.fuzz;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

import io.framedtcp.framing.RespFraming;

/**
 * Values of RESP, after the specification of its version 3.
 */
record RespReference() implements Reference {

	private static final int MAX_DEPTH = 32;

	private static final String LINES = "+-:_#,(";

	private static final String STRINGS = "$!=";

	private static final String AGGREGATES = "*~>%|";

	static Specimen specimen(FuzzInput input) {
		return new Specimen(RespFraming.values(), new RespReference());
	}

	@Override
	public Verdict decode(byte[] wire, int from, int maxFrameSize) {
		NestedFrame frame = new NestedFrame(wire, from, maxFrameSize);
		Deque<Long> open = new ArrayDeque<>();
		do {
			if (!open.isEmpty()) {
				open.push(open.pop() - 1);
			}
			if (!frame.isRoomFor(1)) {
				return frame.malformed(0);
			}
			if (!frame.isThere(1)) {
				return frame.endOfStream(1, 0);
			}
			char type = (char) frame.at(0);
			long inner = 0;
			Verdict failure;
			if (LINES.indexOf(type) >= 0) {
				failure = line(frame);
			}
			else if (STRINGS.indexOf(type) >= 0) {
				failure = string(frame, type);
			}
			else if (AGGREGATES.indexOf(type) >= 0) {
				failure = header(frame);
				if (failure == null) {
					int size = headerSize(frame);
					Long count = number(frame, size, type == '*');
					inner = (count != null) ? valuesInside(type, count) : 0;
					boolean tooDeep = inner > 0 && open.size() == MAX_DEPTH;
					if (count == null || !frame.isRoomFor(size + 3 * inner)) {
						return frame.malformed(size);
					}
					frame.pass(size, size);
					if (tooDeep) {
						return frame.malformed(0);
					}
				}
			}
			else {
				failure = frame.malformed(1);
			}
			if (failure != null) {
				return failure;
			}
			if (inner > 0) {
				open.push(inner);
			}
			while (!open.isEmpty() && open.peek() == 0) {
				open.pop();
			}
		}
		while (!open.isEmpty());
		return frame.frame();
	}

	private long valuesInside(char type, long count) {
		long inner = Math.max(0, count) * ((type == '%' || type == '|') ? 2 : 1);
		return (type == '|') ? inner + 1 : inner;
	}

	private Verdict line(NestedFrame frame) {
		frame.pass(1, 1);
		if (!frame.isRoomFor(2)) {
			return frame.malformed(0);
		}
		for (int size = 2;; size++) {
			if (size > frame.room()) {
				return frame.malformedBehind(0, frame.room());
			}
			if (!frame.isThere(size)) {
				return frame.endOfStream(0, 0);
			}
			if (frame.at(size - 2) == '\r' && frame.at(size - 1) == '\n') {
				frame.pass(0, size);
				return null;
			}
		}
	}

	private Verdict string(NestedFrame frame, char type) {
		Verdict failure = header(frame);
		if (failure != null) {
			return failure;
		}
		int size = headerSize(frame);
		Long length = number(frame, size, type == '$');
		if (length == null || (length >= 0 && !frame.isRoomFor(size + length + 2))) {
			return frame.malformed(size);
		}
		if (length < 0) {
			frame.pass(size, size);
			return null;
		}
		int whole = (int) (size + length + 2);
		if (!frame.isThere(whole)) {
			return frame.endOfStream(size, whole);
		}
		if (frame.at(whole - 2) != '\r' || frame.at(whole - 1) != '\n') {
			return frame.malformedBehind(size, whole);
		}
		frame.pass(size, whole);
		return null;
	}

	/**
	 * Say whether the line of a length cannot be read.
	 * @param frame where it is
	 * @return what is wrong, or {@code null}
	 */
	private Verdict header(NestedFrame frame) {
		for (int i = 1;; i++) {
			if (!frame.isRoomFor(i + 1)) {
				return frame.malformed(i);
			}
			if (!frame.isThere(i + 1)) {
				return frame.endOfStream(i + 1, 0);
			}
			char next = (char) frame.at(i);
			if (frame.at(i - 1) == '\r' && i > 1) {
				return (next == '\n') ? null : frame.malformed(i + 1);
			}
			boolean valid = (next >= '0' && next <= '9' && i <= 11) || next == '\r' || (next == '-' && i == 1);
			if (!valid || (i == 11 && next != '\r')) {
				return frame.malformed(i + 1);
			}
		}
	}

	private int headerSize(NestedFrame frame) {
		int size = 1;
		while (frame.at(size) != '\n') {
			size++;
		}
		return size + 1;
	}

	private Long number(NestedFrame frame, int headerSize, boolean nullable) {
		StringBuilder text = new StringBuilder();
		for (int i = 1; i < headerSize - 2; i++) {
			text.append((char) frame.at(i));
		}
		if (text.toString().equals("-1")) {
			return nullable ? -1L : null;
		}
		return text.toString().matches("[0-9]+") ? Long.valueOf(text.toString()) : null;
	}

	@Override
	public Optional<byte[]> encode(byte[] payload, int maxFrameSize) {
		return (payload.length <= maxFrameSize && NestedFrame.isOne(this, payload)) ? Optional.of(payload)
				: Optional.empty();
	}

	@Override
	public byte[] received(byte[] payload, byte[] frame) {
		return payload;
	}

}
