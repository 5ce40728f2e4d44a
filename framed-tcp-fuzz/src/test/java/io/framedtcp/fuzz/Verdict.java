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

/**
 * What has to become of the bytes from where a frame begins.
 *
 * @param outcome the kind of end
 * @param payload what the frame carries; empty unless there is one
 * @param size how many bytes decide: the whole frame, or what shows it to be malformed.
 * None beyond may be waited for.
 * @param memory how many bytes may be allocated meanwhile, give or take little
 * @param header how many bytes stand before the first that may be payload, or before the
 * end of those that decide; an exception shows of a malformed frame just these
 */
record Verdict(Outcome outcome, byte[] payload, int size, int memory, int header) {

	private static final byte[] NONE = {};

	/** Up to here a frame may be allocated as soon as its payload begins to come. */
	private static final int AHEAD = 1024 * 1024;

	/** The most of a frame that can be looked at, and waited for without memory. */
	private static final int LOOK_AHEAD = 8192;

	static Verdict frame(byte[] payload, int size) {
		return frame(payload, size, memoryFor(size));
	}

	static Verdict frame(byte[] payload, int size, int memory) {
		return new Verdict(Outcome.FRAME, payload, size, memory, 0);
	}

	/**
	 * Tell of a frame whose size is known only at its end, so that its parts are joined
	 * then.
	 * @param payload what it carries
	 * @param size its size
	 * @return the verdict
	 */
	static Verdict gatheredFrame(byte[] payload, int size) {
		return frame(payload, size, 2 * size);
	}

	static Verdict malformed(int size) {
		return new Verdict(Outcome.MALFORMED, NONE, size, 0, size);
	}

	/**
	 * Tell of what turns out to be malformed only after some of it has been read.
	 * @param size how many bytes show it
	 * @param memory what may have been allocated for those that were read
	 * @param header how many stand before the first that may be payload
	 * @return the verdict
	 */
	static Verdict malformedBehind(int size, int memory, int header) {
		return new Verdict(Outcome.MALFORMED, NONE, size, memory, header);
	}

	/**
	 * Tell of a stream that ends before the frame does.
	 * @param memory what may have been allocated for it
	 * @return the verdict
	 */
	static Verdict endOfStream(int memory) {
		return new Verdict(Outcome.END_OF_STREAM, NONE, Integer.MAX_VALUE, memory, 0);
	}

	/**
	 * Tell of a stream that ends where bytes are missing whose number is known.
	 * @param arrived how many have come, the header included
	 * @param headSize how many of them are the header
	 * @param size how many there have to be
	 * @return the verdict
	 */
	static Verdict cutShort(int arrived, int headSize, int size) {
		return endOfStream(memoryFor(arrived, headSize, size));
	}

	/**
	 * Say what may be allocated for bytes that all come.
	 * @param size how many there are
	 * @return bytes; what is large comes in pieces, which are joined
	 */
	static int memoryFor(int size) {
		return (size <= AHEAD) ? size : 2 * size;
	}

	/**
	 * Say what may be allocated for bytes that do not all come: nothing for a header, and
	 * of what it announces twice as much as has come, or what is too little to matter.
	 * @param arrived how many have come, the header included
	 * @param headSize how many of them are the header
	 * @param size how many there have to be
	 * @return bytes
	 */
	static int memoryFor(int arrived, int headSize, int size) {
		boolean headOnly = arrived <= headSize && arrived < LOOK_AHEAD;
		return headOnly ? 0 : Math.min(memoryFor(size), Math.max(AHEAD, 2 * arrived));
	}

	enum Outcome {

		FRAME, MALFORMED, END_OF_STREAM

	}

}
