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
import java.util.Optional;

import io.framedtcp.framing.UntilCloseFraming;

/**
 * One frame that is all of the stream.
 */
record UntilCloseReference() implements Reference {

	static Specimen specimen(FuzzInput input) {
		return new Specimen(UntilCloseFraming.untilClose(), new UntilCloseReference());
	}

	@Override
	public Verdict decode(byte[] wire, int from, int maxFrameSize) {
		int size = wire.length - from;
		if (size > maxFrameSize) {
			return Verdict.malformedBehind(maxFrameSize + 1, maxFrameSize, 0);
		}
		return (size > 0) ? Verdict.gatheredFrame(Arrays.copyOfRange(wire, from, wire.length), size)
				: Verdict.endOfStream(0);
	}

	@Override
	public Optional<byte[]> encode(byte[] payload, int maxFrameSize) {
		return (payload.length <= maxFrameSize) ? Optional.of(payload) : Optional.empty();
	}

	@Override
	public byte[] received(byte[] payload, byte[] frame) {
		return payload;
	}

	@Override
	public boolean isReadBack() {
		return false;
	}

	@Override
	public boolean isEndedByStream() {
		return true;
	}

}
