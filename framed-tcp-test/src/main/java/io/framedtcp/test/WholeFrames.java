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

/**
 * Frames with a length field that are the payload as they are, since they have a second
 * length, or a varint that may be longer than it need be. Nothing is filled in.
 */
final class WholeFrames implements ServerFraming {

	private final LengthFieldBuilder settings;

	private final LengthNumber first;

	private final LengthNumber second;

	WholeFrames(LengthFieldBuilder settings, LengthNumber first, LengthNumber second) {
		this.settings = settings;
		this.first = first;
		this.second = second;
	}

	@Override
	public byte[] decode(FrameInput in) throws IOException, InterruptedException {
		byte[] header = in.readBytes(this.settings.offset);
		byte[] field = this.first.read(in);
		header = Bytes.concat(header, field);
		long length = header.length + this.first.value(field, 0, field.length) * this.settings.unit
				+ this.settings.adjustment;
		length += Math.floorMod(-length, (long) this.settings.padding);
		if (this.second.size() > 0) {
			header = Bytes.concat(header, in.readBytes(Math.max(0, endOfSecond() - header.length)));
			length += this.second.value(header, this.settings.secondOffset, this.second.size())
					* this.settings.secondUnit;
		}
		return Bytes.concat(header, in.readPayload(length - header.length));
	}

	private int endOfSecond() {
		return this.settings.secondOffset + this.second.size();
	}

	@Override
	public Frame encode(byte[] payload) {
		int header = Math.min(headerLength(payload), payload.length);
		return Frame.of(Bytes.copy(payload, 0, header), Bytes.copy(payload, header, payload.length));
	}

	private int headerLength(byte[] payload) {
		int end = this.settings.offset + this.first.size();
		if (this.first.isVarint()) {
			end = this.settings.offset + 1;
			while (end < payload.length && payload[end - 1] < 0) {
				end++;
			}
		}
		return (this.second.size() > 0) ? Math.max(end, endOfSecond()) : end;
	}

	@Override
	public boolean hasHeader() {
		return true;
	}

}
