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

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.Checks;
import io.framedtcp.internal.MaskedBytes;

/**
 * Recognizes the last frame of a reply by some bytes of its payload.
 */
final class LastFrame implements Predicate<byte[]> {

	private final Predicate<byte[]> bytes;

	private final String description;

	private LastFrame(Predicate<byte[]> bytes, String description) {
		this.bytes = bytes;
		this.description = description;
	}

	static LastFrame of(int offset, byte @Nullable [] mask, List<byte[]> values) {
		Checks.check(mask != null || !values.isEmpty(), "Without a mask there must be a value");
		values.forEach((value) -> ByteSequences.check("values", value));
		String expected = values.isEmpty() ? "any bit"
				: values.stream().map(ByteSequences::hex).collect(Collectors.joining(" or "));
		String where = (offset > 0) ? " at byte " + offset : "";
		if (mask != null) {
			ByteSequences.check("mask", mask);
			return new LastFrame(new MaskedBytes(offset, mask, values),
					expected + " of mask " + ByteSequences.hex(mask) + where);
		}
		List<byte[]> own = values.stream().map(byte[]::clone).toList();
		return new LastFrame((payload) -> own.stream().anyMatch((value) -> ByteSequences.isAt(payload, offset, value)),
				expected + where);
	}

	@Override
	public boolean test(byte[] payload) {
		return this.bytes.test(payload);
	}

	@Override
	public String toString() {
		return "until a frame with " + this.description;
	}

}
