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

import io.framedtcp.framing.FixedSizeFraming;

/**
 * Frames of one size.
 *
 * @param size the size
 */
record FixedSizeReference(int size) implements Reference {

	static Specimen specimen(FuzzInput input) {
		int size = 1 + input.unsigned(3) % 300_000;
		return new Specimen(FixedSizeFraming.of(size), new FixedSizeReference(size));
	}

	@Override
	public Verdict decode(byte[] wire, int from, int maxFrameSize) {
		if (this.size > maxFrameSize) {
			return Verdict.malformed(0);
		}
		return (from + this.size <= wire.length)
				? Verdict.frame(Arrays.copyOfRange(wire, from, from + this.size), this.size)
				: Verdict.cutShort(wire.length - from, 0, this.size);
	}

	@Override
	public Optional<byte[]> encode(byte[] payload, int maxFrameSize) {
		return (payload.length == this.size && this.size <= maxFrameSize) ? Optional.of(payload) : Optional.empty();
	}

	@Override
	public byte[] received(byte[] payload, byte[] frame) {
		return payload;
	}

}
