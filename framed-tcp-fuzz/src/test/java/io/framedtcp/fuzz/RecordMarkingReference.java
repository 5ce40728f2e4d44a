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
import java.nio.ByteBuffer;
import java.util.Optional;

import io.framedtcp.framing.RecordMarkingFraming;

/**
 * Records of fragments, after RFC 5531.
 *
 * @param maxFragments the most fragments of one record
 * @param fragmentSize the largest fragment to write
 */
record RecordMarkingReference(int maxFragments, int fragmentSize) implements Reference {

	/** Headers of objects, which count where a fragment has but a byte. */
	private static final int MEMORY_OF_FRAGMENT = 128;

	static Specimen specimen(FuzzInput input) {
		int maxFragments = 1 + 4 * input.unsigned(1);
		int fragmentSize = 1 + input.unsigned(2);
		RecordMarkingFraming framing = RecordMarkingFraming.builder()
			.maxFragments(maxFragments)
			.fragmentSize(fragmentSize)
			.build();
		return new Specimen(framing, new RecordMarkingReference(maxFragments, fragmentSize));
	}

	@Override
	public Verdict decode(byte[] wire, int from, int maxFrameSize) {
		ByteBuffer sent = ByteBuffer.wrap(wire, from, wire.length - from).slice();
		ByteArrayOutputStream payload = new ByteArrayOutputStream();
		int memory = 0;
		int header = Integer.MAX_VALUE;
		for (int i = 0; i < this.maxFragments; i++) {
			int begin = sent.position();
			if (begin + 4 > maxFrameSize) {
				return Verdict.malformedBehind(begin, memory, Math.min(begin, header));
			}
			if (sent.remaining() < 4) {
				return Verdict.endOfStream(memory);
			}
			int marked = sent.getInt();
			int length = (marked < 0) ? marked - Integer.MIN_VALUE : marked;
			if (length > maxFrameSize - begin - 4) {
				return Verdict.malformedBehind(begin + 4, memory, Math.min(begin + 4, header));
			}
			if (length > sent.remaining()) {
				return Verdict.endOfStream(memory + Verdict.memoryFor(sent.remaining(), 0, length));
			}
			memory += Verdict.memoryFor(length) + MEMORY_OF_FRAGMENT;
			header = (payload.size() + length > 0) ? Math.min(begin + 4, header) : header;
			payload.write(wire, from + sent.position(), length);
			sent.position(sent.position() + length);
			if (marked < 0) {
				return Verdict.frame(payload.toByteArray(), sent.position(), memory + payload.size());
			}
		}
		return Verdict.malformedBehind(sent.position(), memory, Math.min(sent.position(), header));
	}

	@Override
	public Optional<byte[]> encode(byte[] payload, int maxFrameSize) {
		int fragments = Math.max(1, (payload.length + this.fragmentSize - 1) / this.fragmentSize);
		long size = payload.length + 4L * fragments;
		if (size > maxFrameSize) {
			return Optional.empty();
		}
		ByteBuffer frame = ByteBuffer.allocate((int) size);
		for (int i = 0; i < fragments; i++) {
			int from = i * this.fragmentSize;
			int length = Math.min(this.fragmentSize, payload.length - from);
			frame.putInt((i == fragments - 1) ? length | 1 << 31 : length).put(payload, from, length);
		}
		return Optional.of(frame.array());
	}

	@Override
	public byte[] received(byte[] payload, byte[] frame) {
		return payload;
	}

	/** More fragments can be written than this one would read. */
	@Override
	public boolean isReadBack() {
		return false;
	}

}
