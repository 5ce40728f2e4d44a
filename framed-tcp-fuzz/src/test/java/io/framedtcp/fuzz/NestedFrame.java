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

import java.util.Arrays;

/**
 * How far a frame of several parts has been read, none of which may be left out of its
 * payload.
 */
final class NestedFrame {

	/** Parts of two bytes cost an array each, and are copied, and joined. */
	private static final int MEMORY_OF_BYTE = 16;

	private static final int AHEAD = 1024 * 1024;

	private final byte[] wire;

	private final int from;

	private final int maxFrameSize;

	private int position;

	/** Where the bytes begin that are not shown, once there are any. */
	private int header = Integer.MAX_VALUE;

	NestedFrame(byte[] wire, int from, int maxFrameSize) {
		this.wire = wire;
		this.from = from;
		this.maxFrameSize = maxFrameSize;
	}

	int at(int index) {
		return this.wire[this.from + this.position + index] & 0xff;
	}

	boolean isRoomFor(long count) {
		return count >= 0 && count <= this.maxFrameSize - this.position;
	}

	boolean isThere(long count) {
		return count <= this.wire.length - this.from - this.position;
	}

	int room() {
		return this.maxFrameSize - this.position;
	}

	/**
	 * Pass over bytes.
	 * @param shown how many of them an exception may show
	 * @param count how many there are
	 */
	void pass(int shown, int count) {
		if (count > shown) {
			this.header = Math.min(this.header, this.position + shown);
		}
		this.position += count;
	}

	Verdict malformed(int lookedAt) {
		return malformedBehind(lookedAt, lookedAt);
	}

	Verdict malformedBehind(int shown, int read) {
		return Verdict.malformedBehind(this.position + read, MEMORY_OF_BYTE * (this.position + read),
				Math.min(this.header, this.position + shown));
	}

	Verdict endOfStream(int shown, long announced) {
		int arrived = this.wire.length - this.from - this.position;
		int ahead = (announced > shown && arrived > shown) ? (int) Math.min(announced, Math.max(AHEAD, 2 * arrived))
				: 0;
		return Verdict.endOfStream(MEMORY_OF_BYTE * (this.wire.length - this.from) + ahead);
	}

	Verdict frame() {
		return Verdict.frame(Arrays.copyOfRange(this.wire, this.from, this.from + this.position), this.position,
				MEMORY_OF_BYTE * this.position);
	}

	/**
	 * Say whether all of a payload is one frame.
	 * @param reference tells its end
	 * @param payload the payload
	 * @return whether it is
	 */
	static boolean isOne(Reference reference, byte[] payload) {
		Verdict verdict = reference.decode(payload, 0, Integer.MAX_VALUE);
		return verdict.outcome() == Verdict.Outcome.FRAME && verdict.size() == payload.length;
	}

}
