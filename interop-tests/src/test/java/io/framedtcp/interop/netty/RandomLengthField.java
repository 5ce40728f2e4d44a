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

package io.framedtcp.interop.netty;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;

import io.framedtcp.framing.LengthFieldFraming;

/**
 * A length field with settings that both sides know, among them those that their users
 * have.
 */
final class RandomLengthField {

	private static final int[] SIZES = { 1, 2, 3, 4, 8 };

	private final int size;

	private final int offset;

	private final int adjustment;

	private final ByteOrder byteOrder;

	private final boolean keepHeader;

	private RandomLengthField(Random random, int offset) {
		this.size = SIZES[random.nextInt(SIZES.length)];
		this.offset = offset;
		int[] adjustments = { 0, -this.size, -this.offset - this.size, 12, random.nextInt(41) - 20 };
		this.adjustment = adjustments[random.nextInt(adjustments.length)];
		this.byteOrder = random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
		this.keepHeader = random.nextBoolean();
	}

	static RandomLengthField anywhere(Random random) {
		return new RandomLengthField(random, random.nextInt(21));
	}

	static RandomLengthField atBeginning(Random random) {
		return new RandomLengthField(random, 0);
	}

	LengthFieldFraming framing() {
		return LengthFieldFraming.builder()
			.offset(this.offset)
			.size(this.size)
			.byteOrder(this.byteOrder)
			.adjustment(this.adjustment)
			.keepHeader(this.keepHeader)
			.build();
	}

	LengthFieldBasedFrameDecoder decoder(int maxFrameSize) {
		return new LengthFieldBasedFrameDecoder(this.byteOrder, maxFrameSize, this.offset, this.size, this.adjustment,
				this.keepHeader ? 0 : headerSize(), true);
	}

	/**
	 * Return what writes the field on Netty's side, which does so for payloads only.
	 * @param random whether it is told that the field counts itself, where both can be
	 * @return the encoder
	 */
	LengthFieldPrepender encoder(Random random) {
		boolean inclusive = random.nextBoolean();
		return new LengthFieldPrepender(this.byteOrder, this.size, -this.adjustment - (inclusive ? this.size : 0),
				inclusive);
	}

	/**
	 * Make payloads whose length fits.
	 * @param random what they consist of
	 * @return the payloads, as our side has them
	 */
	List<byte[]> payloads(Random random) {
		int min = Math.max(0, this.adjustment);
		int max = Math.min((this.size == 1) ? 255 + this.adjustment : 1000, 1000);
		int header = this.keepHeader ? headerSize() : 0;
		return Seed.payloads(random, header + min, header + max);
	}

	/**
	 * Fill in the field of a payload that has its header, as encoding does.
	 * @param payload what is encoded
	 * @return what is decoded
	 */
	byte[] complete(byte[] payload) {
		if (!this.keepHeader) {
			return payload;
		}
		long length = (long) payload.length - headerSize() - this.adjustment;
		byte[] field = ByteBuffer.allocate(Long.BYTES).order(this.byteOrder).putLong(length).array();
		int unused = (this.byteOrder == ByteOrder.BIG_ENDIAN) ? Long.BYTES - this.size : 0;
		byte[] completed = payload.clone();
		System.arraycopy(field, unused, completed, this.offset, this.size);
		return completed;
	}

	byte[] withoutHeader(byte[] payload) {
		return this.keepHeader ? Arrays.copyOfRange(payload, headerSize(), payload.length) : payload;
	}

	/**
	 * Make bytes that look like frames, and here and there are some.
	 * @param random what they consist of
	 * @return the bytes
	 */
	byte[] noise(Random random) {
		return Seed.bytes(random, random.nextInt(200), (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0,
				(byte) this.size, (byte) headerSize(), (byte) 30, (byte) 2, (byte) 0xff);
	}

	private int headerSize() {
		return this.offset + this.size;
	}

	@Override
	public String toString() {
		return framing() + ", " + Seed.description();
	}

}
