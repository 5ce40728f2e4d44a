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

package io.framedtcp.test;

import java.io.IOException;
import java.util.Arrays;

/**
 * Frames with a length field.
 */
final class LengthFieldFrames implements ServerFraming {

	private final LengthFieldBuilder settings;

	private final LengthNumber number;

	LengthFieldFrames(LengthFieldBuilder settings, LengthNumber number) {
		this.settings = settings;
		this.number = number;
	}

	@Override
	public byte[] decode(FrameInput in) throws IOException, InterruptedException {
		byte[] before = in.readBytes(this.settings.offset);
		requireMarker(before);
		byte[] field = this.number.read(in);
		byte[] header = Bytes.concat(before, field);
		long behind = this.number.value(field, 0, field.length) * this.settings.unit + this.settings.adjustment;
		in.expect(this.settings.markerBehind);
		byte[] body = in.readPayload(behind - this.settings.markerBehind.length);
		in.readBytes(padding(header.length + behind));
		if (this.settings.keepHeader) {
			return Bytes.concat(Bytes.concat(header, this.settings.markerBehind), body);
		}
		return Bytes.concat(Bytes.copy(before, before.length - prefixLength(), before.length), body);
	}

	private void requireMarker(byte[] header) throws IOException {
		byte[] marker = this.settings.marker;
		if (!Arrays.equals(header, 0, marker.length, marker, 0, marker.length)) {
			throw new IOException("A header begins with " + Bytes.hex(marker) + ", and not as " + Bytes.hex(header));
		}
	}

	@Override
	public Frame encode(byte[] payload) {
		int length = payload.length - lead(payload);
		long counted = (long) length + this.settings.markerBehind.length - this.settings.adjustment;
		Frame frame = encode(payload, length);
		if (counted < 0 || counted % this.settings.unit != 0 || !holds(counted / this.settings.unit)) {
			throw new IllegalArgumentException("The length field of " + this.number.size()
					+ " bytes cannot announce a payload of " + payload.length);
		}
		return frame;
	}

	private boolean holds(long value) {
		byte[] bytes = this.number.bytes(value);
		try {
			return this.number.value(bytes, 0, bytes.length) == value;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public Frame encode(byte[] payload, long length) {
		int lead = lead(payload);
		byte[] before = new byte[this.settings.offset];
		int own = Math.min(lead, this.settings.keepHeader ? before.length : prefixLength());
		System.arraycopy(payload, 0, before, before.length - own, own);
		System.arraycopy(this.settings.marker, 0, before, 0, this.settings.marker.length);
		long counted = length + this.settings.markerBehind.length - this.settings.adjustment;
		byte[] field = this.number.bytes(units(counted, length > payload.length - lead));
		byte[] header = Bytes.concat(Bytes.concat(before, field), this.settings.markerBehind);
		byte[] body = Bytes.copy(payload, lead, payload.length);
		return Frame.of(header, body, new byte[padding((long) header.length + body.length)]);
	}

	private long units(long length, boolean up) {
		// A wrong length must not become the right one.
		return up ? -Math.floorDiv(-length, (long) this.settings.unit)
				: Math.floorDiv(length, (long) this.settings.unit);
	}

	/**
	 * Returns how many bytes of a payload come before its length or stand for it.
	 * @param payload the payload
	 * @return where the body begins
	 */
	private int lead(byte[] payload) {
		int lead = this.settings.keepHeader
				? this.settings.offset + this.number.size() + this.settings.markerBehind.length : prefixLength();
		if (payload.length < lead) {
			throw new IllegalArgumentException("A payload begins with its header of " + lead
					+ " bytes, and so cannot be " + Bytes.describe(payload));
		}
		return lead;
	}

	private int prefixLength() {
		return this.settings.keepPrefix ? this.settings.offset - this.settings.marker.length : 0;
	}

	private int padding(long length) {
		return (int) Math.floorMod(-length, (long) this.settings.padding);
	}

	@Override
	public boolean announcesLength() {
		return true;
	}

	@Override
	public boolean hasHeader() {
		return this.number.isVarint() || this.settings.offset + this.number.size() > 1;
	}

}
