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

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

import io.framedtcp.support.Bytes;

/**
 * A {@link LengthFieldFraming} with digits and random settings.
 */
final class RandomLengthDigits implements RandomFraming {

	private static final Charset EBCDIC = Charset.forName("IBM037");

	private final Random random;

	private final LengthDigits digits;

	private final int size;

	private final int adjustment;

	private final byte[] marker;

	private final boolean keepHeader;

	RandomLengthDigits(Random random) {
		this.random = random;
		this.digits = LengthDigits.values()[random.nextInt(LengthDigits.values().length)];
		this.size = 1 + random.nextInt((this.digits == LengthDigits.BCD) ? 7 : 15);
		this.marker = RandomFraming.bytes(random, random.nextInt(4));
		int[] adjustments = { 0, -this.size, -this.size - this.marker.length, 1 };
		this.adjustment = adjustments[random.nextInt(adjustments.length)];
		this.keepHeader = random.nextBoolean();
	}

	@Override
	public Framing framing() {
		return LengthFieldFraming.builder()
			.offset(this.marker.length)
			.marker(this.marker)
			.digits(this.digits, this.size)
			.adjustment(this.adjustment)
			.keepHeader(this.keepHeader)
			.build();
	}

	@Override
	public byte[] frame() {
		int longest = (this.size < 6) ? (int) Math.pow(base(), this.size) - 1 + this.adjustment : Integer.MAX_VALUE;
		int size = Math.min(Math.max(RandomFraming.size(this.random), Math.max(0, this.adjustment)), longest);
		byte[] body = RandomFraming.bytes(this.random, size);
		return Bytes.join(this.marker, length(size - this.adjustment), body);
	}

	@Override
	public byte[] payload(byte[] frame) {
		return this.keepHeader ? frame : Arrays.copyOfRange(frame, this.marker.length + this.size, frame.length);
	}

	private int base() {
		return switch (this.digits) {
			case DECIMAL, EBCDIC -> 10;
			case HEXADECIMAL, UPPER_CASE_HEXADECIMAL -> 16;
			case BCD -> 100;
		};
	}

	private byte[] length(int length) {
		return switch (this.digits) {
			case DECIMAL -> String.format("%0" + this.size + "d", length).getBytes(StandardCharsets.US_ASCII);
			case EBCDIC -> String.format("%0" + this.size + "d", length).getBytes(EBCDIC);
			case HEXADECIMAL -> String.format("%0" + this.size + "x", length).getBytes(StandardCharsets.US_ASCII);
			case UPPER_CASE_HEXADECIMAL ->
				String.format("%0" + this.size + "X", length).getBytes(StandardCharsets.US_ASCII);
			case BCD ->
				HexFrames.bytes(String.format("%0" + 2 * this.size + "d", length).replaceAll("(..)(?=.)", "$1 "));
		};
	}

}
