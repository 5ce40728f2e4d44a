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
 */
record Verdict(Outcome outcome, byte[] payload, int size) {

	private static final byte[] NONE = {};

	static Verdict frame(byte[] payload, int size) {
		return new Verdict(Outcome.FRAME, payload, size);
	}

	static Verdict malformed(int size) {
		return new Verdict(Outcome.MALFORMED, NONE, size);
	}

	static Verdict endOfStream() {
		return new Verdict(Outcome.END_OF_STREAM, NONE, Integer.MAX_VALUE);
	}

	enum Outcome {

		FRAME, MALFORMED, END_OF_STREAM

	}

}
