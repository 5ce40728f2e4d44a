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

/**
 * Tells the last frame of a reply by some bytes of its payload.
 */
final class LastFrame implements Predicate<byte[]> {

	private final int offset;

	private final byte @Nullable [] mask;

	private final List<byte[]> values;

	private LastFrame(int offset, byte @Nullable [] mask, List<byte[]> values) {
		this.offset = offset;
		this.mask = mask;
		this.values = values;
	}

	static LastFrame of(int offset, byte @Nullable [] mask, List<byte[]> values) {
		if (mask == null && values.isEmpty()) {
			throw new IllegalArgumentException("Without a mask there must be a value");
		}
		if (mask != null) {
			ByteSequences.check("mask", mask);
			check(hasBit(mask, mask), "The mask must have a bit that is set");
		}
		for (byte[] value : values) {
			ByteSequences.check("values", value);
			check(mask == null || value.length == mask.length, "Each value must have as many bytes as the mask");
			check(mask == null || isWithin(mask, value), "No value may have a bit that the mask has not");
		}
		return new LastFrame(offset, (mask != null) ? mask.clone() : null, values.stream().map(byte[]::clone).toList());
	}

	@Override
	public boolean test(byte[] payload) {
		byte[] bits = this.mask;
		if (bits == null) {
			return this.values.stream().anyMatch((value) -> ByteSequences.isAt(payload, this.offset, value));
		}
		if (payload.length - this.offset < bits.length) {
			return false;
		}
		byte[] masked = new byte[bits.length];
		for (int i = 0; i < bits.length; i++) {
			masked[i] = (byte) (payload[this.offset + i] & bits[i]);
		}
		return this.values.isEmpty() ? hasBit(masked, bits)
				: this.values.stream().anyMatch((value) -> ByteSequences.isAt(masked, 0, value));
	}

	private static boolean hasBit(byte[] bytes, byte[] mask) {
		for (int i = 0; i < mask.length; i++) {
			if ((bytes[i] & mask[i]) != 0) {
				return true;
			}
		}
		return false;
	}

	private static boolean isWithin(byte[] mask, byte[] value) {
		for (int i = 0; i < mask.length; i++) {
			if ((value[i] & ~mask[i]) != 0) {
				return false;
			}
		}
		return true;
	}

	private static void check(boolean condition, String message) {
		if (!condition) {
			throw new IllegalArgumentException(message);
		}
	}

	@Override
	public String toString() {
		String expected = this.values.isEmpty() ? "any bit"
				: this.values.stream().map(ByteSequences::hex).collect(Collectors.joining(" or "));
		return "until a frame with " + expected
				+ ((this.mask != null) ? " of mask " + ByteSequences.hex(this.mask) : "")
				+ ((this.offset > 0) ? " at byte " + this.offset : "");
	}

}
