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

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

import io.framedtcp.framing.LengthDigits;
import io.framedtcp.framing.LengthFieldFraming;

/**
 * Frames with a length in digits, behind a marker. Turns the field into text and parses
 * that.
 *
 * @param digits the kind of digits
 * @param size bytes of the field
 * @param adjustment what to add to the length
 * @param marker what a frame begins with
 * @param keepHeader whether the header is part of the payload
 */
record LengthDigitsReference(LengthDigits digits, int size, int adjustment, byte[] marker,
		boolean keepHeader) implements Reference {

	private static final HexFormat HEX = HexFormat.of();

	static Specimen specimen(FuzzInput input) {
		LengthDigits digits = LengthDigits.values()[input.unsigned(1) % LengthDigits.values().length];
		int size = 1 + input.unsigned(1) % ((digits == LengthDigits.BCD) ? 7 : 15);
		int adjustment = input.unsigned(Integer.BYTES);
		byte[] marker = input.bytes(input.unsigned(1) % 6);
		LengthDigitsReference reference = new LengthDigitsReference(digits, size, adjustment, marker,
				input.unsigned(1) % 2 == 1);
		return new Specimen(reference.framing(), reference);
	}

	private LengthFieldFraming framing() {
		return LengthFieldFraming.builder()
			.offset(this.marker.length)
			.marker(this.marker)
			.digits(this.digits, this.size)
			.adjustment(this.adjustment)
			.keepHeader(this.keepHeader)
			.build();
	}

	@Override
	public Verdict decode(byte[] wire, int from, int maxFrameSize) {
		if (headerSize() > maxFrameSize) {
			return Verdict.malformed(0);
		}
		int body = from + headerSize();
		if (wire.length < body) {
			return Verdict.endOfStream(0);
		}
		int field = from + this.marker.length;
		Optional<BigInteger> length = parse(Arrays.copyOfRange(wire, field, body));
		if (length.isEmpty() || !Arrays.equals(wire, from, field, this.marker, 0, this.marker.length)) {
			return Verdict.malformed(headerSize());
		}
		BigInteger bodySize = length.get().add(BigInteger.valueOf(this.adjustment));
		if (bodySize.signum() < 0 || bodySize.compareTo(BigInteger.valueOf(maxFrameSize - headerSize())) > 0) {
			return Verdict.malformed(headerSize());
		}
		int end = body + bodySize.intValueExact();
		if (end > wire.length) {
			return Verdict.cutShort(wire.length - from, headerSize(), end - from);
		}
		return Verdict.frame(Arrays.copyOfRange(wire, this.keepHeader ? from : body, end), end - from);
	}

	@Override
	public Optional<byte[]> encode(byte[] payload, int maxFrameSize) {
		int frameSize = this.keepHeader ? payload.length : headerSize() + payload.length;
		Optional<byte[]> field = format(BigInteger.valueOf((long) frameSize - headerSize() - this.adjustment));
		if (frameSize < headerSize() || frameSize > maxFrameSize || field.isEmpty()) {
			return Optional.empty();
		}
		byte[] frame = new byte[frameSize];
		System.arraycopy(payload, 0, frame, frameSize - payload.length, payload.length);
		System.arraycopy(this.marker, 0, frame, 0, this.marker.length);
		System.arraycopy(field.get(), 0, frame, this.marker.length, this.size);
		return Optional.of(frame);
	}

	@Override
	public byte[] received(byte[] payload, byte[] frame) {
		return this.keepHeader ? frame : payload;
	}

	private int headerSize() {
		return this.marker.length + this.size;
	}

	private Optional<BigInteger> parse(byte[] field) {
		String text = new String(field, StandardCharsets.ISO_8859_1);
		return switch (this.digits) {
			case DECIMAL -> parse(text, "[0-9]+", 10);
			case HEXADECIMAL, UPPER_CASE_HEXADECIMAL -> parse(text, "[0-9A-Fa-f]+", 16);
			case BCD -> parse(HEX.formatHex(field), "[0-9]+", 10);
			case EBCDIC -> parse(HEX.formatHex(field), "(f[0-9])+", 10);
		};
	}

	private static Optional<BigInteger> parse(String text, String digits, int radix) {
		return text.matches(digits)
				? Optional.of(new BigInteger(digits.startsWith("(f") ? text.replace("f", "") : text, radix))
				: Optional.empty();
	}

	private Optional<byte[]> format(BigInteger length) {
		int count = (this.digits == LengthDigits.BCD) ? 2 * this.size : this.size;
		boolean hexadecimal = this.digits.name().endsWith("HEXADECIMAL");
		String text = length.toString(hexadecimal ? 16 : 10);
		if (length.signum() < 0 || text.length() > count) {
			return Optional.empty();
		}
		String filled = "0".repeat(count - text.length()) + text;
		return Optional.of(bytes(filled));
	}

	private byte[] bytes(String filled) {
		return switch (this.digits) {
			case DECIMAL, HEXADECIMAL -> filled.getBytes(StandardCharsets.US_ASCII);
			case UPPER_CASE_HEXADECIMAL -> filled.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
			case BCD -> HEX.parseHex(filled);
			case EBCDIC -> HEX.parseHex(filled.replaceAll("(.)", "f$1"));
		};
	}

}
