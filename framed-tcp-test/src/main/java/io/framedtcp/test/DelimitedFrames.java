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
 * Frames that end with a delimiter, and may have a start.
 */
final class DelimitedFrames implements ServerFraming {

	private final byte[] start;

	private final byte[] end;

	DelimitedFrames(byte[] start, byte[] end) {
		if (end.length == 0) {
			throw new IllegalArgumentException("A delimiter has at least 1 byte");
		}
		this.start = start.clone();
		this.end = end.clone();
	}

	@Override
	public byte[] decode(FrameInput in) throws IOException, InterruptedException {
		in.expect(this.start);
		return in.readPayloadUntil(this.end);
	}

	@Override
	public Frame encode(byte[] payload) {
		return Frame.of(this.start, payload, this.end);
	}

	@Override
	public boolean hasHeader() {
		return this.start.length > 1;
	}

}
