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
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

import io.framedtcp.framing.FrameReader;
import io.framedtcp.framing.LengthFieldFraming;

/**
 * Frames with a length field, after the README: a whole frame takes <em>offset + size +
 * adjustment + value of the field</em> bytes. Counts in numbers without bounds, so that
 * nothing overflows.
 *
 * @param offset bytes before the field
 * @param size bytes of the field
 * @param littleEndian the field's byte order
 * @param adjustment what to add to the field's value
 * @param marker what a frame begins with
 * @param keepHeader whether the header is part of the payload
 */
record LengthFieldReference(int offset, int size, boolean littleEndian, int adjustment, byte[] marker,
		boolean keepHeader) implements Reference {

	private static final int MAX_OFFSET = FrameReader.MAX_LOOK_AHEAD - Long.BYTES;

	static Specimen specimen(FuzzInput input) {
		int size = 1 + input.unsigned(1) % Long.BYTES;
		int flags = input.unsigned(1);
		int adjustment = input.unsigned(Integer.BYTES);
		int offset = input.unsigned(2) % (MAX_OFFSET + 1);
		byte[] marker = input.bytes(Math.min(input.unsigned(1), offset));
		LengthFieldReference reference = new LengthFieldReference(offset, size, (flags & 1) != 0, adjustment, marker,
				(flags & 2) != 0);
		return new Specimen(reference.framing(), reference);
	}

	private LengthFieldFraming framing() {
		return LengthFieldFraming.builder()
			.offset(this.offset)
			.size(this.size)
			.byteOrder(this.littleEndian ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN)
			.adjustment(this.adjustment)
			.marker(this.marker)
			.keepHeader(this.keepHeader)
			.build();
	}

	@Override
	public Verdict decode(byte[] wire, int from, int maxFrameSize) {
		if (headerSize() > maxFrameSize) {
			return Verdict.malformed(0);
		}
		int sent = wire.length - from;
		if (sent < headerSize()) {
			return Verdict.endOfStream(0);
		}
		BigInteger frameSize = field(wire, from).add(BigInteger.valueOf(this.adjustment + (long) headerSize()));
		boolean sizeIsPossible = frameSize.compareTo(BigInteger.valueOf(headerSize())) >= 0
				&& frameSize.compareTo(BigInteger.valueOf(maxFrameSize)) <= 0;
		if (!sizeIsPossible || !beginsWithMarker(wire, from)) {
			return Verdict.malformed(headerSize());
		}
		int end = from + frameSize.intValueExact();
		if (end > wire.length) {
			return Verdict.cutShort(wire.length - from, headerSize(), end - from);
		}
		byte[] payload = Arrays.copyOfRange(wire, this.keepHeader ? from : from + headerSize(), end);
		return Verdict.frame(payload, end - from);
	}

	@Override
	public Optional<byte[]> encode(byte[] payload, int maxFrameSize) {
		int frameSize = this.keepHeader ? payload.length : headerSize() + payload.length;
		BigInteger value = BigInteger.valueOf((long) frameSize - headerSize() - this.adjustment);
		if (frameSize < headerSize() || frameSize > maxFrameSize || value.signum() < 0
				|| value.bitLength() > Byte.SIZE * this.size) {
			return Optional.empty();
		}
		byte[] frame = new byte[frameSize];
		System.arraycopy(payload, 0, frame, frameSize - payload.length, payload.length);
		System.arraycopy(this.marker, 0, frame, 0, this.marker.length);
		for (int i = 0; i < this.size; i++) {
			int index = this.littleEndian ? i : this.size - 1 - i;
			frame[this.offset + index] = value.shiftRight(Byte.SIZE * i).byteValue();
		}
		return Optional.of(frame);
	}

	@Override
	public byte[] received(byte[] payload, byte[] frame) {
		return this.keepHeader ? frame : payload;
	}

	private int headerSize() {
		return this.offset + this.size;
	}

	private boolean beginsWithMarker(byte[] wire, int from) {
		return Arrays.equals(wire, from, from + this.marker.length, this.marker, 0, this.marker.length);
	}

	private BigInteger field(byte[] wire, int from) {
		byte[] field = new byte[this.size];
		for (int i = 0; i < this.size; i++) {
			field[this.littleEndian ? this.size - 1 - i : i] = wire[from + this.offset + i];
		}
		return new BigInteger(1, field);
	}

}
