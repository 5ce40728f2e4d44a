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

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;

import io.framedtcp.framing.LengthFieldFraming;

/**
 * Frames with a varint or a number of three bytes, behind a marker and a type and before
 * another marker, in units and with padding.
 *
 * @param varint the most bytes of a varint, or 0 for a number
 * @param prefixSize bytes between the marker and the length
 * @param keepPrefix whether they are part of the payload
 * @param marker what a frame begins with
 * @param markerBehind what stands behind the length
 * @param adjustment what to add to the bytes that are counted
 * @param unit how many bytes one of the length counts
 * @param padding the whole frame is a multiple of it
 */
record LengthLayoutReference(int varint, int prefixSize, boolean keepPrefix, byte[] marker, byte[] markerBehind,
		int adjustment, int unit, int padding) implements Reference {

	static Specimen specimen(FuzzInput input) {
		int flags = input.unsigned(1);
		boolean keepPrefix = (flags & 1) != 0;
		int prefixSize = (keepPrefix ? 1 : 0) + (flags >> 1) % 4;
		int varint = (flags >> 3) % 9;
		int padding = 1 + input.unsigned(1);
		int unit = 1 + input.unsigned(1) % 16;
		int adjustment = (byte) input.unsigned(1);
		byte[] marker = input.bytes(input.unsigned(1) % 4);
		byte[] markerBehind = input.bytes(input.unsigned(1) % 4);
		LengthLayoutReference reference = new LengthLayoutReference(varint, prefixSize, keepPrefix, marker,
				markerBehind, adjustment, unit, padding);
		return new Specimen(reference.framing(), reference);
	}

	private LengthFieldFraming framing() {
		LengthFieldFraming.Builder builder = LengthFieldFraming.builder();
		return ((this.varint > 0) ? builder.varint(this.varint) : builder.size(3)).offset(offset())
			.keepPrefix(this.keepPrefix)
			.marker(this.marker)
			.markerBehind(this.markerBehind)
			.adjustment(this.adjustment)
			.unit(this.unit)
			.padding(this.padding)
			.build();
	}

	private int offset() {
		return this.marker.length + this.prefixSize;
	}

	@Override
	public Verdict decode(byte[] wire, int from, int maxFrameSize) {
		int sent = wire.length - from;
		int header = offset();
		String bits = "";
		boolean more = true;
		while (more) {
			int looked = (header == offset()) ? 0 : header;
			header += (this.varint > 0) ? 1 : 3;
			if (header > maxFrameSize) {
				return Verdict.malformed(looked);
			}
			if (header > sent) {
				return Verdict.endOfStream(0);
			}
			int last = wire[from + header - 1] & 0xff;
			more = this.varint > 0 && last >= 128;
			bits = Integer.toBinaryString(256 | last).substring((this.varint > 0) ? 2 : 1) + bits;
			boolean overLong = header - offset() > 1 && last == 0;
			if (this.varint > 0 && ((more && header - offset() == this.varint) || (!more && overLong))) {
				return Verdict.malformed(header);
			}
		}
		BigInteger length = (this.varint > 0) ? new BigInteger(bits, 2)
				: new BigInteger(1, Arrays.copyOfRange(wire, from + offset(), from + header));
		BigInteger behind = length.multiply(BigInteger.valueOf(this.unit)).add(BigInteger.valueOf(this.adjustment));
		if (!isAt(wire, from, this.marker) || behind.signum() < 0 || behind.bitLength() > 31
				|| (behind.intValueExact() < this.markerBehind.length)
				|| (long) header + behind.intValueExact() > maxFrameSize) {
			return Verdict.malformed(header);
		}
		int looked = header + this.markerBehind.length;
		if (looked > sent) {
			return Verdict.endOfStream(0);
		}
		int end = header + behind.intValueExact();
		int size = (end + this.padding - 1) / this.padding * this.padding;
		if (!isAt(wire, from + header, this.markerBehind) || size > maxFrameSize) {
			return Verdict.malformed(looked);
		}
		if (size > sent) {
			return Verdict.endOfStream(
					(sent <= looked) ? this.prefixSize : 2 * Verdict.memoryFor(sent, looked, end) + this.prefixSize);
		}
		byte[] rest = Arrays.copyOfRange(wire, from + looked, from + end);
		byte[] prefix = Arrays.copyOfRange(wire, from + this.marker.length, from + offset());
		return Verdict.frame(this.keepPrefix ? join(prefix, rest) : rest, size, 3 * Verdict.memoryFor(size));
	}

	@Override
	public Optional<byte[]> encode(byte[] payload, int maxFrameSize) {
		int lead = this.keepPrefix ? this.prefixSize : 0;
		int counted = payload.length - lead + this.markerBehind.length - this.adjustment;
		if (payload.length < lead || counted < 0 || counted % this.unit != 0) {
			return Optional.empty();
		}
		byte[] length = length(counted / this.unit);
		if (length.length > ((this.varint > 0) ? this.varint : 3)) {
			return Optional.empty();
		}
		byte[] frame = join(this.marker, this.keepPrefix ? Arrays.copyOf(payload, lead) : new byte[this.prefixSize],
				length, this.markerBehind, Arrays.copyOfRange(payload, lead, payload.length));
		int size = (frame.length + this.padding - 1) / this.padding * this.padding;
		return (size <= maxFrameSize) ? Optional.of(Arrays.copyOf(frame, size)) : Optional.empty();
	}

	@Override
	public byte[] received(byte[] payload, byte[] frame) {
		return payload;
	}

	private byte[] length(int number) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		int rest = number;
		if (this.varint == 0) {
			byte[] minimal = BigInteger.valueOf(number).toByteArray();
			bytes.writeBytes(new byte[Math.max(0, 3 - minimal.length)]);
			bytes.write(minimal, (minimal.length == 4 && minimal[0] == 0) ? 1 : 0,
					(minimal.length == 4 && minimal[0] == 0) ? 3 : minimal.length);
			return bytes.toByteArray();
		}
		while (rest > 127) {
			bytes.write(rest % 128 + 128);
			rest /= 128;
		}
		bytes.write(rest);
		return bytes.toByteArray();
	}

	private static boolean isAt(byte[] wire, int index, byte[] marker) {
		return Arrays.equals(wire, index, index + marker.length, marker, 0, marker.length);
	}

	private static byte[] join(byte[]... parts) {
		ByteArrayOutputStream joined = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			joined.writeBytes(part);
		}
		return joined.toByteArray();
	}

}
