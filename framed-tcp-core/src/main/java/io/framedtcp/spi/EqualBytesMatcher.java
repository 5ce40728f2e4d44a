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

package io.framedtcp.spi;

import java.util.Arrays;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.Checks;

/**
 * Compares an id at a fixed place in the request with one in the frame.
 *
 * @param requestOffset where it begins in the request
 * @param replyOffset where it begins in the frame
 * @param length how many bytes it has
 */
record EqualBytesMatcher(int requestOffset, int replyOffset, int length) implements KeyedMatcher {

	EqualBytesMatcher {
		Checks.check(requestOffset >= 0, "'requestOffset' must not be negative");
		Checks.check(replyOffset >= 0, "'replyOffset' must not be negative");
		Checks.check(length >= 1, "'length' must be at least 1");
	}

	@Override
	public Verdict match(byte[] request, byte[] frame) {
		boolean equal = hasId(frame, this.replyOffset) && hasId(request, this.requestOffset)
				&& Arrays.equals(request, this.requestOffset, this.requestOffset + this.length, frame, this.replyOffset,
						this.replyOffset + this.length);
		return equal ? Verdict.MATCH : Verdict.MISMATCH;
	}

	@Override
	public @Nullable CorrelationKey requestKey(byte[] request) {
		return hasId(request, this.requestOffset) ? CorrelationKey.of(request, this.requestOffset, this.length) : null;
	}

	@Override
	public @Nullable CorrelationKey replyKey(byte[] frame) {
		return hasId(frame, this.replyOffset) ? CorrelationKey.of(frame, this.replyOffset, this.length) : null;
	}

	@Override
	public long maxKeys() {
		return (this.length < Long.BYTES) ? 1L << (Byte.SIZE * this.length) : Long.MAX_VALUE;
	}

	@Override
	public void checkRequest(byte[] request) {
		// The message is made for those requests alone that have no id.
		if (!hasId(request, this.requestOffset)) {
			throw new IllegalArgumentException("A payload of " + request.length + " bytes has no id of " + this.length
					+ " bytes at offset " + this.requestOffset + ", so no reply could be matched to it");
		}
	}

	@Override
	public String describeMismatch(byte[] request, byte[] frame) {
		return "the id of the request is " + id(request, this.requestOffset) + ", that of the frame is "
				+ id(frame, this.replyOffset);
	}

	private String id(byte[] payload, int offset) {
		return hasId(payload, offset) ? HexFormat.ofDelimiter(" ").formatHex(payload, offset, offset + this.length)
				: "missing, as it has only " + payload.length + " bytes";
	}

	private boolean hasId(byte[] payload, int offset) {
		return payload.length - this.length >= offset;
	}

}
